// Integer literals (spec 6.3.1): their shape and their value.
using System.Numerics;

namespace Weft.Wasm.Text;

/// <summary>Recognises and evaluates number literals; <see cref="FloatLiteral"/> evaluates the floating-point ones.</summary>
internal static class NumberLiteral
{
    /// <summary>What kind of number a token that starts with a digit or sign is; <see cref="TokenKind.Reserved"/> when none.</summary>
    public static TokenKind Classify(ReadOnlySpan<byte> token)
    {
        var signed = token[0] is (byte)'+' or (byte)'-';
        var rest = signed ? token[1..] : token;
        if (rest.IsEmpty)
        {
            return TokenKind.Reserved;
        }

        if (!CharacterClass.IsDigit(rest[0]))
        {
            return IsSpecialFloat(rest) ? TokenKind.Float : TokenKind.Reserved;
        }

        var hexadecimal = rest.StartsWith("0x"u8);
        rest = hexadecimal ? rest[2..] : rest;
        var length = ScanDigits(rest, hexadecimal);
        if (length == 0)
        {
            return TokenKind.Reserved;
        }

        if (length == rest.Length)
        {
            return signed ? TokenKind.Integer : TokenKind.Natural;
        }

        rest = rest[length..];
        if (rest[0] == '.')
        {
            rest = rest[1..];
            rest = rest[ScanDigits(rest, hexadecimal)..];
        }

        if (rest.IsEmpty)
        {
            return TokenKind.Float;
        }

        if ((rest[0] | 0x20) != (hexadecimal ? 'p' : 'e'))
        {
            return TokenKind.Reserved;
        }

        rest = rest[1..];
        rest = rest.StartsWith("+"u8) || rest.StartsWith("-"u8) ? rest[1..] : rest;
        return IsNumber(rest, hexadecimal: false) ? TokenKind.Float : TokenKind.Reserved;
    }

    /// <summary>Whether a token without sign is <c>inf</c>, <c>nan</c> or <c>nan:0x</c> with a payload.</summary>
    public static bool IsSpecialFloat(ReadOnlySpan<byte> token) =>
        token.SequenceEqual("inf"u8) || token.SequenceEqual("nan"u8) || (token.StartsWith("nan:0x"u8) && IsNumber(token[6..], hexadecimal: true));

    /// <summary>Whether all of a text is digits of a radix, with single underscores between.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> text, bool hexadecimal) => !text.IsEmpty && ScanDigits(text, hexadecimal) == text.Length;

    /// <summary>The value of digits without sign, with an optional <c>0x</c>; false when it exceeds 64 bits.</summary>
    public static bool TryParseNatural(ReadOnlySpan<byte> token, out ulong value)
    {
        value = 0;
        var radix = 10u;
        if (token.StartsWith("0x"u8))
        {
            token = token[2..];
            radix = 16;
        }

        foreach (var b in token)
        {
            if (b == '_')
            {
                continue;
            }

            var high = Math.BigMul(value, radix, out var low);
            value = low + (uint)CharacterClass.DigitValue(b);
            if (high != 0 || value < low)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The bits of an integer of up to 64 bits: unsigned values up to 2^bits - 1 and negative ones from -2^(bits-1), sign-extended to 64
    /// bits where negative; false when it is out of range.
    /// </summary>
    public static bool TryParseInteger(ReadOnlySpan<byte> token, int bits, out ulong value)
    {
        var negative = token[0] == '-';
        if (!TryParseNatural(negative || token[0] == '+' ? token[1..] : token, out value))
        {
            return false;
        }

        if (negative)
        {
            var fits = value <= 1UL << (bits - 1);
            value = 0 - value;
            return fits;
        }

        return 64 - BitOperations.LeadingZeroCount(value) <= bits;
    }

    /// <summary>The length of <c>digit (_? digit)*</c> at the start of a text.</summary>
    private static int ScanDigits(ReadOnlySpan<byte> text, bool hexadecimal)
    {
        var i = 0;
        while (i < text.Length)
        {
            if (CharacterClass.IsDigit(text[i], hexadecimal))
            {
                i++;
            }
            else if (text[i] == '_' && i > 0 && i + 1 < text.Length && CharacterClass.IsDigit(text[i + 1], hexadecimal))
            {
                i += 2;
            }
            else
            {
                break;
            }
        }

        return i;
    }
}
