// Lexical analysis of the text format: what is cut out as a whole. Annotations (spec 6.3.7), and the text modules of scripts.
namespace Weft.Wasm.Text;

internal ref partial struct Tokenizer
{
    /// <summary>An annotation (spec 6.3.7): parsed for its tokens, kept when its name is known.</summary>
    private void ReadAnnotation()
    {
        var start = _position;
        _position += 2;
        var name = ReadAnnotationName(start);
        AnnotationKind? kind = name.SequenceEqual("custom"u8) ? AnnotationKind.Custom
            : name.SequenceEqual("name"u8) ? AnnotationKind.Name
            : name.SequenceEqual("metadata.code.branch_hint"u8) ? AnnotationKind.BranchHint
            : null;
        var contents = kind is null || _isScript ? null : new List<Token>();
        for (var depth = 1; depth > 0;)
        {
            SkipSpace();
            if (_position >= _text.Length)
            {
                Throw("unclosed annotation", start);
            }

            var tokenStart = _position;
            TokenKind tokenKind;
            var data = 0;
            switch (_text[_position])
            {
                case (byte)'(':
                    depth++;
                    _position++;
                    tokenKind = TokenKind.LeftParenthesis;
                    break;
                case (byte)')':
                    depth--;
                    _position++;
                    tokenKind = TokenKind.RightParenthesis;
                    break;
                default:
                    (tokenKind, data) = ReadAtomOfAnnotation();
                    break;
            }

            if (depth > 0)
            {
                contents?.Add(new Token(tokenKind, tokenStart, _position - tokenStart, data));
            }
        }

        if (contents is not null)
        {
            (_annotations ??= []).Add(new Annotation(kind!.Value, _count, start, contents));
        }
    }

    private ReadOnlySpan<byte> ReadAnnotationName(int start)
    {
        var nameStart = _position;
        if (nameStart < _text.Length && _text[nameStart] == '"')
        {
            if (StringLiteral.Scan(_text, nameStart, out var end) is { } error)
            {
                Throw(error.StartsWith("unclosed", StringComparison.Ordinal) && end >= _text.Length ? error : "empty annotation id: " + error, start);
            }

            _position = end;
            if (end == nameStart + 2)
            {
                Throw("empty annotation id", start);
            }

            return DecodeUtf8(nameStart, end);
        }

        while (_position < _text.Length && CharacterClass.IsIdentifier(_text[_position]))
        {
            _position++;
        }

        if (_position == nameStart)
        {
            Throw("empty annotation id", start);
        }

        return _text[nameStart.._position];
    }

    private (TokenKind Kind, int Data) ReadAtomOfAnnotation()
    {
        // Inside an annotation a lone dollar sign is a reserved token like any other, and identifiers are not looked at.
        if (_text[_position] != '$')
        {
            return ReadAtom();
        }

        _position++;
        return ReadReserved();
    }

    /// <summary>
    /// After <c>(module</c> in a script: when it is a text module, a single token stands for all of it, after the name and before the
    /// closing parenthesis, so that the module's errors are its own.
    /// </summary>
    private void KeepTextModule()
    {
        if (_count < 2 || _tokens[_count - 2].Kind != TokenKind.LeftParenthesis)
        {
            return;
        }

        var form = _tokens[_count - 2].Start;
        var isDefinition = false;
        while (true)
        {
            SkipSpace();
            var (start, count) = (_position, _count);
            while (_text[_position..].StartsWith("(@"u8))
            {
                ReadAnnotation();
                SkipSpace();
            }

            if (_position < _text.Length && _text[_position] is not ((byte)'(' or (byte)')'))
            {
                Next();
                var token = _tokens[count];
                var word = token.Kind == TokenKind.Keyword ? (Word)(token.Data - KeywordTable.FirstWord) : Word.NoWord;
                if (word is Word.Binary or Word.Quote or Word.Instance)
                {
                    return;
                }

                var isName = token.Kind == TokenKind.Identifier && _tokens[count - 1].Kind == TokenKind.Keyword;
                if (isName || (word == Word.Definition && !isDefinition))
                {
                    isDefinition |= word == Word.Definition;
                    continue;
                }
            }

            (_position, _count) = (start, count);
            break;
        }

        SkipToClosingParenthesis();
        Add(TokenKind.TextModule, form, _position + 1, isDefinition ? 1 : 0);
    }

    private void SkipToClosingParenthesis()
    {
        var start = _position;
        for (var depth = 1; ;)
        {
            SkipSpace();
            if (_position >= _text.Length)
            {
                Throw("unexpected token: the text ends inside this module", start);
            }

            switch (_text[_position])
            {
                case (byte)'(':
                    depth++;
                    _position++;
                    break;
                case (byte)')':
                    if (--depth == 0)
                    {
                        return;
                    }

                    _position++;
                    break;
                case (byte)'"':
                    ReadString();
                    break;
                default:
                    // Whatever else stands there is for the module's own parser to judge.
                    _position++;
                    break;
            }
        }
    }
}
