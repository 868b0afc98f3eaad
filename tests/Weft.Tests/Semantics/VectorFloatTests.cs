// Vector instructions on floating-point lanes against the scalar reference.

using System.Runtime.Intrinsics;
using Xunit;
using static Weft.Tests.Semantics.Reference;
using V = System.Runtime.Intrinsics.Vector128<byte>;
using Vector = Weft.Semantics.Vector;

namespace Weft.Tests.Semantics;

public sealed class VectorFloatTests
{
    private sealed record Operation(string Name, Func<float, float, float> Single, Func<double, double, double> Double, bool BitForBit = false);

    private static readonly Operation[] Binaries =
    [
        new("Add", (a, b) => a + b, (a, b) => a + b),
        new("Sub", (a, b) => a - b, (a, b) => a - b),
        new("Mul", (a, b) => a * b, (a, b) => a * b),
        new("Div", (a, b) => a / b, (a, b) => a / b),
        new("Min", Min, Min),
        new("Max", Max, Max),
        new("Pmin", (a, b) => b < a ? b : a, (a, b) => b < a ? b : a, BitForBit: true),
        new("Pmax", (a, b) => a < b ? b : a, (a, b) => a < b ? b : a, BitForBit: true),
        new("RelaxedMin", (a, b) => b < a ? b : a, (a, b) => b < a ? b : a, BitForBit: true),
        new("RelaxedMax", (a, b) => a < b ? b : a, (a, b) => a < b ? b : a, BitForBit: true),
        new("Eq", (a, b) => Mask32(a == b), (a, b) => Mask64(a == b), BitForBit: true),
        new("Ne", (a, b) => Mask32(a != b), (a, b) => Mask64(a != b), BitForBit: true),
        new("Lt", (a, b) => Mask32(a < b), (a, b) => Mask64(a < b), BitForBit: true),
        new("Gt", (a, b) => Mask32(a > b), (a, b) => Mask64(a > b), BitForBit: true),
        new("Le", (a, b) => Mask32(a <= b), (a, b) => Mask64(a <= b), BitForBit: true),
        new("Ge", (a, b) => Mask32(a >= b), (a, b) => Mask64(a >= b), BitForBit: true),
    ];

    private static readonly Operation[] Unaries =
    [
        new("Abs", (x, _) => From(Bits(x) & 0x7FFF_FFFF), (x, _) => From(Bits(x) & 0x7FFF_FFFF_FFFF_FFFF), BitForBit: true),
        new("Neg", (x, _) => From(Bits(x) ^ 0x8000_0000), (x, _) => From(Bits(x) ^ 0x8000_0000_0000_0000), BitForBit: true),
        new("Sqrt", (x, _) => MathF.Sqrt(x), (x, _) => Math.Sqrt(x)),
        new("Ceil", (x, _) => Round(x, Rounding.Ceiling), (x, _) => Round(x, Rounding.Ceiling)),
        new("Floor", (x, _) => Round(x, Rounding.Floor), (x, _) => Round(x, Rounding.Floor)),
        new("Trunc", (x, _) => Round(x, Rounding.Truncate), (x, _) => Round(x, Rounding.Truncate)),
        new("Nearest", (x, _) => Round(x, Rounding.NearestEven), (x, _) => Round(x, Rounding.NearestEven)),
    ];

    public static TheoryData<string> BinaryNames => [.. Binaries.Select(b => b.Name)];

    public static TheoryData<string> UnaryNames => [.. Unaries.Select(u => u.Name)];

    private static float Mask32(bool condition) => condition ? From(uint.MaxValue) : 0;

    private static double Mask64(bool condition) => condition ? From(ulong.MaxValue) : 0;

    private static float From(uint bits) => BitConverter.UInt32BitsToSingle(bits);

    private static double From(ulong bits) => BitConverter.UInt64BitsToDouble(bits);

    private static void Same(Operation operation, float expected, float actual, params ReadOnlySpan<float> operands)
    {
        string what = $"{operation.Name} {string.Join(' ', operands.ToArray().Select(x => $"0x{Bits(x):X8}"))}";
        if (operation.BitForBit)
        {
            Assert.True(Bits(expected) == Bits(actual), $"{what}: expected 0x{Bits(expected):X8}, got 0x{Bits(actual):X8}");
        }
        else
        {
            SameFloat(expected, actual, what, operands);
        }
    }

    private static void Same(Operation operation, double expected, double actual, params ReadOnlySpan<double> operands)
    {
        string what = $"{operation.Name} {string.Join(' ', operands.ToArray().Select(x => $"0x{Bits(x):X16}"))}";
        if (operation.BitForBit)
        {
            Assert.True(Bits(expected) == Bits(actual), $"{what}: expected 0x{Bits(expected):X16}, got 0x{Bits(actual):X16}");
        }
        else
        {
            SameDouble(expected, actual, what, operands);
        }
    }

    [Theory]
    [MemberData(nameof(BinaryNames))]
    public void Two_vectors_lane_by_lane(string name)
    {
        var operation = Binaries.Single(o => o.Name == name);
        var f32 = VectorIntegerTests.Method<Func<V, V, V>>(name + "F32x4");
        var f64 = VectorIntegerTests.Method<Func<V, V, V>>(name + "F64x2");
        float[] floats = Samples.Floats;
        for (int i = 0; i < floats.Length; i++)
        {
            for (int j = 0; j < floats.Length; j++)
            {
                // Four different pairs at once, so that lanes cannot be mixed up unseen.
                float[] a = [.. Enumerable.Range(0, 4).Select(k => floats[(i + (k * 7)) % floats.Length])];
                float[] b = [.. Enumerable.Range(0, 4).Select(k => floats[(j + (k * 11)) % floats.Length])];
                var result = f32(Vector128.Create(a).AsByte(), Vector128.Create(b).AsByte()).AsSingle();
                for (int k = 0; k < 4; k++)
                {
                    Same(operation, operation.Single(a[k], b[k]), result.GetElement(k), a[k], b[k]);
                }
            }
        }

        double[] doubles = Samples.Doubles;
        for (int i = 0; i < doubles.Length; i++)
        {
            for (int j = 0; j < doubles.Length; j += 2)
            {
                double[] a = [doubles[i], doubles[^(i + 1)]];
                double[] b = [doubles[j], doubles[(j + 1) % doubles.Length]];
                var result = f64(Vector128.Create(a).AsByte(), Vector128.Create(b).AsByte()).AsDouble();
                Same(operation, operation.Double(a[0], b[0]), result.GetElement(0), a[0], b[0]);
                Same(operation, operation.Double(a[1], b[1]), result.GetElement(1), a[1], b[1]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(UnaryNames))]
    public void A_vector_lane_by_lane(string name)
    {
        var operation = Unaries.Single(o => o.Name == name);
        var f32 = VectorIntegerTests.Method<Func<V, V>>(name + "F32x4");
        var f64 = VectorIntegerTests.Method<Func<V, V>>(name + "F64x2");
        foreach (var x in FloatVectors())
        {
            var result = f32(Vector128.Create(x).AsByte()).AsSingle();
            for (int k = 0; k < 4; k++)
            {
                Same(operation, operation.Single(x[k], 0), result.GetElement(k), x[k]);
            }
        }

        foreach (var x in DoubleVectors())
        {
            var result = f64(Vector128.Create(x).AsByte()).AsDouble();
            Same(operation, operation.Double(x[0], 0), result.GetElement(0), x[0]);
            Same(operation, operation.Double(x[1], 0), result.GetElement(1), x[1]);
        }
    }

    [Fact]
    public void Truncation_saturates()
    {
        Func<V, V> s = Vector.TruncSatF32x4SI32x4;
        Func<V, V>[] u = [Vector.TruncSatF32x4UI32x4, Vector.RelaxedTruncF32x4UI32x4];
        foreach (var x in FloatVectors())
        {
            V v = Vector128.Create(x).AsByte();
            Assert.Equal(Shape.I32x4.Vector(x.Select(l => (Int128)Saturate(l, int.MinValue, int.MaxValue))), s(v));
            Assert.All(u, f => Assert.Equal(Shape.I32x4.Vector(x.Select(l => (Int128)Saturate(l, 0, uint.MaxValue))), f(v)));
        }

        s = Vector.TruncSatF64x2SZeroI32x4;
        u = [Vector.TruncSatF64x2UZeroI32x4, Vector.RelaxedTruncF64x2UZeroI32x4];
        foreach (var x in DoubleVectors())
        {
            V v = Vector128.Create(x).AsByte();
            Assert.Equal(Shape.I32x4.Vector([.. x.Select(l => (Int128)Saturate(l, int.MinValue, int.MaxValue)), 0, 0]), s(v));
            Assert.All(u, f => Assert.Equal(Shape.I32x4.Vector([.. x.Select(l => (Int128)Saturate(l, 0, uint.MaxValue)), 0, 0]), f(v)));
        }
    }

    [Fact]
    public void Relaxed_signed_truncation_gives_the_lowest_integer_for_what_does_not_fit()
    {
        static Int128 Relaxed(double x) => Truncate(x) is { } whole && whole >= int.MinValue && whole <= int.MaxValue ? (Int128)whole : int.MinValue;
        Func<V, V> f32 = Vector.RelaxedTruncF32x4SI32x4, f64 = Vector.RelaxedTruncF64x2SZeroI32x4;
        Assert.All(FloatVectors(), x => Assert.Equal(Shape.I32x4.Vector(x.Select(l => Relaxed(l))), f32(Vector128.Create(x).AsByte())));
        Assert.All(DoubleVectors(), x => Assert.Equal(Shape.I32x4.Vector([Relaxed(x[0]), Relaxed(x[1]), 0, 0]), f64(Vector128.Create(x).AsByte())));
    }

    [Fact]
    public void Integers_become_the_nearest_numbers()
    {
        static float Single(Int128 x) => (float)(x < 0 ? -Nearest((System.Numerics.BigInteger)(-x), 24) : Nearest((System.Numerics.BigInteger)x, 24));
        Func<V, V> s = Vector.ConvertI32x4SF32x4, u = Vector.ConvertI32x4UF32x4, lowS = Vector.ConvertLowI32x4SF64x2, lowU = Vector.ConvertLowI32x4UF64x2;
        int[] near = [-129, -128, -127, -1, 0, 1, 127, 128, 129, 383, 384, 385];
        int[] edges = [.. Samples.Int32s, .. Enumerable.Range(24, 8).SelectMany(i => near.Select(d => (1 << i) + d))];
        for (int i = 0; i < edges.Length; i++)
        {
            V v = Vector128.Create(edges[i], edges[(i + 1) % edges.Length], edges[(i + 2) % edges.Length], edges[(i + 3) % edges.Length]).AsByte();
            Int128[] signed = Shape.I32x4.Lanes(v, true), unsigned = Shape.I32x4.Lanes(v, false);
            Assert.Equal(signed.Select(Single), Enumerable.Range(0, 4).Select(k => s(v).AsSingle().GetElement(k)));
            Assert.Equal(unsigned.Select(Single), Enumerable.Range(0, 4).Select(k => u(v).AsSingle().GetElement(k)));
            Assert.Equal(signed.Take(2).Select(x => (double)(long)x), Enumerable.Range(0, 2).Select(k => lowS(v).AsDouble().GetElement(k)));
            Assert.Equal(unsigned.Take(2).Select(x => (double)(long)x), Enumerable.Range(0, 2).Select(k => lowU(v).AsDouble().GetElement(k)));
        }

        Assert.Equal(V.Zero, s(V.Zero));
        Assert.Equal(V.Zero, u(V.Zero));
        Assert.Equal(V.Zero, lowS(V.Zero));
        Assert.Equal(V.Zero, lowU(V.Zero));
    }

    [Fact]
    public void Floats_are_promoted_and_doubles_demoted()
    {
        Func<V, V> demote = Vector.DemoteF64x2ZeroF32x4, promote = Vector.PromoteLowF32x4F64x2;
        foreach (var x in DoubleVectors())
        {
            var result = demote(Vector128.Create(x).AsByte()).AsSingle();
            for (int k = 0; k < 2; k++)
            {
                float expected = IsNaN64(Bits(x[k])) ? float.NaN : (float)x[k];
                float operand = (Bits(x[k]) & 0x000F_FFFF_FFFF_FFFF) == 0x0008_0000_0000_0000 ? float.NaN : From(0x7FFF_FFFF);
                SameFloat(expected, result.GetElement(k), $"demote 0x{Bits(x[k]):X16}", operand);
            }

            Assert.Equal(0UL, result.AsUInt64().GetElement(1));
        }

        foreach (var x in FloatVectors())
        {
            var result = promote(Vector128.Create(x).AsByte()).AsDouble();
            for (int k = 0; k < 2; k++)
            {
                double expected = IsNaN32(Bits(x[k])) ? double.NaN : x[k];
                double operand = (Bits(x[k]) & 0x007F_FFFF) == 0x0040_0000 ? double.NaN : From(0x7FFF_FFFF_FFFF_FFFF);
                SameDouble(expected, result.GetElement(k), $"promote 0x{Bits(x[k]):X8}", operand);
            }
        }
    }

    [Fact]
    public void Relaxed_multiplication_and_addition_round_once()
    {
        Func<V, V, V, V> madd32 = Vector.RelaxedMaddF32x4, nmadd32 = Vector.RelaxedNmaddF32x4;
        Func<V, V, V, V> madd64 = Vector.RelaxedMaddF64x2, nmadd64 = Vector.RelaxedNmaddF64x2;
        var madd = new Operation("madd", (_, _) => 0, (_, _) => 0);
        var random = new Random(77);
        for (int i = 0; i < 20_000; i++)
        {
            float[][] x = [.. Enumerable.Range(0, 3).Select(_ => random.GetItems(Samples.Floats, 4))];
            V[] v = [.. x.Select(l => Vector128.Create(l).AsByte())];
            double[][] y = [.. Enumerable.Range(0, 3).Select(_ => random.GetItems(Samples.Doubles, 2))];
            V[] w = [.. y.Select(l => Vector128.Create(l).AsByte())];
            for (int k = 0; k < 4; k++)
            {
                Same(madd, MathF.FusedMultiplyAdd(x[0][k], x[1][k], x[2][k]), madd32(v[0], v[1], v[2]).AsSingle().GetElement(k), x[0][k], x[1][k], x[2][k]);
                Same(madd, MathF.FusedMultiplyAdd(-x[0][k], x[1][k], x[2][k]), nmadd32(v[0], v[1], v[2]).AsSingle().GetElement(k), x[0][k], x[1][k], x[2][k]);
            }

            for (int k = 0; k < 2; k++)
            {
                Same(madd, Math.FusedMultiplyAdd(y[0][k], y[1][k], y[2][k]), madd64(w[0], w[1], w[2]).AsDouble().GetElement(k), y[0][k], y[1][k], y[2][k]);
                Same(madd, Math.FusedMultiplyAdd(-y[0][k], y[1][k], y[2][k]), nmadd64(w[0], w[1], w[2]).AsDouble().GetElement(k), y[0][k], y[1][k], y[2][k]);
            }
        }

        // From the specification's relaxed_madd_nmadd.wast: rounding twice gives zero here.
        V result = madd32(Vector.SplatF32x4(1.0000005f), Vector.SplatF32x4(1.0001221f), Vector.SplatF32x4(-1.0001225f));
        float exact = (float)((1.0000005f * (double)1.0001221f) - 1.0001225f);
        Assert.NotEqual(0, exact);
        Assert.Equal(exact, result.AsSingle().GetElement(3));
    }

    [Fact]
    public void Constants_fold_to_what_the_processor_gives()
    {
        V nan = Vector128.Create(float.NaN).AsByte(), one = Vector128.Create(1f).AsByte();
        V zero = Vector128.Create(0f).AsByte(), minusZero = Vector128.Create(-0f).AsByte();
        Assert.Equal(nan & Vector128.Create(0x7FFF_FFFF).AsByte(), Vector.MinF32x4(nan, one) & Vector128.Create(0x7FFF_FFFF).AsByte());
        Assert.Equal(nan & Vector128.Create(0x7FFF_FFFF).AsByte(), Vector.MaxF32x4(one, nan) & Vector128.Create(0x7FFF_FFFF).AsByte());
        Assert.Equal(minusZero, Vector.MinF32x4(zero, minusZero));
        Assert.Equal(minusZero, Vector.MinF32x4(minusZero, zero));
        Assert.Equal(zero, Vector.MaxF32x4(zero, minusZero));
        Assert.Equal(zero, Vector.MaxF32x4(minusZero, zero));
        Assert.Equal(nan, Vector.PminF32x4(nan, one));
        Assert.Equal(one, Vector.PminF32x4(one, nan));
        Assert.Equal(nan, Vector.PmaxF32x4(nan, one));
        Assert.Equal(minusZero, Vector.PmaxF32x4(minusZero, zero));
        Assert.Equal(V.Zero, Vector.TruncSatF32x4SI32x4(nan));
        Assert.Equal(V.Zero, Vector.TruncSatF32x4UI32x4(nan));
        Assert.Equal(V.AllBitsSet, Vector.TruncSatF32x4UI32x4(Vector128.Create(1e30f).AsByte()));
        Assert.Equal(V.Zero, Vector.TruncSatF64x2UZeroI32x4(Vector128.Create(double.NaN).AsByte()));
        Assert.Equal(Vector128.Create(uint.MaxValue, uint.MaxValue, 0, 0).AsByte(), Vector.TruncSatF64x2UZeroI32x4(Vector128.Create(1e30).AsByte()));
        Assert.Equal(Vector128.Create(int.MaxValue, int.MaxValue, 0, 0).AsByte(), Vector.TruncSatF64x2SZeroI32x4(Vector128.Create(1e30).AsByte()));
        Assert.Equal(V.Zero, Vector.TruncSatF64x2SZeroI32x4(Vector128.Create(double.NaN).AsByte()));
    }

    private static IEnumerable<float[]> FloatVectors()
    {
        float[] floats = Samples.Floats;
        int count = floats.Length;
        return floats.Select((x, i) => new[] { x, floats[(i + 1) % count], floats[^(i + 1)], floats[(i + 50) % count] });
    }

    private static IEnumerable<double[]> DoubleVectors() => Samples.Doubles.Select((x, i) => new[] { x, Samples.Doubles[^(i + 1)] });
}
