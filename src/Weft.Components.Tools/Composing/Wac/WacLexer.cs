// The tokens of the WAC language.
using System.Text;

namespace Weft.Components.Tools.Composing.Wac;

/// <summary>The kinds of tokens.</summary>
internal enum WacTokenKind : byte
{
    /// <summary>A word: a keyword or a name.</summary>
    Word,

    /// <summary>A package or what is in it: <c>a:b@1.0.0</c>, <c>a:b/c@1.0.0</c>.</summary>
    Path,

    /// <summary>A text between quotation marks, without them.</summary>
    String,

    /// <summary>A mark, such as <c>;</c> or <c>...</c>.</summary>
    Mark,

    /// <summary>The end of the text.</summary>
    End,
}

/// <summary>A token.</summary>
internal readonly record struct WacToken(WacTokenKind Kind, string Text, WacPlace Place);

/// <summary>Cuts a text into tokens.</summary>
/// <param name="text">The text.</param>
/// <param name="file">What errors call it.</param>
internal sealed class WacLexer(string text, string file)
{
    private const string Marks = ":;,=.{}[]()";
    private int _position;
    private int _line = 1;
    private int _lineStart;

    /// <summary>Reads all tokens, the end included.</summary>
    /// <exception cref="ComponentToolException">Something is no token.</exception>
    public List<WacToken> Read()
    {
        var tokens = new List<WacToken>();
        do
        {
            tokens.Add(Next());
        }
        while (tokens[^1].Kind != WacTokenKind.End);
        return tokens;
    }

    private WacPlace Here => new(_line, _position - _lineStart + 1);

    private char Current => At(0);

    private char At(int ahead) => _position + ahead < text.Length ? text[_position + ahead] : '\0';

    private WacToken Next()
    {
        SkipBlanks();
        var place = Here;
        if (_position == text.Length)
        {
            return new WacToken(WacTokenKind.End, "the end of the text", place);
        }

        if (Current == '"')
        {
            return new WacToken(WacTokenKind.String, ReadString(place), place);
        }

        if (IsNameStart(Current) || (Current == '%' && IsNameStart(At(1))))
        {
            return ReadWord(place);
        }

        if (Current == '.' && At(1) == '.' && At(2) == '.')
        {
            _position += 3;
            return new WacToken(WacTokenKind.Mark, "...", place);
        }

        if (Marks.Contains(Current, StringComparison.Ordinal))
        {
            _position++;
            return new WacToken(WacTokenKind.Mark, text[_position - 1].ToString(), place);
        }

        throw Error(place, $"'{Current}' begins nothing");
    }

    private void SkipBlanks()
    {
        while (_position < text.Length)
        {
            if (Current == '/' && At(1) == '/')
            {
                while (_position < text.Length && Current != '\n')
                {
                    _position++;
                }
            }
            else if (Current == '/' && At(1) == '*')
            {
                SkipComment();
            }
            else if (char.IsWhiteSpace(Current))
            {
                Advance();
            }
            else
            {
                return;
            }
        }
    }

    private void Advance()
    {
        if (Current == '\n')
        {
            _line++;
            _lineStart = _position + 1;
        }

        _position++;
    }

    // Comments may have others inside.
    private void SkipComment()
    {
        var place = Here;
        var depth = 0;
        do
        {
            if (_position == text.Length)
            {
                throw Error(place, "the comment has no end");
            }

            var (opens, closes) = (Current == '/' && At(1) == '*', Current == '*' && At(1) == '/');
            depth += opens ? 1 : closes ? -1 : 0;
            if (opens || closes)
            {
                _position++;
            }

            Advance();
        }
        while (depth != 0);
    }

    private string ReadString(WacPlace place)
    {
        _position++;
        var start = _position;
        while (Current is not ('"' or '\n' or '\0'))
        {
            _position++;
        }

        if (Current != '"')
        {
            throw Error(place, "the text has no closing quotation mark");
        }

        return text[start.._position++];
    }

    // A colon right behind a word, with another one right behind it, makes a path.
    private WacToken ReadWord(WacPlace place)
    {
        var word = new StringBuilder(ReadName());
        if (Current != ':' || !IsNameStart(At(1)))
        {
            return new WacToken(WacTokenKind.Word, word.ToString(), place);
        }

        while (Current is ':' or '/' && IsNameStart(At(1)))
        {
            word.Append(Current);
            _position++;
            word.Append(ReadName());
        }

        if (Current == '@')
        {
            do
            {
                word.Append(Current);
                _position++;
            }
            while (char.IsAsciiLetterOrDigit(Current) || Current is '-' or '+' || (Current == '.' && char.IsAsciiLetterOrDigit(At(1))));
        }

        return new WacToken(WacTokenKind.Path, word.ToString(), place);
    }

    private string ReadName()
    {
        // The mark that says that a word is no keyword is not part of it.
        if (Current == '%')
        {
            _position++;
        }

        var start = _position;
        while (char.IsAsciiLetterOrDigit(Current) || Current == '-')
        {
            _position++;
        }

        return text[start.._position];
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c);

    private ComponentToolException Error(WacPlace place, string message) => place.Error(file, message);
}
