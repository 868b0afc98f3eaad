// The lowest layer of the text printer: characters, numbers, string literals, lines (spec 6.3).
using System.Buffers;
using System.Globalization;
using System.Text;

namespace Weft.Wasm.Text;

/// <summary>A buffer of text in front of a writer; without a writer it keeps everything, up to a limit of its own.</summary>
/// <param name="writer">Where the text goes.</param>
/// <param name="limit">How many characters may go there.</param>
internal sealed class TextOutput(TextWriter? writer = null, long limit = long.MaxValue)
{
    /// <summary>Deeper nesting is not indented further: text stays proportional to the module.</summary>
    private const int DeepestIndentation = 32;

    /// <summary>Longer data goes on lines of this many bytes.</summary>
    private const int BytesInLine = 64;

    /// <summary>What is kept without a writer may be this long.</summary>
    private const int LongestBuffer = 64 << 20;

    private static readonly SearchValues<byte> s_plainBytes =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Select(i => (byte)i).Where(b => b is not ((byte)'"' or (byte)'\\'))]);

    private static readonly SearchValues<char> s_plainCharacters =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Select(i => (char)i).Where(c => c is not ('"' or '\\'))]);

    private char[] _buffer = new char[writer is null ? 1024 : 1 << 16];
    private long _flushed;

    /// <summary>The number of characters in the buffer.</summary>
    public int Length { get; private set; }

    /// <summary>Part of what is in the buffer.</summary>
    public ReadOnlySpan<char> Slice(int start, int length) => _buffer.AsSpan(start, length);

    /// <summary>Whether text was lost, because there is no writer and it became too long.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Forgets what is in the buffer.</summary>
    public void Clear()
    {
        Length = 0;
        IsFull = false;
    }

    /// <summary>One ASCII character.</summary>
    public void Write(char c)
    {
        Reserve(1)[0] = c;
        Length++;
    }

    /// <summary>Characters as they are.</summary>
    public void Write(ReadOnlySpan<char> text)
    {
        text.CopyTo(Reserve(text.Length));
        Length += text.Length;
    }

    /// <summary>A decimal number.</summary>
    public void Write(long number)
    {
        number.TryFormat(Reserve(20), out var count, provider: CultureInfo.InvariantCulture);
        Length += count;
    }

    /// <summary>A decimal number.</summary>
    public void Write(ulong number)
    {
        number.TryFormat(Reserve(20), out var count, provider: CultureInfo.InvariantCulture);
        Length += count;
    }

    /// <summary>A hexadecimal number of at least some digits, after 0x.</summary>
    public void WriteHexadecimal(ulong number, int digits = 1)
    {
        Write("0x");
        var count = Math.Max(digits, (67 - System.Numerics.BitOperations.LeadingZeroCount(number)) / 4);
        var span = Reserve(count);
        for (var i = count - 1; i >= 0; i--, number >>= 4)
        {
            span[i] = HexadecimalDigit((int)number & 15);
        }

        Length += count;
    }

    /// <summary>A floating-point literal that parses to exactly these bits (spec 6.3.2): the shortest decimal, inf, or nan with its payload.</summary>
    public void WriteFloat(ulong bits, bool isDouble)
    {
        var mantissaBits = isDouble ? 52 : 23;
        var exponent = isDouble ? 0x7FFUL : 0xFFUL;
        var mantissa = bits & ((1UL << mantissaBits) - 1);
        if (((bits >> mantissaBits) & exponent) == exponent)
        {
            var isNegative = bits >> (isDouble ? 63 : 31) != 0;
            Write(isNegative ? "-" : "");
            Write(mantissa == 0 ? "inf" : "nan");
            if (mantissa != 0 && mantissa != 1UL << (mantissaBits - 1))
            {
                Write(':');
                WriteHexadecimal(mantissa);
            }

            return;
        }

        int count;
        if (isDouble)
        {
            BitConverter.UInt64BitsToDouble(bits).TryFormat(Reserve(32), out count, provider: CultureInfo.InvariantCulture);
        }
        else
        {
            BitConverter.UInt32BitsToSingle((uint)bits).TryFormat(Reserve(32), out count, provider: CultureInfo.InvariantCulture);
        }

        Length += count;
    }

    /// <summary>Starts a line.</summary>
    public void NewLine(int indentation)
    {
        var spaces = 2 * Math.Min(indentation, DeepestIndentation);
        var span = Reserve(spaces + 1);
        span[0] = '\n';
        span.Slice(1, spaces).Fill(' ');
        Length += spaces + 1;
    }

    /// <summary>The string literals of some bytes: one, or as many lines as it takes.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes, int indentation)
    {
        if (bytes.Length <= BytesInLine)
        {
            Write(' ');
            WriteByteString(bytes);
            return;
        }

        for (; bytes.Length > BytesInLine; bytes = bytes[BytesInLine..])
        {
            NewLine(indentation + 1);
            WriteByteString(bytes[..BytesInLine]);
        }

        NewLine(indentation + 1);
        WriteByteString(bytes);
        NewLine(indentation);
    }

    /// <summary>The string literal of a name: text as it is, but for what would not show or would deceive.</summary>
    public void WriteName(ReadOnlySpan<char> name)
    {
        Write('"');
        while (name.IndexOfAnyExcept(s_plainCharacters) is var next and >= 0)
        {
            Write(name[..next]);
            Rune.DecodeFromUtf16(name[next..], out var rune, out var length);
            WriteEscaped(rune);
            name = name[(next + length)..];
        }

        Write(name);
        Write('"');
    }

    /// <summary>Hands everything to the writer.</summary>
    public void Flush()
    {
        if (writer is null)
        {
            if (Length > LongestBuffer)
            {
                IsFull = true;
                Length = 0;
            }

            return;
        }

        _flushed += Length;
        if (_flushed > limit)
        {
            throw new MalformedModuleException($"the text of the module is too long: the limit for its size is {limit} characters", 0);
        }

        writer.Write(_buffer, 0, Length);
        Length = 0;
    }

    private void WriteByteString(ReadOnlySpan<byte> bytes)
    {
        Write('"');
        while (!bytes.IsEmpty)
        {
            var plain = bytes.IndexOfAnyExcept(s_plainBytes);
            plain = plain < 0 ? bytes.Length : plain;
            Encoding.ASCII.GetChars(bytes[..plain], Reserve(plain));
            Length += plain;
            bytes = bytes[plain..];
            if (!bytes.IsEmpty)
            {
                WriteEscapedByte(bytes[0]);
                bytes = bytes[1..];
            }
        }

        Write('"');
    }

    private void WriteEscapedByte(byte b)
    {
        var span = Reserve(3);
        span[0] = '\\';
        if (b is (byte)'"' or (byte)'\\' or (byte)'\n' or (byte)'\t' or (byte)'\r')
        {
            span[1] = b switch { (byte)'\n' => 'n', (byte)'\t' => 't', (byte)'\r' => 'r', _ => (char)b };
            Length += 2;
            return;
        }

        span[1] = HexadecimalDigit(b >> 4);
        span[2] = HexadecimalDigit(b & 15);
        Length += 3;
    }

    private void WriteEscaped(Rune rune)
    {
        if (rune.IsAscii)
        {
            WriteEscapedByte((byte)rune.Value);
            return;
        }

        // Format characters include those that reverse the direction of text.
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator)
        {
            Write("\\u{");
            rune.Value.TryFormat(Reserve(8), out var count, "x", CultureInfo.InvariantCulture);
            Length += count;
            Write('}');
            return;
        }

        Length += rune.EncodeToUtf16(Reserve(2));
    }

    private static char HexadecimalDigit(int value) => (char)(value < 10 ? '0' + value : 'a' + value - 10);

    private Span<char> Reserve(int count)
    {
        if (_buffer.Length - Length < count)
        {
            Flush();
            if (_buffer.Length - Length < count)
            {
                Array.Resize(ref _buffer, Math.Max((int)Math.Min(_buffer.Length * 2L, Array.MaxLength), checked(Length + count)));
            }
        }

        return _buffer.AsSpan(Length);
    }
}
