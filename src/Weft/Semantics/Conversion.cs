// The semantics of conversions (spec 4.3.4), one small leaf an instruction. Interpreter handlers
// and compiled code call them and RyuJIT inlines them; so a leaf calls intrinsics of .NET alone, and what is rare or throws stands
// out of line.

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weft.Semantics;

/// <summary>Conversions between the number types.</summary>
/// <remarks>Those that trap take the offset of their instruction, from compiled code that is to tell where it trapped.</remarks>
public static class Conversion
{
    /// <summary><c>i32.trunc_f32_s</c>: rounded towards zero; traps on NaN and where the integer does not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TruncF32ToI32S(float x, int offset = TrapException.NoOffset)
    {
        if (Sse.IsSupported)
        {
            // The instruction answers MinValue for whatever it cannot convert, and for MinValue.
            int result = Sse.ConvertToInt32WithTruncation(Vector128.CreateScalarUnsafe(x));
            if (result == int.MinValue && x != int.MinValue)
            {
                Fail(x, offset);
            }

            return result;
        }

        return TruncateI32S(x, offset);
    }

    /// <summary><c>i32.trunc_f32_u</c>: rounded towards zero; traps on NaN and where the integer does not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TruncF32ToI32U(float x, int offset = TrapException.NoOffset)
    {
        if (Sse.X64.IsSupported)
        {
            // Every number that fits converts to a 64-bit integer; what does not fit differs above bit 31.
            long result = Sse.X64.ConvertToInt64WithTruncation(Vector128.CreateScalarUnsafe(x));
            if ((ulong)result > uint.MaxValue)
            {
                Fail(x, offset);
            }

            return (int)result;
        }

        return TruncateI32U(x, offset);
    }

    /// <summary><c>i32.trunc_f64_s</c>: rounded towards zero; traps on NaN and where the integer does not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TruncF64ToI32S(double x, int offset = TrapException.NoOffset)
    {
        if (Sse2.IsSupported)
        {
            // The instruction answers MinValue for whatever it cannot convert, and for MinValue.
            int result = Sse2.ConvertToInt32WithTruncation(Vector128.CreateScalarUnsafe(x));
            if (result == int.MinValue && !(Math.Abs(x - int.MinValue) < 1))
            {
                Fail(x, offset);
            }

            return result;
        }

        return TruncateI32S(x, offset);
    }

    /// <summary><c>i32.trunc_f64_u</c>: rounded towards zero; traps on NaN and where the integer does not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TruncF64ToI32U(double x, int offset = TrapException.NoOffset)
    {
        if (Sse2.X64.IsSupported)
        {
            // Every number that fits converts to a 64-bit integer; what does not fit differs above bit 31.
            long result = Sse2.X64.ConvertToInt64WithTruncation(Vector128.CreateScalarUnsafe(x));
            if ((ulong)result > uint.MaxValue)
            {
                Fail(x, offset);
            }

            return (int)result;
        }

        return TruncateI32U(x, offset);
    }

    /// <summary><c>i64.trunc_f32_s</c>: rounded towards zero; traps on NaN and where the integer does not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long TruncF32ToI64S(float x, int offset = TrapException.NoOffset)
    {
        if (Sse.X64.IsSupported)
        {
            // The instruction answers MinValue for whatever it cannot convert, and for MinValue.
            long result = Sse.X64.ConvertToInt64WithTruncation(Vector128.CreateScalarUnsafe(x));
            if (result == long.MinValue && x != long.MinValue)
            {
                Fail(x, offset);
            }

            return result;
        }

        return TruncateI64S(x, offset);
    }

    /// <summary><c>i64.trunc_f32_u</c>: rounded towards zero; traps on NaN and where the integer does not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long TruncF32ToI64U(float x, int offset = TrapException.NoOffset)
    {
        if (Avx512F.X64.IsSupported)
        {
            // The instruction answers MaxValue for whatever it cannot convert, and no float is MaxValue.
            ulong result = Avx512F.X64.ConvertToUInt64WithTruncation(Vector128.CreateScalarUnsafe(x));
            if (result == ulong.MaxValue)
            {
                Fail(x, offset);
            }

            return (long)result;
        }

        if (Sse.X64.IsSupported)
        {
            // From 2^63 on the signed conversion answers MinValue, whose sign lets through what the number exceeds 2^63 by.
            long low = Sse.X64.ConvertToInt64WithTruncation(Vector128.CreateScalarUnsafe(x));
            long high = Sse.X64.ConvertToInt64WithTruncation(Vector128.CreateScalarUnsafe(x - 9223372036854775808f));
            if (!(x > -1.0 && x < 18446744073709551616.0))
            {
                Fail(x, offset);
            }

            return low | (high & (low >> 63));
        }

        return TruncateI64U(x, offset);
    }

    /// <summary><c>i64.trunc_f64_s</c>: rounded towards zero; traps on NaN and where the integer does not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long TruncF64ToI64S(double x, int offset = TrapException.NoOffset)
    {
        if (Sse2.X64.IsSupported)
        {
            // The instruction answers MinValue for whatever it cannot convert, and for MinValue.
            long result = Sse2.X64.ConvertToInt64WithTruncation(Vector128.CreateScalarUnsafe(x));
            if (result == long.MinValue && x != long.MinValue)
            {
                Fail(x, offset);
            }

            return result;
        }

        return TruncateI64S(x, offset);
    }

    /// <summary><c>i64.trunc_f64_u</c>: rounded towards zero; traps on NaN and where the integer does not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long TruncF64ToI64U(double x, int offset = TrapException.NoOffset)
    {
        if (Avx512F.X64.IsSupported)
        {
            // The instruction answers MaxValue for whatever it cannot convert, and no double is MaxValue.
            ulong result = Avx512F.X64.ConvertToUInt64WithTruncation(Vector128.CreateScalarUnsafe(x));
            if (result == ulong.MaxValue)
            {
                Fail(x, offset);
            }

            return (long)result;
        }

        if (Sse2.X64.IsSupported)
        {
            // From 2^63 on the signed conversion answers MinValue, whose sign lets through what the number exceeds 2^63 by.
            long low = Sse2.X64.ConvertToInt64WithTruncation(Vector128.CreateScalarUnsafe(x));
            long high = Sse2.X64.ConvertToInt64WithTruncation(Vector128.CreateScalarUnsafe(x - 9223372036854775808.0));
            if (!(x > -1.0 && x < 18446744073709551616.0))
            {
                Fail(x, offset);
            }

            return low | (high & (low >> 63));
        }

        return TruncateI64U(x, offset);
    }

    /// <summary><c>i32.trunc_sat_f32_s</c>: rounded towards zero, saturated; NaN gives zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TruncSatF32ToI32S(float x) => (int)x;

    /// <summary><c>i32.trunc_sat_f32_u</c>: rounded towards zero, saturated; NaN gives zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TruncSatF32ToI32U(float x) => (int)(uint)x;

    /// <summary><c>i32.trunc_sat_f64_s</c>: rounded towards zero, saturated; NaN gives zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TruncSatF64ToI32S(double x) => (int)x;

    /// <summary><c>i32.trunc_sat_f64_u</c>: rounded towards zero, saturated; NaN gives zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TruncSatF64ToI32U(double x) => (int)(uint)x;

    /// <summary><c>i64.trunc_sat_f32_s</c>: rounded towards zero, saturated; NaN gives zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long TruncSatF32ToI64S(float x) => (long)x;

    /// <summary><c>i64.trunc_sat_f32_u</c>: rounded towards zero, saturated; NaN gives zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long TruncSatF32ToI64U(float x) => (long)(ulong)x;

    /// <summary><c>i64.trunc_sat_f64_s</c>: rounded towards zero, saturated; NaN gives zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long TruncSatF64ToI64S(double x) => (long)x;

    /// <summary><c>i64.trunc_sat_f64_u</c>: rounded towards zero, saturated; NaN gives zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long TruncSatF64ToI64U(double x) => (long)(ulong)x;

    /// <summary><c>f32.convert_i32_u</c>: the nearest number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ConvertI32UToF32(int x) => (float)(long)(uint)x;

    /// <summary><c>f32.convert_i64_u</c>: the nearest number, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ConvertI64UToF32(long x)
    {
        if (Avx512F.X64.IsSupported)
        {
            return Avx512F.X64.ConvertScalarToVector128Single(Vector128<float>.Zero, (ulong)x).ToScalar();
        }

        // Halving a large number leaves it more bits than the result holds; keeping the lost bit sticky keeps the rounding exact.
        return x >= 0 ? x : (float)((x >>> 1) | (x & 1)) * 2;
    }

    /// <summary><c>f64.convert_i32_u</c>: the same number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ConvertI32UToF64(int x) => (uint)x;

    /// <summary><c>f64.convert_i64_u</c>: the nearest number, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ConvertI64UToF64(long x)
    {
        if (Avx512F.X64.IsSupported)
        {
            return Avx512F.X64.ConvertScalarToVector128Double(Vector128<double>.Zero, (ulong)x).ToScalar();
        }

        // Halving a large number leaves it more bits than the result holds; keeping the lost bit sticky keeps the rounding exact.
        return x >= 0 ? x : (double)((x >>> 1) | (x & 1)) * 2;
    }

    /// <summary><c>f32.demote_f64</c>: the nearest number; a NaN becomes quiet.</summary>
    /// <remarks>The rest of the vector comes from the operand, so that the processor need not wait for who wrote to the result's register before.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float DemoteF64(double x)
    {
        if (Sse2.IsSupported)
        {
            var operand = Vector128.CreateScalarUnsafe(x);
            return Sse2.ConvertScalarToVector128Single(operand.AsSingle(), operand).ToScalar();
        }

        return (float)x;
    }

    /// <summary><c>f64.promote_f32</c>: the same number; a NaN becomes quiet.</summary>
    /// <remarks>As <see cref="DemoteF64"/> about the rest of the vector.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double PromoteF32(float x)
    {
        if (Sse2.IsSupported)
        {
            var operand = Vector128.CreateScalarUnsafe(x);
            return Sse2.ConvertScalarToVector128Double(operand.AsDouble(), operand).ToScalar();
        }

        return x;
    }

    /// <summary><c>i32.reinterpret_f32</c>: the bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReinterpretF32(float x) => BitConverter.SingleToInt32Bits(x);

    /// <summary><c>i64.reinterpret_f64</c>: the bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ReinterpretF64(double x) => BitConverter.DoubleToInt64Bits(x);

    /// <summary><c>f32.reinterpret_i32</c>: the number with these bits.</summary>
    /// <remarks>Through a vector: RyuJIT takes a bit cast of a byte or of two in memory for a float in memory, and reads four.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ReinterpretI32(int x) => Vector128.CreateScalarUnsafe(x).AsSingle().ToScalar();

    /// <summary><c>f64.reinterpret_i64</c>: the number with these bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ReinterpretI64(long x) => BitConverter.Int64BitsToDouble(x);

    // Where no instruction of the processor tells: a float is the same number as a double.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TruncateI32S(double x, int offset)
    {
        if (!(x > -2147483649.0 && x < 2147483648.0))
        {
            Fail(x, offset);
        }

        return (int)x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TruncateI32U(double x, int offset)
    {
        if (!(x > -1.0 && x < 4294967296.0))
        {
            Fail(x, offset);
        }

        return (int)(uint)x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long TruncateI64S(double x, int offset)
    {
        if (!(x >= -9223372036854775808.0 && x < 9223372036854775808.0))
        {
            Fail(x, offset);
        }

        return (long)x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long TruncateI64U(double x, int offset)
    {
        if (!(x > -1.0 && x < 18446744073709551616.0))
        {
            Fail(x, offset);
        }

        return (long)(ulong)x;
    }

    // Not marked against inlining: then RyuJIT sees that it never returns, and nothing that the code around it computes has to be kept for afterwards.
    // No register for floats outlives a call.
    [DoesNotReturn]
    private static void Fail(double x, int offset) => throw CreateTrap(x, offset);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TrapException CreateTrap(double x, int offset) =>
        new(double.IsNaN(x) ? TrapKind.InvalidConversionToInteger : TrapKind.IntegerOverflow) { CompiledOffset = offset };
}
