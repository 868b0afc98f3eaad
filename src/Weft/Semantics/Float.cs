// The semantics of floating-point instructions (spec 4.3.3), one small leaf an instruction. Interpreter handlers
// and compiled code call them and RyuJIT inlines them; so a leaf calls intrinsics of .NET alone, and what is rare or throws stands
// out of line.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weft.Semantics;

/// <summary>Floating-point instructions that are more than a CIL instruction.</summary>
public static class Float
{
    /// <summary><c>f32.abs</c>: the magnitude; only the sign bit of a NaN changes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Abs32(float x) => MathF.Abs(x);

    /// <summary><c>f32.ceil</c>: rounded towards positive infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Ceil32(float x) => Sse41.IsSupported ? Sse41.CeilingScalar(Both(x), Both(x)).ToScalar() : MathF.Ceiling(x);

    /// <summary><c>f32.floor</c>: rounded towards negative infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Floor32(float x) => Sse41.IsSupported ? Sse41.FloorScalar(Both(x), Both(x)).ToScalar() : MathF.Floor(x);

    /// <summary><c>f32.trunc</c>: rounded towards zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Trunc32(float x) => Sse41.IsSupported ? Sse41.RoundToZeroScalar(Both(x), Both(x)).ToScalar() : MathF.Truncate(x);

    /// <summary><c>f32.nearest</c>: rounded to the nearest integer, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Nearest32(float x) => Sse41.IsSupported ? Sse41.RoundToNearestIntegerScalar(Both(x), Both(x)).ToScalar() : MathF.Round(x);

    /// <summary><c>f32.sqrt</c>: the square root.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sqrt32(float x) => Sse.IsSupported ? Sse.SqrtScalar(Both(x), Both(x)).ToScalar() : MathF.Sqrt(x);

    /// <summary><c>f32.min</c>: the lesser number, -0 below +0; NaN if either is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min32(float a, float b)
    {
        if (Sse41.IsSupported)
        {
            // minss gives its second operand when the two are equal or unordered. So asking both ways and oring decides
            // between zeros, and only a NaN is left: the sum of the operands is that NaN, made quiet.
            var x = Vector128.CreateScalarUnsafe(a);
            var y = Vector128.CreateScalarUnsafe(b);
            var ordered = Sse.Or(Sse.MinScalar(x, y), Sse.MinScalar(y, x));
            return Sse41.BlendVariable(ordered, Sse.AddScalar(x, y), Sse.CompareScalarUnordered(x, y)).ToScalar();
        }

        if (a == b)
        {
            return BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a) | BitConverter.SingleToInt32Bits(b));
        }

        return a < b ? a : b < a ? b : a + b;
    }

    /// <summary><c>f32.max</c>: the greater number, -0 below +0; NaN if either is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max32(float a, float b)
    {
        if (Sse41.IsSupported)
        {
            // maxss gives its second operand when the two are equal or unordered. So asking both ways and anding decides
            // between zeros, and only a NaN is left: the sum of the operands is that NaN, made quiet.
            var x = Vector128.CreateScalarUnsafe(a);
            var y = Vector128.CreateScalarUnsafe(b);
            var ordered = Sse.And(Sse.MaxScalar(x, y), Sse.MaxScalar(y, x));
            return Sse41.BlendVariable(ordered, Sse.AddScalar(x, y), Sse.CompareScalarUnordered(x, y)).ToScalar();
        }

        if (a == b)
        {
            return BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a) & BitConverter.SingleToInt32Bits(b));
        }

        return a > b ? a : b > a ? b : a + b;
    }

    /// <summary><c>f32.copysign</c>: the first number with the sign of the second, whatever they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Copysign32(float a, float b) => MathF.CopySign(a, b);

    /// <summary><c>f64.abs</c>: the magnitude; only the sign bit of a NaN changes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Abs64(double x) => Math.Abs(x);

    /// <summary><c>f64.ceil</c>: rounded towards positive infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Ceil64(double x) => Sse41.IsSupported ? Sse41.CeilingScalar(Both(x), Both(x)).ToScalar() : Math.Ceiling(x);

    /// <summary><c>f64.floor</c>: rounded towards negative infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Floor64(double x) => Sse41.IsSupported ? Sse41.FloorScalar(Both(x), Both(x)).ToScalar() : Math.Floor(x);

    /// <summary><c>f64.trunc</c>: rounded towards zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Trunc64(double x) => Sse41.IsSupported ? Sse41.RoundToZeroScalar(Both(x), Both(x)).ToScalar() : Math.Truncate(x);

    /// <summary><c>f64.nearest</c>: rounded to the nearest integer, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Nearest64(double x) => Sse41.IsSupported ? Sse41.RoundToNearestIntegerScalar(Both(x), Both(x)).ToScalar() : Math.Round(x);

    /// <summary><c>f64.sqrt</c>: the square root.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sqrt64(double x) => Sse2.IsSupported ? Sse2.SqrtScalar(Both(x), Both(x)).ToScalar() : Math.Sqrt(x);

    /// <summary><c>f64.min</c>: the lesser number, -0 below +0; NaN if either is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Min64(double a, double b)
    {
        if (Sse41.IsSupported)
        {
            // minsd gives its second operand when the two are equal or unordered. So asking both ways and oring decides
            // between zeros, and only a NaN is left: the sum of the operands is that NaN, made quiet.
            var x = Vector128.CreateScalarUnsafe(a);
            var y = Vector128.CreateScalarUnsafe(b);
            var ordered = Sse2.Or(Sse2.MinScalar(x, y), Sse2.MinScalar(y, x));
            return Sse41.BlendVariable(ordered, Sse2.AddScalar(x, y), Sse2.CompareScalarUnordered(x, y)).ToScalar();
        }

        if (a == b)
        {
            return BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(a) | BitConverter.DoubleToInt64Bits(b));
        }

        return a < b ? a : b < a ? b : a + b;
    }

    /// <summary><c>f64.max</c>: the greater number, -0 below +0; NaN if either is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Max64(double a, double b)
    {
        if (Sse41.IsSupported)
        {
            // maxsd gives its second operand when the two are equal or unordered. So asking both ways and anding decides
            // between zeros, and only a NaN is left: the sum of the operands is that NaN, made quiet.
            var x = Vector128.CreateScalarUnsafe(a);
            var y = Vector128.CreateScalarUnsafe(b);
            var ordered = Sse2.And(Sse2.MaxScalar(x, y), Sse2.MaxScalar(y, x));
            return Sse41.BlendVariable(ordered, Sse2.AddScalar(x, y), Sse2.CompareScalarUnordered(x, y)).ToScalar();
        }

        if (a == b)
        {
            return BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(a) & BitConverter.DoubleToInt64Bits(b));
        }

        return a > b ? a : b > a ? b : a + b;
    }

    /// <summary><c>f64.copysign</c>: the first number with the sign of the second, whatever they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Copysign64(double a, double b) => Math.CopySign(a, b);

    // A scalar instruction takes the rest of its result from another vector. RyuJIT takes that from where the result goes, whose last writer the
    // processor then waits for; this takes it from the operand.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Both(float x) => Vector128.CreateScalarUnsafe(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Both(double x) => Vector128.CreateScalarUnsafe(x);
}
