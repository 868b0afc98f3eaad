// The codecs of variants: a discriminant, then what the case carries, in slots that all cases share.
using Weft.Bindings.Generator.Planning;
using Weft.Wit;

namespace Weft.Bindings.Generator.Emission;

/// <summary>Writes the methods of codecs of variants.</summary>
internal sealed class VariantCodecEmitter(CodeWriter writer, CodecTable table)
{
    public void Write(CodecPlan codec, WitVariant variant, string typeName)
    {
        var cases = variant.Cases;
        var names = TypeEmitter.NamesOf(cases, typeName);
        var payloads = cases.Select(item => item.Payload).ToList();
        var number = TypeSpelling.OfSize(AbiLayout.DiscriminantSize(cases.Count));
        var address = CodecEmitter.SpellAddress(AbiLayout.PayloadOffset(payloads, is64: false), AbiLayout.PayloadOffset(payloads, is64: true));
        var flatCount = AbiLayout.Of(variant, is64: false).FlatCount;

        CodecEmitter.WriteLayout(writer, variant);
        CodecEmitter.OpenLoad(writer, codec.ValueType);
        if (payloads.Exists(payload => payload is not null))
        {
            writer.Line($"context.Spend({CodecEmitter.SizeOfObject(variant)});");
        }

        writer.Open($"switch ({CodecEmitter.Abi}LiftContext.CheckCase(context.Read<{number}>(address), {cases.Count}))");
        WriteMakingCases(codec, names, payloads, payload => $"{payload}.Load(context, {address})");
        writer.Close();
        writer.Close();

        CodecEmitter.OpenStore(writer, codec.ValueType);
        WriteTakingCases(codec, names, payloads, i => $"context.Write(address, ({number}){i});", (payload, value) => $"{payload}.Store(context, {address}, {value});");
        writer.Close();

        CodecEmitter.OpenLiftFlat(writer, codec.ValueType);
        writer.Line($"var end = reader.Position + {flatCount};");
        writer.Line("var value = LiftCase(ref reader);");
        writer.Line("reader.SkipTo(end);");
        writer.Line("return value;");
        writer.Close();

        CodecEmitter.OpenLowerFlat(writer, codec.ValueType);
        writer.Line($"var end = writer.Position + {flatCount};");
        WriteTakingCases(codec, names, payloads, i => $"writer.WriteUInt32({i});", (payload, value) => $"{payload}.LowerFlat(ref writer, {value});");
        writer.Gap();
        writer.Line("writer.PadTo(end);");
        writer.Close();

        writer.Gap();
        writer.Open($"private {(codec.IsInstance ? "" : "static ")}{codec.ValueType} LiftCase(ref {CodecEmitter.Abi}FlatReader reader)");
        writer.Open($"switch ({CodecEmitter.Abi}LiftContext.CheckCase(reader.ReadUInt32(), {cases.Count}))");
        WriteMakingCases(codec, names, payloads, payload => $"{payload}.LiftFlat(ref reader)");
        writer.Close();
        writer.Close();
    }

    private void WriteMakingCases(CodecPlan codec, IReadOnlyList<string> names, List<WitType?> payloads, Func<string, string> lift)
    {
        for (var i = 0; i < names.Count; i++)
        {
            var type = $"{codec.ValueType}.{names[i]}";
            writer.Line(i == names.Count - 1 ? "default:" : $"case {i}:");
            writer.Line(payloads[i] is { } payload
                ? $"    return new {type}({lift(table.Refer(payload, codec.IsGuest))});"
                : $"    return {type}.{TypeEmitter.SingleName(names)};");
        }
    }

    private void WriteTakingCases(CodecPlan codec, IReadOnlyList<string> names, List<WitType?> payloads, Func<int, string> begin, Func<string, string, string> lower)
    {
        writer.Open("switch (value)");
        for (var i = 0; i < names.Count; i++)
        {
            var type = $"{codec.ValueType}.{names[i]}";
            writer.Line(payloads[i] is null ? $"case {type}:" : $"case {type} item:");
            writer.Line("    " + begin(i));
            if (payloads[i] is { } payload)
            {
                writer.Line("    " + lower(table.Refer(payload, codec.IsGuest), $"item.{TypeEmitter.PayloadName(names)}"));
            }

            writer.Line("    break;");
        }

        writer.Line("default:");
        writer.Line("    throw new global::System.ArgumentNullException(nameof(value));");
        writer.Close();
    }
}
