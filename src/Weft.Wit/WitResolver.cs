// The way in: texts to a resolved package. It reads no files, so that a source generator can use it; WitFiles finds the texts on a disk.
using Weft.Wit.Resolution;

namespace Weft.Wit;

/// <summary>Parses the texts of packages and resolves their names.</summary>
public static class WitResolver
{
    /// <summary>Resolves a package given as one text, with nested packages for what it depends on.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">What errors call it.</param>
    /// <param name="options">Features and proposals.</param>
    /// <exception cref="WitException">The text is not WIT, or its names do not fit together.</exception>
    public static WitPackageSet Resolve(string text, string path = "input.wit", WitOptions? options = null) =>
        Resolve([new WitSource(path, text)], dependencies: null, options);

    /// <summary>Resolves a package with those that it depends on.</summary>
    /// <param name="root">The files of the package.</param>
    /// <param name="dependencies">The files of the others, a list a package; also those that are not needed are checked.</param>
    /// <param name="options">Features and proposals.</param>
    /// <exception cref="WitException">A text is not WIT, or names do not fit together.</exception>
    public static WitPackageSet Resolve(
        IReadOnlyList<WitSource> root, IReadOnlyList<IReadOnlyList<WitSource>>? dependencies = null, WitOptions? options = null) =>
        Resolve(root, dependencies, options, unread: []);

    // `unread` are files that may hold packages, but not as text: an error about a missing package names them.
    internal static WitPackageSet Resolve(
        IReadOnlyList<WitSource> root, IReadOnlyList<IReadOnlyList<WitSource>>? dependencies, WitOptions? options, IReadOnlyList<string> unread)
    {
        options ??= new WitOptions();
        var gates = new Gates(options);
        var units = new List<PackageUnit>();
        var rootUnit = PackageAssembly.Assemble(root, options.Proposals, units)
            ?? throw new WitException("no file says which package this is: begin one with `package namespace:name;`", root.Count == 0 ? null : new WitLocation(root[0].Path, 1, 1));
        foreach (var dependency in dependencies ?? [])
        {
            PackageAssembly.Assemble(dependency, options.Proposals, units);
        }

        // The root comes last, so that the order of the others is theirs alone: a printed set resolves in the same order.
        units.Remove(rootUnit);
        units.Add(rootUnit);
        var order = PackageAssembly.Order(units, gates, unread);
        var byName = order.ToDictionary(unit => unit.Name);
        var budget = new ItemBudget();
        foreach (var unit in order)
        {
            new PackageResolver(unit, byName, gates, budget).Resolve();
        }

        return new WitPackageSet(rootUnit.Package, order.Select(unit => unit.Package).ToList());
    }
}
