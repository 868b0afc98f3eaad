// A component as instantiation goes through it: what can be found without an instance is found once, when the first one is made.
using System.Collections.Immutable;
using Weft.Components.Types;
using Weft.Components.Validation;

namespace Weft.Components;

/// <summary>The definitions of a component, in order, with their places in the index spaces. Immutable.</summary>
internal sealed class InstantiationPlan
{
    private readonly List<InstantiationStep> _steps = [];
    private readonly List<OptionsPlan> _options = [];
    private readonly Component _root;
    private readonly Dictionary<Sort, int> _counts = [];
    private int _imports;
    private int _exports;

    /// <summary>Makes the plan.</summary>
    /// <param name="root">The component that was loaded: it has the modules.</param>
    /// <param name="component">The component itself.</param>
    public InstantiationPlan(Component root, ValidatedComponent component)
    {
        (_root, Component) = (root, component);
        foreach (var item in component.Definition.Items)
        {
            Add(item);
        }

        Steps = [.. _steps];
        Layout = new FrameLayout(sort => _counts.GetValueOrDefault(sort), _options.Count);
    }

    /// <summary>The component.</summary>
    public ValidatedComponent Component { get; }

    /// <summary>What is done.</summary>
    public InstantiationStep[] Steps { get; }

    /// <summary>How many definitions there are.</summary>
    public int Definitions => Component.Definition.Items.Length;

    /// <summary>Where the index spaces begin.</summary>
    public FrameLayout Layout { get; }

    private void Add(ComponentItem item)
    {
        switch (item)
        {
            case CoreModuleItem module:
                _steps.Add(new ModuleStep(_root.GetModule(module), Take(Sort.CoreModule)));
                break;
            case CoreInstantiation instantiation:
                _steps.Add(new CoreInstantiationStep(instantiation, Take(Sort.CoreInstance)));
                break;
            case CoreExportBundle bundle:
                _steps.Add(new CoreBundleStep(bundle, Take(Sort.CoreInstance)));
                break;
            case NestedComponent nested:
                _steps.Add(new NestedStep(new InstantiationPlan(_root, Component.NestedComponents[nested]), Take(Sort.Component)));
                break;
            case ComponentInstantiation instantiation:
                var instance = Take(Sort.Instance);
                _steps.Add(new ComponentInstantiationStep(instantiation, instance, Component.Instances[instance]));
                break;
            case ExportBundle bundle:
                instance = Take(Sort.Instance);
                _steps.Add(new BundleStep(bundle, instance, Component.Instances[instance]));
                break;
            case ExportAlias alias:
                var place = Take(alias.Sort);
                if (alias.Sort != Sort.Type)
                {
                    _steps.Add(new AliasStep(alias, place));
                }

                break;
            case CoreExportAlias alias:
                _steps.Add(new CoreAliasStep(alias, Take(alias.Sort)));
                break;
            case OuterAlias { Sort: Sort.CoreModule or Sort.Component } alias:
                _steps.Add(new OuterStep(alias, Take(alias.Sort)));
                break;
            case OuterAlias { Sort: Sort.Type }:
                Take(Sort.Type);
                break;
            case TypeItem type:
                var index = Take(Sort.Type);
                if (type.Type is ResourceDefinition resource)
                {
                    _steps.Add(new ResourceStep(resource, (ResourceType)Component.Types[index]));
                }

                break;
            case CanonicalItem canonical:
                Add(canonical.Definition);
                break;
            case ImportItem:
                var import = Component.Type.Imports[_imports];
                _steps.Add(new ImportStep(_imports++, import.Type, Take(import.Type.Sort)));
                break;
            case ExportItem export:
                _steps.Add(new ExportStep(export, _exports, Component.Type.Exports[_exports++].Type, Take(export.Sort)));
                break;
        }
    }

    private void Add(CanonicalDefinition definition)
    {
        switch (definition)
        {
            case CanonicalLift lift:
                _steps.Add(new LiftStep(lift, (ComponentFunctionType)Component.Types[lift.Type], OptionsOf(lift.Options), Take(Sort.Function)));
                break;
            case CanonicalLower lower:
                var core = Take(Sort.CoreFunction);
                _steps.Add(new LowerStep(lower, Component.Functions[lower.Function], OptionsOf(lower.Options), Component.CoreFunctions[core], core));
                break;
            case CanonicalBuiltin { Kind: BuiltinKind.ResourceNew or BuiltinKind.ResourceRep or BuiltinKind.ResourceDrop } builtin:
                core = Take(Sort.CoreFunction);
                _steps.Add(new ResourceBuiltinStep(builtin.Kind, (ResourceType)Component.Types[builtin.Type], Component.CoreFunctions[core], core));
                break;
            case CanonicalBuiltin builtin:
                core = Take(Sort.CoreFunction);
                var type = _root.Engine.Types.GetFunctionType(Component.CoreFunctions[core]);
                _steps.Add(new TaskBuiltinStep(builtin, ResultOf(builtin.Result), OptionsOf(builtin.Options), type, core));
                break;
        }
    }

    private ComponentValueType? ResultOf(ValueTypeReference? result) => result is not { } type ? null
        : type.Primitive is { } primitive ? PrimitiveType.Get(primitive)
        : (ComponentValueType)Component.Types[type.Index];

    private OptionsPlan OptionsOf(ImmutableArray<CanonicalOption> options)
    {
        if (_options.Find(known => known.Options.SequenceEqual(options)) is { } found)
        {
            return found;
        }

        _options.Add(new OptionsPlan(_options.Count, options));
        return _options[^1];
    }

    // The next index of a sort.
    private int Take(Sort sort)
    {
        var index = _counts.GetValueOrDefault(sort);
        _counts[sort] = index + 1;
        return index;
    }
}
