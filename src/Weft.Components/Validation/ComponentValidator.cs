// Validation of components (Explainer.md, Binary.md): definition by definition, in order, because each sees only what stands before it.
// This part: the door, what all parts use, core modules, aliases.
using System.Collections.Immutable;
using Weft.Components.Types;
using Weft.Wasm;
using Weft.Wasm.Validation;

namespace Weft.Components.Validation;

/// <summary>Validates components.</summary>
public sealed partial class ComponentValidator
{
    private readonly ComponentValidationOptions _options;
    private readonly TypeRegistry _registry;
    private readonly WorkBudget _budget = new();
    private readonly Subtyping _subtyping;
    private readonly List<(CoreModuleItem Item, SourcePlace Place, ValidatedModule Module)> _bodies = [];
    private ValidationScope _scope = new(ScopeKind.Component, null);
    private SourcePlace _place;

    private ComponentValidator(TypeRegistry registry, ComponentValidationOptions options)
    {
        (_registry, _options) = (registry, options);
        _subtyping = new Subtyping(_budget, registry);
    }

    /// <summary>Checks a whole component, the modules and components in it included.</summary>
    /// <param name="component">The component.</param>
    /// <param name="registry">The types of the engine that will use the component; receives its core types.</param>
    /// <param name="options">What to accept; what is on by default when null.</param>
    /// <exception cref="InvalidModuleException">The component breaks a rule, or uses a feature that is off.</exception>
    /// <exception cref="MalformedModuleException">The bytes of a body in a module are not instructions.</exception>
    public static ValidatedComponent Validate(ComponentDefinition component, TypeRegistry registry, ComponentValidationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(component);
        ArgumentNullException.ThrowIfNull(registry);
        var validator = new ComponentValidator(registry, options ?? ComponentValidationOptions.Default);
        var validated = validator.ValidateComponent(component, null);
        validator.ValidateBodies();
        return validated;
    }

    private ValidatedComponent ValidateComponent(ComponentDefinition component, ValidationScope? outer)
    {
        Enter(ScopeKind.Component, outer);
        foreach (var item in component.Items)
        {
            _place = item.Place;
            ValidateItem(item);
        }

        var scope = _scope;
        var type = Limit(new ComponentType(new ExternMap(scope.Imports), new ExternMap(scope.Exports), [.. scope.ImportedResources], [.. scope.DefinedResources]));
        _scope = outer ?? scope;
        return new ValidatedComponent(component, type, _registry)
        {
            Types = [.. scope.Types],
            Functions = [.. scope.Functions],
            Instances = [.. scope.Instances],
            Components = [.. scope.Components],
            CoreModules = [.. scope.CoreModules],
            CoreFunctions = [.. scope.CoreFunctions],
            CoreMemories = [.. scope.CoreMemories],
            Modules = ByReference(scope.Modules),
            NestedComponents = ByReference(scope.Nested),
        };
    }

    /// <summary>Items are records, but two that are equal are not the same.</summary>
    private static ImmutableDictionary<TKey, TValue> ByReference<TKey, TValue>(Dictionary<TKey, TValue> items)
        where TKey : class =>
        ImmutableDictionary.CreateRange<TKey, TValue>(ReferenceEqualityComparer.Instance, items);

    private void Enter(ScopeKind kind, ValidationScope? outer)
    {
        _scope = new ValidationScope(kind, outer);
        if (_scope.Depth > ComponentLimits.NestingDepth)
        {
            throw _place.Error($"nesting too deep: more than {ComponentLimits.NestingDepth} components or types in each other");
        }
    }

    private void ValidateItem(ComponentItem item)
    {
        switch (item)
        {
            case CoreModuleItem module:
                ValidateModule(module);
                break;
            case CoreInstantiation or CoreExportBundle:
                Push(_scope.CoreInstances, ResolveCoreInstance(item), Sort.CoreInstance);
                break;
            case CoreTypeItem type:
                DefineCoreType(type.Type);
                break;
            case NestedComponent nested:
                var place = _place;
                var validated = ValidateComponent(nested.Component, _scope);
                _place = place;
                _scope.Nested[nested] = validated;
                Push(_scope.Components, validated.Type, Sort.Component);
                break;
            case ComponentInstantiation instantiation:
                Push(_scope.Instances, Instantiate(instantiation), Sort.Instance);
                break;
            case ExportBundle bundle:
                Push(_scope.Instances, ResolveBundle(bundle), Sort.Instance);
                break;
            case ExportAlias alias:
                Push(ResolveExportAlias(alias));
                break;
            case CoreExportAlias alias:
                DefineCoreExportAlias(alias);
                break;
            case OuterAlias alias:
                DefineOuterAlias(alias);
                break;
            case TypeItem type:
                Push(_scope.Types, DefineType(type.Type), Sort.Type);
                break;
            case CanonicalItem canonical:
                DefineCanonical(canonical.Definition);
                break;
            case ImportItem import:
                AddImport(import.Name, import.Description);
                break;
            case ExportItem export:
                AddExport(export);
                break;
            case CustomItem:
                break;
            default:
                throw Error($"{item.GetType().Name} is no definition of a component");
        }
    }

    private InvalidModuleException Error(string message) => _place.Error(message);

    /// <summary>Throws unless a gated feature is on.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="what">What needs it, and the verb.</param>
    private void Require(ComponentFeatures feature, string what)
    {
        if ((_options.Features & feature) != feature)
        {
            throw Error($"{what} {SpellFeature(feature)}, which is off: {feature}");
        }
    }

    private static string SpellFeature(ComponentFeatures feature) => feature switch
    {
        ComponentFeatures.Async => "the component model async feature",
        ComponentFeatures.ErrorContext => "the component model error-context feature",
        ComponentFeatures.Threads => "the component model threading feature",
        ComponentFeatures.SharedThreads => "the shared-everything-threads proposal",
        ComponentFeatures.FixedLengthLists => "the component model fixed-length lists feature",
        ComponentFeatures.Maps => "the component model map feature",
        ComponentFeatures.Memory64 => "the `cm64` feature to be enabled",
        _ => $"the component model feature {feature}",
    };

    private void Push<T>(List<T> space, T item, Sort sort)
    {
        if (space.Count >= ComponentLimits.Definitions)
        {
            throw Error($"too many definitions of sort {sort.Spell()}: the limit is {ComponentLimits.Definitions}");
        }

        space.Add(item);
    }

    /// <summary>Adds something to the index space of its sort.</summary>
    private void Push(ExternType type)
    {
        switch (type.Sort)
        {
            case Sort.Function:
                Push(_scope.Functions, (ComponentFunctionType)type.Type, type.Sort);
                break;
            case Sort.Type:
                Push(_scope.Types, type.Type, type.Sort);
                break;
            case Sort.Component:
                Push(_scope.Components, (ComponentType)type.Type, type.Sort);
                break;
            case Sort.Instance:
                Push(_scope.Instances, (InstanceType)type.Type, type.Sort);
                break;
            default:
                Push(_scope.CoreModules, (CoreModuleType)type.Type, type.Sort);
                break;
        }
    }

    private T Get<T>(List<T> space, int index, Sort sort) =>
        (uint)index < (uint)space.Count ? space[index] : throw Error($"unknown {sort.Noun()} {index}: {sort.Noun()} index out of bounds");

    /// <summary>What an index that can be imported or exported refers to.</summary>
    private ExternType Get(Sort sort, int index) => new(sort, sort switch
    {
        Sort.Function => Get(_scope.Functions, index, sort),
        Sort.Type => Get(_scope.Types, index, sort),
        Sort.Component => Get(_scope.Components, index, sort),
        Sort.Instance => Get(_scope.Instances, index, sort),
        Sort.CoreModule => Get(_scope.CoreModules, index, sort),
        _ => throw Error($"sort {sort.Spell()} can be neither imported nor exported"),
    });

    private T Limit<T>(T type)
        where T : DefinedType
    {
        if (type.Size > ComponentLimits.TypeSize)
        {
            throw Error($"effective type size exceeds the limit of {ComponentLimits.TypeSize}");
        }

        return type.Depth <= ComponentLimits.TypeDepth ? type : throw Error($"type nesting is too deep: the limit is {ComponentLimits.TypeDepth}");
    }

    private void ValidateModule(CoreModuleItem item)
    {
        ValidatedModule? module = null;
        if (item.Precompiled is { } known && known.Validated.Registry == _registry)
        {
            module = known.Validated;
        }
        else
        {
            DoInModule(item, _place, () => module = ModuleValidator.ValidateDefinitions(item.Module, _registry, _options.Modules));
            _bodies.Add((item, _place, module!));
        }

        var (imports, exports) = ModuleTypes.Describe(module!);
        _scope.Modules[item] = module!;
        Push(_scope.CoreModules, MakeModuleType(imports, exports), Sort.CoreModule);
    }

    /// <summary>What is wrong with the component itself is said first: bodies come when all else is known to be right.</summary>
    private void ValidateBodies()
    {
        foreach (var (item, place, module) in _bodies)
        {
            DoInModule(item, place, () => BodiesValidator.Validate(module));
        }
    }

    /// <summary>Does something with a module; errors say where in the component they are.</summary>
    private static void DoInModule(CoreModuleItem item, SourcePlace place, Action action)
    {
        try
        {
            action();
        }
        catch (InvalidModuleException error)
        {
            var offset = error.ByteOffset is { } inside && item.Offset > 0 ? item.Offset + inside : place.ByteOffset;
            throw new InvalidModuleException(error.Reason, error.FunctionIndex, error.FunctionName, offset, error.Position ?? place.Position);
        }
        catch (MalformedModuleException error) when (error.ByteOffset is { } inside && item.Offset > 0)
        {
            throw new MalformedModuleException(error.Reason, item.Offset + inside);
        }
    }

    /// <summary>Two imports of one name would need one argument (Binary.md: names of two levels become one).</summary>
    private CoreModuleType MakeModuleType(ImmutableArray<CoreImport> imports, ImmutableDictionary<string, ExternalType> exports)
    {
        var names = new HashSet<(string, string)>();
        foreach (var import in imports)
        {
            if (!names.Add((import.Module, import.Name)))
            {
                throw Error($"duplicate import name `{import.Module}:{import.Name}`");
            }
        }

        return Limit(new CoreModuleType(imports, exports));
    }

    private ExternType ResolveExportAlias(ExportAlias alias)
    {
        if (_scope.Kind != ScopeKind.Component && alias.Sort is not (Sort.Instance or Sort.Type))
        {
            throw Error("aliases in a component or instance type may only refer to types or instances");
        }

        var instance = Get(_scope.Instances, alias.Instance, Sort.Instance);
        if (!instance.Exports.TryFind(alias.Name, out var export))
        {
            throw Error($"instance {alias.Instance} has no export named `{alias.Name}`");
        }

        return export.Sort == alias.Sort ? export : throw Error($"export `{alias.Name}` for instance {alias.Instance} is not a {alias.Sort.Keyword()}");
    }

    private void DefineCoreExportAlias(CoreExportAlias alias)
    {
        if (_scope.Kind != ScopeKind.Component)
        {
            throw Error("aliases in a component or instance type may only refer to types or instances");
        }

        var instance = Get(_scope.CoreInstances, alias.Instance, Sort.CoreInstance);
        if (!instance.TryGetValue(alias.Name, out var type))
        {
            throw Error($"core instance {alias.Instance} has no export named `{alias.Name}`");
        }

        if (SortFacts.FromExternal(type.Kind) != alias.Sort)
        {
            throw Error($"export `{alias.Name}` for core instance {alias.Instance} is not a {alias.Sort.Keyword()}");
        }

        switch (type)
        {
            case ExternalFunctionType function:
                Push(_scope.CoreFunctions, function.TypeIndex, alias.Sort);
                break;
            case TableType table:
                Push(_scope.CoreTables, table, alias.Sort);
                break;
            case MemoryType memory:
                Push(_scope.CoreMemories, memory, alias.Sort);
                break;
            case GlobalType global:
                Push(_scope.CoreGlobals, global, alias.Sort);
                break;
            case TagType tag:
                Push(_scope.CoreTags, tag.TypeIndex, alias.Sort);
                break;
        }
    }

    private void DefineOuterAlias(OuterAlias alias)
    {
        if (_scope.Kind != ScopeKind.Component && alias.Sort is not (Sort.Type or Sort.CoreType))
        {
            throw Error("aliases in a component or instance type may only refer to types or instances");
        }

        var target = FindOuter(_scope, alias.Levels, out var crossesComponent);
        switch (alias.Sort)
        {
            case Sort.CoreModule:
                Push(_scope.CoreModules, Get(target.CoreModules, alias.Index, alias.Sort), alias.Sort);
                break;
            case Sort.CoreType:
                Push(_scope.CoreTypes, Get(target.CoreTypes, alias.Index, alias.Sort), alias.Sort);
                break;
            case Sort.Component:
                Push(_scope.Components, Get(target.Components, alias.Index, alias.Sort), alias.Sort);
                break;
            default:
                var type = Get(target.Types, alias.Index, alias.Sort);
                if (crossesComponent && new FreeResources(_budget).IsAnyIn(type))
                {
                    throw Error("cannot alias an outer type which transitively refers to resources not defined in the current component");
                }

                Push(_scope.Types, type, alias.Sort);
                break;
        }
    }

    private ValidationScope FindOuter(ValidationScope from, int levels, out bool crossesComponent)
    {
        crossesComponent = false;
        var scope = from;
        for (var i = 0; i < levels; i++)
        {
            crossesComponent |= scope.Kind == ScopeKind.Component;
            scope = scope.Outer ?? throw Error($"invalid outer alias count of {levels}");
        }

        return scope;
    }
}
