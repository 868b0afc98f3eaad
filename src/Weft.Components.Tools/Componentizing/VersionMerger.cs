// Imports of one interface in versions that are compatible become imports of the newest: a component then needs one of them.
using Weft.Components.Tools.Packages;

namespace Weft.Components.Tools.Componentizing;

/// <summary>Merges the imports of a world by their versions.</summary>
internal static class VersionMerger
{
    /// <summary>Replaces imports by newer ones that the world has, too, and everything that uses types of the old ones.</summary>
    public static void Merge(DraftPackages packages, DraftWorld world)
    {
        var replaced = new Dictionary<InterfaceId, InterfaceId>();
        foreach (var versions in Imported(packages, world).GroupBy(id => id.Track))
        {
            var newest = versions.MaxBy(id => id.Package.Version!);
            foreach (var id in versions.Where(id => id != newest))
            {
                replaced.Add(id, newest);
            }
        }

        if (replaced.Count == 0)
        {
            return;
        }

        foreach (var (old, target) in replaced)
        {
            // What only the older one has is an error of its package, and shows when it is looked up.
            foreach (var name in packages[old].Types.Keys.Where(name => !packages[target].Types.ContainsKey(name)).ToList())
            {
                packages[target].Add(packages[old].Types[name]);
            }

            foreach (var (name, resource) in packages[old].Types.Where(pair => pair.Value.Keyword == "resource"))
            {
                AddMissing(resource.Functions, packages[target].Types[name].Functions);
            }

            AddMissing(packages[old].Functions, packages[target].Functions);
            if (world.ImportedInterfaces.Remove(old.ToString(), out _))
            {
                world.ImportedInterfaces.TryAdd(target.ToString(), new DraftWorldInterface { Target = target });
            }
        }

        // An export keeps the version that it has; the types that it uses are those of the imports.
        foreach (var scope in packages.Packages.Values.SelectMany(package => package.Interfaces.Values).Append(world.Imports)
            .Concat(world.ImportedInterfaces.Values.Concat(world.ExportedInterfaces.Values).Select(item => item.Inline).OfType<DraftScope>()))
        {
            foreach (var type in scope.Types.Values.Where(type => type.Keyword == "use"))
            {
                type.Source = IsExported(world, type.Source) ? type.Source : replaced.GetValueOrDefault(type.Source, type.Source);
            }
        }
    }

    // A partial view of an interface may lack what another one has: both are views of interfaces that are compatible.
    private static void AddMissing(OrderedDictionary<string, DraftFunction> from, OrderedDictionary<string, DraftFunction> into)
    {
        foreach (var (name, function) in from)
        {
            into.TryAdd(name, function);
        }
    }

    private static bool IsExported(DraftWorld world, InterfaceId id) => world.ExportedInterfaces.ContainsKey(id.ToString());

    // What the world imports, and what those interfaces use.
    private static List<InterfaceId> Imported(DraftPackages packages, DraftWorld world)
    {
        var found = new List<InterfaceId>();
        var seen = new HashSet<InterfaceId>();
        var open = new Stack<InterfaceId>(world.ImportedInterfaces.Where(pair => pair.Value.Target is { } id && id.ToString() == pair.Key).Select(pair => pair.Value.Target!.Value).Reverse());
        foreach (var source in Sources(world.Imports).Concat(world.ExportedInterfaces.Values.SelectMany(item => Sources(item.Inline ?? packages[item.Target!.Value]))))
        {
            if (!IsExported(world, source))
            {
                open.Push(source);
            }
        }

        while (open.TryPop(out var id))
        {
            if (!seen.Add(id))
            {
                continue;
            }

            if (id.Package.Version is not null)
            {
                found.Add(id);
            }

            foreach (var source in Sources(packages[id]))
            {
                open.Push(source);
            }
        }

        return found;
    }

    private static IEnumerable<InterfaceId> Sources(DraftScope scope) => scope.Types.Values.Where(type => type.Keyword == "use").Select(type => type.Source);
}
