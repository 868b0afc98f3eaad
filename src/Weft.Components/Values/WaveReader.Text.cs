// WAVE: reading of characters, strings, words and what stands between them.
using System.Globalization;
using System.Text;
using Weft.Components.Types;

namespace Weft.Components;

internal sealed partial class WaveReader
{
    private Rune ReadCharacter()
    {
        Expect('\'');
        var rune = _at < text.Length && text[_at] != '\'' ? ReadRune() : throw Error("a character is expected");
        return Take('\'') ? rune : throw Error("' is expected");
    }

    private string ReadString()
    {
        Expect('"');
        if (text.AsSpan(_at).StartsWith("\"\""))
        {
            _at += 2;
            return ReadLines();
        }

        var result = new StringBuilder();
        while (!Take('"'))
        {
            result.Append(_at < text.Length && text[_at] != '\n' ? ReadRune().ToString() : throw Error("the string does not end"));
        }

        return result.ToString();
    }

    // Between """ and a line that begins with them; what the last line is indented by is no part of the lines.
    private string ReadLines()
    {
        var newline = text.AsSpan(_at).StartsWith("\r\n") ? 2 : text.AsSpan(_at).StartsWith("\n") ? 1 : throw Error("a line break is expected after \"\"\"");
        _at += newline;
        var lines = new List<string>();
        for (; ; )
        {
            var end = text.IndexOf('\n', _at);
            var line = text[_at..(end < 0 ? text.Length : end)].TrimEnd('\r');
            if (line.TrimStart(' ').StartsWith("\"\"\"", StringComparison.Ordinal))
            {
                var indent = line.Length - line.TrimStart(' ').Length;
                _at += indent + 3;
                return string.Join('\n', lines.Select(item => RemoveIndent(item, indent)).Select(Unescape));
            }

            lines.Add(end < 0 ? throw Error("the string does not end") : line);
            _at = end + 1;
        }
    }

    private string RemoveIndent(string line, int indent) => line.Length == 0 ? line
        : line.Length >= indent && line.AsSpan(0, indent).IndexOfAnyExcept(' ') < 0 ? line[indent..]
        : throw Error("a line is indented less than the closing \"\"\"");

    private static string Unescape(string line)
    {
        var reader = new WaveReader(line);
        var result = new StringBuilder();
        while (reader._at < line.Length)
        {
            result.Append(reader.ReadRune().ToString());
        }

        return result.ToString();
    }

    private Rune ReadRune()
    {
        if (text[_at] != '\\')
        {
            if (!Rune.TryGetRuneAt(text, _at, out var rune))
            {
                throw Error("half of a character");
            }

            _at += rune.Utf16SequenceLength;
            return rune;
        }

        var escape = _at + 1 < text.Length ? text[_at + 1] : throw Error("the escape does not end");
        _at += 2;
        return escape switch
        {
            'n' => new Rune('\n'),
            'r' => new Rune('\r'),
            't' => new Rune('\t'),
            '\\' or '\'' or '"' => new Rune(escape),
            'u' => ReadCode(),
            _ => throw Error($"\\{escape} is no escape"),
        };
    }

    private Rune ReadCode()
    {
        var end = text.IndexOf('}', _at);
        if (_at >= text.Length || text[_at] != '{' || end < 0
            || !uint.TryParse(text.AsSpan(_at + 1, end - _at - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || !Rune.TryCreate(code, out var rune))
        {
            throw Error("\\u{...} with the number of a character is expected");
        }

        _at = end + 1;
        return rune;
    }

    private string ReadLabel()
    {
        SkipSpace();
        _at += _at < text.Length && text[_at] == '%' ? 1 : 0;
        var word = PeekWord();
        _at += word.Length;
        return word.Length > 0 ? word : throw Error("a name is expected");
    }

    private string PeekWord()
    {
        var end = _at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '-'))
        {
            end++;
        }

        return text[_at..end];
    }

    private bool TryTakeWord(string word)
    {
        SkipSpace();
        var isThere = PeekWord() == word;
        _at += isThere ? word.Length : 0;
        return isThere;
    }

    private string TakeToken()
    {
        SkipSpace();
        var end = _at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '+' or '.'))
        {
            end++;
        }

        var token = text[_at..end];
        _at = end;
        return token;
    }

    private void Expect(char character)
    {
        if (!TryTake(character))
        {
            throw Error($"{character} is expected");
        }
    }

    private void TakeSeparator(char close)
    {
        SkipSpace();
        if (!TryTake(',') && (_at >= text.Length || text[_at] != close))
        {
            throw Error($", or {close} is expected");
        }
    }

    private bool TryTake(char character)
    {
        SkipSpace();
        return Take(character);
    }

    private bool Take(char character)
    {
        var isThere = _at < text.Length && text[_at] == character;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    private void SkipSpace()
    {
        for (; _at < text.Length; _at++)
        {
            if (text.AsSpan(_at).StartsWith("//"))
            {
                var end = text.IndexOf('\n', _at);
                _at = end < 0 ? text.Length - 1 : end;
            }
            else if (!char.IsWhiteSpace(text[_at]))
            {
                return;
            }
        }
    }

    private FormatException Error(string message) => new($"{message}, at character {_at + 1} of: {text}");
}

/// <summary>Looks for fields.</summary>
internal static class FieldSearch
{
    /// <summary>The index of a field, or -1.</summary>
    public static int IndexOfField(this ReadOnlySpan<Field> fields, string name)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }
}
