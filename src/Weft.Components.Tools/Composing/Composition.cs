// Components as the parts of another one: instances of them, what each is given, and what comes out.
using System.Collections.Immutable;
using Weft.Components.Tools.Building;
using Weft.Components.Tools.Componentizing;
using Weft.Components.Tools.Embedding;
using Weft.Components.Tools.Packages;
using Weft.Components.Types;
using Weft.Components.Validation;
using Weft.Wasm;
using Weft.Wit;

namespace Weft.Components.Tools.Composing;

/// <summary>Something in a composition that can be an argument or an export.</summary>
internal abstract record CompositionNode;

/// <summary>An interface that the composition imports.</summary>
internal sealed record ImportedNode(string Name, InstanceType Type) : CompositionNode;

/// <summary>An instance of a component.</summary>
internal sealed record InstanceNode(NamedComponent Component, ComponentType Type, string Name, IReadOnlyDictionary<string, CompositionNode> Arguments) : CompositionNode
{
    /// <inheritdoc/>
    public bool Equals(InstanceNode? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>What an instance exports.</summary>
internal sealed record ExportedNode(CompositionNode Instance, string Name, ExternType Type) : CompositionNode;

/// <summary>Collects instances and exports, and makes the component. What an instance is not given, the composition imports.</summary>
internal sealed class Composition
{
    private readonly List<InstanceNode> _instances = [];
    private readonly OrderedDictionary<string, (ExternName Name, CompositionNode Node)> _exports = [];
    private readonly DraftPackages _packages = new();
    private readonly DraftWorld _world = new(ModuleMetadata.RootWorld);

    /// <summary>What an instance has; null for what is no instance.</summary>
    public static ExternMap? ExportsOf(CompositionNode node) => node switch
    {
        ImportedNode imported => imported.Type.Exports,
        InstanceNode instance => instance.Type.Exports,
        ExportedNode { Type: { Sort: Sort.Instance, Type: InstanceType type } } => type.Exports,
        _ => null,
    };

    /// <summary>What it is.</summary>
    public static Sort SortOf(CompositionNode node) => node is ExportedNode exported ? exported.Type.Sort : Sort.Instance;

    /// <summary>Adds an instance.</summary>
    public InstanceNode Instantiate(NamedComponent component, ComponentType type, string name, IReadOnlyDictionary<string, CompositionNode> arguments)
    {
        var node = new InstanceNode(component, type, name, arguments);
        _instances.Add(node);
        return node;
    }

    /// <summary>Adds an import.</summary>
    /// <param name="id">The interface.</param>
    /// <param name="type">Its type.</param>
    /// <param name="packages">The packages that it and what it uses are in.</param>
    public ImportedNode Import(InterfaceId id, InstanceType type, DraftPackages packages)
    {
        _packages.Merge(packages);
        _world.ImportedInterfaces.TryAdd(id.ToString(), new DraftWorldInterface { Target = id });
        return new ImportedNode(id.ToString(), type);
    }

    /// <summary>Adds an export; false when there is one of the name.</summary>
    public bool TryExport(ExternName name, CompositionNode node) => _exports.TryAdd(name.Name, (name, node));

    /// <summary>Makes the component.</summary>
    /// <exception cref="ComponentToolException">The imports of two parts do not go together.</exception>
    /// <exception cref="WasmException">The types of what would be connected differ.</exception>
    /// <exception cref="WitException">What is imported is not WIT.</exception>
    public ComponentDefinition Build()
    {
        _packages[ModuleMetadata.RootPackage].Worlds.TryAdd(_world.Name, _world);
        foreach (var instance in _instances)
        {
            AddImports(instance.Type, _packages, _world, name => !instance.Arguments.ContainsKey(name));
        }

        var items = new ItemBuilder();
        var scope = new WorldScope(items) { Names = NamedTypes.Imported };
        var builder = new Builder(items, ImportAll(_packages.Resolve(ModuleMetadata.RootPackage).Root.Worlds[0], scope));
        foreach (var instance in _instances)
        {
            builder.Instantiate(instance);
        }

        foreach (var (name, node) in _exports.Values)
        {
            items.Add(new ExportItem(name, SortOf(node), builder.IndexOf(node), null));
        }

        items.Add(new CustomItem(Producers.Own.ToCustomSection()));
        var result = items.ToComponent();
        ComponentValidator.Validate(result, new TypeRegistry(), new ComponentValidationOptions { Features = ComponentFeatures.All });
        return result;
    }

    private static void AddImports(ComponentType type, DraftPackages packages, DraftWorld world, Func<string, bool> isWanted)
    {
        // All are read, as what is wanted may use types of what is not.
        var own = new DraftWorld(world.Name);
        var ownPackages = new DraftPackages();
        new DraftReader(ownPackages).ReadWorld(type, own);
        own.ExportedFunctions.Clear();
        own.ExportedInterfaces.Clear();
        foreach (var name in own.ImportedInterfaces.Keys.Where(name => !isWanted(name)).ToList())
        {
            own.ImportedInterfaces.Remove(name);
        }

        foreach (var name in own.Imports.Functions.Keys.Where(name => !isWanted(name)).ToList())
        {
            own.Imports.Functions.Remove(name);
        }

        packages.Merge(ownPackages);
        world.Merge(own);
    }

    // Everything in the world becomes an import; the result finds imports by name.
    private static Func<string, Sort, int> ImportAll(WitWorld world, WorldScope scope)
    {
        var live = new LiveTypes();
        var functions = new List<(WitWorldInterface? Item, WitFunction Function)>();
        foreach (var item in world.Imports)
        {
            switch (item)
            {
                case WitWorldInterface named:
                    live.Add(named.Interface);
                    functions.AddRange(WitFunctions.Of(named.Interface).Select(function => ((WitWorldInterface?)named, function)));
                    break;
                case WitWorldType type:
                    live.Add(type.Type);
                    break;
                default:
                    break;
            }
        }

        functions.AddRange(WitFunctions.ImportedBy(world).Select(function => ((WitWorldInterface?)null, function)));
        var section = new ImportSection(world, scope, functions, live);
        section.Write();
        var empty = new Dictionary<string, int>();
        int? preview1 = null;
        return (name, sort) => sort switch
        {
            Sort.CoreModule when Preview1Import.Is(name, sort) => preview1 ??= Preview1Import.Add(scope.Items),
            Sort.Instance => world.Imports.OfType<WitWorldInterface>().FirstOrDefault(item => item.Name == name) is { } item && section.InstanceOf(item) is { } instance
                ? instance
                : Empty(name),
            Sort.Function => section.IndexOf(null, WitFunctions.ImportedBy(world).First(function => function.ComponentName == name)),
            _ => scope.EncodeDefinition(world.Imports.OfType<WitWorldType>().First(item => item.Name == name).Type),
        };

        // An interface with nothing in it is not imported, but a component may ask for it all the same.
        int Empty(string name)
        {
            if (!empty.TryGetValue(name, out var index))
            {
                empty.Add(name, index = scope.Items.Add(new ExportBundle([])));
            }

            return index;
        }
    }

    // Definitions in order: a component before its first instance, what is taken out of an instance when it is first needed.
    private sealed class Builder(ItemBuilder items, Func<string, Sort, int> imports)
    {
        private readonly Dictionary<CompositionNode, int> _indices = [];
        private readonly Dictionary<NamedComponent, int> _components = [];

        public void Instantiate(InstanceNode instance)
        {
            if (!_components.TryGetValue(instance.Component, out var component))
            {
                _components[instance.Component] = component = items.Add(new NestedComponent(instance.Component.Component), instance.Component.Name);
            }

            var arguments = ImmutableArray.CreateBuilder<InstantiationArgument>();
            foreach (var import in instance.Type.Imports)
            {
                var index = instance.Arguments.TryGetValue(import.Name.Name, out var argument) ? IndexOf(argument) : imports(import.Name.Name, import.Type.Sort);
                arguments.Add(new InstantiationArgument(import.Name.Name, import.Type.Sort, index));
            }

            _indices[instance] = items.Add(new ComponentInstantiation(component, arguments.ToImmutable()), instance.Name);
        }

        public int IndexOf(CompositionNode node)
        {
            if (_indices.TryGetValue(node, out var index))
            {
                return index;
            }

            index = node switch
            {
                ImportedNode imported => imports(imported.Name, Sort.Instance),
                ExportedNode exported => items.Add(new ExportAlias(exported.Type.Sort, IndexOf(exported.Instance), exported.Name)),
                _ => throw new InvalidOperationException("an instance is made before it is used"),
            };
            _indices[node] = index;
            return index;
        }
    }
}
