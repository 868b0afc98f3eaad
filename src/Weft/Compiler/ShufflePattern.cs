// Shuffles that processors have an instruction of their own for: in place of two that look lanes up, their tables in memory, and one that joins them.
using System.Runtime.Intrinsics;

namespace Weft.Compiler;

/// <summary>How a shuffle is emitted.</summary>
internal enum ShuffleForm
{
    /// <summary>Any lanes of both vectors.</summary>
    General,

    /// <summary>The first vector as it is.</summary>
    Same,

    /// <summary>Lanes of 32 bits of the first vector; the control is that of <c>pshufd</c>.</summary>
    Words,

    /// <summary>Bytes of the first vector.</summary>
    Bytes,

    /// <summary>16 bytes in a row of the two; the control is where they begin.</summary>
    Align,

    /// <summary>The lower halves of the two, lane by lane in turn; the control is the width of a lane in bytes.</summary>
    InterleaveLower,

    /// <summary>The upper halves of the two, lane by lane in turn; the control is the width of a lane in bytes.</summary>
    InterleaveUpper,

    /// <summary>Two lanes of 32 bits of the first, then two of the second; the control is that of <c>shufps</c>.</summary>
    Pairs,

    /// <summary>Every byte from its place in one of the two; the lanes are a mask of those that the second gives.</summary>
    Blend,
}

/// <summary>A shuffle as an instruction that has it, found by its lanes (<c>i8x16.shuffle</c>, spec 4.3.5).</summary>
/// <param name="Form">The form.</param>
/// <param name="Lanes">For forms that look lanes up, their numbers; for a blend, its mask.</param>
/// <param name="Control">What else the form needs.</param>
/// <param name="IsSwapped">Whether the second vector takes the place of the first.</param>
internal readonly record struct ShufflePattern(ShuffleForm Form, Vector128<byte> Lanes, byte Control = 0, bool IsSwapped = false)
{
    private const int Length = 16;

    /// <summary>Whether both vectors are looked at.</summary>
    public bool TakesTwo => Form is not (ShuffleForm.Same or ShuffleForm.Words or ShuffleForm.Bytes);

    /// <summary>Finds the form of a shuffle.</summary>
    /// <param name="lanes">The number of a lane for each lane of the result: 16 is the second vector's first.</param>
    /// <param name="isOfOne">Whether both vectors are the same.</param>
    public static ShufflePattern Find(Vector128<byte> lanes, bool isOfOne)
    {
        var second = Vector128.Create((byte)Length);
        if (isOfOne)
        {
            lanes &= ~second;
        }

        if (Vector128.LessThanAll(lanes, second))
        {
            return OfOne(lanes);
        }

        if (Vector128.GreaterThanOrEqualAll(lanes, second))
        {
            return OfOne(lanes - second) with { IsSwapped = true };
        }

        return OfTwo(lanes) ?? (OfTwo(lanes ^ second) is { } swapped ? swapped with { IsSwapped = true } : new ShufflePattern(ShuffleForm.General, lanes));
    }

    private static ShufflePattern OfOne(Vector128<byte> lanes) =>
        lanes == Vector128<byte>.Indices ? new ShufflePattern(ShuffleForm.Same, lanes)
        : TryGetWords(lanes, out var words) ? new ShufflePattern(ShuffleForm.Words, lanes, ControlOf(words))
        : new ShufflePattern(ShuffleForm.Bytes, lanes);

    private static ShufflePattern? OfTwo(Vector128<byte> lanes)
    {
        var isBlend = Vector128.Equals(lanes & Vector128.Create((byte)(Length - 1)), Vector128<byte>.Indices) == Vector128<byte>.AllBitsSet;
        if (isBlend)
        {
            return new ShufflePattern(ShuffleForm.Blend, Vector128.GreaterThanOrEqual(lanes, Vector128.Create((byte)Length)));
        }

        if (lanes - Vector128.Create(lanes[0]) == Vector128<byte>.Indices)
        {
            return new ShufflePattern(ShuffleForm.Align, lanes, lanes[0]);
        }

        for (var width = 1; width <= 8; width *= 2)
        {
            if (lanes == Interleave(width, 0))
            {
                return new ShufflePattern(ShuffleForm.InterleaveLower, lanes, (byte)width);
            }

            if (lanes == Interleave(width, Length / 2))
            {
                return new ShufflePattern(ShuffleForm.InterleaveUpper, lanes, (byte)width);
            }
        }

        return TryGetWords(lanes, out var words) && words[0] < 4 && words[1] < 4 && words[2] >= 4 && words[3] >= 4
            ? new ShufflePattern(ShuffleForm.Pairs, lanes, ControlOf(words))
            : null;
    }

    /// <summary>The lanes of two vectors in turn.</summary>
    /// <param name="width">The width of a lane in bytes.</param>
    /// <param name="start">The byte of both where they begin.</param>
    public static Vector128<byte> Interleave(int width, int start)
    {
        Span<byte> lanes = stackalloc byte[Length];
        for (var i = 0; i < Length; i++)
        {
            var lane = i / width;
            lanes[i] = (byte)(start + (lane / 2 * width) + (i % width) + (lane % 2 * Length));
        }

        return Vector128.Create<byte>(lanes);
    }

    private static bool TryGetWords(Vector128<byte> lanes, out Vector128<uint> words)
    {
        words = lanes.AsUInt32();
        var first = words & Vector128.Create(0xFFu);
        var isWhole = words == (first * 0x01010101u) + Vector128.Create(0x03020100u);
        words = first >>> 2;
        return isWhole && (first & Vector128.Create(3u)) == Vector128<uint>.Zero;
    }

    private static byte ControlOf(Vector128<uint> words) =>
        (byte)((words[0] & 3) | (words[1] & 3) << 2 | (words[2] & 3) << 4 | (words[3] & 3) << 6);
}
