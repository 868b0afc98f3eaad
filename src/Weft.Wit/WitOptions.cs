// What a caller chooses when WIT is resolved.
namespace Weft.Wit;

/// <summary>Options of resolving.</summary>
public sealed record WitOptions
{
    /// <summary>Features whose <c>@unstable</c> items are kept; items of other features are left out.</summary>
    public IReadOnlyCollection<string> Features { get; init; } = [];

    /// <summary>Keeps the <c>@unstable</c> items of every feature.</summary>
    public bool AllFeatures { get; init; }

    /// <summary>Syntax of proposals that are off by default.</summary>
    public WitProposals Proposals { get; init; }
}
