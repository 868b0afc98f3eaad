// Worlds, with everything that they include.
namespace Weft.Wit;

/// <summary>A <c>world</c>: what a component imports and exports.</summary>
public sealed class WitWorld
{
    internal WitWorld(WitPackage package, WitItem item)
    {
        Package = package;
        Item = item;
    }

    /// <summary>The name.</summary>
    public string Name => Item.Name;

    /// <summary>The package.</summary>
    public WitPackage Package { get; }

    /// <summary>The name with that of the package.</summary>
    public string QualifiedName => Package.Name.Qualify(Name);

    /// <summary>The documentation, as lines; <see langword="null"/> when there is none.</summary>
    public string? Documentation => Item.Documentation;

    /// <summary>The gate; <see langword="null"/> when there is none.</summary>
    public WitGate? Gate => Item.Gate;

    /// <summary>Where the world is defined.</summary>
    public WitLocation Location => Item.Location;

    /// <summary>
    /// The imports, those of included worlds and of interfaces that others use too: interfaces, each after those that it uses, then types, then
    /// functions.
    /// </summary>
    public IReadOnlyList<WitWorldItem> Imports { get; internal set; } = [];

    /// <summary>The exports: functions, then interfaces, each after exported ones that it uses.</summary>
    public IReadOnlyList<WitWorldItem> Exports { get; internal set; } = [];

    internal WitItem Item { get; }
}
