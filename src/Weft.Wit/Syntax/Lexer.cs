// Text to tokens (WIT.md, "Lexical structure"), one ahead of the parser. Documentation comments before a token are kept for it.
using System.Globalization;
using System.Text;

namespace Weft.Wit.Syntax;

internal sealed class Lexer
{
    private const int LongestName = 50_000;

    private static readonly HashSet<string> s_keywords = new(StringComparer.Ordinal)
    {
        "as", "async", "bool", "borrow", "char", "constructor", "enum", "error-context", "export", "f32", "f64", "flags", "from", "func", "future",
        "import", "include", "interface", "list", "map", "option", "own", "package", "record", "resource", "result", "s16", "s32", "s64", "s8",
        "static", "stream", "string", "tuple", "type", "u16", "u32", "u64", "u8", "use", "variant", "with", "world",
    };

    private readonly WitSource _source;
    private readonly string _text;
    private readonly List<string> _comments = [];
    private int _position;

    public Lexer(WitSource source)
    {
        _source = source;
        _text = source.Text;
        RejectForbiddenCharacters();
        _position = _text.Length > 0 && _text[0] == '\uFEFF' ? 1 : 0;
        Advance();
    }

    /// <summary>The token that comes next.</summary>
    public Token Current { get; private set; }

    /// <summary>What the comments before <see cref="Current"/> document; <see langword="null"/> when they do not.</summary>
    public string? Documentation => DocumentationText.Join(_comments);

    /// <summary>Whether a name must be written with % in front.</summary>
    public static bool IsKeyword(string name) => s_keywords.Contains(name);

    /// <summary>Whether a text may hold a character as it is; halves of surrogate pairs count as parts of what they make.</summary>
    public static bool IsAllowed(char character) => ProblemOf(character) is null;

    public WitException Error(int position, string reason) => _source.Error(position, reason);

    /// <summary>Moves to the next token and returns the one that was current.</summary>
    public Token Advance()
    {
        var last = Current;
        _comments.Clear();
        SkipTrivia();
        Current = Read();
        _position = Current.End;
        return last;
    }

    /// <summary>Reads on from the current token as a version and moves behind it.</summary>
    public SemanticVersion ReadVersion()
    {
        var start = Current.Start;
        var end = start;
        for (var part = 0; part < 3; part++)
        {
            end = part == 0 ? end : At(end) == '.' ? end + 1 : end;
            while (IsDigit(At(end)))
            {
                end++;
            }
        }

        foreach (var mark in "-+")
        {
            if (At(end) == mark)
            {
                // A dot belongs to the version only when more of it follows: `a:b/c@1.0.0-rc.{d}`.
                for (end++; IsVersionCharacter(At(end)) || (At(end) == '.' && IsVersionCharacter(At(end + 1)));)
                {
                    end++;
                }
            }
        }

        var text = _text.Substring(start, end - start);
        if (!SemanticVersion.TryParse(text, out var version))
        {
            throw Error(start, text.Length == 0
                ? $"expected a version such as 1.0.0, found {Current.Description}"
                : $"`{text}` is not a version: write three numbers, such as 1.0.0 or 1.0.0-rc.1 (semver.org)");
        }

        _position = end;
        Current = new Token(TokenKind.Integer, text, start, end);
        Advance();
        return version!;
    }

    /// <summary>The value of a string token: WebAssembly text's escapes (spec 6.3.3), which must come to valid UTF-8.</summary>
    public string ReadString()
    {
        var token = Current;
        var bytes = new List<byte>();
        for (var index = token.Start + 1; index < token.End - 1; index++)
        {
            var character = _text[index];
            if (character != '\\')
            {
                var length = char.IsHighSurrogate(character) ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(_text.Substring(index, length)));
                index += length - 1;
                continue;
            }

            index = ReadEscape(index + 1, bytes);
        }

        try
        {
            var value = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.ToArray());
            Advance();
            return value;
        }
        catch (ArgumentException)
        {
            throw Error(token.Start, "the escapes of the string are not valid UTF-8");
        }
    }

    // Returns the place of the escape's last character.
    private int ReadEscape(int index, List<byte> bytes)
    {
        switch (At(index))
        {
            case 't': bytes.Add((byte)'\t'); return index;
            case 'n': bytes.Add((byte)'\n'); return index;
            case 'r': bytes.Add((byte)'\r'); return index;
            case '"' or '\'' or '\\': bytes.Add((byte)At(index)); return index;
            case 'u' when At(index + 1) == '{':
                var end = _text.IndexOf('}', index);
                var digits = end < 0 ? "" : _text.Substring(index + 2, Math.Min(end - index - 2, 32)).Replace("_", "");
                if (!uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var scalar)
                    || scalar > 0x10FFFF || scalar is >= 0xD800 and <= 0xDFFF)
                {
                    throw Error(index, "`\\u{...}` needs the hexadecimal number of a Unicode scalar value");
                }

                bytes.AddRange(Encoding.UTF8.GetBytes(char.ConvertFromUtf32((int)scalar)));
                return end;
            default:
                var pair = _text.Substring(index, Math.Min(2, _text.Length - index));
                if (pair.Length < 2 || !byte.TryParse(pair, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
                {
                    throw Error(index, "unknown escape: use \\t, \\n, \\r, \\\", \\\\, two hexadecimal digits or \\u{...}");
                }

                bytes.Add(value);
                return index + 1;
        }
    }

    private Token Read()
    {
        var start = _position;
        var character = At(start);
        if (start >= _text.Length)
        {
            return new Token(TokenKind.End, "", start, start);
        }

        if (IsDigit(character))
        {
            var end = start + 1;
            while (IsDigit(At(end)))
            {
                end++;
            }

            return new Token(TokenKind.Integer, _text.Substring(start, end - start), start, end);
        }

        if (character == '-' && At(start + 1) == '>')
        {
            return new Token(TokenKind.Operator, "->", start, start + 2);
        }

        if (character == '%' || IsNameCharacter(character))
        {
            return ReadName(start);
        }

        if (character == '"')
        {
            return new Token(TokenKind.String, "", start, EndOfString(start));
        }

        return "=,:;(){}<>*/.@+".IndexOf(character) >= 0
            ? new Token(TokenKind.Operator, character.ToString(), start, start + 1)
            : throw Error(start, $"unexpected character `{Display(start)}`");
    }

    private Token ReadName(int start)
    {
        var nameStart = _text[start] == '%' ? start + 1 : start;
        var end = nameStart;
        while (IsNameCharacter(At(end)))
        {
            end++;
        }

        if (end - nameStart > LongestName)
        {
            throw Error(start, $"the name is longer than {LongestName} characters");
        }

        var name = _text.Substring(nameStart, end - nameStart);
        if (nameStart == start && (name == "_" || IsKeyword(name)))
        {
            return new Token(TokenKind.Keyword, name, start, end);
        }

        if (ProblemOf(name) is { } problem)
        {
            throw Error(start, $"`{name}` is not a name: {problem}");
        }

        return new Token(TokenKind.Identifier, name, start, end);
    }

    // A label of the component model (Explainer.md, "Import and Export Definitions"): words of one case, joined by hyphens.
    private static string? ProblemOf(string name)
    {
        if (name.Length == 0)
        {
            return "it is empty";
        }

        var isFirst = true;
        foreach (var word in name.Split('-'))
        {
            if (word.Length == 0)
            {
                return "hyphens stand between words, one at a time";
            }

            if (isFirst && !IsLower(word[0]) && !IsUpper(word[0]))
            {
                return "it must begin with a letter";
            }

            if (word.FirstOrDefault(character => !IsLower(character) && !IsUpper(character) && !IsDigit(character)) is not '\0' and var other)
            {
                return $"only letters, digits and hyphens may stand in it, not `{other}`" + (other == '_' ? "; write - for _" : "");
            }

            if (word.Any(IsLower) && word.Any(IsUpper))
            {
                return "each word is of small or of capital letters; words are joined by hyphens: some-words";
            }

            isFirst = false;
        }

        return null;
    }

    private void SkipTrivia()
    {
        while (_position < _text.Length)
        {
            var character = _text[_position];
            if (character is ' ' or '\t' or '\r' or '\n')
            {
                _position++;
            }
            else if (character == '/' && At(_position + 1) == '/')
            {
                var end = _text.IndexOf('\n', _position);
                end = end < 0 ? _text.Length : end;
                if (At(_position + 2) == '/')
                {
                    _comments.Add(_text.Substring(_position + 3, Math.Max(0, end - _position - 3)));
                }

                _position = end;
            }
            else if (character == '/' && At(_position + 1) == '*')
            {
                SkipBlockComment();
            }
            else
            {
                return;
            }
        }
    }

    private void SkipBlockComment()
    {
        var start = _position;
        var depth = 0;
        do
        {
            if (_position >= _text.Length)
            {
                throw Error(start, "the comment does not end: every /* needs its */");
            }

            var step = (At(_position), At(_position + 1)) switch { ('/', '*') => 1, ('*', '/') => -1, _ => 0 };
            depth += step;
            _position += step == 0 ? 1 : 2;
        }
        while (depth > 0);
        var length = _position - start;
        if (length > 5 && _text[start + 2] == '*')
        {
            _comments.AddRange(DocumentationText.LinesOfBlock(_text.Substring(start + 3, length - 5)));
        }
    }

    private int EndOfString(int start)
    {
        for (var index = start + 1; index < _text.Length; index++)
        {
            switch (_text[index])
            {
                case '"':
                    return index + 1;
                case '\\':
                    index++;
                    break;
                case < ' ' or '\x7f':
                    throw Error(index, "control characters in a string must be escaped, such as \\n");
                default:
                    break;
            }
        }

        throw Error(start, "the string does not end");
    }

    private void RejectForbiddenCharacters()
    {
        for (var index = 0; index < _text.Length; index++)
        {
            var character = _text[index];
            if (character is (>= ' ' and < '\x7f') or '\n' or '\r' or '\t')
            {
                continue;
            }

            if (char.IsHighSurrogate(character) && char.IsLowSurrogate(At(index + 1)))
            {
                index++;
                continue;
            }

            var problem = char.IsSurrogate(character) ? "it is half a surrogate pair" : ProblemOf(character);
            if (problem is not null)
            {
                throw Error(index, $"the character U+{(int)character:X4} is not allowed: {problem}");
            }
        }
    }

    private static string? ProblemOf(char character) => character switch
    {
        '\n' or '\r' or '\t' => null,
        (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') => "text that changes its direction may look like what it is not",
        '\u0149' or '\u0673' or '\u0f77' or '\u0f79' or '\u17a3' or '\u17a4' or '\u17b4' or '\u17b5' => "Unicode discourages it",
        _ when char.IsControl(character) => "it is a control character",
        _ => null,
    };

    private string Display(int position) =>
        char.IsHighSurrogate(_text[position]) ? _text.Substring(position, 2) : _text[position].ToString();

    private char At(int position) => position < _text.Length ? _text[position] : '\0';

    private static bool IsDigit(char character) => character is >= '0' and <= '9';

    private static bool IsLower(char character) => character is >= 'a' and <= 'z';

    private static bool IsUpper(char character) => character is >= 'A' and <= 'Z';

    // Wider than what a name may have, so that a wrong name is reported as a whole.
    private static bool IsNameCharacter(char character) =>
        character is '-' or '_' || (character < 128 ? IsLower(character) || IsUpper(character) || IsDigit(character) : char.IsLetterOrDigit(character));

    private static bool IsVersionCharacter(char character) => IsLower(character) || IsUpper(character) || IsDigit(character) || character == '-';
}
