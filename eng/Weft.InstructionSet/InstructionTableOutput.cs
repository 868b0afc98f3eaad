// The facts about every instruction, as constant data that costs nothing to load.
using System.Text;

namespace Weft.InstructionSet;

/// <summary>Writes <c>InstructionTable.Generated.cs</c>.</summary>
public static class InstructionTableOutput
{
    /// <summary>Makes the text of the file.</summary>
    public static string Write(List<InstructionRow> rows)
    {
        var text = new StringBuilder(OpcodeOutput.Banner);
        text.Append("#nullable enable\nnamespace Weft.Wasm.Instructions;\n\npublic static partial class InstructionTable\n{\n");
        text.Append($"    /// <summary>The number of instructions.</summary>\n    public const int Count = {rows.Count};\n");

        Bytes(text, "ImmediateKinds", rows.Select(row => $"(byte)ImmediateKind.{Kind(row)}"));
        Bytes(text, "Widths", rows.Select(row => $"{row.Width}"));
        Bytes(text, "Lanes", rows.Select(row => $"{row.Lanes}"));
        Bytes(text, "Prefixes", rows.Select(row => $"0x{row.Prefix:X2}"));
        Shorts(text, "Codes", rows.Select(row => row.Code));

        var features = rows.Select(row => row.Feature).Distinct().ToList();
        Bytes(text, "Features", rows.Select(row => $"{features.IndexOf(row.Feature)}"));
        Strings(text, "FeatureNames", features);
        Strings(text, "Mnemonics", rows.Select(row => row.Mnemonic));

        var signatures = rows.Select(Signature).Distinct().ToList();
        Bytes(text, "SignatureIndices", rows.Select(row => $"{signatures.IndexOf(Signature(row))}"));
        text.Append("\n    private static readonly Signature?[] s_signatures =\n    [\n");
        foreach (var signature in signatures)
        {
            text.Append($"        {signature},\n");
        }

        text.Append("    ];\n");
        foreach (var (prefix, name) in new[] { (0, "Primary"), (0xFB, "PrefixFB"), (0xFC, "PrefixFC"), (0xFD, "PrefixFD"), (0xFE, "PrefixFE") })
        {
            var group = rows.Where(row => row.Prefix == prefix).ToDictionary(row => row.Code);
            Shorts(text, name, Enumerable.Range(0, group.Keys.Max() + 1).Select(code => group.TryGetValue(code, out var row) ? row.Ordinal : 0xFFFF));
        }

        return text.Append("}\n").ToString();
    }

    private static string Kind(InstructionRow row) =>
        row.Immediates == "-" ? "None" : string.Concat(row.Immediates.Split(',', '_').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    private static string Signature(InstructionRow row) => row.Operands is null
        ? "null"
        : $"new([{Types(row.Operands)}], [{Types(row.Results!)}])";

    private static string Types(string[] types) => string.Join(", ", types.Select(type => "SignatureType." + (type == "addr" ? "Address" : type.ToUpperInvariant())));

    private static void Bytes(StringBuilder text, string name, IEnumerable<string> values) => Values(text, $"private static ReadOnlySpan<byte> {name} =>", values);

    private static void Shorts(StringBuilder text, string name, IEnumerable<int> values) =>
        Values(text, $"private static ReadOnlySpan<ushort> {name} =>", values.Select(value => $"{value}"));

    private static void Strings(StringBuilder text, string name, IEnumerable<string> values) =>
        Values(text, $"private static readonly string[] s_{char.ToLowerInvariant(name[0])}{name[1..]} =", values.Select(value => $"\"{value}\""));

    private static void Values(StringBuilder text, string declaration, IEnumerable<string> values)
    {
        text.Append($"\n    {declaration}\n    [\n");
        foreach (var line in values.Chunk(8))
        {
            text.Append($"        {string.Join(", ", line)},\n");
        }

        text.Append("    ];\n");
    }
}
