// The result of resolving: a package and all that it depends on.
namespace Weft.Wit;

/// <summary>A resolved package with the packages that were given beside it.</summary>
public sealed class WitPackageSet
{
    internal WitPackageSet(WitPackage root, IReadOnlyList<WitPackage> packages)
    {
        Root = root;
        Packages = packages;
    }

    /// <summary>The package that was asked for.</summary>
    public WitPackage Root { get; }

    /// <summary>All packages, each after those that it depends on.</summary>
    public IReadOnlyList<WitPackage> Packages { get; }

    /// <summary>Chooses a world as tools for WIT do (WIT.md, "Specifying a World").</summary>
    /// <param name="selector">The name of a world of the root package, or a qualified one such as <c>wasi:cli/command@0.2.0</c>;
    /// <see langword="null"/> for the only world of the root package.</param>
    /// <exception cref="WitException">There is no such world, or none was named and the root package does not have exactly one.</exception>
    public WitWorld SelectWorld(string? selector = null)
    {
        if (selector is null)
        {
            return Root.Worlds.Count == 1 ? Root.Worlds[0] : throw new WitException(Root.Worlds.Count == 0
                ? $"package {Root.Name} has no world: name one of another package, such as wasi:cli/command@0.2.0"
                : $"package {Root.Name} has {Root.Worlds.Count} worlds: name one of {string.Join(", ", Root.Worlds.Select(world => world.Name))}");
        }

        return (selector.Contains(':')
            ? Packages.SelectMany(package => package.Worlds).FirstOrDefault(world => world.QualifiedName == selector)
            : Root.FindWorld(selector))
            ?? throw new WitException($"there is no world {selector}; there are {string.Join(", ", Packages.SelectMany(package => package.Worlds).Select(world => world.QualifiedName))}");
    }
}
