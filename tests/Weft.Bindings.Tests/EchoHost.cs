// Gives back what it gets.
using System.Globalization;
using System.Text;
using Weft.Components;
using static Weft.Bindings.Tests.Echoing.Kinds;

namespace Weft.Bindings.Tests;

internal sealed class EchoHost : IEchoingImports
{
    public Direction[] Directions(Direction[] value) => value;

    public (Few, Some, All) FlagsOf((Few, Some, All) value) => value;

    public Everything RecordOf(Everything value) => value;

    public Pair PairOf(Pair value) => value;

    public Mixed[] Variants(Mixed[] value) => value;

    public Mixed VariantOf(Mixed value) => value;

    public ComponentOption<uint?>[] Options(ComponentOption<uint?>[] value) => value;

    public ComponentOption<string?> OptionOf(ComponentOption<string?> value) => value;

    public ComponentResult<string, byte>[] Results(ComponentResult<string, byte>[] value) => value;

    public ComponentResult<ValueTuple, ulong> ResultOf(ComponentResult<ValueTuple, ulong> value) => value;

    public ComponentResult<ValueTuple, ValueTuple> EmptyResult(ComponentResult<ValueTuple, ValueTuple> value) => value;

    public ushort[][] Lists(ushort[][] value) => value;

    public (byte, ushort, uint, ulong, sbyte, short, int, long, float, double, string) Long(
        (byte, ushort, uint, ulong, sbyte, short, int, long, float, double, string) value) => value;

    public ValueTuple<string> Single(ValueTuple<string> value) => value;

    public string Many(byte a, sbyte b, ushort c, short d, uint e, int f, ulong g, long h, float i, double j, Rune k, bool l, string m, byte[] n) =>
        string.Format(CultureInfo.InvariantCulture, "{0} {1} {2} {3} {4} {5} {6} {7} {8} {9} {10} {11} {12} {13}", a, b, c, d, e, f, g, h, i, j, k, l, m, n.Length);
}
