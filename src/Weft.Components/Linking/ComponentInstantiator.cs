// Instantiation (Explainer, "Component definitions"): the definitions of a component are done one after another, in their order.
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;
using Weft.Components.Validation;
using Weft.Wasm;

namespace Weft.Components;

/// <summary>Makes an instance of a component. What fits what is known already: validation and the linker have seen to it.</summary>
internal sealed class ComponentInstantiator
{
    private readonly Store _store;
    private readonly Component _root;
    private readonly ValidatedComponent _component;
    private readonly ComponentFrame _frame;
    private readonly IReadOnlyDictionary<string, object> _imports;
    private readonly Dictionary<string, object> _exports = [];

    private ComponentInstantiator(ComponentClosure closure, InstanceState state, IReadOnlyDictionary<string, object> imports)
    {
        (_store, _root, _component, _imports) = (state.Store, closure.Root, closure.Validated, imports);
        _frame = new ComponentFrame(closure.Outer, state);
    }

    /// <summary>Instantiates a component.</summary>
    /// <param name="closure">The component.</param>
    /// <param name="state">Its state, which knows the resources among the imports if the linker has given them.</param>
    /// <param name="imports">What its imports are given, by name.</param>
    public static ComponentInstance Instantiate(ComponentClosure closure, InstanceState state, IReadOnlyDictionary<string, object> imports)
    {
        state.Budget.AddInstance();
        CallDepth.Check();
        var instantiator = new ComponentInstantiator(closure, state, imports);
        foreach (var item in closure.Validated.Definition.Items)
        {
            state.Budget.AddDefinition();
            instantiator.Do(item);
        }

        // Only now can it be entered; when a core module's start function traps, never.
        state.MayEnter = true;
        state.IsComplete = true;
        return new ComponentInstance(state.Store, instantiator._exports);
    }

    /// <summary>The resources that a type speaks of are those of what has the type.</summary>
    public static void Bind(InstanceState state, ExternType type, object value)
    {
        if (type is { Sort: Sort.Type, Type: ResourceType resource })
        {
            state.Resources[resource.Identity] = (ComponentResourceType)value;
        }
        else if (type.Sort == Sort.Instance && state.BoundTypes.Add((InstanceType)type.Type))
        {
            foreach (var export in ((InstanceType)type.Type).Exports)
            {
                Bind(state, export.Type, ((ComponentInstance)value).Exports[export.Name.Name]);
            }
        }
    }

    private InstanceState State => _frame.State;

    private void Do(ComponentItem item)
    {
        switch (item)
        {
            case CoreModuleItem module:
                _frame.Modules.Add(_root.GetModule(module));
                break;
            case CoreInstantiation instantiation:
                _frame.CoreInstances.Add(new CoreExports(Instantiate(instantiation), null));
                break;
            case CoreExportBundle bundle:
                _frame.CoreInstances.Add(new CoreExports(null, Bundle(bundle)));
                break;
            case NestedComponent nested:
                _frame.Components.Add(new ComponentClosure(_root, _component.NestedComponents[nested], _frame));
                break;
            case ComponentInstantiation instantiation:
                AddInstance(Instantiate(instantiation));
                break;
            case ExportBundle bundle:
                AddInstance(new ComponentInstance(_store, bundle.Exports.ToDictionary(export => export.Name.Name, export => Get(export.Sort, export.Index))));
                break;
            case ExportAlias alias:
                _frame.Add(alias.Sort, _frame.Instances[alias.Instance].Exports[alias.Name]);
                break;
            case CoreExportAlias alias:
                _frame.Add(_frame.CoreInstances[alias.Instance].Get(alias.Name));
                break;
            case OuterAlias alias:
                AddOuter(alias);
                break;
            case TypeItem type:
                Define(type.Type);
                break;
            case CanonicalItem canonical:
                Define(canonical.Definition);
                break;
            case ImportItem import:
                Import(import);
                break;
            case ExportItem export:
                Export(export);
                break;
        }
    }

    private Dictionary<string, External> Bundle(CoreExportBundle bundle)
    {
        var exports = new Dictionary<string, External>(bundle.Exports.Length);
        foreach (var export in bundle.Exports)
        {
            exports[export.Name] = _frame.GetCore(export.Sort, export.Index);
        }

        return exports;
    }

    private Instance Instantiate(CoreInstantiation instantiation)
    {
        State.Budget.AddInstance();
        var module = _frame.Modules[instantiation.Module];
        State.HandlesExceptions |= module.Validated.HandlesExceptions;
        var links = _root.GetLinks(instantiation, module).Imports;
        var imports = new External[links.Length];
        for (var i = 0; i < imports.Length; i++)
        {
            imports[i] = _frame.CoreInstances[links[i].Instance].Get(links[i].Name);
        }

        return module.Instantiate(_store, imports);
    }

    private ComponentInstance Instantiate(ComponentInstantiation instantiation)
    {
        var arguments = instantiation.Arguments.ToDictionary(argument => argument.Name, argument => Get(argument.Sort, argument.Index));
        return Instantiate(_frame.Components[instantiation.Component], new InstanceState(_store, State), arguments);
    }

    private void AddInstance(ComponentInstance instance)
    {
        Bind(State, new ExternType(Sort.Instance, _component.Instances[_frame.Instances.Count]), instance);
        _frame.Instances.Add(instance);
    }

    private object Get(Sort sort, int index) => sort switch
    {
        Sort.Function => _frame.Functions[index],
        Sort.Instance => _frame.Instances[index],
        Sort.Component => _frame.Components[index],
        Sort.CoreModule => _frame.Modules[index],
        _ => _component.Types[index] is ResourceType resource ? State.Resolve(resource) : _component.Types[index],
    };

    private void AddOuter(OuterAlias alias)
    {
        var frame = _frame;
        for (var i = 0; i < alias.Levels; i++)
        {
            frame = frame.Outer!;
        }

        switch (alias.Sort)
        {
            case Sort.CoreModule:
                _frame.Modules.Add(frame.Modules[alias.Index]);
                break;
            case Sort.Component:
                _frame.Components.Add(frame.Components[alias.Index]);
                break;
            case Sort.Type:
                _frame.Types++;
                break;
        }
    }

    private void Define(TypeDefinition definition)
    {
        if (definition is ResourceDefinition resource)
        {
            var type = (ResourceType)_component.Types[_frame.Types];
            var destructor = resource.Destructor is { } index ? _frame.CoreFunctions[index] : null;
            State.Resources[type.Identity] = new ComponentResourceType(type.Identity.Name ?? "resource", State, destructor);
        }

        _frame.Types++;
    }

    private void Define(CanonicalDefinition definition)
    {
        switch (definition)
        {
            case CanonicalLift lift:
                _frame.Functions.Add(new LiftedFunction("", (ComponentFunctionType)_component.Types[lift.Type], _frame.CoreFunctions[lift.CoreFunction], Resolve(lift.Options)));
                break;
            case CanonicalLower lower:
                var lowered = new LoweredFunction(_frame.Functions[lower.Function], _component.Functions[lower.Function], Resolve(lower.Options));
                _frame.CoreFunctions.Add(lowered.ToCore(NextCoreType()));
                break;
            case CanonicalBuiltin { Kind: BuiltinKind.ResourceNew or BuiltinKind.ResourceRep or BuiltinKind.ResourceDrop } builtin:
                var resource = State.Resolve((ResourceType)_component.Types[builtin.Type]);
                _frame.CoreFunctions.Add(ResourceBuiltins.Make(builtin.Kind, State, resource, NextCoreType()));
                break;
            case CanonicalBuiltin { Kind: BuiltinKind.TaskReturn } builtin:
                State.UsesTask = true;
                _frame.CoreFunctions.Add(new TaskReturn(ResolveResult(builtin.Result), Resolve(builtin.Options)).ToCore(NextCoreType()));
                break;
            case CanonicalBuiltin builtin:
                State.UsesTask = true;
                _frame.CoreFunctions.Add(TaskBuiltins.Make(builtin, State, NextCoreType()));
                break;
        }
    }

    private ComponentValueType? ResolveResult(ValueTypeReference? result) => result is not { } type ? null
        : type.Primitive is { } primitive ? PrimitiveType.Get(primitive)
        : (ComponentValueType)_component.Types[type.Index];

    private FunctionType NextCoreType() => _store.Engine.Types.GetFunctionType(_component.CoreFunctions[_frame.CoreFunctions.Count]);

    private CanonicalOptions Resolve(IEnumerable<CanonicalOption> options)
    {
        var encoding = StringEncoding.Utf8;
        Memory? memory = null;
        Function? realloc = null;
        Function? postReturn = null;
        Function? callback = null;
        var isAsync = false;
        foreach (var option in options)
        {
            switch (option.Kind)
            {
                case CanonicalOptionKind.Utf8 or CanonicalOptionKind.Utf16 or CanonicalOptionKind.Latin1Utf16:
                    encoding = (StringEncoding)option.Kind;
                    break;
                case CanonicalOptionKind.Memory:
                    memory = _frame.CoreMemories[option.Index];
                    break;
                case CanonicalOptionKind.Realloc:
                    realloc = _frame.CoreFunctions[option.Index];
                    break;
                case CanonicalOptionKind.PostReturn:
                    postReturn = _frame.CoreFunctions[option.Index];
                    break;
                case CanonicalOptionKind.Callback:
                    callback = _frame.CoreFunctions[option.Index];
                    break;
                case CanonicalOptionKind.Async:
                    isAsync = true;
                    break;
            }
        }

        return new CanonicalOptions(State)
        {
            Encoding = encoding,
            Memory = memory,
            Realloc = realloc,
            PostReturn = postReturn,
            Callback = callback,
            IsAsync = isAsync,
        };
    }

    private void Import(ImportItem import)
    {
        var name = import.Name.Name;
        _component.Type.Imports.TryFind(name, out var type);
        var value = _imports[name];
        Bind(State, type, value);
        _frame.Add(type.Sort, value);
    }

    private void Export(ExportItem export)
    {
        var value = Get(export.Sort, export.Index);
        var name = export.Name.Name;
        _component.Type.Exports.TryFind(name, out var type);
        Bind(State, type, value);
        if (value is ComponentFunction { Name: "" } function)
        {
            function.Name = name;
        }

        _exports[name] = value;
        _frame.Add(export.Sort, value);
    }
}
