// Vector instructions that put numbers in lanes, take them out and move them.

using System.Runtime.Intrinsics;
using Xunit;
using static Weft.Tests.Semantics.Reference;
using V = System.Runtime.Intrinsics.Vector128<byte>;
using Vector = Weft.Semantics.Vector;

namespace Weft.Tests.Semantics;

public sealed class VectorLaneTests
{
    [Fact]
    public void Every_lane_gets_the_number()
    {
        Func<int, V> i8 = Vector.SplatI8x16, i16 = Vector.SplatI16x8, i32 = Vector.SplatI32x4;
        Func<long, V> i64 = Vector.SplatI64x2;
        Func<float, V> f32 = Vector.SplatF32x4;
        Func<double, V> f64 = Vector.SplatF64x2;
        foreach (int x in Samples.Int32s)
        {
            Assert.Equal(Shape.I8x16.Vector(Enumerable.Repeat((Int128)x, 16)), i8(x));
            Assert.Equal(Shape.I16x8.Vector(Enumerable.Repeat((Int128)x, 8)), i16(x));
            Assert.Equal(Shape.I32x4.Vector(Enumerable.Repeat((Int128)x, 4)), i32(x));
        }

        foreach (long x in Samples.Int64s)
        {
            Assert.Equal(Shape.I64x2.Vector([x, x]), i64(x));
        }

        foreach (float x in Samples.Floats)
        {
            Assert.Equal(Shape.I32x4.Vector(Enumerable.Repeat((Int128)Bits(x), 4)), f32(x));
        }

        foreach (double x in Samples.Doubles)
        {
            Assert.Equal(Shape.I64x2.Vector([Bits(x), Bits(x)]), f64(x));
        }
    }

    [Fact]
    public void A_lane_is_extracted()
    {
        Func<V, byte, int> s8 = Vector.ExtractLaneSI8x16, u8 = Vector.ExtractLaneUI8x16, s16 = Vector.ExtractLaneSI16x8, u16 = Vector.ExtractLaneUI16x8;
        Func<V, byte, int> i32 = Vector.ExtractLaneI32x4;
        Func<V, byte, long> i64 = Vector.ExtractLaneI64x2;
        Func<V, byte, float> f32 = Vector.ExtractLaneF32x4;
        Func<V, byte, double> f64 = Vector.ExtractLaneF64x2;
        foreach (var v in VectorSamples.Vectors)
        {
            for (byte lane = 0; lane < 16; lane++)
            {
                Assert.Equal((int)Shape.I8x16.Lanes(v, true)[lane], s8(v, lane));
                Assert.Equal((int)Shape.I8x16.Lanes(v, false)[lane], u8(v, lane));
            }

            for (byte lane = 0; lane < 8; lane++)
            {
                Assert.Equal((int)Shape.I16x8.Lanes(v, true)[lane], s16(v, lane));
                Assert.Equal((int)Shape.I16x8.Lanes(v, false)[lane], u16(v, lane));
            }

            for (byte lane = 0; lane < 4; lane++)
            {
                Assert.Equal((int)Shape.I32x4.Lanes(v, true)[lane], i32(v, lane));
                Assert.Equal((uint)Shape.I32x4.Lanes(v, false)[lane], Bits(f32(v, lane)));
            }

            for (byte lane = 0; lane < 2; lane++)
            {
                Assert.Equal((long)Shape.I64x2.Lanes(v, true)[lane], i64(v, lane));
                Assert.Equal((ulong)Shape.I64x2.Lanes(v, false)[lane], Bits(f64(v, lane)));
            }
        }
    }

    [Fact]
    public void A_lane_is_replaced()
    {
        Func<V, int, byte, V> i8 = Vector.ReplaceLaneI8x16, i16 = Vector.ReplaceLaneI16x8, i32 = Vector.ReplaceLaneI32x4;
        Func<V, long, byte, V> i64 = Vector.ReplaceLaneI64x2;
        Func<V, float, byte, V> f32 = Vector.ReplaceLaneF32x4;
        Func<V, double, byte, V> f64 = Vector.ReplaceLaneF64x2;
        static V Replaced(Shape shape, V v, Int128 x, int lane)
        {
            var lanes = shape.Lanes(v, false);
            lanes[lane] = shape.Wrap(x);
            return shape.Vector(lanes);
        }

        var vector = VectorSamples.Vectors[^1];
        foreach (int x in Samples.Int32s)
        {
            for (byte lane = 0; lane < 16; lane++)
            {
                Assert.Equal(Replaced(Shape.I8x16, vector, x, lane), i8(vector, x, lane));
                Assert.Equal(Replaced(Shape.I16x8, vector, x, lane % 8), i16(vector, x, (byte)(lane % 8)));
                Assert.Equal(Replaced(Shape.I32x4, vector, x, lane % 4), i32(vector, x, (byte)(lane % 4)));
            }
        }

        for (byte lane = 0; lane < 4; lane++)
        {
            Assert.All(Samples.Int64s, x => Assert.Equal(Replaced(Shape.I64x2, vector, x, lane % 2), i64(vector, x, (byte)(lane % 2))));
            Assert.All(Samples.Floats, x => Assert.Equal(Replaced(Shape.I32x4, vector, Bits(x), lane), f32(vector, x, lane)));
            Assert.All(Samples.Doubles, x => Assert.Equal(Replaced(Shape.I64x2, vector, Bits(x), lane % 2), f64(vector, x, (byte)(lane % 2))));
        }
    }

    [Fact]
    public void A_cell_alone_has_zeros_above()
    {
        Func<uint, V> zero32 = Vector.Zero32;
        Func<ulong, V> zero64 = Vector.Zero64;
        Assert.All(Samples.Int32s, x => Assert.Equal(Shape.I32x4.Vector([x, 0, 0, 0]), zero32((uint)x)));
        Assert.All(Samples.Int64s, x => Assert.Equal(Shape.I64x2.Vector([x, 0]), zero64((ulong)x)));
    }

    [Fact]
    public void Bytes_are_shuffled_and_swizzled()
    {
        Func<V, V, V, V> shuffle = Vector.ShuffleI8x16;
        Func<V, V, V> swizzle = Vector.SwizzleI8x16, relaxedSwizzle = Vector.RelaxedSwizzleI8x16;
        V a = VectorSamples.Vectors[^1], b = VectorSamples.Vectors[^2];
        for (int start = 0; start < 256; start++)
        {
            int[] numbers = [.. Enumerable.Range(0, 16).Select(i => (start + (i * 37)) % 256)];
            V lanes = Vector128.Create([.. numbers.Select(n => (byte)n)]);
            Assert.Equal(Vector128.Create([.. numbers.Select(n => n < 16 ? a.GetElement(n) : (byte)0)]), swizzle(a, lanes));
            Assert.Equal(Vector128.Create([.. numbers.Select(n => n < 128 ? a.GetElement(n % 16) : (byte)0)]), relaxedSwizzle(a, lanes));

            int[] both = [.. numbers.Select(n => n % 32)];
            lanes = Vector128.Create([.. both.Select(n => (byte)n)]);
            Assert.Equal(Vector128.Create([.. both.Select(n => n < 16 ? a.GetElement(n) : b.GetElement(n - 16))]), shuffle(a, b, lanes));
        }
    }

    [Fact]
    public void Constants_fold_to_what_the_processor_gives()
    {
        V a = Vector128.Create((byte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        V b = a + Vector128.Create((byte)100);
        V lanes = Vector128.Create((byte)31, 0, 16, 15, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22);
        Assert.Equal(
            Vector128.Create((byte)115, 0, 100, 15, 1, 101, 2, 102, 3, 103, 4, 104, 5, 105, 6, 106),
            Vector.ShuffleI8x16(a, b, Vector128.Create((byte)31, 0, 16, 15, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22)));
        Assert.Equal(
            Vector128.Create((byte)0, 0, 0, 15, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0),
            Vector.SwizzleI8x16(a, lanes));
        Assert.Equal(a + a, Vector.ShlI8x16(a, 9));
        Assert.Equal(a, Vector.ShrUI8x16(a, -8));
        Assert.Equal(Vector128.Create((byte)0xFF), Vector.ShrSI64x2(Vector128<byte>.AllBitsSet, 200));
        Assert.Equal(-1, Vector.ExtractLaneSI8x16(Vector128<byte>.AllBitsSet, 15));
        Assert.Equal(255, Vector.ExtractLaneUI8x16(Vector128<byte>.AllBitsSet, 15));
    }
}
