// Resolves one package: what its paths mean, in which order its interfaces and worlds can be made.
using Weft.Wit.Syntax;

namespace Weft.Wit.Resolution;

internal sealed class PackageResolver(PackageUnit unit, Dictionary<WitPackageName, PackageUnit> packages, Gates gates, ItemBudget budget)
{
    // Far more than anyone writes; walks along `use` recurse.
    private const int DeepestUse = 300;

    private readonly Dictionary<string, (Item Item, int File)> _items = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Dictionary<string, UsePath>> _fileNames = [];

    public PackageUnit Unit { get; } = unit;

    public Gates Gates { get; } = gates;

    public ItemBudget Budget { get; } = budget;

    public void Resolve()
    {
        CollectNames();
        var names = _items.Values.Where(pair => !Unit.Excluded.Contains(pair.Item.Name.Name)).Select(pair => pair.Item.Name.Name).ToList();
        var order = TopologicalSort.Sort(names, DependenciesOf, (name, place) =>
            place.Error($"`{name}` depends on itself, directly or through others: move what both need into an interface of its own"));
        var interfaces = new List<WitInterface>();
        var worlds = new List<WitWorld>();
        foreach (var name in order)
        {
            var (item, file) = _items[name];
            if (item is InterfaceItem syntax)
            {
                var made = ResolveInterface(syntax, syntax.Name.Name, file);
                Unit.Items.Add(name, made);
                interfaces.Add(made);
            }
            else
            {
                var made = new WorldResolver(this, (WorldItem)item, file).Resolve();
                Unit.Items.Add(name, made);
                worlds.Add(made);
            }
        }

        // What is used at the top of a file and nowhere in it must be there as well.
        foreach (var (use, file) in Unit.Parts.SelectMany((part, file) => part.Uses.Select(use => (use, file))))
        {
            FindInterface(use.Path, file, areExcludedFine: true);
        }

        Unit.Package.Interfaces = interfaces;
        Unit.Package.Worlds = worlds;
    }

    /// <summary>Makes an interface; its name is null when it is inline in a world.</summary>
    public WitInterface ResolveInterface(InterfaceItem syntax, string? name, int file)
    {
        var made = new WitInterface(Unit.Package, name, syntax.Attributes.ItemOf(syntax.Name));
        var scope = new ScopeResolver(this, file, type => type.Interface = made);
        scope.Resolve(syntax.Items);
        made.ExcludedTypes.UnionWith(scope.Excluded);
        made.Types = scope.Definitions;
        made.Functions = syntax.Items.OfType<FunctionItem>().Where(item => Gates.Includes(item.Attributes.Gate)).Select(scope.ResolveFunction).ToList();
        made.Dependencies = scope.Dependencies;
        made.UseDepth = 1 + made.Dependencies.Select(dependency => dependency.UseDepth).DefaultIfEmpty().Max();
        return made.UseDepth <= DeepestUse ? made : throw syntax.Name.Error($"interfaces use each other in a chain that is longer than {DeepestUse}");
    }

    /// <summary>The interface that a path names.</summary>
    public WitInterface FindInterface(UsePath path, int file) => FindInterface(path, file, areExcludedFine: false)!;

    /// <summary>The world that a path names.</summary>
    public WitWorld FindWorld(UsePath path, int file) => Find(path, file, "world") switch
    {
        WitWorld world => world,
        null => throw Gates.Excluded(path.Name, "world"),
        _ => throw path.Name.Error($"`{path.Name.Name}` is an interface, and only worlds can be included: import or export it"),
    };

    private WitInterface? FindInterface(UsePath path, int file, bool areExcludedFine) => Find(path, file, "interface") switch
    {
        WitInterface found => found,
        null => areExcludedFine ? null : throw Gates.Excluded(path.Name, "interface"),
        _ => throw path.Name.Error($"`{path.Name.Name}` is a world, where an interface is needed"),
    };

    // Null for what a gate leaves out.
    private object? Find(UsePath path, int file, string kind)
    {
        if (path.Package is { } package)
        {
            var other = packages[package.Name];
            return other.Items.TryGetValue(path.Name.Name, out var item) ? item
                : other.Excluded.Contains(path.Name.Name) ? null
                : throw path.Name.Error($"package {package.Name} has no {kind} `{path.Name.Name}`");
        }

        if (_fileNames[file].TryGetValue(path.Name.Name, out var target))
        {
            return Find(target, file, kind);
        }

        if (Unit.Excluded.Contains(path.Name.Name))
        {
            return null;
        }

        return Unit.Items.TryGetValue(path.Name.Name, out var own) ? own : throw Unknown(path.Name);
    }

    private void CollectNames()
    {
        for (var file = 0; file < Unit.Parts.Count; file++)
        {
            var part = Unit.Parts[file];
            foreach (var item in part.Interfaces.Concat<Item>(part.Worlds).OrderBy(item => item.Name.Position))
            {
                if (_items.TryGetValue(item.Name.Name, out var other))
                {
                    throw item.Name.Error($"`{item.Name.Name}` is defined twice in package {Unit.Name}; the other definition is at {other.Item.Name.Location}"
                        + (other.Item.Name.Name == item.Name.Name ? "" : $" as `{other.Item.Name.Name}` (small and capital letters do not make names different)"));
                }

                Gates.Check(item.Attributes.Gate, Unit.Name, item.Name);
                _items.Add(item.Name.Name, (item, file));
                if (!Gates.Includes(item.Attributes.Gate))
                {
                    Unit.Excluded.Add(item.Name.Name);
                    RequireGates(item);
                }
            }
        }

        foreach (var part in Unit.Parts)
        {
            var names = new Dictionary<string, UsePath>(StringComparer.Ordinal);
            var own = new HashSet<string>(part.Interfaces.Concat<Item>(part.Worlds).Select(item => item.Name.Name), StringComparer.OrdinalIgnoreCase);
            foreach (var use in part.Uses)
            {
                // `use a;` of an interface of the same package only says what is so already, unless this file has it.
                if (!own.Add(use.Local.Name))
                {
                    throw use.Local.Error($"`{use.Local.Name}` has another meaning in this file: give one of them another name with `as`");
                }

                if (use.Path.Package is null && use.Path.Name.Name == use.Local.Name)
                {
                    if (!IsOwn(use.Local.Name))
                    {
                        throw Unknown(use.Path.Name);
                    }

                    continue;
                }

                names.Add(use.Local.Name, use.Path);
            }

            _fileNames.Add(names);
        }

        foreach (var names in _fileNames)
        {
            foreach (var path in names.Values.Where(path => path.Package is null))
            {
                if (names.ContainsKey(path.Name.Name))
                {
                    throw path.Name.Error($"`{path.Name.Name}` is itself a name made by `use`: name the interface that it stands for");
                }

                if (!IsOwn(path.Name.Name))
                {
                    throw Unknown(path.Name);
                }
            }
        }
    }

    // A type inside of what is left out is left out as well, and must say so: others that refer to it would not see why it is missing.
    // The specification wants the same of functions; implementations do not, so that packages have it otherwise.
    private void RequireGates(Item item)
    {
        var items = item is InterfaceItem inside ? inside.Items : ((WorldItem)item).Items;
        foreach (var ungated in items.Where(one => one is DefinitionItem && Gates.Includes(one.Attributes.Gate)))
        {
            throw ungated.Name.Error($"`{ungated.Name.Name}` is inside of `{item.Name.Name}`, which belongs to an unstable feature: give it the same @unstable");
        }
    }

    private List<(string, Identifier)> DependenciesOf(string name)
    {
        var (item, file) = _items[name];
        var dependencies = new List<(string, Identifier)>();
        foreach (var path in PackageAssembly.PathsOf(item is InterfaceItem inside ? inside.Items : ((WorldItem)item).Items, Gates))
        {
            var target = path.Package is null && _fileNames[file].TryGetValue(path.Name.Name, out var other) ? other : path;
            if (target.Package is not null)
            {
                continue;
            }

            if (!IsOwn(target.Name.Name))
            {
                throw Unknown(path.Name);
            }

            if (!Unit.Excluded.Contains(target.Name.Name))
            {
                dependencies.Add((target.Name.Name, path.Name));
            }
        }

        return dependencies;
    }

    private bool IsOwn(string name) => _items.TryGetValue(name, out var found) && found.Item.Name.Name == name;

    private WitException Unknown(Identifier name) => name.Error(_items.TryGetValue(name.Name, out var other)
        ? $"there is no interface or world `{name.Name}` here; did you mean `{other.Item.Name.Name}`?"
        : $"there is no interface or world `{name.Name}` in package {Unit.Name}, and this file does not `use` one of that name");
}
