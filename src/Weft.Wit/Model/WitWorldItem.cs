// What worlds import and export.
namespace Weft.Wit;

/// <summary>An import or export of a world.</summary>
public abstract class WitWorldItem
{
    private protected WitWorldItem(WitItem item) => Item = item;

    /// <summary>The name in a component: a plain one such as <c>run</c>, or that of an interface such as <c>wasi:io/streams@0.2.0</c>.</summary>
    public string Name => Item.Name;

    /// <summary>The documentation of the import or export itself.</summary>
    public string? Documentation => Item.Documentation;

    /// <summary>The gate of the import or export itself.</summary>
    public WitGate? Gate => Item.Gate;

    /// <summary>What the outside calls it (<c>@external-id</c>).</summary>
    public string? ExternalId => Item.ExternalId;

    /// <summary>Where it is written; for what another item brought in, the place of that.</summary>
    public WitLocation Location => Item.Location;

    internal WitItem Item { get; set; }
}
