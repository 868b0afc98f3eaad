// What the tokenizer leaves: tokens, identifiers and the annotations that this library understands.
namespace Weft.Wasm.Text;

/// <summary>The annotations that mean something here; every other is a comment (spec 6.3.7, appendix A.5).</summary>
internal enum AnnotationKind : byte
{
    /// <summary><c>(@custom "name" placement? "bytes"*)</c>.</summary>
    Custom,
    /// <summary><c>(@name "name")</c>.</summary>
    Name,
    /// <summary><c>(@metadata.code.branch_hint "\00")</c>.</summary>
    BranchHint,
}

/// <summary>An annotation.</summary>
/// <param name="Kind">Which.</param>
/// <param name="TokenIndex">The token that follows it.</param>
/// <param name="Start">Its first byte.</param>
/// <param name="Contents">The tokens inside.</param>
internal sealed record Annotation(AnnotationKind Kind, int TokenIndex, int Start, IReadOnlyList<Token> Contents);

/// <summary>A text in tokens.</summary>
internal sealed class TokenizedText
{
    /// <summary>The text, in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Text { get; init; }

    /// <summary>Where its first byte stands.</summary>
    public required TextPosition Start { get; init; }

    /// <summary>The tokens; the last is <see cref="TokenKind.End"/>. The array may be longer than they are.</summary>
    public required Token[] Tokens { get; init; }

    /// <summary>The number of tokens before <see cref="TokenKind.End"/>.</summary>
    public required int Count { get; init; }

    /// <summary>The identifiers.</summary>
    public required SymbolTable Symbols { get; init; }

    /// <summary>The annotations, in order.</summary>
    public required IReadOnlyList<Annotation> Annotations { get; init; }

    /// <summary>The bytes of a token.</summary>
    public ReadOnlySpan<byte> GetBytes(in Token token) => Text.Span.Slice(token.Start, token.Length);

    /// <summary>The error at a byte of the text.</summary>
    public MalformedModuleException Error(string message, int offset) => new(message, new TextLocator(Text, Start).Locate(offset));
}
