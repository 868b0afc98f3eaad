// What a caller may choose about parsing text.
namespace Weft.Wasm.Text;

/// <summary>Options of <see cref="WatParser"/>.</summary>
public sealed record WatParserOptions
{
    /// <summary>The defaults.</summary>
    public static WatParserOptions Default { get; } = new();

    /// <summary>Whether identifiers and <c>@name</c> annotations become a name section (spec appendix A.4). True by default.</summary>
    public bool KeepNames { get; init; } = true;

    /// <summary>Where the first byte of the text stands, when it is part of a larger one: positions in errors count from there.</summary>
    public TextPosition Start { get; init; } = new(1, 1);

    /// <summary>The name of a module whose fields alone are the text: a component names its modules outside of them.</summary>
    internal string? ModuleName { get; init; }
}
