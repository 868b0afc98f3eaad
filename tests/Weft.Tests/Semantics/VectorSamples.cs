// Vectors for the tests of the semantics, and their lanes as integers of any shape.

using System.Runtime.Intrinsics;
using Xunit;

namespace Weft.Tests.Semantics;

/// <summary>A shape of integer lanes.</summary>
/// <param name="Name">As in the names of the methods.</param>
/// <param name="Width">The bits of a lane.</param>
public sealed record Shape(string Name, int Width)
{
    public static readonly Shape I8x16 = new("I8x16", 8), I16x8 = new("I16x8", 16), I32x4 = new("I32x4", 32), I64x2 = new("I64x2", 64);

    public static readonly Shape[] All = [I8x16, I16x8, I32x4, I64x2];

    public int Count => 128 / Width;

    public Int128 SignedMaximum => (Int128.One << (Width - 1)) - 1;

    public Int128 SignedMinimum => -(Int128.One << (Width - 1));

    public Int128 UnsignedMaximum => (Int128.One << Width) - 1;

    public Int128 Wrap(Int128 x) => x & UnsignedMaximum;

    public Int128[] Lanes(Vector128<byte> vector, bool signed)
    {
        var lanes = new Int128[Count];
        for (int i = 0; i < 16; i++)
        {
            lanes[i * 8 / Width] |= (Int128)vector.GetElement(i) << (i * 8 % Width);
        }

        return [.. lanes.Select(lane => signed && lane > SignedMaximum ? lane - UnsignedMaximum - 1 : lane)];
    }

    public Vector128<byte> Vector(IEnumerable<Int128> lanes)
    {
        Span<byte> bytes = stackalloc byte[16];
        int lane = 0;
        foreach (Int128 x in lanes)
        {
            for (int i = 0; i < Width / 8; i++)
            {
                bytes[(lane * Width / 8) + i] = (byte)((x >> (8 * i)) & 0xFF);
            }

            lane++;
        }

        Assert.Equal(Count, lane);
        return Vector128.Create((ReadOnlySpan<byte>)bytes);
    }

    public override string ToString() => Name;
}

internal static class VectorSamples
{
    /// <summary>Vectors of edge lanes in every shape, and random ones.</summary>
    public static readonly Vector128<byte>[] Vectors = [.. Edges(), .. Random(40)];

    private static IEnumerable<Vector128<byte>> Edges()
    {
        yield return Vector128<byte>.Zero;
        yield return Vector128<byte>.AllBitsSet;
        foreach (var shape in Shape.All)
        {
            Int128[] edges = [0, 1, shape.UnsignedMaximum, shape.SignedMaximum, shape.SignedMinimum, shape.SignedMinimum + 1, 2, shape.SignedMaximum - 1];
            for (int shift = 0; shift < edges.Length; shift++)
            {
                yield return shape.Vector(Enumerable.Range(0, shape.Count).Select(i => edges[(i + shift) % edges.Length]));
            }

            yield return shape.Vector(Enumerable.Repeat(shape.SignedMinimum, shape.Count));
            yield return shape.Vector(Enumerable.Repeat(shape.SignedMaximum, shape.Count));
        }
    }

    private static IEnumerable<Vector128<byte>> Random(int count)
    {
        var random = new Random(4321);
        byte[] bytes = new byte[16];
        for (int i = 0; i < count; i++)
        {
            random.NextBytes(bytes);
            yield return Vector128.Create(bytes);
        }
    }
}
