// Every method that the instruction table names is there, with the operands and the result that the table gives the instruction.

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.RegularExpressions;
using Weft.Semantics;
using Weft.Tests.Shared;
using Xunit;
using Vector = Weft.Semantics.Vector;

namespace Weft.Tests.Semantics;

public sealed partial class InstructionSetTests
{
    private static readonly Type[] Classes = [typeof(Integer), typeof(Float), typeof(Conversion), typeof(Vector), typeof(Atomic)];

    private static readonly Dictionary<string, Type> Types = new()
    {
        ["i32"] = typeof(int),
        ["i64"] = typeof(long),
        ["f32"] = typeof(float),
        ["f64"] = typeof(double),
        ["v128"] = typeof(Vector128<byte>),
        ["byte"] = typeof(byte),
        ["ushort"] = typeof(ushort),
        ["uint"] = typeof(uint),
        ["ulong"] = typeof(ulong),
    };

    public sealed record Row(string Mnemonic, string Immediates, string[] Operands, string[] Results, string Semantics);

    [GeneratedRegex(@"^(?<cell>load: |store: |atomic: )?((?<type>\w+) )?(?<class>[A-Z]\w+)\.(?<method>\w+)$")]
    private static partial Regex MethodPattern { get; }

    private static IEnumerable<Row> Rows()
    {
        foreach (string line in File.ReadLines(Repository.PathOf("src", "Weft.Wasm", "Instructions", "InstructionSet.txt")))
        {
            if (line.StartsWith('#') || string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            string[] columns = Regex.Split(line.Trim(), "  +");
            Assert.Equal(6, columns.Length);
            if (columns[3] != "*")
            {
                string[] sides = columns[3].Split("->");
                yield return new Row(columns[1], columns[2], Words(sides[0]), Words(sides[1]), columns[5]);
            }
        }

        static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public void Every_method_that_the_table_names_is_there()
    {
        var named = new HashSet<string>();
        foreach (var row in Rows())
        {
            var match = MethodPattern.Match(row.Semantics);
            if (!match.Success)
            {
                Assert.Matches("^(special|op: .*|(load|store): \\w+)$", row.Semantics);
                continue;
            }

            named.Add($"{match.Groups["class"].Value}.{match.Groups["method"].Value}");
            var type = Classes.Single(c => c.Name == match.Groups["class"].Value);
            Type[] parameters = [.. Parameters(row, match)];
            var method = type.GetMethod(match.Groups["method"].Value, BindingFlags.Public | BindingFlags.Static, parameters);
            Assert.True(method is not null, $"{row.Mnemonic}: no {row.Semantics}({string.Join(", ", parameters.Select(p => p.Name))})");
            Assert.True(Result(row, match) == method.ReturnType, $"{row.Mnemonic}: {row.Semantics} returns {method.ReturnType.Name}");
        }

        var present = Classes.SelectMany(c => c.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Select(m => $"{c.Name}.{m.Name}"));
        Assert.Equal(named.Order(), present.Distinct().Order());
        Assert.True(named.Count > 300);
    }

    [Fact]
    public void Every_method_is_marked_for_inlining() => Assert.All(
        Classes.SelectMany(c => c.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)),
        method => Assert.True(method.MethodImplementationFlags.HasFlag((MethodImplAttributes)MethodImplOptions.AggressiveInlining), method.Name));

    private static IEnumerable<Type> Parameters(Row row, Match match)
    {
        string[] operands = [.. row.Operands.Where(o => o != "addr")];
        string cell = match.Groups["type"].Value;
        switch (match.Groups["cell"].Value)
        {
            case "atomic: ":
                return [Types[cell].MakeByRefType(), .. operands.Select(_ => Types[cell])];

            case "load: " when row.Immediates.Contains("lane/", StringComparison.Ordinal):
                return [typeof(Vector128<byte>), cell == "ulong" ? typeof(long) : typeof(int), typeof(byte)];

            case "load: " when row.Mnemonic.EndsWith("_splat", StringComparison.Ordinal):
                return [cell == "ulong" ? typeof(long) : typeof(int)];

            case "load: ":
                return [Types[cell]];

            default:
                Type[] immediates = row.Immediates switch
                {
                    "shuffle" => [typeof(Vector128<byte>)],
                    _ when row.Immediates.Contains("lane/", StringComparison.Ordinal) => [typeof(byte)],
                    // Where it stands, for the trace of its trap.
                    _ when row.Mnemonic.Contains(".trunc_f", StringComparison.Ordinal) => [typeof(int)],
                    _ => [],
                };
                return [.. operands.Select(o => Types[o]), .. immediates];
        }
    }

    private static Type Result(Row row, Match match)
    {
        string cell = match.Groups["type"].Value;
        return match.Groups["cell"].Value switch
        {
            "store: " => cell == "ulong" ? typeof(long) : typeof(int),
            "atomic: " => row.Results is [] ? typeof(void) : Types[cell],
            _ when row.Results is [var result] => Types[result],
            _ => typeof(ValueTuple<long, long>),
        };
    }
}
