// One row of InstructionSet.txt, parsed; every output is made from a list of these.
using System.Globalization;

namespace Weft.InstructionSet;

/// <summary>A row of the instruction table.</summary>
/// <param name="Ordinal">Its position: the value of the generated <c>Opcode</c>.</param>
/// <param name="Prefix">0, or the prefix byte.</param>
/// <param name="Code">The opcode byte, or the number after the prefix.</param>
/// <param name="Mnemonic">The text keyword.</param>
/// <param name="Name">The C# name.</param>
/// <param name="Immediates">The immediates column, without widths.</param>
/// <param name="Width">Bytes accessed in memory, or 0.</param>
/// <param name="Lanes">Lanes to choose from, or 0.</param>
/// <param name="Operands">Operand types, or null for special rows.</param>
/// <param name="Results">Result types, or null for special rows.</param>
/// <param name="Feature">The proposal.</param>
/// <param name="Semantics">The semantics column.</param>
public sealed record InstructionRow(
    int Ordinal, int Prefix, int Code, string Mnemonic, string Name, string Immediates, int Width, int Lanes,
    string[]? Operands, string[]? Results, string Feature, string Semantics)
{
    /// <summary>Reads the table; a bad row is an error with its line.</summary>
    public static List<InstructionRow> ReadAll(string path)
    {
        var rows = new List<InstructionRow>();
        var names = new HashSet<string>();
        var lineNumber = 0;
        foreach (var line in File.ReadLines(path))
        {
            lineNumber++;
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#'))
            {
                continue;
            }

            var columns = line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (columns.Length != 6)
            {
                throw new FormatException($"{path}:{lineNumber}: expected 6 columns, found {columns.Length}: {line}");
            }

            var row = Parse(rows.Count, columns);
            if (!names.Add(row.Name))
            {
                throw new FormatException($"{path}:{lineNumber}: a second {row.Name}");
            }

            rows.Add(row);
        }

        return rows;
    }

    private static InstructionRow Parse(int ordinal, string[] columns)
    {
        var code = columns[0].Split(' ').Select(part => int.Parse(part, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
        int width = 0, lanes = 0;
        var immediates = string.Join(',', columns[2].Split(',').Select(part =>
        {
            var slash = part.IndexOf('/', StringComparison.Ordinal);
            if (slash < 0)
            {
                return part;
            }

            var number = int.Parse(part[(slash + 1)..], CultureInfo.InvariantCulture);
            if (part.StartsWith("memarg", StringComparison.Ordinal))
            {
                width = number;
            }
            else
            {
                lanes = number;
            }

            return part[..slash];
        }));
        string[]? operands = null, results = null;
        if (columns[3] != "*")
        {
            var sides = columns[3].Split("->");
            operands = sides[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            results = sides[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }

        return new InstructionRow(
            ordinal, code.Length == 2 ? code[0] : 0, code[^1], columns[1], NameOf(columns[1], immediates), immediates, width, lanes,
            operands, results, columns[4], columns[5]);
    }

    private static string NameOf(string mnemonic, string immediates) =>
        string.Concat(mnemonic.Split('.', '_').Select(part => char.ToUpperInvariant(part[0]) + part[1..]))
        + immediates switch { "types" => "Typed", "heap_null" => "Null", _ => "" };
}
