// The semantics of relaxed vector instructions (spec 4.3.5), one small leaf an instruction. Interpreter handlers
// and compiled code call them and RyuJIT inlines them; so a leaf calls intrinsics of .NET alone, and what is rare or throws stands
// out of line.
// The specification lets each of them choose between results. Weft chooses one, the same on every processor and in every tier:
// what x86 does in one instruction, rounding once for madd (FMA is everywhere that matters), bitselect for laneselect.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weft.Semantics;

public static partial class Vector
{
    /// <summary><c>i8x16.relaxed_swizzle</c>: zero where bit 7 of the lane number is set, else lane bits 0 to 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RelaxedSwizzleI8x16(Vector128<byte> a, Vector128<byte> lanes)
    {
        return Ssse3.IsSupported
            ? Ssse3.Shuffle(a, lanes)
            : Vector128.Shuffle(a, lanes & Vector128.Create((byte)0x8F));
    }

    /// <summary><c>i32x4.relaxed_trunc_f32x4_s</c>: rounded towards zero; 0x8000_0000 for NaN and for what does not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RelaxedTruncF32x4SI32x4(Vector128<byte> v)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.ConvertToVector128Int32WithTruncation(v.AsSingle()).AsByte();
        }

        var fits = Vector128.LessThan(v.AsSingle(), Vector128.Create(2147483648f)).AsInt32();
        return Vector128.ConditionalSelect(fits, Vector128.ConvertToInt32(v.AsSingle()), Vector128.Create(int.MinValue)).AsByte();
    }

    /// <summary><c>i32x4.relaxed_trunc_f32x4_u</c>: as <c>trunc_sat</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RelaxedTruncF32x4UI32x4(Vector128<byte> v)
    {
        if (Sse41.IsSupported && !Avx512F.VL.IsSupported)
        {
            // As in TruncSatF32x4UI32x4.
            var x = Sse.Max(v.AsSingle(), Vector128<float>.Zero);
            var excess = x - Vector128.Create(2147483648f);
            var over = Sse.CompareGreaterThanOrEqual(excess, Vector128.Create(2147483648f)).AsInt32();
            var high = Sse41.Max(Sse2.ConvertToVector128Int32WithTruncation(excess) ^ over, Vector128<int>.Zero);
            return (Sse2.ConvertToVector128Int32WithTruncation(x) + high).AsByte();
        }

        return Vector128.ConvertToUInt32(v.AsSingle()).AsByte();
    }

    /// <summary><c>i32x4.relaxed_trunc_f64x2_s_zero</c>: rounded towards zero, zeros above; 0x8000_0000 for what does not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RelaxedTruncF64x2SZeroI32x4(Vector128<byte> v)
    {
        var x = v.AsDouble();
        if (Sse2.IsSupported)
        {
            return Sse2.ConvertToVector128Int32WithTruncation(x).AsByte();
        }

        int low = x.GetElement(0) < 2147483648.0 ? (int)x.GetElement(0) : int.MinValue;
        int high = x.GetElement(1) < 2147483648.0 ? (int)x.GetElement(1) : int.MinValue;
        return Vector128.Create(low, high, 0, 0).AsByte();
    }

    /// <summary><c>i32x4.relaxed_trunc_f64x2_u_zero</c>: as <c>trunc_sat</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RelaxedTruncF64x2UZeroI32x4(Vector128<byte> v)
    {
        var x = v.AsDouble();
        if (Avx512F.VL.IsSupported)
        {
            // The maximum takes its second operand for NaN; the conversion gives uint.MaxValue for what is too high.
            return Avx512F.VL.ConvertToVector128UInt32WithTruncation(Sse2.Max(x, Vector128<double>.Zero)).AsByte();
        }

        if (Sse41.IsSupported)
        {
            // A whole number below 2^32 added to 2^52 stands in the lowest bits of the mantissa.
            var numbers = Sse2.Min(Sse2.Max(x, Vector128<double>.Zero), Vector128.Create(4294967295.0));
            var mantissas = Sse41.RoundToZero(numbers) + Vector128.Create(4503599627370496.0);
            return Sse.Shuffle(mantissas.AsSingle(), Vector128<float>.Zero, 0x88).AsByte();
        }

        return Vector128.Create((uint)x.GetElement(0), (uint)x.GetElement(1), 0, 0).AsByte();
    }

    /// <summary><c>f32x4.relaxed_madd</c>: a * b + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RelaxedMaddF32x4(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c) =>
        Vector128.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).AsByte();

    /// <summary><c>f32x4.relaxed_nmadd</c>: -(a * b) + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RelaxedNmaddF32x4(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c) =>
        Vector128.FusedMultiplyAdd(-a.AsSingle(), b.AsSingle(), c.AsSingle()).AsByte();

    /// <summary><c>f64x2.relaxed_madd</c>: a * b + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RelaxedMaddF64x2(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c) =>
        Vector128.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).AsByte();

    /// <summary><c>f64x2.relaxed_nmadd</c>: -(a * b) + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RelaxedNmaddF64x2(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c) =>
        Vector128.FusedMultiplyAdd(-a.AsDouble(), b.AsDouble(), c.AsDouble()).AsByte();

    /// <summary><c>i8x16.relaxed_laneselect</c>: as <c>v128.bitselect</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RelaxedLaneselectI8x16(Vector128<byte> a, Vector128<byte> b, Vector128<byte> mask) =>
        Vector128.ConditionalSelect(mask, a, b);

    /// <summary><c>i16x8.relaxed_laneselect</c>: as <c>v128.bitselect</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RelaxedLaneselectI16x8(Vector128<byte> a, Vector128<byte> b, Vector128<byte> mask) =>
        Vector128.ConditionalSelect(mask, a, b);

    /// <summary><c>i32x4.relaxed_laneselect</c>: as <c>v128.bitselect</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RelaxedLaneselectI32x4(Vector128<byte> a, Vector128<byte> b, Vector128<byte> mask) =>
        Vector128.ConditionalSelect(mask, a, b);

    /// <summary><c>i64x2.relaxed_laneselect</c>: as <c>v128.bitselect</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RelaxedLaneselectI64x2(Vector128<byte> a, Vector128<byte> b, Vector128<byte> mask) =>
        Vector128.ConditionalSelect(mask, a, b);

    /// <summary><c>f32x4.relaxed_min</c>: as <c>pmin</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RelaxedMinF32x4(Vector128<byte> a, Vector128<byte> b)
    {
        return Sse.IsSupported
            ? Sse.Min(b.AsSingle(), a.AsSingle()).AsByte()
            : Vector128.ConditionalSelect(Vector128.LessThan(b.AsSingle(), a.AsSingle()).AsByte(), b, a);
    }

    /// <summary><c>f32x4.relaxed_max</c>: as <c>pmax</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RelaxedMaxF32x4(Vector128<byte> a, Vector128<byte> b)
    {
        return Sse.IsSupported
            ? Sse.Max(b.AsSingle(), a.AsSingle()).AsByte()
            : Vector128.ConditionalSelect(Vector128.LessThan(a.AsSingle(), b.AsSingle()).AsByte(), b, a);
    }

    /// <summary><c>f64x2.relaxed_min</c>: as <c>pmin</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RelaxedMinF64x2(Vector128<byte> a, Vector128<byte> b)
    {
        return Sse2.IsSupported
            ? Sse2.Min(b.AsDouble(), a.AsDouble()).AsByte()
            : Vector128.ConditionalSelect(Vector128.LessThan(b.AsDouble(), a.AsDouble()).AsByte(), b, a);
    }

    /// <summary><c>f64x2.relaxed_max</c>: as <c>pmax</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RelaxedMaxF64x2(Vector128<byte> a, Vector128<byte> b)
    {
        return Sse2.IsSupported
            ? Sse2.Max(b.AsDouble(), a.AsDouble()).AsByte()
            : Vector128.ConditionalSelect(Vector128.LessThan(a.AsDouble(), b.AsDouble()).AsByte(), b, a);
    }

    /// <summary><c>i16x8.relaxed_q15mulr_s</c>: products of fractions of 15 bits, rounded; -1 times -1 wraps to -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RelaxedQ15mulrSI16x8(Vector128<byte> a, Vector128<byte> b)
    {
        if (Ssse3.IsSupported)
        {
            return Ssse3.MultiplyHighRoundScale(a.AsInt16(), b.AsInt16()).AsByte();
        }

        var half = Vector128.Create(0x4000);
        var low = ((Vector128.WidenLower(a.AsInt16()) * Vector128.WidenLower(b.AsInt16())) + half) >> 15;
        var high = ((Vector128.WidenUpper(a.AsInt16()) * Vector128.WidenUpper(b.AsInt16())) + half) >> 15;
        return Vector128.Narrow(low, high).AsByte();
    }

    /// <summary><c>i16x8.relaxed_dot_i8x16_i7x16_s</c>: saturated sums of products of neighbours, the second unsigned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RelaxedDotI8x16I7x16SI16x8(Vector128<byte> a, Vector128<byte> b)
    {
        if (Ssse3.IsSupported)
        {
            return Ssse3.MultiplyAddAdjacent(b, a.AsSByte()).AsByte();
        }

        var even = ((a.AsInt16() << 8) >> 8) * (b.AsInt16() & Vector128.Create((short)0xFF));
        var odd = (a.AsInt16() >> 8) * (b.AsInt16() >>> 8);
        return Vector128.AddSaturate(even, odd).AsByte();
    }

    /// <summary><c>i32x4.relaxed_dot_i8x16_i7x16_add_s</c>: neighbours of <c>relaxed_dot</c> and the third vector added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RelaxedDotI8x16I7x16AddSI32x4(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c)
    {
        if (Ssse3.IsSupported)
        {
            // Never vpdpbusd, which does not saturate in between: a module must not compute something else on another processor.
            var pairs = Ssse3.MultiplyAddAdjacent(b, a.AsSByte());
            return (Sse2.MultiplyAddAdjacent(pairs, Vector128<short>.One) + c.AsInt32()).AsByte();
        }

        var even = ((a.AsInt16() << 8) >> 8) * (b.AsInt16() & Vector128.Create((short)0xFF));
        var odd = (a.AsInt16() >> 8) * (b.AsInt16() >>> 8);
        var sums = Vector128.AddSaturate(even, odd).AsInt32();
        return (((sums << 16) >> 16) + (sums >> 16) + c.AsInt32()).AsByte();
    }
}
