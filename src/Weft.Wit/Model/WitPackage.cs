// Packages.
namespace Weft.Wit;

/// <summary>A package: interfaces and worlds under one name.</summary>
public sealed class WitPackage
{
    internal WitPackage(WitPackageName name, string? documentation, WitLocation location)
    {
        Name = name;
        Documentation = documentation;
        Location = location;
    }

    /// <summary>The name.</summary>
    public WitPackageName Name { get; }

    /// <summary>The documentation, as lines; <see langword="null"/> when there is none.</summary>
    public string? Documentation { get; }

    /// <summary>Where the package is declared.</summary>
    public WitLocation Location { get; }

    /// <summary>The interfaces, each after those of the package that it uses.</summary>
    public IReadOnlyList<WitInterface> Interfaces { get; internal set; } = [];

    /// <summary>The worlds, each after those of the package that it includes.</summary>
    public IReadOnlyList<WitWorld> Worlds { get; internal set; } = [];

    /// <summary>Finds an interface.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The interface, or <see langword="null"/>.</returns>
    public WitInterface? FindInterface(string name) => Interfaces.FirstOrDefault(item => item.Name == name);

    /// <summary>Finds a world.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The world, or <see langword="null"/>.</returns>
    public WitWorld? FindWorld(string name) => Worlds.FirstOrDefault(item => item.Name == name);
}
