// The types and functions of one interface or world: one namespace, names in any order, no cycles (WIT.md, "Name resolution").
using Weft.Wit.Syntax;

namespace Weft.Wit.Resolution;

internal sealed class ScopeResolver(PackageResolver package, int file, Action<WitTypeDefinition> own)
{
    private readonly Dictionary<string, Identifier> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WitTypeDefinition> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DefinitionItem> _items = new(StringComparer.Ordinal);

    /// <summary>What is used, then what is defined, each after what it refers to.</summary>
    public List<WitTypeDefinition> Definitions { get; } = [];

    /// <summary>The interfaces that types are used from.</summary>
    public List<WitInterface> Dependencies { get; } = [];

    /// <summary>Names that gates leave out.</summary>
    public HashSet<string> Excluded { get; } = new(StringComparer.Ordinal);

    /// <summary>Makes the types. Functions only give their names: <see cref="ResolveFunction(FunctionItem)"/> makes them.</summary>
    public void Resolve(IReadOnlyList<Item> items)
    {
        foreach (var item in items)
        {
            CollectName(item);
        }

        var seen = new HashSet<WitInterface>();
        foreach (var use in items.OfType<UseItem>().Where(use => package.Gates.Includes(use.Attributes.Gate)))
        {
            var source = package.FindInterface(use.Path, file);
            if (seen.Add(source))
            {
                Dependencies.Add(source);
            }

            ResolveUse(use, source);
        }

        var names = items.OfType<DefinitionItem>().Select(item => item.Name.Name).Where(_items.ContainsKey).ToList();
        var order = TopologicalSort.Sort(names, DependenciesOf, static (name, place) =>
            place.Error($"the type `{name}` contains itself, directly or through others, and would have no end: put a resource or an index between"));
        foreach (var item in order.Select(name => _items[name]))
        {
            Define(item.Name, ResolveDefinition(item));
        }

        foreach (var item in order.Select(name => _items[name]).Where(item => item.Kind == DefinitionKind.Resource))
        {
            ResolveResourceFunctions(item, (WitResource)_types[item.Name.Name]);
        }
    }

    /// <summary>Makes a function that belongs to no resource.</summary>
    public WitFunction ResolveFunction(FunctionItem item) => ResolveFunction(item, item.Attributes.ItemOf(item.Name), null);

    private void CollectName(Item item)
    {
        if (item is UseItem use)
        {
            foreach (var name in use.Names)
            {
                Collect(name.Local, use.Attributes);
            }

            Gates.Check(use.Attributes.Gate, package.Unit.Name, use.Name);
            return;
        }

        Gates.Check(item.Attributes.Gate, package.Unit.Name, item.Name);
        switch (item)
        {
            case DefinitionItem definition:
                if (Collect(item.Name, item.Attributes))
                {
                    _items.Add(item.Name.Name, definition);
                }
                else
                {
                    foreach (var ungated in definition.Functions.Where(function => package.Gates.Includes(function.Attributes.Gate)))
                    {
                        throw ungated.Name.Error($"`{ungated.Name.Name}` is inside of the resource `{item.Name.Name}`, which belongs to an unstable feature: give it the same @unstable");
                    }
                }

                break;
            case FunctionItem when Collect(item.Name, item.Attributes):
                _functions.Add(item.Name.Name);
                break;
            default:
                break;
        }
    }

    private bool Collect(Identifier name, Attributes attributes)
    {
        Unique(_names, name);
        var isIncluded = package.Gates.Includes(attributes.Gate);
        if (!isIncluded)
        {
            Excluded.Add(name.Name);
        }

        return isIncluded;
    }

    private void ResolveUse(UseItem use, WitInterface source)
    {
        foreach (var (name, local) in use.Names.Select(one => (one.Name, one.Local)))
        {
            if (source.ExcludedTypes.Contains(name.Name))
            {
                throw Gates.Excluded(name, "type");
            }

            var target = source.FindType(name.Name);
            if (target is null)
            {
                throw name.Error(source.Functions.Any(function => function.Name == name.Name)
                    ? $"`{name.Name}` is a function, and only types can be used: import the interface `{source.Name}` to call it"
                    : $"the interface `{source.QualifiedName}` has no type `{name.Name}`");
            }

            Define(local, new WitTypeAlias(use.Attributes.ItemOf(local), target, isUse: true));
        }
    }

    private void Define(Identifier name, WitTypeDefinition definition)
    {
        own(definition);
        _types.Add(name.Name, definition);
        Definitions.Add(definition);
    }

    private List<(string, Identifier)> DependenciesOf(string name)
    {
        var dependencies = new List<(string, Identifier)>();
        var item = _items[name];
        Collect(item.Target);
        foreach (var part in item.Parts)
        {
            Collect(part.Type);
        }

        return dependencies;

        void Collect(TypeSyntax? type)
        {
            if (type is null)
            {
                return;
            }

            if (type.Kind is TypeSyntaxKind.Name or TypeSyntaxKind.Own or TypeSyntaxKind.Borrow && _items.ContainsKey(type.Name.Name))
            {
                dependencies.Add((type.Name.Name, type.Name));
            }

            foreach (var argument in type.Arguments)
            {
                Collect(argument);
            }
        }
    }

    private WitTypeDefinition ResolveDefinition(DefinitionItem item)
    {
        var own = item.Attributes.ItemOf(item.Name);
        WitTypeDefinition definition = item.Kind switch
        {
            // A bare name stays one, also that of a resource, of which the alias is another name.
            DefinitionKind.Alias when item.Target!.Kind == TypeSyntaxKind.Name => new WitTypeAlias(own, Find(item.Target.Name), isUse: false),
            DefinitionKind.Alias => new WitTypeAlias(own, ResolveType(item.Target!), isUse: false),
            DefinitionKind.Record => new WitRecord(own, Parts(item).Select(part => new WitField(part.Name.Name, ResolveType(part.Type!), part.Documentation)).ToList()),
            DefinitionKind.Variant => new WitVariant(own, Cases(item)),
            DefinitionKind.Enum => new WitEnum(own, Cases(item)),
            DefinitionKind.Flags => new WitFlags(own, Cases(item)),
            _ => new WitResource(own),
        };
        return definition.Depth <= Parser.DeepestType ? definition
            : throw item.Name.Error($"the type `{item.Name.Name}` nests more than {Parser.DeepestType} deep, through the names in it");
    }

    private List<WitCase> Cases(DefinitionItem item) =>
        Parts(item).Select(part => new WitCase(part.Name.Name, part.Type is null ? null : ResolveType(part.Type), part.Documentation)).ToList();

    private static IReadOnlyList<PartSyntax> Parts(DefinitionItem item)
    {
        var names = new Dictionary<string, Identifier>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in item.Parts)
        {
            Unique(names, part.Name);
        }

        return item.Parts;
    }

    private void ResolveResourceFunctions(DefinitionItem item, WitResource resource)
    {
        var names = new Dictionary<string, Identifier>(StringComparer.OrdinalIgnoreCase);
        var functions = new List<WitFunction>();
        var hasConstructor = false;
        foreach (var function in item.Functions)
        {
            Gates.Check(function.Attributes.Gate, package.Unit.Name, function.Name);
            if (function.Kind != WitFunctionKind.Constructor)
            {
                Unique(names, function.Name);
            }
            else if (hasConstructor)
            {
                throw function.Name.Error($"the resource `{resource.Name}` has two constructors: make one a static function");
            }
            else
            {
                hasConstructor = true;
            }

            if (package.Gates.Includes(function.Attributes.Gate))
            {
                var name = function.Kind == WitFunctionKind.Constructor ? item.Name with { Position = function.Name.Position } : function.Name;
                functions.Add(ResolveFunction(function, function.Attributes.ItemOf(name), resource));
            }
        }

        resource.Functions = functions;
    }

    private WitFunction ResolveFunction(FunctionItem item, WitItem own, WitResource? resource)
    {
        var names = new Dictionary<string, Identifier>(StringComparer.OrdinalIgnoreCase);
        var parameters = new List<WitParameter>();
        if (item.Kind == WitFunctionKind.Method)
        {
            parameters.Add(new WitParameter("self", new WitHandleType(resource!, isBorrowed: true)));
            names.Add("self", item.Name with { Name = "self" });
        }

        foreach (var (name, type) in item.Parameters)
        {
            Unique(names, name);
            parameters.Add(new WitParameter(name.Name, ResolveType(type)));
        }

        var result = item.Result is null ? null : ResolveType(item.Result);
        if (result is { ContainsBorrow: true })
        {
            throw item.Result!.Name.Error($"the result of `{item.Name.Name}` contains a borrowed handle, which would outlive the call: return an owned one");
        }

        if (item.Kind == WitFunctionKind.Constructor)
        {
            result = result is null ? new WitHandleType(resource!, isBorrowed: false) : CheckConstructor(item.Result!, result, resource!);
        }

        return new WitFunction(own, item.Kind, item.IsAsync, resource, parameters, result);
    }

    private static WitType CheckConstructor(TypeSyntax syntax, WitType result, WitResource resource) =>
        result.Resolved is not WitResultType outcome
            ? throw syntax.Name.Error("a constructor returns nothing that is written, or a `result` whose first type is the resource")
            : outcome.Ok is WitHandleType { IsBorrowed: false } handle && handle.Definition == resource ? result
            : throw syntax.Name.Error($"the first type of the constructor's result must be the resource: `result<{resource.Name}, ...>`");

    private WitType ResolveType(TypeSyntax type)
    {
        switch (type.Kind)
        {
            case TypeSyntaxKind.Primitive:
                return WitPrimitiveType.Find(type.Name.Name)!;
            case TypeSyntaxKind.Name:
                var definition = Find(type.Name);
                return definition.Resolved is WitResource ? new WitHandleType(definition, isBorrowed: false) : definition;
            case TypeSyntaxKind.Own or TypeSyntaxKind.Borrow:
                var resource = Find(type.Name);
                return resource.Resolved is WitResource ? new WitHandleType(resource, type.Kind == TypeSyntaxKind.Borrow)
                    : throw type.Name.Error($"`{type.Name.Name}` is not a resource, and only resources have handles");
            default:
                break;
        }

        var arguments = type.Arguments.Select(argument => argument is null ? null : ResolveType(argument)).ToList();
        if (type.Kind is TypeSyntaxKind.Stream or TypeSyntaxKind.Future && arguments[0] is { ContainsBorrow: true })
        {
            throw type.Name.Error($"a {type.Name.Name} cannot carry borrowed handles, which would outlive the call");
        }

        return type.Kind switch
        {
            TypeSyntaxKind.List => new WitListType(arguments[0]!, type.Length),
            TypeSyntaxKind.Option => new WitOptionType(arguments[0]!),
            TypeSyntaxKind.Result => new WitResultType(arguments[0], arguments[1]),
            TypeSyntaxKind.Tuple => new WitTupleType(arguments!),
            TypeSyntaxKind.Map => new WitMapType((WitPrimitiveType)arguments[0]!, arguments[1]!),
            TypeSyntaxKind.Future => new WitFutureType(arguments[0]),
            _ => new WitStreamType(arguments[0]),
        };
    }

    private WitTypeDefinition Find(Identifier name)
    {
        if (_types.TryGetValue(name.Name, out var definition))
        {
            return definition;
        }

        if (Excluded.Contains(name.Name))
        {
            throw Gates.Excluded(name, "type");
        }

        throw name.Error(_functions.Contains(name.Name) ? $"`{name.Name}` is a function, where a type is needed"
            : name.Name is "float32" or "float64" ? $"the type `{name.Name}` is called `f{name.Name.Substring(5)}` now"
            : _names.TryGetValue(name.Name, out var other) && other.Name != name.Name ? $"there is no type `{name.Name}` here; did you mean `{other.Name}`?"
            : $"there is no type `{name.Name}` here: define it, or bring it in with `use interface.{{{name.Name}}};`");
    }

    private static void Unique(Dictionary<string, Identifier> names, Identifier name)
    {
        if (names.TryGetValue(name.Name, out var other))
        {
            throw name.Error($"the name `{name.Name}` is there already, at {other.Location}"
                + (string.Equals(other.Name, name.Name, StringComparison.Ordinal) ? "" : $" as `{other.Name}`: small and capital letters do not make names different"));
        }

        names.Add(name.Name, name);
    }
}
