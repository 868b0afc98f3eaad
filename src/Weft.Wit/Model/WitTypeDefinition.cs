// Types that have a name, and what all of them have.
namespace Weft.Wit;

/// <summary>A named type of an interface or a world.</summary>
public abstract class WitTypeDefinition : WitType
{
    private protected WitTypeDefinition(WitItem item) => Item = item;

    /// <summary>The name.</summary>
    public string Name => Item.Name;

    /// <summary>The documentation, as lines; <see langword="null"/> when there is none.</summary>
    public string? Documentation => Item.Documentation;

    /// <summary>The gate; <see langword="null"/> when there is none.</summary>
    public WitGate? Gate => Item.Gate;

    /// <summary>What the outside calls the type (<c>@external-id</c>).</summary>
    public string? ExternalId => Item.ExternalId;

    /// <summary>Where the type is defined.</summary>
    public WitLocation Location => Item.Location;

    /// <summary>The interface that the type is in; <see langword="null"/> for a type of a world.</summary>
    public WitInterface? Interface { get; internal set; }

    /// <summary>The world that the type is in; <see langword="null"/> for a type of an interface.</summary>
    public WitWorld? World { get; internal set; }

    internal WitItem Item { get; }
}
