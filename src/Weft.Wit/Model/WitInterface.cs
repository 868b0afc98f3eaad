// Interfaces, of packages and inline in worlds.
namespace Weft.Wit;

/// <summary>An <c>interface</c>: types and functions with one namespace.</summary>
public sealed class WitInterface
{
    private Dictionary<string, WitTypeDefinition>? _types;

    internal WitInterface(WitPackage package, string? name, WitItem item)
    {
        Package = package;
        Name = name;
        Item = item;
    }

    /// <summary>The name; <see langword="null"/> when the interface is inline in a world.</summary>
    public string? Name { get; }

    /// <summary>The package.</summary>
    public WitPackage Package { get; }

    /// <summary>The name with that of the package; <see langword="null"/> when the interface is inline in a world.</summary>
    public string? QualifiedName => Name is null ? null : Package.Name.Qualify(Name);

    /// <summary>The documentation, as lines; <see langword="null"/> when there is none.</summary>
    public string? Documentation => Item.Documentation;

    /// <summary>The gate; <see langword="null"/> when there is none.</summary>
    public WitGate? Gate => Item.Gate;

    /// <summary>Where the interface is defined.</summary>
    public WitLocation Location => Item.Location;

    /// <summary>The types: what is used first, then definitions, each after those that it refers to.</summary>
    public IReadOnlyList<WitTypeDefinition> Types { get; internal set; } = [];

    /// <summary>The functions that belong to no resource, in their order.</summary>
    public IReadOnlyList<WitFunction> Functions { get; internal set; } = [];

    /// <summary>The interfaces that <c>use</c> names in this one, each once.</summary>
    public IReadOnlyList<WitInterface> Dependencies { get; internal set; } = [];

    internal WitItem Item { get; }

    // Types that a gate leaves out, for errors that say so.
    internal HashSet<string> ExcludedTypes { get; } = new(StringComparer.Ordinal);

    // How long the longest chain of `use` below is: what walks along it may recurse, as it is bounded.
    internal int UseDepth { get; set; }

    /// <summary>Finds a type.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The type, or <see langword="null"/>.</returns>
    public WitTypeDefinition? FindType(string name)
    {
        _types ??= Types.ToDictionary(type => type.Name);
        return _types.TryGetValue(name, out var type) ? type : null;
    }
}
