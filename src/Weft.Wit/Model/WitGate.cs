// Feature gates of items (WIT.md, "Feature gates").
namespace Weft.Wit;

/// <summary>Since when an item is there, or which feature it waits for; exactly one of the two.</summary>
/// <param name="Since">The version of the package that added the item.</param>
/// <param name="Feature">The unstable feature that the item belongs to.</param>
/// <param name="Deprecated">The version from which on the item should not be used any more.</param>
public sealed record WitGate(SemanticVersion? Since, string? Feature, SemanticVersion? Deprecated);
