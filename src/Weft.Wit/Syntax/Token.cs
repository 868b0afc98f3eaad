// A token: for identifiers the text is without the escape %, for operators and keywords it is what they look like.
namespace Weft.Wit.Syntax;

internal readonly record struct Token(TokenKind Kind, string Text, int Start, int End)
{
    public string Description => Kind switch
    {
        TokenKind.End => "the end of the file",
        TokenKind.Identifier => $"`{Text}`",
        TokenKind.Keyword => $"the keyword `{Text}`",
        TokenKind.Integer => $"the number `{Text}`",
        TokenKind.String => "a string",
        _ => $"`{Text}`",
    };
}
