// The semantics of vector instructions: floating-point lanes (spec 4.3.5), one small leaf an instruction. Interpreter handlers
// and compiled code call them and RyuJIT inlines them; so a leaf calls intrinsics of .NET alone, and what is rare or throws stands
// out of line.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weft.Semantics;

public static partial class Vector
{
    /// <summary><c>f32x4.abs</c>: sign bits cleared, of NaNs too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AbsF32x4(Vector128<byte> v) => Vector128.AndNot(v, Vector128.Create(0x8000_0000u).AsByte());

    /// <summary><c>f32x4.neg</c>: sign bits inverted, of NaNs too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> NegF32x4(Vector128<byte> v) => v ^ Vector128.Create(0x8000_0000u).AsByte();

    /// <summary><c>f32x4.sqrt</c>: square roots.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SqrtF32x4(Vector128<byte> v) => Vector128.Sqrt(v.AsSingle()).AsByte();

    /// <summary><c>f32x4.ceil</c>: rounded towards positive infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> CeilF32x4(Vector128<byte> v) => Vector128.Ceiling(v.AsSingle()).AsByte();

    /// <summary><c>f32x4.floor</c>: rounded towards negative infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> FloorF32x4(Vector128<byte> v) => Vector128.Floor(v.AsSingle()).AsByte();

    /// <summary><c>f32x4.trunc</c>: rounded towards zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> TruncF32x4(Vector128<byte> v) => Vector128.Truncate(v.AsSingle()).AsByte();

    /// <summary><c>f32x4.nearest</c>: rounded to the nearest integer, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> NearestF32x4(Vector128<byte> v) => Vector128.Round(v.AsSingle()).AsByte();

    /// <summary><c>f32x4.add</c>: sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddF32x4(Vector128<byte> a, Vector128<byte> b) => (a.AsSingle() + b.AsSingle()).AsByte();

    /// <summary><c>f32x4.sub</c>: differences.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubF32x4(Vector128<byte> a, Vector128<byte> b) => (a.AsSingle() - b.AsSingle()).AsByte();

    /// <summary><c>f32x4.mul</c>: products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MulF32x4(Vector128<byte> a, Vector128<byte> b) => (a.AsSingle() * b.AsSingle()).AsByte();

    /// <summary><c>f32x4.div</c>: quotients.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> DivF32x4(Vector128<byte> a, Vector128<byte> b) => (a.AsSingle() / b.AsSingle()).AsByte();

    /// <summary><c>f32x4.min</c>: the lesser numbers, -0 below +0; NaN where either is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MinF32x4(Vector128<byte> a, Vector128<byte> b)
    {
        var x = a.AsSingle();
        var y = b.AsSingle();
        if (Sse.IsSupported)
        {
            // As in Float.Min32: asking both ways decides between zeros, and the sum is the quiet NaN.
            var ordered = Sse.Or(Sse.Min(x, y), Sse.Min(y, x));
            return Vector128.ConditionalSelect(Sse.CompareUnordered(x, y), x + y, ordered).AsByte();
        }

        var either = Vector128.ConditionalSelect(Vector128.Equals(x, y), (a | b).AsSingle(), x + y);
        var right = Vector128.ConditionalSelect(Vector128.LessThan(y, x), y, either);
        return Vector128.ConditionalSelect(Vector128.LessThan(x, y), x, right).AsByte();
    }

    /// <summary><c>f32x4.max</c>: the greater numbers, -0 below +0; NaN where either is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MaxF32x4(Vector128<byte> a, Vector128<byte> b)
    {
        var x = a.AsSingle();
        var y = b.AsSingle();
        if (Sse.IsSupported)
        {
            // As in Float.Max32: asking both ways decides between zeros, and the sum is the quiet NaN.
            var ordered = Sse.And(Sse.Max(x, y), Sse.Max(y, x));
            return Vector128.ConditionalSelect(Sse.CompareUnordered(x, y), x + y, ordered).AsByte();
        }

        var either = Vector128.ConditionalSelect(Vector128.Equals(x, y), (a & b).AsSingle(), x + y);
        var right = Vector128.ConditionalSelect(Vector128.GreaterThan(y, x), y, either);
        return Vector128.ConditionalSelect(Vector128.GreaterThan(x, y), x, right).AsByte();
    }

    /// <summary><c>f32x4.pmin</c>: b &lt; a ? b : a, bit for bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PminF32x4(Vector128<byte> a, Vector128<byte> b)
    {
        // minps gives its second operand unless the first is less.
        return Sse.IsSupported
            ? Sse.Min(b.AsSingle(), a.AsSingle()).AsByte()
            : Vector128.ConditionalSelect(Vector128.LessThan(b.AsSingle(), a.AsSingle()).AsByte(), b, a);
    }

    /// <summary><c>f32x4.pmax</c>: a &lt; b ? b : a, bit for bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PmaxF32x4(Vector128<byte> a, Vector128<byte> b)
    {
        // maxps gives its second operand unless the first is greater.
        return Sse.IsSupported
            ? Sse.Max(b.AsSingle(), a.AsSingle()).AsByte()
            : Vector128.ConditionalSelect(Vector128.LessThan(a.AsSingle(), b.AsSingle()).AsByte(), b, a);
    }

    /// <summary><c>f64x2.abs</c>: sign bits cleared, of NaNs too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AbsF64x2(Vector128<byte> v) => Vector128.AndNot(v, Vector128.Create(0x8000_0000_0000_0000u).AsByte());

    /// <summary><c>f64x2.neg</c>: sign bits inverted, of NaNs too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> NegF64x2(Vector128<byte> v) => v ^ Vector128.Create(0x8000_0000_0000_0000u).AsByte();

    /// <summary><c>f64x2.sqrt</c>: square roots.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SqrtF64x2(Vector128<byte> v) => Vector128.Sqrt(v.AsDouble()).AsByte();

    /// <summary><c>f64x2.ceil</c>: rounded towards positive infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> CeilF64x2(Vector128<byte> v) => Vector128.Ceiling(v.AsDouble()).AsByte();

    /// <summary><c>f64x2.floor</c>: rounded towards negative infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> FloorF64x2(Vector128<byte> v) => Vector128.Floor(v.AsDouble()).AsByte();

    /// <summary><c>f64x2.trunc</c>: rounded towards zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> TruncF64x2(Vector128<byte> v) => Vector128.Truncate(v.AsDouble()).AsByte();

    /// <summary><c>f64x2.nearest</c>: rounded to the nearest integer, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> NearestF64x2(Vector128<byte> v) => Vector128.Round(v.AsDouble()).AsByte();

    /// <summary><c>f64x2.add</c>: sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddF64x2(Vector128<byte> a, Vector128<byte> b) => (a.AsDouble() + b.AsDouble()).AsByte();

    /// <summary><c>f64x2.sub</c>: differences.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubF64x2(Vector128<byte> a, Vector128<byte> b) => (a.AsDouble() - b.AsDouble()).AsByte();

    /// <summary><c>f64x2.mul</c>: products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MulF64x2(Vector128<byte> a, Vector128<byte> b) => (a.AsDouble() * b.AsDouble()).AsByte();

    /// <summary><c>f64x2.div</c>: quotients.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> DivF64x2(Vector128<byte> a, Vector128<byte> b) => (a.AsDouble() / b.AsDouble()).AsByte();

    /// <summary><c>f64x2.min</c>: the lesser numbers, -0 below +0; NaN where either is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MinF64x2(Vector128<byte> a, Vector128<byte> b)
    {
        var x = a.AsDouble();
        var y = b.AsDouble();
        if (Sse2.IsSupported)
        {
            // As in Float.Min64: asking both ways decides between zeros, and the sum is the quiet NaN.
            var ordered = Sse2.Or(Sse2.Min(x, y), Sse2.Min(y, x));
            return Vector128.ConditionalSelect(Sse2.CompareUnordered(x, y), x + y, ordered).AsByte();
        }

        var either = Vector128.ConditionalSelect(Vector128.Equals(x, y), (a | b).AsDouble(), x + y);
        var right = Vector128.ConditionalSelect(Vector128.LessThan(y, x), y, either);
        return Vector128.ConditionalSelect(Vector128.LessThan(x, y), x, right).AsByte();
    }

    /// <summary><c>f64x2.max</c>: the greater numbers, -0 below +0; NaN where either is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MaxF64x2(Vector128<byte> a, Vector128<byte> b)
    {
        var x = a.AsDouble();
        var y = b.AsDouble();
        if (Sse2.IsSupported)
        {
            // As in Float.Max64: asking both ways decides between zeros, and the sum is the quiet NaN.
            var ordered = Sse2.And(Sse2.Max(x, y), Sse2.Max(y, x));
            return Vector128.ConditionalSelect(Sse2.CompareUnordered(x, y), x + y, ordered).AsByte();
        }

        var either = Vector128.ConditionalSelect(Vector128.Equals(x, y), (a & b).AsDouble(), x + y);
        var right = Vector128.ConditionalSelect(Vector128.GreaterThan(y, x), y, either);
        return Vector128.ConditionalSelect(Vector128.GreaterThan(x, y), x, right).AsByte();
    }

    /// <summary><c>f64x2.pmin</c>: b &lt; a ? b : a, bit for bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PminF64x2(Vector128<byte> a, Vector128<byte> b)
    {
        // minpd gives its second operand unless the first is less.
        return Sse2.IsSupported
            ? Sse2.Min(b.AsDouble(), a.AsDouble()).AsByte()
            : Vector128.ConditionalSelect(Vector128.LessThan(b.AsDouble(), a.AsDouble()).AsByte(), b, a);
    }

    /// <summary><c>f64x2.pmax</c>: a &lt; b ? b : a, bit for bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PmaxF64x2(Vector128<byte> a, Vector128<byte> b)
    {
        // maxpd gives its second operand unless the first is greater.
        return Sse2.IsSupported
            ? Sse2.Max(b.AsDouble(), a.AsDouble()).AsByte()
            : Vector128.ConditionalSelect(Vector128.LessThan(a.AsDouble(), b.AsDouble()).AsByte(), b, a);
    }

    /// <summary><c>i32x4.trunc_sat_f32x4_s</c>: rounded towards zero, saturated; NaN gives zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> TruncSatF32x4SI32x4(Vector128<byte> v) => Vector128.ConvertToInt32(v.AsSingle()).AsByte();

    /// <summary><c>i32x4.trunc_sat_f32x4_u</c>: rounded towards zero, saturated; NaN gives zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> TruncSatF32x4UI32x4(Vector128<byte> v)
    {
        if (Sse41.IsSupported && !Avx512F.VL.IsSupported)
        {
            // RyuJIT goes lane by lane here. Numbers from 2^31 on are converted as what they exceed it by, then added: 0x8000_0000,
            // which the first conversion gives for them, and the second's 0x8000_0000 for those from 2^32 on inverted first.
            var x = Sse.Max(v.AsSingle(), Vector128<float>.Zero);
            var excess = x - Vector128.Create(2147483648f);
            var over = Sse.CompareGreaterThanOrEqual(excess, Vector128.Create(2147483648f)).AsInt32();
            var high = Sse41.Max(Sse2.ConvertToVector128Int32WithTruncation(excess) ^ over, Vector128<int>.Zero);
            return (Sse2.ConvertToVector128Int32WithTruncation(x) + high).AsByte();
        }

        return Vector128.ConvertToUInt32(v.AsSingle()).AsByte();
    }

    /// <summary><c>i32x4.trunc_sat_f64x2_s_zero</c>: rounded towards zero, saturated, zeros above; NaN gives zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> TruncSatF64x2SZeroI32x4(Vector128<byte> v)
    {
        var x = v.AsDouble();
        if (Sse2.IsSupported)
        {
            // The conversion gives int.MinValue for whatever does not fit, which is right for what is too low.
            var numbers = Sse2.And(x, Sse2.CompareOrdered(x, x));
            return Sse2.ConvertToVector128Int32WithTruncation(Sse2.Min(numbers, Vector128.Create(2147483647.0))).AsByte();
        }

        return Vector128.Create((int)x.GetElement(0), (int)x.GetElement(1), 0, 0).AsByte();
    }

    /// <summary><c>i32x4.trunc_sat_f64x2_u_zero</c>: rounded towards zero, saturated, zeros above; NaN gives zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> TruncSatF64x2UZeroI32x4(Vector128<byte> v)
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

    /// <summary><c>f32x4.convert_i32x4_s</c>: the nearest numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ConvertI32x4SF32x4(Vector128<byte> v) => Vector128.ConvertToSingle(v.AsInt32()).AsByte();

    /// <summary><c>f32x4.convert_i32x4_u</c>: the nearest numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ConvertI32x4UF32x4(Vector128<byte> v) => Vector128.ConvertToSingle(v.AsUInt32()).AsByte();

    /// <summary><c>f64x2.convert_low_i32x4_s</c>: the two lowest integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ConvertLowI32x4SF64x2(Vector128<byte> v)
    {
        return Sse2.IsSupported
            ? Sse2.ConvertToVector128Double(v.AsInt32()).AsByte()
            : Vector128.ConvertToDouble(Vector128.WidenLower(v.AsInt32())).AsByte();
    }

    /// <summary><c>f64x2.convert_low_i32x4_u</c>: the two lowest integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ConvertLowI32x4UF64x2(Vector128<byte> v)
    {
        // An integer below 2^32 or-ed into the mantissa of 2^52 is that much more than 2^52.
        var magic = Vector128.Create(4503599627370496.0);
        return ((Vector128.WidenLower(v.AsUInt32()) | magic.AsUInt64()).AsDouble() - magic).AsByte();
    }

    /// <summary><c>f32x4.demote_f64x2_zero</c>: the nearest floats, zeros above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> DemoteF64x2ZeroF32x4(Vector128<byte> v)
    {
        return Sse2.IsSupported
            ? Sse2.ConvertToVector128Single(v.AsDouble()).AsByte()
            : Vector128.Narrow(v.AsDouble(), Vector128<double>.Zero).AsByte();
    }

    /// <summary><c>f64x2.promote_low_f32x4</c>: the two lowest floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PromoteLowF32x4F64x2(Vector128<byte> v) => Vector128.WidenLower(v.AsSingle()).AsByte();
}
