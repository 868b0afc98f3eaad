// Which C# types a world becomes, and their names: one container for each interface, and one for what is in the world itself.
using Weft.Bindings.Generator.Input;
using Weft.Wit;

namespace Weft.Bindings.Generator.Planning;

/// <summary>What is generated for a world.</summary>
internal sealed class WorldPlan
{
    private readonly Dictionary<WitInterface, Container> _imports = [];
    private readonly Dictionary<WitInterface, Container> _exports = [];
    private readonly Dictionary<WitInterface, bool> _hasResources = [];
    private readonly NameScope _names;

    public WorldPlan(WorldRequest request, WitWorld world)
    {
        (Request, World) = (request, world);
        _names = new NameScope(request.Name, "AddTo", "Instantiate", "InstantiateAsync", "Instance", "Exports", "ExportList", "Codecs", "GuestCodecs");
        Root = new Container(null, request.Name, request.QualifiedName, _names) { Documentation = world.Documentation };
        var interfaceNames = FindInterfaceNames();
        if (!request.IsStatic)
        {
            AddInterfaces(world.Exports.OfType<WitWorldInterface>(), interfaceNames, isExport: true);
        }

        AddInterfaces(world.Imports.OfType<WitWorldInterface>(), interfaceNames, isExport: false);
        ImportsName = "I" + request.Name + "Imports";
        AddRoot();
        foreach (var container in Containers)
        {
            AddMembers(container);
        }

        // Methods of the class may not have the names of types in it.
        if (!request.IsStatic)
        {
            Root.Exports.AddRange(world.Exports.OfType<WitWorldFunction>().Where(item => item.Function.Resource is null)
                .Select(item => new FunctionPlan(item.Function, TakeExport(_names, CSharpName.Pascal(item.Function.Name)), IsGuest: false)));
        }
    }

    public WorldRequest Request { get; }

    public WitWorld World { get; }

    /// <summary>What is in the world itself.</summary>
    public Container Root { get; }

    /// <summary>The containers of interfaces, in their order.</summary>
    public List<Container> Containers { get; } = [];

    /// <summary>The name of the interface with all that the host implements.</summary>
    public string ImportsName { get; }

    /// <summary>Whether the host has anything to implement.</summary>
    public bool HasImports => Root.Functions.Count != 0 || Containers.Any(container => container.HostName is not null);

    /// <summary>Whether resources of the guest come into it.</summary>
    public bool HasGuestResources => Containers.Any(container => container.IsGuestSide && container.Resources.Any());

    /// <summary>The container of a type.</summary>
    /// <param name="type">The type, which is no alias.</param>
    /// <param name="isGuest">Whether an export speaks of it.</param>
    public Container ContainerOf(WitTypeDefinition type, bool isGuest) => type.Interface is not { } owner ? Root
        : isGuest && _exports.TryGetValue(owner, out var exported) ? exported
        : _imports.TryGetValue(owner, out var imported) ? imported : _exports[owner];

    // The name of the interface alone, where that is no other's.
    private Dictionary<WitWorldInterface, string> FindInterfaceNames()
    {
        var all = World.Exports.Concat(World.Imports).OfType<WitWorldInterface>().ToList();
        var spelled = new Func<WitWorldInterface, string>[]
        {
            item => item.HasPlainName ? item.Name : item.Interface.Name!,
            item => item.HasPlainName ? item.Name : $"{item.Interface.Package.Name.Name}-{item.Interface.Name}",
            item => item.HasPlainName ? item.Name : $"{item.Interface.Package.Name.Namespace}-{item.Interface.Package.Name.Name}-{item.Interface.Name}",
            item => item.Name.Replace(':', '-').Replace('/', '-').Replace('@', '-').Replace('.', '-').Replace('+', '-'),
        };
        var names = new Dictionary<WitWorldInterface, string>();
        foreach (var item in all)
        {
            foreach (var spell in spelled)
            {
                names[item] = CSharpName.Pascal(spell(item));
                if (!all.Any(other => other.Interface != item.Interface && CSharpName.Pascal(spell(other)) == names[item]))
                {
                    break;
                }
            }
        }

        return names;
    }

    private void AddInterfaces(IEnumerable<WitWorldInterface> items, Dictionary<WitWorldInterface, string> names, bool isExport)
    {
        foreach (var item in items)
        {
            var known = isExport ? _exports : _imports;
            if (known.ContainsKey(item.Interface))
            {
                throw new WitException($"the interface `{item.Name}` is imported or exported twice under different names: there are no bindings for that yet", item.Location);
            }

            // Values of types without resources are the same on both sides.
            if (!isExport && _exports.TryGetValue(item.Interface, out var both) && !HasResources(item.Interface))
            {
                _imports[item.Interface] = both;
                both.ImportName = item.Name;
                both.IsElsewhere = IsElsewhere(item.Name);
                continue;
            }

            var name = names[item];
            if (isExport && HasResources(item.Interface) && World.Imports.OfType<WitWorldInterface>().Any(import => import.Interface == item.Interface))
            {
                name = "Exported" + name;
            }

            var other = isExport ? null : Request.Known.FirstOrDefault(known => InterfaceVersion.AreCompatible(known.Name, item.Name));
            name = _names.Take(name);
            var fullName = other?.Type ?? $"{Request.QualifiedName}.{name}";
            var container = new Container(item.Interface, name, fullName, new NameScope(fullName.Substring(fullName.LastIndexOf('.') + 1), "AddTo"))
            {
                Documentation = item.Documentation ?? item.Interface.Documentation,
                ImportName = isExport ? null : item.Name,
                ExportName = isExport ? item.Name : null,
                IsGuestSide = isExport,
                IsKnown = other is not null,
                IsElsewhere = !isExport && (other is not null || IsElsewhere(item.Name)),
            };
            known[item.Interface] = container;
            Containers.Add(container);
        }
    }

    private bool IsElsewhere(string name) => Request.Elsewhere.Any(start => name.StartsWith(start, StringComparison.Ordinal));

    private bool HasResources(WitInterface type)
    {
        if (!_hasResources.TryGetValue(type, out var has))
        {
            has = type.Types.Any(item => item.Resolved is WitResource) || type.Dependencies.Any(HasResources);
            _hasResources[type] = has;
        }

        return has;
    }

    private void AddRoot()
    {
        foreach (var type in World.Imports.OfType<WitWorldType>().Select(item => item.Type).Where(type => type is not WitTypeAlias))
        {
            AddType(Root, type);
        }

        var names = new NameScope();
        foreach (var function in World.Imports.OfType<WitWorldFunction>().Select(item => item.Function).Where(function => function.Resource is null))
        {
            Root.Functions.Add(new FunctionPlan(function, names.Take(CSharpName.Pascal(function.Name)), IsGuest: false));
        }

        AddResourceFunctions(Root, names);
    }

    private void AddMembers(Container container)
    {
        foreach (var type in container.Interface!.Types.Where(type => type is not WitTypeAlias))
        {
            AddType(container, type);
        }

        if (container.ImportName is not null)
        {
            var names = new NameScope();
            container.Functions.AddRange(container.Interface.Functions.Select(function =>
                new FunctionPlan(function, names.Take(CSharpName.Pascal(function.Name)), IsGuest: false)));
            if (!container.IsGuestSide)
            {
                AddResourceFunctions(container, names);
            }

            if (container.Functions.Count != 0 && !container.IsElsewhere)
            {
                container.HostName = _names.Take("I" + container.Name);
            }
        }

        if (container.ExportName is not null)
        {
            container.Exports.AddRange(container.Interface.Functions.Select(function =>
                new FunctionPlan(function, TakeExport(container.Names, CSharpName.Pascal(function.Name)), IsGuest: true)));
            AddResourceFunctions(container, container.Names);
        }
    }

    private static void AddType(Container container, WitTypeDefinition type)
    {
        var name = CSharpName.Pascal(type.Name);
        container.Add(type, container.Names.Take(type is WitResource && !container.IsGuestSide ? "I" + name : name));
        if (type is WitResource resource && !container.IsGuestSide)
        {
            container.AddResource(resource, container.Names.Take(name + "Resource"));
        }
    }

    // Constructors and static functions are called where the interface is, methods on the resource.
    private void AddResourceFunctions(Container container, NameScope names)
    {
        foreach (var resource in container.Resources)
        {
            var isGuest = container.IsGuestSide;
            var methodNames = new NameScope(container.NameOf(resource), "Handle", "codecs");
            string Take(NameScope scope, string name) => isGuest ? TakeExport(scope, name) : scope.Take(name);
            container.Methods[resource] = resource.Functions.Where(function => function.Kind == WitFunctionKind.Method)
                .Select(function => new FunctionPlan(function, Take(methodNames, CSharpName.Pascal(function.Name)), isGuest, container.NameOf(resource))).ToList();
            var others = resource.Functions.Where(function => function.Kind != WitFunctionKind.Method).Select(function => new FunctionPlan(
                function,
                Take(names, function.Kind == WitFunctionKind.Constructor
                    ? "Create" + CSharpName.Pascal(resource.Name)
                    : CSharpName.Pascal(resource.Name) + CSharpName.Pascal(function.Name)),
                isGuest));
            (isGuest ? container.Exports : container.Functions).AddRange(others);
        }
    }

    // A method that returns a task has the same name with Async behind it.
    private string TakeExport(NameScope names, string name)
    {
        while (Request.IsAsync && !names.IsFree(name + "Async"))
        {
            name += "_";
        }

        name = names.Take(name);
        if (Request.IsAsync)
        {
            names.Take(name + "Async");
        }

        return name;
    }
}
