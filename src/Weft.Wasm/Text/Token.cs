// Tokens of the text format (spec 6.3.1): what the tokenizer leaves for the parsers.
namespace Weft.Wasm.Text;

/// <summary>The kind of a token.</summary>
internal enum TokenKind : byte
{
    /// <summary>The end of the text; always the last token.</summary>
    End,
    /// <summary>An opening parenthesis; its data is the index of the token that closes it.</summary>
    LeftParenthesis,
    /// <summary>A closing parenthesis.</summary>
    RightParenthesis,
    /// <summary>A string, quotes included.</summary>
    String,
    /// <summary>An identifier, plain or quoted; its data is its number in the symbol table.</summary>
    Identifier,
    /// <summary>A keyword; its data is an opcode, or a <see cref="Word"/> from <see cref="KeywordTable.FirstWord"/> on, or -1.</summary>
    Keyword,
    /// <summary>A number without sign; its data is the value when it is below 2^31, else -1.</summary>
    Natural,
    /// <summary>An integer with a sign.</summary>
    Integer,
    /// <summary>A floating-point number that is not an integer.</summary>
    Float,
    /// <summary>Anything else: always an error.</summary>
    Reserved,
    /// <summary>A text module in a script, kept whole for later; its data is 1 for <c>module definition</c>.</summary>
    TextModule,
}

/// <summary>One token: its kind, where it stands in the text, and a number whose meaning depends on the kind.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int Length, int Data)
{
    /// <summary>The byte after the token.</summary>
    public int End => Start + Length;
}
