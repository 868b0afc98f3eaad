// Names of imports and exports with their attributes (Explainer, "Import and export definitions").
namespace Weft.Components;

/// <summary>The name of an import or export. Only the name itself identifies; the attributes (gated) say more about it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Implements">The interface that the instance implements.</param>
/// <param name="VersionSuffix">What was cut off the version of a canonical interface name.</param>
/// <param name="ExternalId">What the embedder may make of it.</param>
public sealed record ExternName(string Name, string? Implements = null, string? VersionSuffix = null, string? ExternalId = null)
{
    /// <summary>Whether it has attributes.</summary>
    public bool HasAttributes => Implements is not null || VersionSuffix is not null || ExternalId is not null;
}
