// Types as they are written.
namespace Weft.Wit.Syntax;

internal enum TypeSyntaxKind
{
    Primitive,
    Name,
    Own,
    Borrow,
    List,
    Option,
    Result,
    Tuple,
    Map,
    Future,
    Stream,
}

/// <summary>A type: <paramref name="Name"/> is the name or the keyword, <paramref name="Arguments"/> has a null where <c>_</c> or nothing stands.</summary>
internal sealed record TypeSyntax(TypeSyntaxKind Kind, Identifier Name, IReadOnlyList<TypeSyntax?> Arguments, uint? Length = null);
