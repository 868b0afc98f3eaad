// String literals (spec 6.3.3): escapes to bytes.
using System.Buffers;
using System.Text;

namespace Weft.Wasm.Text;

/// <summary>Scans and decodes string literals.</summary>
internal static class StringLiteral
{
    private static readonly SearchValues<byte> s_special =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(i => (byte)i), 0x7F, (byte)'"', (byte)'\\']);

    /// <summary>Finds the end of a literal and checks its escapes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the opening quote is.</param>
    /// <param name="end">The byte after the closing quote, or where the error is.</param>
    /// <returns>Null, or what is wrong.</returns>
    public static string? Scan(ReadOnlySpan<byte> text, int start, out int end)
    {
        end = start + 1;
        while (true)
        {
            var next = text[end..].IndexOfAny(s_special);
            if (next < 0)
            {
                end = text.Length;
                return "unclosed string";
            }

            end += next;
            switch (text[end])
            {
                case (byte)'"':
                    end++;
                    return null;
                case (byte)'\\':
                    var length = ScanEscape(text[end..]);
                    if (length == 0)
                    {
                        return "illegal escape in a string";
                    }

                    end += length;
                    break;
                case (byte)'\n' or (byte)'\r':
                    return "unclosed string: it must end on its line";
                default:
                    return "illegal control character in a string literal";
            }
        }
    }

    /// <summary>Appends the bytes of a literal, quotes included in <paramref name="literal"/>.</summary>
    public static void Decode(ReadOnlySpan<byte> literal, ArrayBufferWriter<byte> output)
    {
        var rest = literal[1..^1];
        Span<byte> utf8 = stackalloc byte[4];
        while (rest.IndexOf((byte)'\\') is var escape and >= 0)
        {
            output.Write(rest[..escape]);
            rest = rest[escape..];
            var length = ScanEscape(rest);
            if (rest[1] == 'u')
            {
                output.Write(utf8[..new Rune(ScalarValue(rest[3..(length - 1)])).EncodeToUtf8(utf8)]);
            }
            else
            {
                output.GetSpan(1)[0] = length == 3 ? (byte)((CharacterClass.DigitValue(rest[1]) << 4) | CharacterClass.DigitValue(rest[2])) : rest[1] switch
                {
                    (byte)'t' => (byte)'\t',
                    (byte)'n' => (byte)'\n',
                    (byte)'r' => (byte)'\r',
                    var same => same,
                };
                output.Advance(1);
            }

            rest = rest[length..];
        }

        output.Write(rest);
    }

    /// <summary>The length of the escape at the start of a text, or 0 when it is none.</summary>
    private static int ScanEscape(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
        {
            return 0;
        }

        if (text[1] is (byte)'t' or (byte)'n' or (byte)'r' or (byte)'"' or (byte)'\'' or (byte)'\\')
        {
            return 2;
        }

        if (text[1] == 'u')
        {
            var end = text.IndexOf((byte)'}');
            return end > 3 && text[2] == '{' && NumberLiteral.IsNumber(text[3..end], hexadecimal: true) && Rune.IsValid(ScalarValue(text[3..end])) ? end + 1 : 0;
        }

        return text.Length >= 3 && CharacterClass.IsDigit(text[1], hexadecimal: true) && CharacterClass.IsDigit(text[2], hexadecimal: true) ? 3 : 0;
    }

    private static uint ScalarValue(ReadOnlySpan<byte> digits)
    {
        var value = 0u;
        foreach (var b in digits)
        {
            if (b != '_')
            {
                // Past the last scalar value more digits change nothing: the value stays invalid.
                value = value > 0x10FFFF ? value : (value << 4) | (uint)CharacterClass.DigitValue(b);
            }
        }

        return value;
    }
}
