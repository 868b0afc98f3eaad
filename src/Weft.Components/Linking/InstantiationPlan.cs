// A component as instantiation goes through it: what can be found without an instance is found once, when the first one is made.
using System.Collections.Immutable;
using Weft.Components.Types;
using Weft.Components.Validation;

namespace Weft.Components;

/// <summary>
/// The definitions of a component: everything that is not a type has a place in instances (<see cref="ComponentFrame"/>), and who makes what is there.
/// Names for what has a place already have that place. Immutable.
/// </summary>
internal sealed class InstantiationPlan
{
    private readonly Component _root;
    private readonly InstantiationPlan? _outer;
    private readonly Dictionary<Sort, List<int>> _places = [];
    private readonly List<InstantiationStep> _makers = [];
    private readonly List<InstantiationStep> _steps = [];
    private readonly List<OptionsStep> _options = [];

    // Core instances that are put together are names for what they consist of, and nothing else. So are instances, for names in the same component.
    private readonly List<CoreExportBundle?> _coreBundles = [];
    private readonly Dictionary<int, ExportBundle> _bundles = [];
    private int _imports;

    /// <summary>Makes the plan.</summary>
    /// <param name="root">The component that was loaded: it has the modules.</param>
    /// <param name="component">The component itself.</param>
    /// <param name="outer">The component around it, as far as it is planned.</param>
    public InstantiationPlan(Component root, ValidatedComponent component, InstantiationPlan? outer = null)
    {
        (_root, Component, _outer) = (root, component, outer);
        var exports = new List<ItemSource>();
        foreach (var item in component.Definition.Items)
        {
            if (item is ExportItem export)
            {
                exports.Add(AddExport(export, Component.Type.Exports[exports.Count].Type));
            }
            else
            {
                Add(item);
            }
        }

        Steps = [.. _steps];
        Makers = [.. _makers];
        Exports = [.. exports];
    }

    /// <summary>The component.</summary>
    public ValidatedComponent Component { get; }

    /// <summary>What each instance does, in this order.</summary>
    public InstantiationStep[] Steps { get; }

    /// <summary>What makes what is at each place.</summary>
    public InstantiationStep[] Makers { get; }

    /// <summary>How many places there are.</summary>
    public int Places => Makers.Length;

    /// <summary>What is exported, in the order of the type.</summary>
    public ItemSource[] Exports { get; }

    /// <summary>How many definitions there are.</summary>
    public int Definitions => Component.Definition.Items.Length;

    /// <summary>Where something is.</summary>
    public ItemSource SourceOf(Sort sort, int index) => sort == Sort.Type ? new ItemSource(-1, Component.Types[index]) : new ItemSource(PlaceOf(sort, index), null);

    /// <summary>Where something is that is not a type.</summary>
    public int PlaceOf(Sort sort, int index) => _places[sort][index];

    /// <summary>Where an export of a core instance is.</summary>
    public CoreSource SourceOf(int coreInstance, string name)
    {
        if (_coreBundles[coreInstance] is not { } bundle)
        {
            return new CoreSource(PlaceOf(Sort.CoreInstance, coreInstance), new CoreLink(name));
        }

        var export = bundle.Exports.First(export => export.Name == name);
        return new CoreSource(PlaceOf(export.Sort, export.Index), null);
    }

    private void Add(ComponentItem item)
    {
        switch (item)
        {
            case CoreModuleItem module:
                AddMaker(Sort.CoreModule, new ModuleStep(_root.GetModule(module)));
                break;
            case CoreInstantiation instantiation:
                _coreBundles.Add(null);
                AddStep(Sort.CoreInstance, new CoreInstantiationStep(this, instantiation));
                break;
            case CoreExportBundle bundle:
                _coreBundles.Add(bundle);
                Name(Sort.CoreInstance, -1);
                break;
            case NestedComponent nested:
                AddMaker(Sort.Component, new NestedStep(new InstantiationPlan(_root, Component.NestedComponents[nested], this)));
                break;
            case ComponentInstantiation instantiation:
                AddStep(Sort.Instance, new ComponentInstantiationStep(this, instantiation, NextInstance));
                break;
            case ExportBundle bundle:
                _bundles.Add(AddStep(Sort.Instance, new BundleStep(this, bundle, NextInstance)), bundle);
                break;
            case ExportAlias alias:
                Add(alias);
                break;
            case CoreExportAlias alias:
                if (SourceOf(alias.Instance, alias.Name) is { Link: null } source)
                {
                    Name(alias.Sort, source.Place);
                }
                else
                {
                    AddMaker(alias.Sort, new CoreAliasStep(SourceOf(alias.Instance, alias.Name)));
                }

                break;
            case OuterAlias { Sort: Sort.CoreModule or Sort.Component } alias:
                Add(alias);
                break;
            case OuterAlias { Sort: Sort.Type }:
                Name(Sort.Type, -1);
                break;
            case TypeItem type:
                if (type.Type is ResourceDefinition resource)
                {
                    AddStep(new ResourceStep(this, resource, (ResourceType)Component.Types[CountOf(Sort.Type)]));
                }

                Name(Sort.Type, -1);
                break;
            case CanonicalItem canonical:
                Add(canonical.Definition);
                break;
            case ImportItem:
                AddImport(Component.Type.Imports[_imports].Type);
                break;
        }
    }

    private void Add(ExportAlias alias)
    {
        if (alias.Sort == Sort.Type)
        {
            Name(Sort.Type, -1);
            return;
        }

        var instance = PlaceOf(Sort.Instance, alias.Instance);
        if (_bundles.GetValueOrDefault(instance) is { } bundle)
        {
            var export = bundle.Exports.First(export => export.Name.Name == alias.Name);
            Name(alias.Sort, PlaceOf(export.Sort, export.Index));
        }
        else if (alias.Sort == Sort.Instance)
        {
            AddStep(alias.Sort, new AliasStep(alias, instance));
        }
        else
        {
            AddMaker(alias.Sort, new AliasStep(alias, instance));
        }
    }

    private void Add(OuterAlias alias)
    {
        var plan = this;
        for (var i = 0; i < alias.Levels; i++)
        {
            plan = plan._outer!;
        }

        var place = plan.PlaceOf(alias.Sort, alias.Index);
        if (plan == this)
        {
            Name(alias.Sort, place);
        }
        else
        {
            AddStep(alias.Sort, new OuterStep(alias.Levels, place));
        }
    }

    private void Add(CanonicalDefinition definition)
    {
        switch (definition)
        {
            case CanonicalLift lift:
                var type = (ComponentFunctionType)Component.Types[lift.Type];
                AddMaker(Sort.Function, new LiftStep(PlaceOf(Sort.CoreFunction, lift.CoreFunction), type, OptionsOf(lift.Options)));
                break;
            case CanonicalLower lower:
                var options = OptionsOf(lower.Options);
                AddMaker(Sort.CoreFunction, new LowerStep(PlaceOf(Sort.Function, lower.Function), Component.Functions[lower.Function], options, NextCoreType));
                break;
            case CanonicalBuiltin { Kind: BuiltinKind.ResourceNew or BuiltinKind.ResourceRep or BuiltinKind.ResourceDrop } builtin:
                AddMaker(Sort.CoreFunction, new ResourceBuiltinStep(builtin.Kind, (ResourceType)Component.Types[builtin.Type], NextCoreType));
                break;
            case CanonicalBuiltin builtin:
                options = OptionsOf(builtin.Options);
                AddStep(Sort.CoreFunction, new TaskBuiltinStep(builtin, ResultOf(builtin.Result), options, _root.Engine.Types.GetFunctionType(NextCoreType)));
                break;
        }
    }

    private void AddImport(ExternType type)
    {
        var step = new ImportStep(_imports++, type);
        if (type.Sort == Sort.Type)
        {
            if (type.Type is ResourceType)
            {
                AddStep(step);
            }

            Name(Sort.Type, -1);
        }
        else if (type.Sort == Sort.Instance)
        {
            AddStep(type.Sort, step);
        }
        else
        {
            AddMaker(type.Sort, step);
        }
    }

    private ItemSource AddExport(ExportItem item, ExternType type)
    {
        var source = SourceOf(item.Sort, item.Index);
        if (item.Sort is Sort.Type or Sort.Instance)
        {
            if (type.Type is ResourceType or InstanceType { ResourceExports.IsEmpty: false })
            {
                AddStep(new ExportStep(source, type));
            }

            Name(item.Sort, source.Place);
            return source;
        }

        if (item.Sort != Sort.Function)
        {
            Name(item.Sort, source.Place);
            return source;
        }

        switch (_makers[source.Place])
        {
            case LiftStep lift:
                lift.Name ??= item.Name.Name;
                Name(Sort.Function, source.Place);
                return source;
            case NameStep:
                Name(Sort.Function, source.Place);
                return source;
            default:
                return new ItemSource(AddMaker(Sort.Function, new NameStep(source.Place, item.Name.Name)), null);
        }
    }

    private ComponentValueType? ResultOf(ValueTypeReference? result) => result is not { } type ? null
        : type.Primitive is { } primitive ? PrimitiveType.Get(primitive)
        : (ComponentValueType)Component.Types[type.Index];

    // Options that are alike are one object of an instance.
    private int OptionsOf(ImmutableArray<CanonicalOption> options)
    {
        if (_options.Find(known => known.Options.SequenceEqual(options)) is { } found)
        {
            return found.Place;
        }

        var step = new OptionsStep(this, options);
        _options.Add(step);
        return Add(step);
    }

    private InstanceType NextInstance => Component.Instances[CountOf(Sort.Instance)];

    private int NextCoreType => Component.CoreFunctions[CountOf(Sort.CoreFunction)];

    private int CountOf(Sort sort) => _places.GetValueOrDefault(sort)?.Count ?? 0;

    // What is done in each instance, at no place.
    private void AddStep(InstantiationStep step) => _steps.Add(step);

    // What is done in each instance, and is something then.
    private int AddStep(Sort sort, InstantiationStep step)
    {
        _steps.Add(step);
        return AddMaker(sort, step);
    }

    // What is made when somebody asks for it.
    private int AddMaker(Sort sort, InstantiationStep step)
    {
        Name(sort, Add(step));
        return step.Place;
    }

    private int Add(InstantiationStep step)
    {
        step.Place = _makers.Count;
        _makers.Add(step);
        return step.Place;
    }

    // The next index of a sort is what is at a place.
    private void Name(Sort sort, int place)
    {
        if (!_places.TryGetValue(sort, out var places))
        {
            _places.Add(sort, places = []);
        }

        places.Add(place);
    }
}
