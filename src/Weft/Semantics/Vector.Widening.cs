// The semantics of vector instructions: integer lanes to another width (spec 4.3.5), one small leaf an instruction. Interpreter handlers
// and compiled code call them and RyuJIT inlines them; so a leaf calls intrinsics of .NET alone, and what is rare or throws stands
// out of line.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weft.Semantics;

public static partial class Vector
{
    /// <summary><c>i8x16.narrow_i16x8_s</c>: the lanes of both vectors as signed numbers of half the width, saturated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> NarrowI16x8SI8x16(Vector128<byte> a, Vector128<byte> b) =>
        Vector128.NarrowWithSaturation(a.AsInt16(), b.AsInt16()).AsByte();

    /// <summary><c>i8x16.narrow_i16x8_u</c>: the lanes of both vectors as unsigned numbers of half the width, saturated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> NarrowI16x8UI8x16(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.PackUnsignedSaturate(a.AsInt16(), b.AsInt16());
        }

        var low = Vector128.Clamp(a.AsInt16(), Vector128<short>.Zero, Vector128.Create((short)255)).AsUInt16();
        var high = Vector128.Clamp(b.AsInt16(), Vector128<short>.Zero, Vector128.Create((short)255)).AsUInt16();
        return Vector128.Narrow(low, high);
    }

    /// <summary><c>i16x8.narrow_i32x4_s</c>: the lanes of both vectors as signed numbers of half the width, saturated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> NarrowI32x4SI16x8(Vector128<byte> a, Vector128<byte> b) =>
        Vector128.NarrowWithSaturation(a.AsInt32(), b.AsInt32()).AsByte();

    /// <summary><c>i16x8.narrow_i32x4_u</c>: the lanes of both vectors as unsigned numbers of half the width, saturated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> NarrowI32x4UI16x8(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse41.IsSupported)
        {
            return Sse41.PackUnsignedSaturate(a.AsInt32(), b.AsInt32()).AsByte();
        }

        var low = Vector128.Clamp(a.AsInt32(), Vector128<int>.Zero, Vector128.Create(65535)).AsUInt32();
        var high = Vector128.Clamp(b.AsInt32(), Vector128<int>.Zero, Vector128.Create(65535)).AsUInt32();
        return Vector128.Narrow(low, high).AsByte();
    }

    /// <summary><c>i16x8.extend_low_i8x16_s</c>: the lower half of the lanes, sign-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtendLowI8x16SI16x8(Vector128<byte> v) => Vector128.WidenLower(v.AsSByte()).AsByte();

    /// <summary><c>i16x8.extend_low_i8x16_u</c>: the lower half of the lanes, zero-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtendLowI8x16UI16x8(Vector128<byte> v) => Vector128.WidenLower(v).AsByte();

    /// <summary><c>i16x8.extend_high_i8x16_s</c>: the upper half of the lanes, sign-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtendHighI8x16SI16x8(Vector128<byte> v) => Vector128.WidenUpper(v.AsSByte()).AsByte();

    /// <summary><c>i16x8.extend_high_i8x16_u</c>: the upper half of the lanes, zero-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtendHighI8x16UI16x8(Vector128<byte> v) => Vector128.WidenUpper(v).AsByte();

    /// <summary><c>i32x4.extend_low_i16x8_s</c>: the lower half of the lanes, sign-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtendLowI16x8SI32x4(Vector128<byte> v) => Vector128.WidenLower(v.AsInt16()).AsByte();

    /// <summary><c>i32x4.extend_low_i16x8_u</c>: the lower half of the lanes, zero-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtendLowI16x8UI32x4(Vector128<byte> v) => Vector128.WidenLower(v.AsUInt16()).AsByte();

    /// <summary><c>i32x4.extend_high_i16x8_s</c>: the upper half of the lanes, sign-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtendHighI16x8SI32x4(Vector128<byte> v) => Vector128.WidenUpper(v.AsInt16()).AsByte();

    /// <summary><c>i32x4.extend_high_i16x8_u</c>: the upper half of the lanes, zero-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtendHighI16x8UI32x4(Vector128<byte> v) => Vector128.WidenUpper(v.AsUInt16()).AsByte();

    /// <summary><c>i64x2.extend_low_i32x4_s</c>: the lower half of the lanes, sign-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtendLowI32x4SI64x2(Vector128<byte> v) => Vector128.WidenLower(v.AsInt32()).AsByte();

    /// <summary><c>i64x2.extend_low_i32x4_u</c>: the lower half of the lanes, zero-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtendLowI32x4UI64x2(Vector128<byte> v) => Vector128.WidenLower(v.AsUInt32()).AsByte();

    /// <summary><c>i64x2.extend_high_i32x4_s</c>: the upper half of the lanes, sign-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtendHighI32x4SI64x2(Vector128<byte> v) => Vector128.WidenUpper(v.AsInt32()).AsByte();

    /// <summary><c>i64x2.extend_high_i32x4_u</c>: the upper half of the lanes, zero-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtendHighI32x4UI64x2(Vector128<byte> v) => Vector128.WidenUpper(v.AsUInt32()).AsByte();

    /// <summary><c>i16x8.extmul_low_i8x16_s</c>: whole products of the lower half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtmulLowI8x16SI16x8(Vector128<byte> a, Vector128<byte> b) =>
        (Vector128.WidenLower(a.AsSByte()) * Vector128.WidenLower(b.AsSByte())).AsByte();

    /// <summary><c>i16x8.extmul_low_i8x16_u</c>: whole products of the lower half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtmulLowI8x16UI16x8(Vector128<byte> a, Vector128<byte> b) =>
        (Vector128.WidenLower(a) * Vector128.WidenLower(b)).AsByte();

    /// <summary><c>i16x8.extmul_high_i8x16_s</c>: whole products of the upper half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtmulHighI8x16SI16x8(Vector128<byte> a, Vector128<byte> b) =>
        (Vector128.WidenUpper(a.AsSByte()) * Vector128.WidenUpper(b.AsSByte())).AsByte();

    /// <summary><c>i16x8.extmul_high_i8x16_u</c>: whole products of the upper half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtmulHighI8x16UI16x8(Vector128<byte> a, Vector128<byte> b) =>
        (Vector128.WidenUpper(a) * Vector128.WidenUpper(b)).AsByte();

    /// <summary><c>i32x4.extmul_low_i16x8_s</c>: whole products of the lower half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtmulLowI16x8SI32x4(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse2.IsSupported)
        {
            // The lower and the upper halves of the products, interleaved.
            var low = Sse2.MultiplyLow(a.AsInt16(), b.AsInt16());
            var high = Sse2.MultiplyHigh(a.AsInt16(), b.AsInt16());
            return Sse2.UnpackLow(low, high).AsByte();
        }

        return (Vector128.WidenLower(a.AsInt16()) * Vector128.WidenLower(b.AsInt16())).AsByte();
    }

    /// <summary><c>i32x4.extmul_low_i16x8_u</c>: whole products of the lower half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtmulLowI16x8UI32x4(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse2.IsSupported)
        {
            // The lower and the upper halves of the products, interleaved.
            var low = Sse2.MultiplyLow(a.AsUInt16(), b.AsUInt16());
            var high = Sse2.MultiplyHigh(a.AsUInt16(), b.AsUInt16());
            return Sse2.UnpackLow(low, high).AsByte();
        }

        return (Vector128.WidenLower(a.AsUInt16()) * Vector128.WidenLower(b.AsUInt16())).AsByte();
    }

    /// <summary><c>i32x4.extmul_high_i16x8_s</c>: whole products of the upper half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtmulHighI16x8SI32x4(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse2.IsSupported)
        {
            // The lower and the upper halves of the products, interleaved.
            var low = Sse2.MultiplyLow(a.AsInt16(), b.AsInt16());
            var high = Sse2.MultiplyHigh(a.AsInt16(), b.AsInt16());
            return Sse2.UnpackHigh(low, high).AsByte();
        }

        return (Vector128.WidenUpper(a.AsInt16()) * Vector128.WidenUpper(b.AsInt16())).AsByte();
    }

    /// <summary><c>i32x4.extmul_high_i16x8_u</c>: whole products of the upper half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtmulHighI16x8UI32x4(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse2.IsSupported)
        {
            // The lower and the upper halves of the products, interleaved.
            var low = Sse2.MultiplyLow(a.AsUInt16(), b.AsUInt16());
            var high = Sse2.MultiplyHigh(a.AsUInt16(), b.AsUInt16());
            return Sse2.UnpackHigh(low, high).AsByte();
        }

        return (Vector128.WidenUpper(a.AsUInt16()) * Vector128.WidenUpper(b.AsUInt16())).AsByte();
    }

    /// <summary><c>i64x2.extmul_low_i32x4_s</c>: whole products of the lower half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtmulLowI32x4SI64x2(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse41.IsSupported)
        {
            // The multiplication takes lanes 0 and 2, so lanes 0 and 1 are put there.
            return Sse41.Multiply(Sse2.Shuffle(a.AsInt32(), 0x50), Sse2.Shuffle(b.AsInt32(), 0x50)).AsByte();
        }

        return (Vector128.WidenLower(a.AsInt32()) * Vector128.WidenLower(b.AsInt32())).AsByte();
    }

    /// <summary><c>i64x2.extmul_low_i32x4_u</c>: whole products of the lower half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtmulLowI32x4UI64x2(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse2.IsSupported)
        {
            // The multiplication takes lanes 0 and 2, so lanes 0 and 1 are put there.
            return Sse2.Multiply(Sse2.Shuffle(a.AsUInt32(), 0x50), Sse2.Shuffle(b.AsUInt32(), 0x50)).AsByte();
        }

        return (Vector128.WidenLower(a.AsUInt32()) * Vector128.WidenLower(b.AsUInt32())).AsByte();
    }

    /// <summary><c>i64x2.extmul_high_i32x4_s</c>: whole products of the upper half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtmulHighI32x4SI64x2(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse41.IsSupported)
        {
            // The multiplication takes lanes 0 and 2, so lanes 2 and 3 are put there.
            return Sse41.Multiply(Sse2.Shuffle(a.AsInt32(), 0xFA), Sse2.Shuffle(b.AsInt32(), 0xFA)).AsByte();
        }

        return (Vector128.WidenUpper(a.AsInt32()) * Vector128.WidenUpper(b.AsInt32())).AsByte();
    }

    /// <summary><c>i64x2.extmul_high_i32x4_u</c>: whole products of the upper half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtmulHighI32x4UI64x2(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse2.IsSupported)
        {
            // The multiplication takes lanes 0 and 2, so lanes 2 and 3 are put there.
            return Sse2.Multiply(Sse2.Shuffle(a.AsUInt32(), 0xFA), Sse2.Shuffle(b.AsUInt32(), 0xFA)).AsByte();
        }

        return (Vector128.WidenUpper(a.AsUInt32()) * Vector128.WidenUpper(b.AsUInt32())).AsByte();
    }

    /// <summary><c>i16x8.extadd_pairwise_i8x16_s</c>: sums of neighbours, sign-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtaddPairwiseI8x16SI16x8(Vector128<byte> v)
    {
        if (Ssse3.IsSupported)
        {
            return Ssse3.MultiplyAddAdjacent(Vector128<byte>.One, v.AsSByte()).AsByte();
        }

        return (((v.AsInt16() << 8) >> 8) + (v.AsInt16() >> 8)).AsByte();
    }

    /// <summary><c>i16x8.extadd_pairwise_i8x16_u</c>: sums of neighbours, zero-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtaddPairwiseI8x16UI16x8(Vector128<byte> v)
    {
        if (Ssse3.IsSupported)
        {
            return Ssse3.MultiplyAddAdjacent(v, Vector128<sbyte>.One).AsByte();
        }

        return ((v.AsUInt16() & Vector128.Create((ushort)0xFF)) + (v.AsUInt16() >>> 8)).AsByte();
    }

    /// <summary><c>i32x4.extadd_pairwise_i16x8_s</c>: sums of neighbours, sign-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtaddPairwiseI16x8SI32x4(Vector128<byte> v)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.MultiplyAddAdjacent(v.AsInt16(), Vector128<short>.One).AsByte();
        }

        return (((v.AsInt32() << 16) >> 16) + (v.AsInt32() >> 16)).AsByte();
    }

    /// <summary><c>i32x4.extadd_pairwise_i16x8_u</c>: sums of neighbours, zero-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ExtaddPairwiseI16x8UI32x4(Vector128<byte> v) =>
        ((v.AsUInt32() & Vector128.Create(0xFFFFu)) + (v.AsUInt32() >>> 16)).AsByte();

    /// <summary><c>i32x4.dot_i16x8_s</c>: sums of the products of neighbours, modulo 2^32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> DotI16x8SI32x4(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16()).AsByte();
        }

        var even = ((a.AsInt32() << 16) >> 16) * ((b.AsInt32() << 16) >> 16);
        var odd = (a.AsInt32() >> 16) * (b.AsInt32() >> 16);
        return (even + odd).AsByte();
    }

    /// <summary><c>i16x8.q15mulr_sat_s</c>: products of fractions of 15 bits, rounded and saturated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Q15mulrSatSI16x8(Vector128<byte> a, Vector128<byte> b)
    {
        if (Ssse3.IsSupported)
        {
            // -1 times -1 alone overflows, to 0x8000, which no other product gives.
            var product = Ssse3.MultiplyHighRoundScale(a.AsInt16(), b.AsInt16());
            return (product ^ Vector128.Equals(product, Vector128.Create(short.MinValue))).AsByte();
        }

        var half = Vector128.Create(0x4000);
        var low = ((Vector128.WidenLower(a.AsInt16()) * Vector128.WidenLower(b.AsInt16())) + half) >> 15;
        var high = ((Vector128.WidenUpper(a.AsInt16()) * Vector128.WidenUpper(b.AsInt16())) + half) >> 15;
        return Vector128.NarrowWithSaturation(low, high).AsByte();
    }
}
