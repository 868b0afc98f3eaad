// Files to packages, and packages into the order of their dependencies.
using Weft.Wit.Syntax;

namespace Weft.Wit.Resolution;

internal static class PackageAssembly
{
    /// <summary>Parses the files of one package and adds it and the packages nested in them to <paramref name="units"/>.</summary>
    /// <returns>The package; <see langword="null"/> when the files only have nested ones.</returns>
    public static PackageUnit? Assemble(IReadOnlyList<WitSource> sources, WitProposals proposals, List<PackageUnit> units)
    {
        var files = sources.Select(source => Parser.Parse(source, proposals)).ToList();
        PackageReference? name = null;
        string? documentation = null;
        foreach (var package in files.Select(file => file.Package))
        {
            if (package.Name is null)
            {
                continue;
            }

            if (name is not null && name.Name != package.Name.Name)
            {
                throw package.Name.Place.Error($"this file is of package {package.Name.Name}, but another one of the same folder is of {name.Name}: files of a folder make one package");
            }

            if (documentation is not null && package.Documentation is not null)
            {
                throw package.Name.Place.Error("two files document the package: keep one of the comments");
            }

            name ??= package.Name;
            documentation ??= package.Documentation;
        }

        PackageUnit? main = null;
        if (name is not null)
        {
            main = new PackageUnit(name, documentation, files.Select(file => file.Package).ToList());
            units.Add(main);
        }
        else if (files.FirstOrDefault(file => file.Package is { Interfaces.Count: > 0 } or { Worlds.Count: > 0 } or { Uses.Count: > 0 }) is { } without)
        {
            throw new WitException("no file says which package this is: begin one with `package namespace:name;`", new WitLocation(without.Source.Path, 1, 1));
        }

        units.AddRange(files.SelectMany(file => file.Nested).Select(nested => new PackageUnit(nested.Name!, nested.Documentation, [nested])));
        return main;
    }

    /// <summary>Orders packages so that each comes after those that it refers to.</summary>
    public static List<PackageUnit> Order(List<PackageUnit> units, Gates gates, IReadOnlyList<string> unread)
    {
        var byName = new Dictionary<WitPackageName, PackageUnit>();
        foreach (var unit in units)
        {
            if (byName.TryGetValue(unit.Name, out var other))
            {
                throw unit.Reference.Place.Error($"package {unit.Name} is defined twice; the other definition is at {other.Reference.Place.Location}");
            }

            byName.Add(unit.Name, unit);
        }

        return TopologicalSort.Sort(units.Select(unit => unit.Name).ToList(), DependenciesOf, (name, place) =>
            place.Error($"package {name} depends on itself{(units.Count > 1 ? ", directly or through others" : "")}: move what both need into a third package; inside a package, name interfaces without it"))
            .ConvertAll(name => byName[name]);

        List<(WitPackageName, Identifier)> DependenciesOf(WitPackageName name)
        {
            var dependencies = new List<(WitPackageName, Identifier)>();
            foreach (var path in byName[name].Parts.SelectMany(part => PathsOf(part, gates)))
            {
                if (path.Package is { } package)
                {
                    dependencies.Add(byName.ContainsKey(package.Name) ? (package.Name, package.Place) : throw Missing(package, byName.Keys, unread));
                }
            }

            return dependencies;
        }
    }

    /// <summary>The paths in items, without those that gates leave out.</summary>
    public static IEnumerable<UsePath> PathsOf(IEnumerable<Item> items, Gates gates)
    {
        foreach (var item in items.Where(item => gates.Includes(item.Attributes.Gate)))
        {
            switch (item)
            {
                case UseItem use:
                    yield return use.Path;
                    break;
                case IncludeItem include:
                    yield return include.Path;
                    break;
                case ExternItem { Path: { } path }:
                    yield return path;
                    break;
                case ExternItem { Interface: { } inline }:
                    foreach (var path in inline.Items.OfType<UseItem>().Where(use => gates.Includes(use.Attributes.Gate)))
                    {
                        yield return path.Path;
                    }

                    break;
                default:
                    break;
            }
        }
    }

    private static IEnumerable<UsePath> PathsOf(PackageSyntax part, Gates gates) =>
        part.Uses.Select(use => use.Path)
            .Concat(part.Interfaces.Where(item => gates.Includes(item.Attributes.Gate)).SelectMany(item => PathsOf(item.Items, gates)))
            .Concat(part.Worlds.Where(item => gates.Includes(item.Attributes.Gate)).SelectMany(item => PathsOf(item.Items, gates)));

    private static WitException Missing(PackageReference reference, IEnumerable<WitPackageName> known, IReadOnlyList<string> unread)
    {
        var similar = known.Where(name => name.Namespace == reference.Name.Namespace && name.Name == reference.Name.Name).Select(name => name.ToString()).ToList();
        return reference.Place.Error(similar.Count > 0
            ? $"there is no package {reference.Name}, only {string.Join(", ", similar)}: name that version"
            : $"there is no package {reference.Name}: put it into the folder `deps` beside the files of this package, or nest it with `package {reference.Name} {{ ... }}`"
                + (unread.Count == 0 ? "" : $" (packages in the binary format are not read: {string.Join(", ", unread)})"));
    }
}
