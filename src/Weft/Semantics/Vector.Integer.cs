// The semantics of vector instructions: integer lanes of one width (spec 4.3.5), one small leaf an instruction. Interpreter handlers
// and compiled code call them and RyuJIT inlines them; so a leaf calls intrinsics of .NET alone, and what is rare or throws stands
// out of line.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weft.Semantics;

public static partial class Vector
{
    /// <summary><c>i8x16.abs</c>: magnitudes; the lowest number stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AbsI8x16(Vector128<byte> v) => Vector128.Abs(v.AsSByte()).AsByte();

    /// <summary><c>i8x16.neg</c>: negated modulo 2^8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> NegI8x16(Vector128<byte> v) => -v;

    /// <summary><c>i8x16.add</c>: sums modulo 2^8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddI8x16(Vector128<byte> a, Vector128<byte> b) => a + b;

    /// <summary><c>i8x16.sub</c>: differences modulo 2^8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubI8x16(Vector128<byte> a, Vector128<byte> b) => a - b;

    /// <summary><c>i8x16.add_sat_s</c>: signed sums, saturated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddSatSI8x16(Vector128<byte> a, Vector128<byte> b) =>
        Vector128.AddSaturate(a.AsSByte(), b.AsSByte()).AsByte();

    /// <summary><c>i8x16.add_sat_u</c>: unsigned sums, saturated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddSatUI8x16(Vector128<byte> a, Vector128<byte> b) => Vector128.AddSaturate(a, b);

    /// <summary><c>i8x16.sub_sat_s</c>: signed differences, saturated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubSatSI8x16(Vector128<byte> a, Vector128<byte> b) =>
        Vector128.SubtractSaturate(a.AsSByte(), b.AsSByte()).AsByte();

    /// <summary><c>i8x16.sub_sat_u</c>: unsigned differences, saturated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubSatUI8x16(Vector128<byte> a, Vector128<byte> b) => Vector128.SubtractSaturate(a, b);

    /// <summary><c>i8x16.min_s</c>: the lesser signed numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MinSI8x16(Vector128<byte> a, Vector128<byte> b) => Vector128.Min(a.AsSByte(), b.AsSByte()).AsByte();

    /// <summary><c>i8x16.min_u</c>: the lesser unsigned numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MinUI8x16(Vector128<byte> a, Vector128<byte> b) => Vector128.Min(a, b);

    /// <summary><c>i8x16.max_s</c>: the greater signed numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MaxSI8x16(Vector128<byte> a, Vector128<byte> b) => Vector128.Max(a.AsSByte(), b.AsSByte()).AsByte();

    /// <summary><c>i8x16.max_u</c>: the greater unsigned numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MaxUI8x16(Vector128<byte> a, Vector128<byte> b) => Vector128.Max(a, b);

    /// <summary><c>i8x16.avgr_u</c>: means of unsigned numbers, halves rounded up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AvgrUI8x16(Vector128<byte> a, Vector128<byte> b)
    {
        return Sse2.IsSupported
            ? Sse2.Average(a, b)
            : (a | b) - ((a ^ b) >>> 1);
    }

    /// <summary><c>i8x16.shl</c>: lanes shifted to the left, by the count modulo 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShlI8x16(Vector128<byte> v, int count) => v << count;

    /// <summary><c>i8x16.shr_s</c>: lanes shifted to the right, copying signs, by the count modulo 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShrSI8x16(Vector128<byte> v, int count) => (v.AsSByte() >> count).AsByte();

    /// <summary><c>i8x16.shr_u</c>: lanes shifted to the right, filling with zeros, by the count modulo 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShrUI8x16(Vector128<byte> v, int count) => v >>> count;

    /// <summary><c>i16x8.abs</c>: magnitudes; the lowest number stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AbsI16x8(Vector128<byte> v) => Vector128.Abs(v.AsInt16()).AsByte();

    /// <summary><c>i16x8.neg</c>: negated modulo 2^16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> NegI16x8(Vector128<byte> v) => (-v.AsUInt16()).AsByte();

    /// <summary><c>i16x8.add</c>: sums modulo 2^16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddI16x8(Vector128<byte> a, Vector128<byte> b) => (a.AsUInt16() + b.AsUInt16()).AsByte();

    /// <summary><c>i16x8.sub</c>: differences modulo 2^16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubI16x8(Vector128<byte> a, Vector128<byte> b) => (a.AsUInt16() - b.AsUInt16()).AsByte();

    /// <summary><c>i16x8.mul</c>: products modulo 2^16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MulI16x8(Vector128<byte> a, Vector128<byte> b) => (a.AsUInt16() * b.AsUInt16()).AsByte();

    /// <summary><c>i16x8.add_sat_s</c>: signed sums, saturated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddSatSI16x8(Vector128<byte> a, Vector128<byte> b) =>
        Vector128.AddSaturate(a.AsInt16(), b.AsInt16()).AsByte();

    /// <summary><c>i16x8.add_sat_u</c>: unsigned sums, saturated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddSatUI16x8(Vector128<byte> a, Vector128<byte> b) =>
        Vector128.AddSaturate(a.AsUInt16(), b.AsUInt16()).AsByte();

    /// <summary><c>i16x8.sub_sat_s</c>: signed differences, saturated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubSatSI16x8(Vector128<byte> a, Vector128<byte> b) =>
        Vector128.SubtractSaturate(a.AsInt16(), b.AsInt16()).AsByte();

    /// <summary><c>i16x8.sub_sat_u</c>: unsigned differences, saturated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubSatUI16x8(Vector128<byte> a, Vector128<byte> b) =>
        Vector128.SubtractSaturate(a.AsUInt16(), b.AsUInt16()).AsByte();

    /// <summary><c>i16x8.min_s</c>: the lesser signed numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MinSI16x8(Vector128<byte> a, Vector128<byte> b) => Vector128.Min(a.AsInt16(), b.AsInt16()).AsByte();

    /// <summary><c>i16x8.min_u</c>: the lesser unsigned numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MinUI16x8(Vector128<byte> a, Vector128<byte> b) => Vector128.Min(a.AsUInt16(), b.AsUInt16()).AsByte();

    /// <summary><c>i16x8.max_s</c>: the greater signed numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MaxSI16x8(Vector128<byte> a, Vector128<byte> b) => Vector128.Max(a.AsInt16(), b.AsInt16()).AsByte();

    /// <summary><c>i16x8.max_u</c>: the greater unsigned numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MaxUI16x8(Vector128<byte> a, Vector128<byte> b) => Vector128.Max(a.AsUInt16(), b.AsUInt16()).AsByte();

    /// <summary><c>i16x8.avgr_u</c>: means of unsigned numbers, halves rounded up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AvgrUI16x8(Vector128<byte> a, Vector128<byte> b)
    {
        return Sse2.IsSupported
            ? Sse2.Average(a.AsUInt16(), b.AsUInt16()).AsByte()
            : ((a.AsUInt16() | b.AsUInt16()) - ((a.AsUInt16() ^ b.AsUInt16()) >>> 1)).AsByte();
    }

    /// <summary><c>i16x8.shl</c>: lanes shifted to the left, by the count modulo 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShlI16x8(Vector128<byte> v, int count) => (v.AsUInt16() << count).AsByte();

    /// <summary><c>i16x8.shr_s</c>: lanes shifted to the right, copying signs, by the count modulo 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShrSI16x8(Vector128<byte> v, int count) => (v.AsInt16() >> count).AsByte();

    /// <summary><c>i16x8.shr_u</c>: lanes shifted to the right, filling with zeros, by the count modulo 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShrUI16x8(Vector128<byte> v, int count) => (v.AsUInt16() >>> count).AsByte();

    /// <summary><c>i32x4.abs</c>: magnitudes; the lowest number stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AbsI32x4(Vector128<byte> v) => Vector128.Abs(v.AsInt32()).AsByte();

    /// <summary><c>i32x4.neg</c>: negated modulo 2^32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> NegI32x4(Vector128<byte> v) => (-v.AsUInt32()).AsByte();

    /// <summary><c>i32x4.add</c>: sums modulo 2^32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddI32x4(Vector128<byte> a, Vector128<byte> b) => (a.AsUInt32() + b.AsUInt32()).AsByte();

    /// <summary><c>i32x4.sub</c>: differences modulo 2^32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubI32x4(Vector128<byte> a, Vector128<byte> b) => (a.AsUInt32() - b.AsUInt32()).AsByte();

    /// <summary><c>i32x4.mul</c>: products modulo 2^32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MulI32x4(Vector128<byte> a, Vector128<byte> b) => (a.AsUInt32() * b.AsUInt32()).AsByte();

    /// <summary><c>i32x4.min_s</c>: the lesser signed numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MinSI32x4(Vector128<byte> a, Vector128<byte> b) => Vector128.Min(a.AsInt32(), b.AsInt32()).AsByte();

    /// <summary><c>i32x4.min_u</c>: the lesser unsigned numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MinUI32x4(Vector128<byte> a, Vector128<byte> b) => Vector128.Min(a.AsUInt32(), b.AsUInt32()).AsByte();

    /// <summary><c>i32x4.max_s</c>: the greater signed numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MaxSI32x4(Vector128<byte> a, Vector128<byte> b) => Vector128.Max(a.AsInt32(), b.AsInt32()).AsByte();

    /// <summary><c>i32x4.max_u</c>: the greater unsigned numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MaxUI32x4(Vector128<byte> a, Vector128<byte> b) => Vector128.Max(a.AsUInt32(), b.AsUInt32()).AsByte();

    /// <summary><c>i32x4.shl</c>: lanes shifted to the left, by the count modulo 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShlI32x4(Vector128<byte> v, int count) => (v.AsUInt32() << count).AsByte();

    /// <summary><c>i32x4.shr_s</c>: lanes shifted to the right, copying signs, by the count modulo 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShrSI32x4(Vector128<byte> v, int count) => (v.AsInt32() >> count).AsByte();

    /// <summary><c>i32x4.shr_u</c>: lanes shifted to the right, filling with zeros, by the count modulo 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShrUI32x4(Vector128<byte> v, int count) => (v.AsUInt32() >>> count).AsByte();

    /// <summary><c>i64x2.abs</c>: magnitudes; the lowest number stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AbsI64x2(Vector128<byte> v) => Vector128.Abs(v.AsInt64()).AsByte();

    /// <summary><c>i64x2.neg</c>: negated modulo 2^64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> NegI64x2(Vector128<byte> v) => (-v.AsUInt64()).AsByte();

    /// <summary><c>i64x2.add</c>: sums modulo 2^64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddI64x2(Vector128<byte> a, Vector128<byte> b) => (a.AsUInt64() + b.AsUInt64()).AsByte();

    /// <summary><c>i64x2.sub</c>: differences modulo 2^64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubI64x2(Vector128<byte> a, Vector128<byte> b) => (a.AsUInt64() - b.AsUInt64()).AsByte();

    /// <summary><c>i64x2.mul</c>: products modulo 2^64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MulI64x2(Vector128<byte> a, Vector128<byte> b) => (a.AsUInt64() * b.AsUInt64()).AsByte();

    /// <summary><c>i64x2.shl</c>: lanes shifted to the left, by the count modulo 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShlI64x2(Vector128<byte> v, int count) => (v.AsUInt64() << count).AsByte();

    /// <summary><c>i64x2.shr_s</c>: lanes shifted to the right, copying signs, by the count modulo 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShrSI64x2(Vector128<byte> v, int count) => (v.AsInt64() >> count).AsByte();

    /// <summary><c>i64x2.shr_u</c>: lanes shifted to the right, filling with zeros, by the count modulo 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShrUI64x2(Vector128<byte> v, int count) => (v.AsUInt64() >>> count).AsByte();

    /// <summary><c>i8x16.popcnt</c>: the number of ones in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PopcntI8x16(Vector128<byte> v)
    {
        var low = Vector128.Create((byte)0x0F);
        if (Ssse3.IsSupported)
        {
            // A table of the ones in half a byte, looked up for both halves.
            var ones = Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
            return Ssse3.Shuffle(ones, v & low) + Ssse3.Shuffle(ones, (v.AsUInt16() >>> 4).AsByte() & low);
        }

        var pairs = v - ((v.AsUInt16() >>> 1).AsByte() & Vector128.Create((byte)0x55));
        var fours = (pairs & Vector128.Create((byte)0x33)) + ((pairs.AsUInt16() >>> 2).AsByte() & Vector128.Create((byte)0x33));
        return (fours + (fours.AsUInt16() >>> 4).AsByte()) & low;
    }
}
