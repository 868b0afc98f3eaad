// Floating-point literals (spec 6.3.2): decimal, hexadecimal, inf and nan, rounded to the nearest, ties to even.
using System.Globalization;
using System.Numerics;

namespace Weft.Wasm.Text;

/// <summary>Evaluates floating-point literals to the bits of an f32 or f64.</summary>
internal static class FloatLiteral
{
    /// <summary>Longer decimal literals are brought into a short form first, so that .NET's parser sees small exponents only.</summary>
    private const int LongLiteral = 64;

    /// <summary>The digits that can decide how a double is rounded (767), and some.</summary>
    private const int SignificantDigits = 800;

    /// <summary>Evaluates a literal.</summary>
    /// <param name="token">A token that is a natural number, an integer or a float.</param>
    /// <param name="isDouble">f64 when true, f32 when false.</param>
    /// <param name="bits">The bits of the value.</param>
    /// <returns>False when the value rounds to infinity, or the payload of a NaN does not fit.</returns>
    public static bool TryParse(ReadOnlySpan<byte> token, bool isDouble, out ulong bits)
    {
        var negative = token[0] == '-';
        var rest = negative || token[0] == '+' ? token[1..] : token;
        var mantissaBits = isDouble ? 52 : 23;
        var infinity = isDouble ? 0x7FF0_0000_0000_0000UL : 0x7F80_0000UL;
        var sign = negative ? isDouble ? 1UL << 63 : 1UL << 31 : 0;
        if (rest[0] == 'i')
        {
            bits = sign | infinity;
            return true;
        }

        if (rest[0] == 'n')
        {
            // Spec 6.3.2: a NaN without payload is the canonical one.
            var payload = 1UL << (mantissaBits - 1);
            var fits = rest.Length == 3 || (NumberLiteral.TryParseNatural(rest[4..], out payload) && payload != 0 && payload >> mantissaBits == 0);
            bits = sign | infinity | payload;
            return fits;
        }

        bits = rest.StartsWith("0x"u8) ? ParseHexadecimal(rest[2..], mantissaBits, isDouble ? 1023 : 127) : ParseDecimal(rest, isDouble);
        var finite = bits < infinity;
        bits |= sign;
        return finite;
    }

    private static ulong ParseDecimal(ReadOnlySpan<byte> token, bool isDouble)
    {
        Span<byte> digits = stackalloc byte[SignificantDigits + 32];
        int length;
        if (token.Length <= LongLiteral)
        {
            length = 0;
            foreach (var b in token)
            {
                if (b != '_')
                {
                    digits[length++] = b;
                }
            }
        }
        else
        {
            length = Normalize(token, digits);
        }

        const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return isDouble
            ? BitConverter.DoubleToUInt64Bits(double.Parse(digits[..length], style, CultureInfo.InvariantCulture))
            : BitConverter.SingleToUInt32Bits(float.Parse(digits[..length], style, CultureInfo.InvariantCulture));
    }

    /// <summary>Writes 0.DIGITSeEXPONENT with the digits that matter and a last one that stands for the rest.</summary>
    private static int Normalize(ReadOnlySpan<byte> token, Span<byte> output)
    {
        output[0] = (byte)'0';
        output[1] = (byte)'.';
        var length = 2;
        var exponent = 0L;
        var afterPoint = false;
        var i = 0;
        for (; i < token.Length && (token[i] | 0x20) != 'e'; i++)
        {
            var b = token[i];
            if (b == '_')
            {
                continue;
            }

            if (b == '.')
            {
                afterPoint = true;
                continue;
            }

            var leadingZero = b == '0' && length == 2;
            exponent += leadingZero ? afterPoint ? -1 : 0 : afterPoint ? 0 : 1;
            if (leadingZero)
            {
                continue;
            }

            if (length < SignificantDigits + 2)
            {
                output[length++] = b;
            }
            else if (b != '0')
            {
                // Whatever follows only says that the value is above what the kept digits say.
                output[length - 1] = Math.Max(output[length - 1], (byte)'1');
            }
        }

        if (i < token.Length)
        {
            exponent += ParseExponent(token[(i + 1)..]);
        }

        if (length == 2)
        {
            output[length++] = (byte)'0';
        }

        output[length++] = (byte)'e';
        // A value below 10^-10000 is 0, one above 10^10000 infinite; without digits it is 0.
        Math.Clamp(exponent, -9000, 9000).TryFormat(output[length..], out var written, provider: CultureInfo.InvariantCulture);
        return length + written;
    }

    /// <summary>An exponent with an optional sign, saturated far beyond what any mantissa can make up for.</summary>
    private static long ParseExponent(ReadOnlySpan<byte> text)
    {
        var negative = text[0] == '-';
        var value = 0L;
        foreach (var b in negative || text[0] == '+' ? text[1..] : text)
        {
            if (b != '_')
            {
                value = Math.Min((value * 10) + (b - '0'), 1L << 50);
            }
        }

        return negative ? -value : value;
    }

    private static ulong ParseHexadecimal(ReadOnlySpan<byte> token, int mantissaBits, int maximumExponent)
    {
        // The value is mantissa * 2^exponent, plus something smaller than the mantissa's last bit when sticky.
        var mantissa = 0UL;
        var exponent = 0L;
        var sticky = false;
        var afterPoint = false;
        var i = 0;
        for (; i < token.Length && (token[i] | 0x20) != 'p'; i++)
        {
            var b = token[i];
            if (b == '_')
            {
                continue;
            }

            if (b == '.')
            {
                afterPoint = true;
                continue;
            }

            var digit = (uint)CharacterClass.DigitValue(b);
            if (mantissa >> 60 == 0)
            {
                mantissa = (mantissa << 4) | digit;
                exponent -= afterPoint ? 4 : 0;
            }
            else
            {
                sticky |= digit != 0;
                exponent += afterPoint ? 0 : 4;
            }
        }

        if (i < token.Length)
        {
            exponent += ParseExponent(token[(i + 1)..]);
        }

        return mantissa == 0 ? 0 : Round(mantissa, exponent, sticky, mantissaBits, maximumExponent);
    }

    private static ulong Round(ulong mantissa, long exponent, bool sticky, int mantissaBits, int maximumExponent)
    {
        var shift = BitOperations.LeadingZeroCount(mantissa);
        mantissa <<= shift;
        // Now the value is (mantissa / 2^63) * 2^top with 1 <= mantissa / 2^63 < 2.
        var top = exponent - shift + 63;
        if (top > maximumExponent)
        {
            return ulong.MaxValue >> 1;
        }

        // Drop bits down to the precision; below the least normal exponent precision shrinks.
        var minimumExponent = 1 - maximumExponent;
        var dropped = 63 - mantissaBits + Math.Max(0, minimumExponent - top);
        if (dropped > 64)
        {
            return 0;
        }

        var kept = dropped == 64 ? 0 : mantissa >> (int)dropped;
        var remainder = dropped == 64 ? mantissa : mantissa << (int)(64 - dropped);
        const ulong half = 1UL << 63;
        if (remainder > half || (remainder == half && (sticky || (kept & 1) != 0)))
        {
            kept++;
        }

        // The hidden bit of a normal number, and a carry out of rounding, add to the exponent field by themselves.
        return top < minimumExponent ? kept : kept + ((ulong)(top - minimumExponent) << mantissaBits);
    }
}
