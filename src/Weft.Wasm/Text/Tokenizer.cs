// Lexical analysis of the text format (spec 6.3): bytes to tokens, in one pass without recursion.
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Weft.Wasm.Text;

/// <summary>
/// Cuts a text into tokens, pairs its parentheses and numbers its identifiers. Which keyword or number a place wants is for the parsers;
/// everything that is wrong whatever the place (characters, strings, comments, parentheses) fails here.
/// </summary>
internal ref partial struct Tokenizer
{
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly ReadOnlySpan<byte> _text;
    private readonly TextPosition _start;
    private readonly bool _isScript;
    private readonly SymbolTable _symbols = new();
    private readonly List<int> _open = [];
    private readonly ArrayBufferWriter<byte> _decoded = new();
    private List<Annotation>? _annotations;
    private Token[] _tokens;
    private int _count;
    private int _position;

    private Tokenizer(ReadOnlyMemory<byte> text, TextPosition start, bool isScript)
    {
        _memory = text;
        _text = text.Span;
        _start = start;
        _isScript = isScript;
        _tokens = new Token[Math.Min((text.Length / 4) + 16, 4096)];
    }

    /// <summary>Cuts a text into tokens.</summary>
    /// <param name="text">The text, in UTF-8.</param>
    /// <param name="start">Where its first byte stands, for errors.</param>
    /// <param name="isScript">Whether text modules stay whole, to be parsed when a script's command runs.</param>
    public static TokenizedText Tokenize(ReadOnlyMemory<byte> text, TextPosition start, bool isScript = false)
    {
        // A byte order mark says how the text is encoded and is no part of it.
        text = text.Span.StartsWith("\uFEFF"u8) ? text[3..] : text;
        var tokenizer = new Tokenizer(text, start, isScript);
        if (text.Length > ImplementationLimits.TextBytes)
        {
            throw new MalformedModuleException($"text too long: {text.Length} bytes, the limit is {ImplementationLimits.TextBytes}", start);
        }

        tokenizer.CheckUtf8();
        while (tokenizer.Next())
        {
        }

        return tokenizer.Finish();
    }

    private readonly void CheckUtf8()
    {
        if (Utf8.IsValid(_text))
        {
            return;
        }

        var valid = 0;
        while (Rune.DecodeFromUtf8(_text[valid..], out _, out var length) == OperationStatus.Done)
        {
            valid += length;
        }

        Throw("malformed UTF-8 encoding", valid);
    }

    private TokenizedText Finish()
    {
        if (_open.Count > 0)
        {
            Throw("unexpected token: the text ends inside this parenthesis", _tokens[_open[^1]].Start);
        }

        Add(TokenKind.End, _text.Length, _text.Length, 0);
        return new TokenizedText
        {
            Text = _memory,
            Start = _start,
            Tokens = _tokens,
            Count = _count - 1,
            Symbols = _symbols,
            Annotations = _annotations ?? (IReadOnlyList<Annotation>)[],
        };
    }

    /// <summary>Adds the next token; false at the end of the text.</summary>
    private bool Next()
    {
        SkipSpace();
        if (_position >= _text.Length)
        {
            return false;
        }

        var start = _position;
        switch (_text[start])
        {
            case (byte)'(' when start + 1 < _text.Length && _text[start + 1] == '@':
                ReadAnnotation();
                break;
            case (byte)'(':
                if (_open.Count >= ImplementationLimits.NestingDepth)
                {
                    Throw($"nesting too deep: more than {ImplementationLimits.NestingDepth} parentheses", start);
                }

                _open.Add(_count);
                _position++;
                Add(TokenKind.LeftParenthesis, start, _position, 0);
                break;
            case (byte)')':
                if (_open.Count == 0)
                {
                    Throw("unexpected token: ) without (", start);
                }

                ref var open = ref _tokens[_open[^1]];
                open = open with { Data = _count };
                _open.RemoveAt(_open.Count - 1);
                _position++;
                Add(TokenKind.RightParenthesis, start, _position, 0);
                break;
            default:
                var (kind, data) = ReadAtom();
                Add(kind, start, _position, data);
                if (_isScript && kind == TokenKind.Keyword && (Word)(data - KeywordTable.FirstWord) is Word.Module or Word.Component)
                {
                    KeepTextModule();
                }

                break;
        }

        return true;
    }

    private void Add(TokenKind kind, int start, int end, int data)
    {
        if (_count == _tokens.Length)
        {
            if (_count >= ImplementationLimits.TextTokens)
            {
                Throw($"text too long: more than {ImplementationLimits.TextTokens} tokens", start);
            }

            // What the text had for each token so far is a good guess for the rest.
            var guess = (long)_count * _text.Length / Math.Max(start, 1) * 17 / 16;
            Array.Resize(ref _tokens, (int)Math.Min(Math.Max(guess, _count * 3L / 2), ImplementationLimits.TextTokens));
        }

        _tokens[_count++] = new Token(kind, start, end - start, data);
    }

    private void SkipSpace()
    {
        while (_position < _text.Length)
        {
            var b = _text[_position];
            if (b is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r')
            {
                _position++;
            }
            else if (b == ';' && _position + 1 < _text.Length && _text[_position + 1] == ';')
            {
                var end = _text[_position..].IndexOfAny((byte)'\n', (byte)'\r');
                _position = end < 0 ? _text.Length : _position + end;
            }
            else if (b == '(' && _position + 1 < _text.Length && _text[_position + 1] == ';')
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
        _position += 2;
        for (var depth = 1; depth > 0;)
        {
            // Only the pairs "(;" and ";)" matter, and both contain a semicolon.
            var next = _text[_position..].IndexOf((byte)';');
            if (next < 0)
            {
                Throw("unclosed comment", start);
            }

            var semicolon = _position + next;
            if (next > 0 && _text[semicolon - 1] == '(')
            {
                depth++;
                _position = semicolon + 1;
            }
            else if (semicolon + 1 < _text.Length && _text[semicolon + 1] == ')')
            {
                depth--;
                _position = semicolon + 2;
            }
            else
            {
                _position = semicolon + 1;
            }
        }
    }

    /// <summary>A token that is not a parenthesis: the longest run of characters that need a separator between them (spec 6.3.1).</summary>
    private (TokenKind Kind, int Data) ReadAtom()
    {
        var start = _position;
        var first = _text[start];
        if (first == '"')
        {
            ReadString();
            return AtTokenEnd() ? (TokenKind.String, 0) : ReadReserved();
        }

        if (!CharacterClass.IsIdentifier(first))
        {
            if (CharacterClass.IsReserved(first))
            {
                return ReadReserved();
            }

            ThrowIllegalCharacter();
        }

        _position++;
        while (_position < _text.Length && CharacterClass.IsIdentifier(_text[_position]))
        {
            _position++;
        }

        if (first == '$')
        {
            return ReadIdentifier(start);
        }

        return AtTokenEnd() ? Classify(_text[start.._position]) : ReadReserved();
    }

    private (TokenKind Kind, int Data) ReadIdentifier(int start)
    {
        if (_position > start + 1)
        {
            return AtTokenEnd() ? (TokenKind.Identifier, Intern(_text[(start + 1).._position], start)) : ReadReserved();
        }

        var end = _position;
        if (_position >= _text.Length || _text[_position] != '"' || StringLiteral.Scan(_text, _position, out end) is not null || end == _position + 2)
        {
            Throw("empty identifier", start);
        }

        var name = DecodeUtf8(_position, end);
        _position = end;
        return AtTokenEnd() ? (TokenKind.Identifier, Intern(name, start)) : ReadReserved();
    }

    private readonly int Intern(ReadOnlySpan<byte> name, int start)
    {
        if (name.Length > ImplementationLimits.NameBytes)
        {
            Throw($"name too long: {name.Length} bytes, the limit is {ImplementationLimits.NameBytes}", start);
        }

        return _symbols.Intern(name);
    }

    /// <summary>The bytes of a string literal that must be UTF-8.</summary>
    private readonly ReadOnlySpan<byte> DecodeUtf8(int start, int end)
    {
        _decoded.ResetWrittenCount();
        StringLiteral.Decode(_text[start..end], _decoded);
        if (!Utf8.IsValid(_decoded.WrittenSpan))
        {
            Throw("malformed UTF-8 encoding", start);
        }

        return _decoded.WrittenSpan;
    }

    private void ReadString()
    {
        var error = StringLiteral.Scan(_text, _position, out var end);
        if (error is not null)
        {
            Throw(error, error.StartsWith("unclosed", StringComparison.Ordinal) ? _position : end);
        }

        _position = end;
    }

    /// <summary>Whether the character here may follow a token directly: space, a parenthesis or a comment.</summary>
    private readonly bool AtTokenEnd()
    {
        if (_position >= _text.Length)
        {
            return true;
        }

        var b = _text[_position];
        if (b is (byte)' ' or (byte)'\n' or (byte)')' or (byte)'(' or (byte)'\t' or (byte)'\r')
        {
            return true;
        }

        return b == ';' ? _position + 1 < _text.Length && _text[_position + 1] == ';' : !CharacterClass.IsIdentifier(b) && !CharacterClass.IsReserved(b) && b != '"';
    }

    private (TokenKind Kind, int Data) ReadReserved()
    {
        while (!AtTokenEnd())
        {
            if (_text[_position] == '"')
            {
                ReadString();
            }
            else
            {
                _position++;
            }
        }

        return (TokenKind.Reserved, 0);
    }

    private static (TokenKind Kind, int Data) Classify(ReadOnlySpan<byte> token)
    {
        var first = token[0];
        if (CharacterClass.IsDigit(first) || first is (byte)'+' or (byte)'-')
        {
            if (token.Length == 1 && first <= '9' && first >= '0')
            {
                return (TokenKind.Natural, first - '0');
            }

            var kind = NumberLiteral.Classify(token);
            return kind == TokenKind.Natural && NumberLiteral.TryParseNatural(token, out var value) && value <= int.MaxValue
                ? (kind, (int)value)
                : (kind, -1);
        }

        if ((uint)(first - 'a') > 'z' - 'a')
        {
            return (TokenKind.Reserved, 0);
        }

        var code = KeywordTable.Find(token);
        if (code >= 0)
        {
            return (TokenKind.Keyword, code);
        }

        if (first is (byte)'i' or (byte)'n' && NumberLiteral.IsSpecialFloat(token))
        {
            return (TokenKind.Float, -1);
        }

        if (token.StartsWith("offset="u8) && NumberLiteral.Classify(token[7..].IsEmpty ? "-"u8 : token[7..]) == TokenKind.Natural)
        {
            return (TokenKind.Keyword, KeywordTable.FirstWord + (int)Word.OffsetEquals);
        }

        if (token.StartsWith("align="u8) && NumberLiteral.Classify(token[6..].IsEmpty ? "-"u8 : token[6..]) == TokenKind.Natural)
        {
            return (TokenKind.Keyword, KeywordTable.FirstWord + (int)Word.AlignEquals);
        }

        return (TokenKind.Keyword, -1);
    }

    [DoesNotReturn]
    private readonly void ThrowIllegalCharacter()
    {
        Rune.DecodeFromUtf8(_text[_position..], out var rune, out _);
        Throw($"illegal character U+{rune.Value:X4}", _position);
    }

    [DoesNotReturn]
    private readonly void Throw(string message, int offset) =>
        throw new MalformedModuleException(message, new TextLocator(_memory, _start).Locate(offset));
}
