// What the emitter does for each instruction: the semantics column, which the emitter reads as CIL or as methods of Weft.Semantics.
using System.Text;

namespace Weft.InstructionSet;

/// <summary>Writes <c>EmitterTable.Generated.cs</c>.</summary>
internal static class EmitterOutput
{
    /// <summary>Makes the text of the file.</summary>
    public static string Write(List<InstructionRow> rows)
    {
        var text = new StringBuilder(OpcodeOutput.Banner);
        text.Append("#nullable enable\nnamespace Weft.Compiler;\n\ninternal static partial class EmitterTable\n{\n    private static readonly string?[] s_semantics =\n    [\n");
        foreach (var line in rows.Chunk(6))
        {
            text.Append($"        {string.Join(", ", line.Select(row => row.Semantics == "special" ? "null" : $"\"{row.Semantics}\""))},\n");
        }

        return text.Append("    ];\n}\n").ToString();
    }
}
