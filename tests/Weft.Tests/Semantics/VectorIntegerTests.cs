// Vector instructions on integer lanes against their scalar definitions, lane by lane.

using System.Runtime.Intrinsics;
using Xunit;
using V = System.Runtime.Intrinsics.Vector128<byte>;
using Vector = Weft.Semantics.Vector;

namespace Weft.Tests.Semantics;

public sealed class VectorIntegerTests
{
    private sealed record Binary(string Name, Shape Shape, bool Signed, Func<Int128, Int128, Int128> Lane);

    private sealed record Unary(string Name, Shape Shape, bool Signed, Func<Int128, Int128> Lane);

    private static readonly Binary[] Binaries = [.. Shape.All.SelectMany(BinariesOf)];

    private static readonly Unary[] Unaries = [.. Shape.All.SelectMany(UnariesOf)];

    public static TheoryData<string> BinaryNames => [.. Binaries.Select(b => b.Name)];

    public static TheoryData<string> UnaryNames => [.. Unaries.Select(u => u.Name)];

    public static TheoryData<string> ShapeNames => [.. Shape.All.Select(s => s.Name)];

    private static IEnumerable<Binary> BinariesOf(Shape shape)
    {
        Binary Make(string operation, bool signed, Func<Int128, Int128, Int128> lane) => new(operation + shape.Name, shape, signed, lane);
        Int128 Saturate(Int128 x, bool signed) =>
            Int128.Clamp(x, signed ? shape.SignedMinimum : 0, signed ? shape.SignedMaximum : shape.UnsignedMaximum);
        static Int128 Mask(bool condition) => condition ? -1 : 0;

        yield return Make("Add", false, (a, b) => a + b);
        yield return Make("Sub", false, (a, b) => a - b);
        yield return Make("Eq", false, (a, b) => Mask(a == b));
        yield return Make("Ne", false, (a, b) => Mask(a != b));
        if (shape.Width > 8)
        {
            yield return Make("Mul", true, (a, b) => a * b);
        }

        foreach (bool signed in new[] { true, false })
        {
            string sign = signed ? "S" : "U";
            if (shape.Width < 64 || signed)
            {
                yield return Make("Lt" + sign, signed, (a, b) => Mask(a < b));
                yield return Make("Gt" + sign, signed, (a, b) => Mask(a > b));
                yield return Make("Le" + sign, signed, (a, b) => Mask(a <= b));
                yield return Make("Ge" + sign, signed, (a, b) => Mask(a >= b));
            }

            if (shape.Width < 64)
            {
                yield return Make("Min" + sign, signed, Int128.Min);
                yield return Make("Max" + sign, signed, Int128.Max);
            }

            if (shape.Width < 32)
            {
                yield return Make("AddSat" + sign, signed, (a, b) => Saturate(a + b, signed));
                yield return Make("SubSat" + sign, signed, (a, b) => Saturate(a - b, signed));
            }
        }

        if (shape.Width < 32)
        {
            yield return Make("AvgrU", false, (a, b) => (a + b + 1) >> 1);
        }

        if (shape.Width == 16)
        {
            yield return Make("Q15mulrSatS", true, (a, b) => Saturate(((a * b) + 0x4000) >> 15, true));
            yield return Make("RelaxedQ15mulrS", true, (a, b) => ((a * b) + 0x4000) >> 15);
        }
    }

    private static IEnumerable<Unary> UnariesOf(Shape shape)
    {
        yield return new("Abs" + shape.Name, shape, true, Int128.Abs);
        yield return new("Neg" + shape.Name, shape, true, x => -x);
        if (shape.Width == 8)
        {
            yield return new("Popcnt" + shape.Name, shape, false, Int128.PopCount);
        }
    }

    internal static T Method<T>(string name)
        where T : Delegate => typeof(Vector).GetMethod(name)!.CreateDelegate<T>();

    [Theory]
    [MemberData(nameof(BinaryNames))]
    public void Two_vectors_lane_by_lane(string name)
    {
        var binary = Binaries.Single(b => b.Name == name);
        var method = Method<Func<V, V, V>>(name);
        var shape = binary.Shape;
        foreach (var a in VectorSamples.Vectors)
        {
            var aLanes = shape.Lanes(a, binary.Signed);
            foreach (var b in VectorSamples.Vectors)
            {
                var expected = shape.Vector(aLanes.Zip(shape.Lanes(b, binary.Signed), binary.Lane));
                Assert.True(expected == method(a, b), $"{name} {a} {b}: expected {expected}, got {method(a, b)}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(UnaryNames))]
    public void A_vector_lane_by_lane(string name)
    {
        var unary = Unaries.Single(u => u.Name == name);
        var method = Method<Func<V, V>>(name);
        foreach (var v in VectorSamples.Vectors)
        {
            var expected = unary.Shape.Vector(unary.Shape.Lanes(v, unary.Signed).Select(unary.Lane));
            Assert.True(expected == method(v), $"{name} {v}: expected {expected}, got {method(v)}");
        }
    }

    [Theory]
    [MemberData(nameof(ShapeNames))]
    public void Shifts_take_their_count_modulo_the_width(string shapeName)
    {
        var shape = Shape.All.Single(s => s.Name == shapeName);
        var shl = Method<Func<V, int, V>>("Shl" + shapeName);
        var shrS = Method<Func<V, int, V>>("ShrS" + shapeName);
        var shrU = Method<Func<V, int, V>>("ShrU" + shapeName);
        foreach (var v in VectorSamples.Vectors)
        {
            foreach (int count in Enumerable.Range(0, 130).Concat([-1, -2, -8, int.MinValue, int.MaxValue, 256, 1 << 20]))
            {
                int n = (int)((uint)count % (uint)shape.Width);
                Assert.Equal(shape.Vector(shape.Lanes(v, false).Select(x => x << n)), shl(v, count));
                Assert.Equal(shape.Vector(shape.Lanes(v, true).Select(x => x >> n)), shrS(v, count));
                Assert.Equal(shape.Vector(shape.Lanes(v, false).Select(x => x >> n)), shrU(v, count));
            }
        }
    }

    [Theory]
    [MemberData(nameof(ShapeNames))]
    public void Lanes_are_tested(string shapeName)
    {
        var shape = Shape.All.Single(s => s.Name == shapeName);
        var allTrue = Method<Func<V, int>>("AllTrue" + shapeName);
        var bitmask = Method<Func<V, int>>("Bitmask" + shapeName);
        var oneZero = Enumerable.Range(0, shape.Count).Select(i => shape.Vector(Enumerable.Range(0, shape.Count).Select(j => (Int128)(i == j ? 0 : 1))));
        foreach (var v in VectorSamples.Vectors.Concat(oneZero))
        {
            Assert.Equal(shape.Lanes(v, false).All(x => x != 0) ? 1 : 0, allTrue(v));
            Assert.Equal(shape.Lanes(v, true).Select((x, i) => x < 0 ? 1 << i : 0).Sum(), bitmask(v));
        }
    }

    [Fact]
    public void Bits_of_whole_vectors()
    {
        Func<V, V> not = Vector.Not;
        Func<V, int> anyTrue = Vector.AnyTrue;
        Func<V, V, V> and = Vector.And, andnot = Vector.Andnot, or = Vector.Or, xor = Vector.Xor;
        Func<V, V, V, V>[] selects =
        [
            Vector.Bitselect, Vector.RelaxedLaneselectI8x16, Vector.RelaxedLaneselectI16x8, Vector.RelaxedLaneselectI32x4, Vector.RelaxedLaneselectI64x2,
        ];
        var shape = Shape.I64x2;
        for (int i = 0; i < 128; i++)
        {
            Assert.Equal(1, anyTrue(shape.Vector([i < 64 ? Int128.One << i : 0, i < 64 ? 0 : Int128.One << (i - 64)])));
        }

        Assert.Equal(0, anyTrue(V.Zero));
        foreach (var a in VectorSamples.Vectors)
        {
            var x = shape.Lanes(a, false);
            Assert.Equal(shape.Vector(x.Select(l => ~l)), not(a));
            foreach (var b in VectorSamples.Vectors)
            {
                var y = shape.Lanes(b, false);
                Assert.Equal(shape.Vector(x.Zip(y, (l, r) => l & r)), and(a, b));
                Assert.Equal(shape.Vector(x.Zip(y, (l, r) => l & ~r)), andnot(a, b));
                Assert.Equal(shape.Vector(x.Zip(y, (l, r) => l | r)), or(a, b));
                Assert.Equal(shape.Vector(x.Zip(y, (l, r) => l ^ r)), xor(a, b));
                var mask = VectorSamples.Vectors[^1];
                var expected = shape.Vector(shape.Lanes(mask, false).Select((m, i) => (x[i] & m) | (y[i] & ~m)));
                Assert.All(selects, select => Assert.Equal(expected, select(a, b, mask)));
            }
        }
    }

    [Fact]
    public void Narrowing_saturates()
    {
        foreach (var (from, to) in new[] { (Shape.I16x8, Shape.I8x16), (Shape.I32x4, Shape.I16x8) })
        {
            var signed = Method<Func<V, V, V>>($"Narrow{from}S{to}");
            var unsigned = Method<Func<V, V, V>>($"Narrow{from}U{to}");
            foreach (var a in VectorSamples.Vectors)
            {
                foreach (var b in VectorSamples.Vectors)
                {
                    var lanes = from.Lanes(a, true).Concat(from.Lanes(b, true)).ToArray();
                    Assert.Equal(to.Vector(lanes.Select(x => Int128.Clamp(x, to.SignedMinimum, to.SignedMaximum))), signed(a, b));
                    Assert.Equal(to.Vector(lanes.Select(x => Int128.Clamp(x, 0, to.UnsignedMaximum))), unsigned(a, b));
                }
            }
        }
    }

    [Fact]
    public void Halves_are_extended_and_multiplied()
    {
        foreach (var (from, to) in new[] { (Shape.I8x16, Shape.I16x8), (Shape.I16x8, Shape.I32x4), (Shape.I32x4, Shape.I64x2) })
        {
            foreach (string sign in new[] { "S", "U" })
            {
                bool signed = sign == "S";
                var extendLow = Method<Func<V, V>>($"ExtendLow{from}{sign}{to}");
                var extendHigh = Method<Func<V, V>>($"ExtendHigh{from}{sign}{to}");
                var multiplyLow = Method<Func<V, V, V>>($"ExtmulLow{from}{sign}{to}");
                var multiplyHigh = Method<Func<V, V, V>>($"ExtmulHigh{from}{sign}{to}");
                var load = Method<Func<ulong, V>>($"WidenI{from.Width}x{64 / from.Width}{sign}");
                foreach (var a in VectorSamples.Vectors)
                {
                    var x = from.Lanes(a, signed);
                    Assert.Equal(to.Vector(x.Take(to.Count)), extendLow(a));
                    Assert.Equal(to.Vector(x.Skip(to.Count)), extendHigh(a));
                    Assert.Equal(to.Vector(x.Take(to.Count)), load(a.AsUInt64().ToScalar()));
                    foreach (var b in VectorSamples.Vectors)
                    {
                        var products = x.Zip(from.Lanes(b, signed), (l, r) => l * r).ToArray();
                        Assert.Equal(to.Vector(products.Take(to.Count)), multiplyLow(a, b));
                        Assert.Equal(to.Vector(products.Skip(to.Count)), multiplyHigh(a, b));
                    }
                }
            }
        }
    }

    [Fact]
    public void Neighbours_are_added()
    {
        static Int128[] Pairs(IEnumerable<Int128> lanes) => [.. lanes.Chunk(2).Select(pair => pair[0] + pair[1])];
        Func<V, V, V> dot = Vector.DotI16x8SI32x4, relaxedDot = Vector.RelaxedDotI8x16I7x16SI16x8;
        Func<V, V, V, V> relaxedDotAdd = Vector.RelaxedDotI8x16I7x16AddSI32x4;
        foreach (var a in VectorSamples.Vectors)
        {
            foreach (var (from, to) in new[] { (Shape.I8x16, Shape.I16x8), (Shape.I16x8, Shape.I32x4) })
            {
                Assert.Equal(to.Vector(Pairs(from.Lanes(a, true))), Method<Func<V, V>>($"ExtaddPairwise{from}S{to}")(a));
                Assert.Equal(to.Vector(Pairs(from.Lanes(a, false))), Method<Func<V, V>>($"ExtaddPairwise{from}U{to}")(a));
            }

            foreach (var b in VectorSamples.Vectors)
            {
                var products = Shape.I16x8.Lanes(a, true).Zip(Shape.I16x8.Lanes(b, true), (x, y) => x * y);
                Assert.Equal(Shape.I32x4.Vector(Pairs(products)), dot(a, b));

                var relaxed = Pairs(Shape.I8x16.Lanes(a, true).Zip(Shape.I8x16.Lanes(b, false), (x, y) => x * y));
                var saturated = relaxed.Select(x => Int128.Clamp(x, short.MinValue, short.MaxValue)).ToArray();
                Assert.Equal(Shape.I16x8.Vector(saturated), relaxedDot(a, b));
                var c = VectorSamples.Vectors[^2];
                Assert.Equal(Shape.I32x4.Vector(Pairs(saturated).Zip(Shape.I32x4.Lanes(c, true), (x, y) => x + y)), relaxedDotAdd(a, b, c));
            }
        }
    }
}
