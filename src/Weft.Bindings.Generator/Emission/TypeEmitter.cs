// The C# types of records, variants, enumerations and flags, and of resources that the host implements.
using Weft.Bindings.Generator.Planning;
using Weft.Wit;

namespace Weft.Bindings.Generator.Emission;

/// <summary>Writes the types of a container.</summary>
internal sealed class TypeEmitter(CodeWriter writer, TypeSpelling spelling)
{
    /// <summary>Writes a type.</summary>
    public void Write(Container container, WitTypeDefinition type, bool isGuest)
    {
        var name = container.NameOf(type);
        switch (type)
        {
            case WitRecord record:
                WriteRecord(record, name, isGuest);
                break;
            case WitVariant variant:
                WriteVariant(variant, name, isGuest);
                break;
            case WitEnum enumeration:
                WriteEnum(enumeration, name);
                break;
            case WitFlags flags:
                WriteFlags(flags, name);
                break;
        }
    }

    /// <summary>The names of the cases of a type.</summary>
    public static IReadOnlyList<string> NamesOf(IReadOnlyList<WitCase> cases, params string[] reserved)
    {
        var names = new NameScope(reserved);
        return cases.Select(item => names.Take(CSharpName.Pascal(item.Name))).ToList();
    }

    /// <summary>The names of the fields of a record.</summary>
    public static IReadOnlyList<string> NamesOf(WitRecord record, string typeName)
    {
        var names = new NameScope(typeName, "Deconstruct", "EqualityContract", "PrintMembers", "Clone");
        return record.Fields.Select(field => names.Take(CSharpName.Pascal(field.Name))).ToList();
    }

    /// <summary>The name of the property with what a case carries. The types of the cases are members of those that derive from theirs, too.</summary>
    public static string PayloadName(IReadOnlyList<string> cases) => cases.Contains("Value") ? cases.Contains("Payload") ? "Payload_" : "Payload" : "Value";

    private void WriteRecord(WitRecord record, string name, bool isGuest)
    {
        var names = NamesOf(record, name);
        writer.Gap();
        Documentation.Write(writer, record.Documentation, $"The record {record.Name}.");
        for (var i = 0; i < names.Count; i++)
        {
            var text = record.Fields[i].Documentation?.Replace("\n", " ") ?? $"The field {record.Fields[i].Name}.";
            writer.Line($"/// <param name=\"{names[i]}\">{Documentation.Escape(text)}</param>");
        }

        var fields = string.Join(", ", names.Select((field, i) => $"{spelling.Spell(record.Fields[i].Type, isGuest)} {field}"));
        writer.Line($"public {(TypeSpelling.IsPlain(record) ? "readonly partial record struct" : "sealed partial record")} {name}({fields});");
    }

    private void WriteVariant(WitVariant variant, string name, bool isGuest)
    {
        var names = NamesOf(variant.Cases, name);
        writer.Gap();
        Documentation.Write(writer, variant.Documentation, $"The variant {variant.Name}: one of the types in it.");
        writer.Open($"public abstract partial record {name}");
        writer.Line("// Nothing outside derives from it.");
        writer.Open($"private {name}()");
        writer.Close();
        for (var i = 0; i < names.Count; i++)
        {
            var item = variant.Cases[i];
            writer.Line();
            Documentation.Write(writer, item.Documentation, $"The case {item.Name}.");
            if (item.Payload is null)
            {
                writer.Open($"public sealed record {names[i]} : {name}");
                writer.Line("/// <summary>The only value.</summary>");
                writer.Line($"public static {names[i]} {SingleName(names)} {{ get; }} = new();");
                writer.Close();
            }
            else
            {
                var payload = PayloadName(names);
                writer.Line($"/// <param name=\"{payload}\">What it carries.</param>");
                writer.Line($"public sealed record {names[i]}({spelling.Spell(item.Payload, isGuest)} {payload}) : {name};");
            }
        }

        writer.Close();
    }

    /// <summary>The name of the property with the only value of a case without payload.</summary>
    public static string SingleName(IReadOnlyList<string> cases) => cases.Contains("Instance") ? cases.Contains("Single") ? "Single_" : "Single" : "Instance";

    private void WriteEnum(WitEnum enumeration, string name)
    {
        var names = NamesOf(enumeration.Cases);
        writer.Gap();
        Documentation.Write(writer, enumeration.Documentation, $"The enumeration {enumeration.Name}.");
        writer.Open($"public enum {name} : {TypeSpelling.OfSize(AbiLayout.DiscriminantSize(names.Count))}");
        for (var i = 0; i < names.Count; i++)
        {
            writer.Gap();
            Documentation.Write(writer, enumeration.Cases[i].Documentation, $"The case {enumeration.Cases[i].Name}.");
            writer.Line($"{names[i]} = {i},");
        }

        writer.Close();
    }

    private void WriteFlags(WitFlags flags, string name)
    {
        var names = NamesOf(flags.Flags, "None");
        writer.Gap();
        Documentation.Write(writer, flags.Documentation, $"The flags {flags.Name}.");
        writer.Line("[global::System.Flags]");
        writer.Open($"public enum {name} : {TypeSpelling.OfSize(AbiLayout.FlagsSize(names.Count))}");
        writer.Line("/// <summary>No flag.</summary>");
        writer.Line("None = 0,");
        for (var i = 0; i < names.Count; i++)
        {
            writer.Line();
            Documentation.Write(writer, flags.Flags[i].Documentation, $"The flag {flags.Flags[i].Name}.");
            writer.Line($"{names[i]} = 0x{1u << i:X},");
        }

        writer.Close();
    }
}
