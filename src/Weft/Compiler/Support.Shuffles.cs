// Shuffles in the forms that processors have: see ShufflePattern. Elsewhere they are looked up as any other.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Weft.Semantics;

namespace Weft.Compiler;

internal static unsafe partial class Support
{
    /// <summary><see cref="ShuffleForm.Bytes"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShuffleBytes(Vector128<byte> value, Vector128<byte> lanes) => Vector128.Shuffle(value, lanes);

    /// <summary><see cref="ShuffleForm.Words"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShuffleWords(Vector128<byte> value, [ConstantExpected] byte control) => Sse2.IsSupported
        ? Sse2.Shuffle(value.AsInt32(), control).AsByte()
        : Vector128.Shuffle(value.AsInt32(), Vector128.Create(control & 3, control >> 2 & 3, control >> 4 & 3, control >> 6)).AsByte();

    /// <summary><see cref="ShuffleForm.Pairs"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShufflePairs(Vector128<byte> a, Vector128<byte> b, [ConstantExpected] byte control)
    {
        if (Sse.IsSupported)
        {
            return Sse.Shuffle(a.AsSingle(), b.AsSingle(), control).AsByte();
        }

        var (first, second) = (a.AsInt32(), b.AsInt32());
        return Vector128.Create(first[control & 3], first[control >> 2 & 3], second[control >> 4 & 3], second[control >> 6]).AsByte();
    }

    /// <summary><see cref="ShuffleForm.Align"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShuffleAligned(Vector128<byte> a, Vector128<byte> b, [ConstantExpected(Max = (byte)15)] byte start) =>
        Ssse3.IsSupported ? Ssse3.AlignRight(b, a, start)
        : AdvSimd.IsSupported ? AdvSimd.ExtractVector128(a, b, start)
        : Vector.ShuffleI8x16(a, b, Vector128<byte>.Indices + Vector128.Create(start));

    /// <summary><see cref="ShuffleForm.InterleaveLower"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> InterleaveLower(Vector128<byte> a, Vector128<byte> b, byte width) => width switch
    {
        1 when Sse2.IsSupported => Sse2.UnpackLow(a, b),
        2 when Sse2.IsSupported => Sse2.UnpackLow(a.AsUInt16(), b.AsUInt16()).AsByte(),
        4 when Sse2.IsSupported => Sse2.UnpackLow(a.AsUInt32(), b.AsUInt32()).AsByte(),
        8 when Sse2.IsSupported => Sse2.UnpackLow(a.AsUInt64(), b.AsUInt64()).AsByte(),
        1 when AdvSimd.Arm64.IsSupported => AdvSimd.Arm64.ZipLow(a, b),
        2 when AdvSimd.Arm64.IsSupported => AdvSimd.Arm64.ZipLow(a.AsUInt16(), b.AsUInt16()).AsByte(),
        4 when AdvSimd.Arm64.IsSupported => AdvSimd.Arm64.ZipLow(a.AsUInt32(), b.AsUInt32()).AsByte(),
        8 when AdvSimd.Arm64.IsSupported => AdvSimd.Arm64.ZipLow(a.AsUInt64(), b.AsUInt64()).AsByte(),
        _ => Interleave(a, b, width, 0),
    };

    /// <summary><see cref="ShuffleForm.InterleaveUpper"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> InterleaveUpper(Vector128<byte> a, Vector128<byte> b, byte width) => width switch
    {
        1 when Sse2.IsSupported => Sse2.UnpackHigh(a, b),
        2 when Sse2.IsSupported => Sse2.UnpackHigh(a.AsUInt16(), b.AsUInt16()).AsByte(),
        4 when Sse2.IsSupported => Sse2.UnpackHigh(a.AsUInt32(), b.AsUInt32()).AsByte(),
        8 when Sse2.IsSupported => Sse2.UnpackHigh(a.AsUInt64(), b.AsUInt64()).AsByte(),
        1 when AdvSimd.Arm64.IsSupported => AdvSimd.Arm64.ZipHigh(a, b),
        2 when AdvSimd.Arm64.IsSupported => AdvSimd.Arm64.ZipHigh(a.AsUInt16(), b.AsUInt16()).AsByte(),
        4 when AdvSimd.Arm64.IsSupported => AdvSimd.Arm64.ZipHigh(a.AsUInt32(), b.AsUInt32()).AsByte(),
        8 when AdvSimd.Arm64.IsSupported => AdvSimd.Arm64.ZipHigh(a.AsUInt64(), b.AsUInt64()).AsByte(),
        _ => Interleave(a, b, width, 8),
    };

    /// <summary><see cref="ShuffleForm.Blend"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Blend(Vector128<byte> a, Vector128<byte> b, Vector128<byte> second) => Vector128.ConditionalSelect(second, b, a);

    /// <summary>Lanes of 32 bits rotated to the left by 1 to 31 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RotateI32x4(Vector128<byte> value, [ConstantExpected] byte count) => Avx512F.VL.IsSupported
        ? Avx512F.VL.RotateLeft(value.AsUInt32(), count).AsByte()
        : (value.AsUInt32() << count | value.AsUInt32() >>> (32 - count)).AsByte();

    /// <summary>Lanes of 64 bits rotated to the left by 1 to 63 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RotateI64x2(Vector128<byte> value, [ConstantExpected] byte count) => Avx512F.VL.IsSupported
        ? Avx512F.VL.RotateLeft(value.AsUInt64(), count).AsByte()
        : (value.AsUInt64() << count | value.AsUInt64() >>> (64 - count)).AsByte();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector128<byte> Interleave(Vector128<byte> a, Vector128<byte> b, int width, int start) =>
        Vector.ShuffleI8x16(a, b, ShufflePattern.Interleave(width, start));
}
