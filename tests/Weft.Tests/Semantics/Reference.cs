// What the specification says of numbers (4.3), on bits and on integers of any size: slow, and independent of the code under test.

using System.Numerics;
using Xunit;

namespace Weft.Tests.Semantics;

internal static class Reference
{
    public static bool IsNaN32(uint bits) => (bits & 0x7FFF_FFFF) > 0x7F80_0000;

    public static bool IsNaN64(ulong bits) => (bits & 0x7FFF_FFFF_FFFF_FFFF) > 0x7FF0_0000_0000_0000;

    public static uint Bits(float x) => BitConverter.SingleToUInt32Bits(x);

    public static ulong Bits(double x) => BitConverter.DoubleToUInt64Bits(x);

    /// <summary>Compares two results bit by bit; for a NaN by the rule of spec 4.3.3 on what payload it may have.</summary>
    public static void SameFloat(float expected, float actual, string what, params ReadOnlySpan<float> operands)
    {
        if (!IsNaN32(Bits(expected)))
        {
            Assert.True(Bits(expected) == Bits(actual), $"{what}: expected {expected:R} (0x{Bits(expected):X8}), got {actual:R} (0x{Bits(actual):X8})");
            return;
        }

        Assert.True(IsNaN32(Bits(actual)) && (Bits(actual) & 0x0040_0000) != 0, $"{what}: expected a quiet NaN, got 0x{Bits(actual):X8}");
        foreach (float operand in operands)
        {
            if (IsNaN32(Bits(operand)) && (Bits(operand) & 0x007F_FFFF) != 0x0040_0000)
            {
                return;
            }
        }

        Assert.True((Bits(actual) & 0x007F_FFFF) == 0x0040_0000, $"{what}: expected a canonical NaN, got 0x{Bits(actual):X8}");
    }

    /// <summary>As <see cref="SameFloat"/>, for doubles.</summary>
    public static void SameDouble(double expected, double actual, string what, params ReadOnlySpan<double> operands)
    {
        if (!IsNaN64(Bits(expected)))
        {
            Assert.True(Bits(expected) == Bits(actual), $"{what}: expected {expected:R} (0x{Bits(expected):X16}), got {actual:R} (0x{Bits(actual):X16})");
            return;
        }

        Assert.True(IsNaN64(Bits(actual)) && (Bits(actual) & 0x0008_0000_0000_0000) != 0, $"{what}: expected a quiet NaN, got 0x{Bits(actual):X16}");
        foreach (double operand in operands)
        {
            if (IsNaN64(Bits(operand)) && (Bits(operand) & 0x000F_FFFF_FFFF_FFFF) != 0x0008_0000_0000_0000)
            {
                return;
            }
        }

        Assert.True((Bits(actual) & 0x000F_FFFF_FFFF_FFFF) == 0x0008_0000_0000_0000, $"{what}: expected a canonical NaN, got 0x{Bits(actual):X16}");
    }

    /// <summary>Numbers as integers in the order of the reals with -0 below +0.</summary>
    private static int Order(float x) => BitConverter.SingleToInt32Bits(x) is var bits && bits < 0 ? int.MinValue - bits - 1 : bits;

    private static long Order(double x) => BitConverter.DoubleToInt64Bits(x) is var bits && bits < 0 ? long.MinValue - bits - 1 : bits;

    public static float Min(float a, float b) => IsNaN32(Bits(a)) || IsNaN32(Bits(b)) ? float.NaN : Order(a) <= Order(b) ? a : b;

    public static float Max(float a, float b) => IsNaN32(Bits(a)) || IsNaN32(Bits(b)) ? float.NaN : Order(a) >= Order(b) ? a : b;

    public static double Min(double a, double b) => IsNaN64(Bits(a)) || IsNaN64(Bits(b)) ? double.NaN : Order(a) <= Order(b) ? a : b;

    public static double Max(double a, double b) => IsNaN64(Bits(a)) || IsNaN64(Bits(b)) ? double.NaN : Order(a) >= Order(b) ? a : b;

    public enum Rounding
    {
        Ceiling,
        Floor,
        Truncate,
        NearestEven,
    }

    /// <summary>Rounds on the bits: the integer part from the mantissa, then a step away where the direction asks for it.</summary>
    public static double Round(double x, Rounding rounding)
    {
        int exponent = (int)((Bits(x) >> 52) & 0x7FF) - 1023;
        if (IsNaN64(Bits(x)))
        {
            return double.NaN;
        }

        if (exponent >= 52)
        {
            return x;
        }

        bool negative = (long)Bits(x) < 0;
        ulong mantissa = (Bits(x) & 0x000F_FFFF_FFFF_FFFF) | 0x0010_0000_0000_0000;
        BigInteger whole = exponent < 0 ? BigInteger.Zero : mantissa >> (52 - exponent);
        double magnitude = BitConverter.UInt64BitsToDouble(Bits(x) & 0x7FFF_FFFF_FFFF_FFFF);
        double rest = magnitude - (double)whole;
        bool away = rounding switch
        {
            Rounding.Ceiling => rest > 0 && !negative,
            Rounding.Floor => rest > 0 && negative,
            Rounding.Truncate => false,
            _ => rest > 0.5 || (rest == 0.5 && !whole.IsEven),
        };
        double result = (double)(away ? whole + 1 : whole);
        return BitConverter.UInt64BitsToDouble(Bits(result) | (Bits(x) & 0x8000_0000_0000_0000));
    }

    public static float Round(float x, Rounding rounding) => IsNaN32(Bits(x)) ? float.NaN : (float)Round((double)x, rounding);

    /// <summary>The integer towards zero; null for NaN and infinities.</summary>
    public static BigInteger? Truncate(double x) => double.IsFinite(x) ? new BigInteger(x) : null;

    /// <summary>Truncation that saturates.</summary>
    public static BigInteger Saturate(double x, BigInteger minimum, BigInteger maximum)
    {
        if (IsNaN64(Bits(x)))
        {
            return 0;
        }

        return Truncate(x) is { } whole ? BigInteger.Clamp(whole, minimum, maximum) : x > 0 ? maximum : minimum;
    }

    /// <summary>The nearest number with a mantissa of so many bits, ties to even, of a number that is not negative.</summary>
    public static double Nearest(BigInteger x, int mantissaBits)
    {
        int excess = Math.Max(0, (int)x.GetBitLength() - mantissaBits);
        BigInteger quotient = x >> excess;
        BigInteger rest = x - (quotient << excess);
        BigInteger half = excess == 0 ? 1 : BigInteger.One << (excess - 1);
        if (rest > half || (rest == half && !quotient.IsEven))
        {
            quotient++;
        }

        return Math.ScaleB((double)(long)quotient, excess);
    }
}
