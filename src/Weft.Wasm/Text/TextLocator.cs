// Line and column of a byte in a text (the positions of errors and source maps).
using System.Text;

namespace Weft.Wasm.Text;

/// <summary>
/// Finds lines and columns. Going forward costs the bytes in between once, so that a parser that asks for ascending places pays
/// for one scan of its text in all.
/// </summary>
internal sealed class TextLocator(ReadOnlyMemory<byte> text, TextPosition start)
{
    private int _offset;
    private int _line = start.Line;
    private int _column = start.Column;

    /// <summary>The position of a byte of the text.</summary>
    public TextPosition Locate(int offset)
    {
        if (offset < _offset)
        {
            (_offset, _line, _column) = (0, start.Line, start.Column);
        }

        var passed = text.Span[_offset..Math.Min(offset, text.Length)];
        while (passed.IndexOfAny((byte)'\n', (byte)'\r') is var end and >= 0)
        {
            // Spec 6.3.3: a carriage return, a line feed, or both in this order end a line.
            if (passed[end] == '\r' && end + 1 < passed.Length && passed[end + 1] == '\n')
            {
                end++;
            }
            else if (passed[end] == '\n' && end == 0 && _offset > 0 && text.Span[_offset - 1] == '\r')
            {
                // The second half of a pair whose first half the last call passed.
                passed = passed[1..];
                _offset++;
                continue;
            }

            _line++;
            _column = 1;
            passed = passed[(end + 1)..];
            _offset += end + 1;
        }

        _column += CountScalars(passed);
        _offset += passed.Length;
        return new TextPosition(_line, _column);
    }

    private static int CountScalars(ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes))
        {
            return bytes.Length;
        }

        // Bytes 10xxxxxx continue a scalar value; the others start one.
        var count = 0;
        foreach (var b in bytes)
        {
            count += (b & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }
}
