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
    private int _coreMemories;
    private int _coreFunctions;
    private int _functions;
    private int _instances;
    private int _components;
    private int _types;
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
    }

    /// <summary>The component.</summary>
    public ValidatedComponent Component { get; }

    /// <summary>What is done.</summary>
    public InstantiationStep[] Steps { get; }

    /// <summary>How many definitions there are.</summary>
    public int Definitions => Component.Definition.Items.Length;

    /// <summary>How many core instances there are.</summary>
    public int CoreInstances { get; private set; }

    /// <summary>How many core modules.</summary>
    public int Modules { get; private set; }

    /// <summary>How many core tables.</summary>
    public int CoreTables { get; private set; }

    /// <summary>How many core globals.</summary>
    public int CoreGlobals { get; private set; }

    /// <summary>How many core tags.</summary>
    public int CoreTags { get; private set; }

    /// <summary>How many different options of canonical definitions.</summary>
    public int Options => _options.Count;

    private void Add(ComponentItem item)
    {
        switch (item)
        {
            case CoreModuleItem module:
                _steps.Add(new ModuleStep(_root.GetModule(module), Modules++));
                break;
            case CoreInstantiation instantiation:
                _steps.Add(new CoreInstantiationStep(instantiation, CoreInstances++));
                break;
            case CoreExportBundle bundle:
                _steps.Add(new CoreBundleStep(bundle, CoreInstances++));
                break;
            case NestedComponent nested:
                _steps.Add(new NestedStep(new InstantiationPlan(_root, Component.NestedComponents[nested]), _components++));
                break;
            case ComponentInstantiation instantiation:
                _steps.Add(new ComponentInstantiationStep(instantiation, _instances, Component.Instances[_instances++]));
                break;
            case ExportBundle bundle:
                _steps.Add(new BundleStep(bundle, _instances, Component.Instances[_instances++]));
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
                _types++;
                break;
            case TypeItem type:
                if (type.Type is ResourceDefinition resource)
                {
                    _steps.Add(new ResourceStep(resource, (ResourceType)Component.Types[_types]));
                }

                _types++;
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
                _steps.Add(new LiftStep(lift, (ComponentFunctionType)Component.Types[lift.Type], OptionsOf(lift.Options), _functions++));
                break;
            case CanonicalLower lower:
                _steps.Add(new LowerStep(lower, Component.Functions[lower.Function], OptionsOf(lower.Options), Component.CoreFunctions[_coreFunctions], _coreFunctions++));
                break;
            case CanonicalBuiltin { Kind: BuiltinKind.ResourceNew or BuiltinKind.ResourceRep or BuiltinKind.ResourceDrop } builtin:
                _steps.Add(new ResourceBuiltinStep(builtin.Kind, (ResourceType)Component.Types[builtin.Type], Component.CoreFunctions[_coreFunctions], _coreFunctions++));
                break;
            case CanonicalBuiltin builtin:
                var type = _root.Engine.Types.GetFunctionType(Component.CoreFunctions[_coreFunctions]);
                _steps.Add(new TaskBuiltinStep(builtin, ResultOf(builtin.Result), OptionsOf(builtin.Options), type, _coreFunctions++));
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
    private int Take(Sort sort) => sort switch
    {
        Sort.Function => _functions++,
        Sort.Instance => _instances++,
        Sort.Component => _components++,
        Sort.CoreModule => Modules++,
        Sort.CoreFunction => _coreFunctions++,
        Sort.CoreTable => CoreTables++,
        Sort.CoreMemory => _coreMemories++,
        Sort.CoreGlobal => CoreGlobals++,
        Sort.CoreTag => CoreTags++,
        _ => _types++,
    };
}
