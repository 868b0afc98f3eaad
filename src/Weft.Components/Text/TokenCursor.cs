// What the parsers of component text share: a cursor over the tokens that the parsers of modules use as well.
using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Weft.Wasm;
using Weft.Wasm.Text;

namespace Weft.Components.Text;

/// <summary>A cursor over the tokens of a text. Keywords are compared by their bytes: components have few, and modules inside are skipped.</summary>
internal class TokenCursor(TokenizedText source)
{
    private readonly TextLocator _locator = new(source.Text, source.Start);
    private readonly ArrayBufferWriter<byte> _bytes = new();

    protected TokenizedText Source { get; } = source;

    protected int Position { get; set; }

    protected ref readonly Token Current => ref Source.Tokens[Position];

    protected bool AtEnd => Current.Kind is TokenKind.RightParenthesis or TokenKind.End;

    protected bool AtIndex => Current.Kind is TokenKind.Natural or TokenKind.Identifier;

    protected bool AtString => Current.Kind == TokenKind.String;

    protected bool AtList => Current.Kind == TokenKind.LeftParenthesis;

    protected TextPosition Locate(int token) => _locator.Locate(Source.Tokens[token].Start);

    protected bool IsKeyword(int index, string keyword)
    {
        if (index > Source.Count || Source.Tokens[index].Kind != TokenKind.Keyword || Source.Tokens[index].Length != keyword.Length)
        {
            return false;
        }

        var bytes = Source.GetBytes(Source.Tokens[index]);
        for (var i = 0; i < keyword.Length; i++)
        {
            if (bytes[i] != keyword[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The keyword at a token, or an empty text.</summary>
    protected string KeywordAt(int index) =>
        index <= Source.Count && Source.Tokens[index].Kind == TokenKind.Keyword ? Encoding.UTF8.GetString(Source.GetBytes(Source.Tokens[index])) : "";

    /// <summary>Whether <c>(keyword</c> is next.</summary>
    protected bool AtForm(string keyword) => AtList && IsKeyword(Position + 1, keyword);

    /// <summary>Whether <c>(core keyword</c> is next.</summary>
    protected bool AtCoreForm(string keyword) => AtForm("core") && IsKeyword(Position + 2, keyword);

    protected bool TakeForm(string keyword)
    {
        var isNext = AtForm(keyword);
        Position += isNext ? 2 : 0;
        return isNext;
    }

    protected bool TakeKeyword(string keyword)
    {
        var isNext = IsKeyword(Position, keyword);
        Position += isNext ? 1 : 0;
        return isNext;
    }

    protected void ExpectKeyword(string keyword)
    {
        if (!TakeKeyword(keyword))
        {
            throw Unexpected(keyword);
        }
    }

    protected void ExpectForm(string keyword)
    {
        if (!TakeForm(keyword))
        {
            throw Unexpected($"({keyword} ...)");
        }
    }

    protected void Open()
    {
        if (!AtList)
        {
            throw Unexpected("(");
        }

        Position++;
    }

    protected void Close()
    {
        if (Current.Kind != TokenKind.RightParenthesis)
        {
            throw Unexpected(")");
        }

        Position++;
    }

    /// <summary>The symbol of an identifier that may stand here, or -1.</summary>
    protected int TakeIdentifier()
    {
        if (Current.Kind != TokenKind.Identifier)
        {
            return -1;
        }

        return Source.Tokens[Position++].Data;
    }

    protected string NameOf(int symbol) => Source.Symbols.GetName(symbol);

    protected int ParseU32()
    {
        if (Current.Kind != TokenKind.Natural)
        {
            throw Unexpected("a number");
        }

        if (!NumberLiteral.TryParseNatural(Source.GetBytes(Current), out var value) || value > uint.MaxValue)
        {
            throw Error("invalid u32 number: constant out of range", Position);
        }

        Position++;
        return unchecked((int)(uint)value);
    }

    /// <summary>A number of an index space; those that none can hold become the largest.</summary>
    protected int ParseNumber()
    {
        var value = ParseU32();
        return value < 0 ? int.MaxValue : value;
    }

    protected ulong ParseU64()
    {
        if (Current.Kind != TokenKind.Natural || !NumberLiteral.TryParseNatural(Source.GetBytes(Current), out var value))
        {
            throw Unexpected("a number");
        }

        Position++;
        return value;
    }

    protected string ParseName(string expected)
    {
        var token = Position;
        if (!AtString)
        {
            throw Unexpected(expected);
        }

        _bytes.ResetWrittenCount();
        StringLiteral.Decode(Source.GetBytes(Current), _bytes);
        Position++;
        if (!Utf8.IsValid(_bytes.WrittenSpan))
        {
            throw Error("malformed UTF-8 encoding in a name", token);
        }

        return _bytes.WrittenCount <= ImplementationLimits.NameBytes
            ? Encoding.UTF8.GetString(_bytes.WrittenSpan)
            : throw Error($"name too long: {_bytes.WrittenCount} bytes, the limit is {ImplementationLimits.NameBytes}", token);
    }

    protected byte[] ParseStrings()
    {
        _bytes.ResetWrittenCount();
        for (; AtString; Position++)
        {
            StringLiteral.Decode(Source.GetBytes(Current), _bytes);
        }

        return _bytes.WrittenSpan.ToArray();
    }

    protected MalformedModuleException Error(string message, int token) => Source.Error(message, Source.Tokens[token].Start);

    protected MalformedModuleException Unexpected(string expected)
    {
        var token = Current;
        var spelling = token.Kind == TokenKind.End ? "the end of the text" : Encoding.UTF8.GetString(Source.GetBytes(token)[..Math.Min(token.Length, 80)]);
        return Error($"unexpected token {spelling}, expected {expected}", Position);
    }
}
