// The codecs of types that have C# types of their own: how their values lie is known here, so that offsets are constants.
using Weft.Bindings.Generator.Planning;
using Weft.Wit;

namespace Weft.Bindings.Generator.Emission;

/// <summary>Writes codecs.</summary>
internal sealed class CodecEmitter(CodeWriter writer, WorldPlan plan, CodecTable table)
{
    public const string Abi = "global::Weft.Components.CanonicalAbi.";

    private const string Types = "global::Weft.Components.Types.";

    /// <summary>Writes the codecs that all instances share.</summary>
    public void WriteShared()
    {
        writer.Gap();
        writer.Line("/// <summary>How values of the types cross between .NET and components.</summary>");
        writer.Line("[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]");
        writer.Open("public static class Codecs");
        foreach (var codec in table.Codecs.Where(codec => !codec.IsInstance))
        {
            writer.Gap();
            writer.Line($"/// <summary>The codec of {Documentation.Escape(codec.ValueType.Replace("global::", ""))}.</summary>");
            if (codec.Making is { } making)
            {
                writer.Open($"public static class {codec.Name}");
                writer.Line("/// <summary>The codec.</summary>");
                writer.Line($"public static readonly {Abi}ComponentCodec<{codec.ValueType}> Instance = {making};");
                writer.Close();
            }
            else
            {
                writer.Open($"public sealed class {codec.Name} : {Abi}ComponentCodec<{codec.ValueType}>");
                writer.Line("/// <summary>The codec.</summary>");
                writer.Line($"public static readonly {codec.Name} Instance = new();");
                WriteMembers(codec);
                writer.Close();
            }
        }

        writer.Close();
    }

    /// <summary>Writes the codecs of types with resources of the guest: each instance has its own.</summary>
    public void WriteInstance()
    {
        writer.Gap();
        writer.Open("internal sealed class GuestCodecs");
        writer.Open($"internal GuestCodecs({plan.Request.QualifiedName} world, global::Weft.Components.ComponentInstance instance)");
        writer.Line("World = world;");
        writer.Line("var codecs = this;");
        var own = table.Codecs.Where(codec => codec.IsInstance).ToList();
        foreach (var codec in own)
        {
            writer.Line($"{codec.Name} = {codec.Making ?? MakeInstance(codec)};");
        }

        writer.Close();
        writer.Gap();
        writer.Line($"internal {plan.Request.QualifiedName} World {{ get; }}");
        foreach (var codec in own)
        {
            writer.Gap();
            writer.Line($"internal {Abi}ComponentCodec<{codec.ValueType}> {codec.Name} {{ get; }}");
        }

        foreach (var codec in own.Where(codec => codec.Making is null))
        {
            writer.Gap();
            var isHandle = codec.Type is WitHandleType;
            var parameters = isHandle ? $"GuestCodecs codecs, {Abi}ComponentCodec<global::Weft.Components.ComponentResource> handle" : "GuestCodecs codecs";
            writer.Open($"private sealed class {codec.Name}_Codec({parameters}) : {Abi}ComponentCodec<{codec.ValueType}>");
            WriteMembers(codec);
            writer.Close();
        }

        writer.Close();
    }

    private string MakeInstance(CodecPlan codec)
    {
        if (codec.Type is not WitHandleType handle)
        {
            return $"new {codec.Name}_Codec(this)";
        }

        var container = plan.ContainerOf(handle.Resource, codec.IsGuest);
        var type = $"instance.GetInstance(\"{container.ExportName}\").GetResourceType(\"{handle.Resource.Name}\")";
        return $"new {codec.Name}_Codec(this, {Abi}ComponentCodecs.Handle({type}, isBorrow: {(handle.IsBorrowed ? "true" : "false")}))";
    }

    private void WriteMembers(CodecPlan codec)
    {
        switch (codec.Type)
        {
            case WitRecord record:
                var fields = record.Fields.Select(field => field.Type).ToList();
                var fieldNames = TypeEmitter.NamesOf(record, plan.ContainerOf(record, codec.IsGuest).NameOf(record));
                var conditions = record.Fields.Select((field, i) => $"type.Fields[{i}].Name == \"{field.Name}\" && {table.Refer(field.Type, codec.IsGuest)}.Accepts(type.Fields[{i}].Type)");
                WriteAccepts($"{Types}RecordType", $"type.Fields.Length == {fields.Count}", conditions);
                WriteSequence(codec, fields, fieldNames, arguments => $"new {codec.ValueType}({arguments})", isObject: !TypeSpelling.IsPlain(record));
                break;
            case WitTupleType tuple:
                var items = tuple.Elements.Select((_, i) => $"Item{i + 1}").ToList();
                conditions = tuple.Elements.Select((element, i) => $"{table.Refer(element, codec.IsGuest)}.Accepts(type.Elements[{i}])");
                WriteAccepts($"{Types}TupleType", $"type.Elements.Length == {items.Count}", conditions);
                WriteSequence(codec, tuple.Elements, items, arguments => items.Count == 1 ? $"new({arguments})" : $"({arguments})", isObject: false);
                break;
            case WitVariant variant:
                conditions = variant.Cases.Select((item, i) => $"type.Cases[{i}].Name == \"{item.Name}\" && "
                    + (item.Payload is null ? $"type.Cases[{i}].Type is null" : $"type.Cases[{i}].Type is {{ }} payload{i} && {table.Refer(item.Payload, codec.IsGuest)}.Accepts(payload{i})"));
                WriteAccepts($"{Types}VariantType", $"type.Cases.Length == {variant.Cases.Count}", conditions);
                new VariantCodecEmitter(writer, table).Write(codec, variant, plan.ContainerOf(variant, codec.IsGuest).NameOf(variant));
                break;
            case WitEnum enumeration:
                WriteAccepts($"{Types}EnumType", $"type.Names.Length == {enumeration.Cases.Count}", enumeration.Cases.Select((item, i) => $"type.Names[{i}] == \"{item.Name}\""));
                WriteEnum(codec, enumeration.Cases.Count);
                break;
            case WitFlags flags:
                WriteAccepts($"{Types}FlagsType", $"type.Names.Length == {flags.Flags.Count}", flags.Flags.Select((item, i) => $"type.Names[{i}] == \"{item.Name}\""));
                WriteFlags(codec, flags.Flags.Count);
                break;
            default:
                WriteHandle(codec);
                break;
        }
    }

    private void WriteAccepts(string type, string first, IEnumerable<string> conditions)
    {
        writer.Gap();
        writer.Line("/// <inheritdoc/>");
        writer.Line($"public override bool Accepts({Types}ComponentValueType other) => other is {type} type");
        var lines = new[] { first }.Concat(conditions).ToList();
        for (var i = 0; i < lines.Count; i++)
        {
            writer.Line($"    && {lines[i]}{(i == lines.Count - 1 ? ";" : "")}");
        }
    }

    private void WriteSequence(CodecPlan codec, IReadOnlyList<WitType> parts, IReadOnlyList<string> names, Func<string, string> make, bool isObject)
    {
        var codecs = parts.Select(part => table.Refer(part, codec.IsGuest)).ToList();
        var offsets = AbiLayout.Offsets(parts, is64: false).Zip(AbiLayout.Offsets(parts, is64: true), SpellAddress).ToList();
        WriteLayout(writer, codec.Type);
        OpenLoad(writer, codec.ValueType);
        if (isObject)
        {
            // What a guest can make the host keep is limited by what it takes in .NET.
            writer.Line($"context.Spend({SizeOfObject(codec.Type)});");
        }

        WriteLifting(codec.Type as WitRecord, codecs.Select((part, i) => $"{part}.Load(context, {offsets[i]})").ToList(), make);
        writer.Close();
        OpenStore(writer, codec.ValueType);
        if (isObject)
        {
            writer.Line("global::System.ArgumentNullException.ThrowIfNull(value);");
        }

        for (var i = 0; i < names.Count; i++)
        {
            writer.Line($"{codecs[i]}.Store(context, {offsets[i]}, value.{names[i]});");
        }

        writer.Close();
        OpenLiftFlat(writer, codec.ValueType);
        WriteLifting(codec.Type as WitRecord, codecs.Select(part => $"{part}.LiftFlat(ref reader)").ToList(), make);
        writer.Close();
        OpenLowerFlat(writer, codec.ValueType);
        if (isObject)
        {
            writer.Line("global::System.ArgumentNullException.ThrowIfNull(value);");
        }

        for (var i = 0; i < names.Count; i++)
        {
            writer.Line($"{codecs[i]}.LowerFlat(ref writer, value.{names[i]});");
        }

        writer.Close();
    }

    // The fields of a record have names, which the trap of a guest that breaks a rule should say; few numbers are not worth it.
    private void WriteLifting(WitRecord? record, List<string> parts, Func<string, string> make)
    {
        if (record is null || TypeSpelling.IsPlain(record))
        {
            writer.Line($"return {make(string.Join(", ", parts))};");
            return;
        }

        writer.Line($"var field = \"{record.Fields[0].Name}\";");
        writer.Open("try");
        for (var i = 0; i < parts.Count; i++)
        {
            if (i != 0)
            {
                writer.Line($"field = \"{record.Fields[i].Name}\";");
            }

            writer.Line($"var item{i} = {parts[i]};");
        }

        writer.Line($"return {make(string.Join(", ", parts.Select((_, i) => $"item{i}")))};");
        writer.Close();
        writer.Open($"catch (global::System.Exception exception) when ({Abi}LiftContext.NoteField(exception, field))");
        writer.Line("throw;");
        writer.Close();
    }

    private void WriteEnum(CodecPlan codec, int count)
    {
        var number = TypeSpelling.OfSize(AbiLayout.DiscriminantSize(count));
        WriteNumber(
            codec, number, $"({codec.ValueType}){Abi}LiftContext.CheckCase({{0}}, {count})",
            $"if ((uint)value >= {count})", "the enumeration has no such value");
    }

    private void WriteFlags(CodecPlan codec, int count)
    {
        var all = count == 32 ? "0xFFFFFFFF" : $"0x{(1u << count) - 1:X}";
        WriteNumber(
            codec, TypeSpelling.OfSize(AbiLayout.FlagsSize(count)), $"({codec.ValueType})({{0}} & {all})",
            $"if (((uint)value & ~{all}u) != 0)", "there are no such flags");
    }

    private void WriteNumber(CodecPlan codec, string number, string lift, string isWrong, string complaint)
    {
        WriteLayout(writer, codec.Type);
        OpenLoad(writer, codec.ValueType);
        writer.Line($"return {string.Format(lift, $"context.Read<{number}>(address)")};");
        writer.Close();
        OpenStore(writer, codec.ValueType);
        writer.Line($"context.Write(address, ({number})Check(value));");
        writer.Close();
        OpenLiftFlat(writer, codec.ValueType);
        writer.Line($"return {string.Format(lift, "reader.ReadUInt32()")};");
        writer.Close();
        OpenLowerFlat(writer, codec.ValueType);
        writer.Line("writer.WriteUInt32(Check(value));");
        writer.Close();
        writer.Gap();
        writer.Open($"private static uint Check({codec.ValueType} value)");
        writer.Open(isWrong);
        writer.Line($"throw new global::System.ArgumentOutOfRangeException(nameof(value), value, \"{complaint}\");");
        writer.Close();
        writer.Gap();
        writer.Line("return (uint)value;");
        writer.Close();
    }

    private void WriteHandle(CodecPlan codec)
    {
        writer.Gap();
        writer.Line($"public override bool Accepts({Types}ComponentValueType other) => handle.Accepts(other);");
        WriteLayout(writer, codec.Type);
        OpenLoad(writer, codec.ValueType);
        writer.Line($"return new {codec.ValueType}(codecs, handle.Load(context, address));");
        writer.Close();
        OpenStore(writer, codec.ValueType);
        writer.Line("global::System.ArgumentNullException.ThrowIfNull(value);");
        writer.Line("handle.Store(context, address, value.Handle);");
        writer.Close();
        OpenLiftFlat(writer, codec.ValueType);
        writer.Line($"return new {codec.ValueType}(codecs, handle.LiftFlat(ref reader));");
        writer.Close();
        OpenLowerFlat(writer, codec.ValueType);
        writer.Line("global::System.ArgumentNullException.ThrowIfNull(value);");
        writer.Line("handle.LowerFlat(ref writer, value.Handle);");
        writer.Close();
    }

    /// <summary>The expression for an address behind another.</summary>
    public static string SpellAddress(int offset32, int offset64) => (offset32, offset64) switch
    {
        (0, 0) => "address",
        _ when offset32 == offset64 => $"address + {offset32}",
        _ => $"address + (context.Is64 ? {offset64}u : {offset32}u)",
    };

    /// <summary>About what an object takes in .NET.</summary>
    public static int SizeOfObject(WitType? content) => 16 + (8 * (content is null ? 0 : AbiLayout.Of(content, is64: false).FlatCount));

    public static void WriteLayout(CodeWriter writer, WitType type)
    {
        var (narrow, wide) = (AbiLayout.Of(type, is64: false), AbiLayout.Of(type, is64: true));
        writer.Gap();
        writer.Line("/// <inheritdoc/>");
        writer.Line($"public override {Abi}CodecLayout GetLayout(bool is64) => {(narrow == wide ? Spell(narrow) : $"is64 ? {Spell(wide)} : {Spell(narrow)}")};");

        static string Spell(AbiLayout layout) => $"new({layout.Size}, {layout.Alignment}, {layout.FlatCount})";
    }

    public static void OpenLoad(CodeWriter writer, string type) => Open(writer, $"{type} Load(in {Abi}LiftContext context, ulong address)");

    public static void OpenStore(CodeWriter writer, string type) => Open(writer, $"void Store(in {Abi}LowerContext context, ulong address, {type} value)");

    public static void OpenLiftFlat(CodeWriter writer, string type) => Open(writer, $"{type} LiftFlat(ref {Abi}FlatReader reader)");

    public static void OpenLowerFlat(CodeWriter writer, string type) => Open(writer, $"void LowerFlat(ref {Abi}FlatWriter writer, {type} value)");

    private static void Open(CodeWriter writer, string signature)
    {
        writer.Gap();
        writer.Line("/// <inheritdoc/>");
        writer.Open($"public override {signature}");
    }
}
