// Kinds of tokens (WIT.md, "Lexical structure").
namespace Weft.Wit.Syntax;

internal enum TokenKind
{
    End,
    Identifier,
    Keyword,
    Integer,
    String,
    Operator,
}
