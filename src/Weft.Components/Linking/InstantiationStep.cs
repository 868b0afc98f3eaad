// What instantiation does for each definition (Explainer, "Component definitions"), with everything found that is the same each time.
using System.Collections.Immutable;
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>One definition, ready to be done. May be used by several threads at a time, for different stores.</summary>
internal abstract class InstantiationStep
{
    /// <summary>Where in an instance is what it makes; -1 when it makes nothing.</summary>
    public int Place { get; set; } = -1;

    /// <summary>Makes it.</summary>
    public abstract object? Make(ComponentFrame frame);
}

/// <summary>A core module inside the component.</summary>
internal sealed class ModuleStep(Module module) : InstantiationStep
{
    public override object Make(ComponentFrame frame) => module;
}

/// <summary>A component inside the component.</summary>
internal sealed class NestedStep(InstantiationPlan plan) : InstantiationStep
{
    public override object Make(ComponentFrame frame) => new ComponentClosure(plan, frame);
}

/// <summary>An instance of a core module.</summary>
internal sealed class CoreInstantiationStep(InstantiationPlan plan, CoreInstantiation item) : InstantiationStep
{
    private readonly int _module = plan.PlaceOf(Sort.CoreModule, item.Module);
    private CoreLinks? _links;

    public override object Make(ComponentFrame frame)
    {
        var state = frame.State;
        state.Budget.AddInstance();
        var (module, own) = ModuleClosure.Of(frame[_module]);
        state.HandlesExceptions |= module.Validated.HandlesExceptions;
        if (own is not null)
        {
            return own(state.Store).Instantiate(state.Store, module);
        }

        // A module that a component imports may be another one each time.
        var links = _links is { } known && known.Module == module ? known : _links = new CoreLinks(plan, item, module);
        var imports = links.Imports.Length == 0 ? [] : new External[links.Imports.Length];
        for (var i = 0; i < imports.Length; i++)
        {
            imports[i] = links.Imports[i].Find(frame);
        }

        return module.Instantiate(state.Store, imports);
    }
}

/// <summary>A name for an export of a core instance.</summary>
internal sealed class CoreAliasStep(CoreSource source) : InstantiationStep
{
    public override object Make(ComponentFrame frame) => source.Find(frame);
}

/// <summary>An instance of a component.</summary>
internal sealed class ComponentInstantiationStep(InstantiationPlan plan, ComponentInstantiation item, InstanceType type) : InstantiationStep
{
    private readonly int _component = plan.PlaceOf(Sort.Component, item.Component);
    private Arguments? _arguments;

    public override object Make(ComponentFrame frame)
    {
        var closure = (ComponentClosure)frame[_component];
        var imports = closure.Plan.Component.Type.Imports;

        // Of what is imported: another component of the same type may import less, in another order.
        var arguments = _arguments is { } known && known.Imports == imports ? known : _arguments = new Arguments(plan, item, imports);
        var instance = new ComponentFrame(closure, new InstanceState(frame.State.Store, frame.State), frame, arguments.Sources).Instantiate();
        frame.Bind(new ExternType(Sort.Instance, type), instance);
        return instance;
    }

    // Which argument each import is given.
    private sealed class Arguments
    {
        public Arguments(InstantiationPlan plan, ComponentInstantiation item, ExternMap imports)
        {
            Imports = imports;
            Sources = [.. imports.Select(import => item.Arguments.First(argument => argument.Name == import.Name.Name)).Select(argument => plan.SourceOf(argument.Sort, argument.Index))];
        }

        public ExternMap Imports { get; }

        public ItemSource[] Sources { get; }
    }
}

/// <summary>An instance put together.</summary>
internal sealed class BundleStep : InstantiationStep
{
    private readonly InstanceType _type;
    private readonly ItemSource[] _sources;

    public BundleStep(InstantiationPlan plan, ExportBundle item, InstanceType type)
    {
        (_type, _sources) = (type, new ItemSource[type.Exports.Count]);
        foreach (var export in item.Exports)
        {
            _sources[type.Exports.IndexOf(export.Name.Name)] = plan.SourceOf(export.Sort, export.Index);
        }
    }

    public override object Make(ComponentFrame frame)
    {
        var instance = new ComponentInstance(frame.State.Store, _type.Exports, frame, _sources);
        frame.Bind(new ExternType(Sort.Instance, _type), instance);
        return instance;
    }
}

/// <summary>A name for an export of an instance.</summary>
internal sealed class AliasStep(ExportAlias item, int instance) : InstantiationStep
{
    private Found? _found;

    public override object Make(ComponentFrame frame)
    {
        var from = (ComponentInstance)frame[instance];
        var found = _found;
        if (found is null || found.Names != from.Names)
        {
            _found = found = new Found(from.Names, from.Names.IndexOf(item.Name));
        }

        return from[found.Place];
    }

    private sealed record Found(ExternMap Names, int Place);
}

/// <summary>A name for a module or component around this one.</summary>
internal sealed class OuterStep(int levels, int place) : InstantiationStep
{
    public override object Make(ComponentFrame frame)
    {
        for (var i = 0; i < levels; i++)
        {
            frame = frame.Outer!;
        }

        return frame[place];
    }
}

/// <summary>A resource type.</summary>
internal sealed class ResourceStep(InstantiationPlan plan, ResourceDefinition item, ResourceType type) : InstantiationStep
{
    private readonly int _destructor = item.Destructor is { } index ? plan.PlaceOf(Sort.CoreFunction, index) : -1;

    public override object? Make(ComponentFrame frame)
    {
        var destructor = _destructor >= 0 ? (Function)frame[_destructor] : null;
        frame.State.Resources[type.Identity] = new ComponentResourceType(type.Identity.Name ?? "resource", frame.State, destructor);
        return null;
    }
}

/// <summary>An import.</summary>
internal sealed class ImportStep(int index, ExternType type) : InstantiationStep
{
    public override object Make(ComponentFrame frame)
    {
        var value = frame.GetImport(index);
        frame.Bind(type, value);
        return value;
    }
}

/// <summary>An export whose type speaks of resources in its own way.</summary>
internal sealed class ExportStep(ItemSource source, ExternType type) : InstantiationStep
{
    public override object? Make(ComponentFrame frame)
    {
        frame.Bind(type, frame.Get(source));
        return null;
    }
}

/// <summary>An exported function that the component has from elsewhere: messages call it by the first name that it gets.</summary>
internal sealed class NameStep(int function, string name) : InstantiationStep
{
    public override object Make(ComponentFrame frame)
    {
        var value = (ComponentFunction)frame[function];
        if (value.Name.Length == 0)
        {
            value.Name = name;
        }

        return value;
    }
}

/// <summary>A lift.</summary>
internal sealed class LiftStep(int core, ComponentFunctionType type, int options) : InstantiationStep
{
    /// <summary>The first name under which the component itself exports it.</summary>
    public string? Name { get; set; }

    public override object Make(ComponentFrame frame) => new LiftedFunction(Name ?? "", type, (Function)frame[core], (CanonicalOptions)frame[options]);
}

/// <summary>A lower.</summary>
internal sealed class LowerStep(int function, ComponentFunctionType type, int options, int typeId) : InstantiationStep
{
    public override object Make(ComponentFrame frame) => new UncalledFunction(this, frame).ToCore(typeId);

    /// <summary>Finds what calls need.</summary>
    public LoweredFunction Lower(ComponentFrame frame, Function core) => new((ComponentFunction)frame[function], type, (CanonicalOptions)frame[options], core);
}

/// <summary>A built-in of resources.</summary>
internal sealed class ResourceBuiltinStep(BuiltinKind kind, ResourceType type, int typeId) : InstantiationStep
{
    public override object Make(ComponentFrame frame) => new ResourceBuiltin(kind, frame.State, frame.State.Resolve(type)).ToCore(typeId);
}

/// <summary>A built-in of tasks.</summary>
internal sealed class TaskBuiltinStep(CanonicalBuiltin item, ComponentValueType? result, int options, Wasm.FunctionType type) : InstantiationStep
{
    public override object Make(ComponentFrame frame)
    {
        frame.State.UsesTask = true;
        return item.Kind == BuiltinKind.TaskReturn
            ? new TaskReturn(result, (CanonicalOptions)frame[options]).ToCore(type)
            : TaskBuiltins.Make(item, frame.State, type);
    }
}

/// <summary>Options of canonical definitions.</summary>
internal sealed class OptionsStep : InstantiationStep
{
    private readonly StringEncoding _encoding;
    private readonly int _memory = -1;
    private readonly int _realloc = -1;
    private readonly int _postReturn = -1;
    private readonly int _callback = -1;
    private readonly bool _isAsync;

    public OptionsStep(InstantiationPlan plan, ImmutableArray<CanonicalOption> options)
    {
        Options = options;
        foreach (var option in options)
        {
            switch (option.Kind)
            {
                case CanonicalOptionKind.Utf8 or CanonicalOptionKind.Utf16 or CanonicalOptionKind.Latin1Utf16:
                    _encoding = (StringEncoding)option.Kind;
                    break;
                case CanonicalOptionKind.Memory:
                    _memory = plan.PlaceOf(Sort.CoreMemory, option.Index);
                    break;
                case CanonicalOptionKind.Realloc:
                    _realloc = plan.PlaceOf(Sort.CoreFunction, option.Index);
                    break;
                case CanonicalOptionKind.PostReturn:
                    _postReturn = plan.PlaceOf(Sort.CoreFunction, option.Index);
                    break;
                case CanonicalOptionKind.Callback:
                    _callback = plan.PlaceOf(Sort.CoreFunction, option.Index);
                    break;
                case CanonicalOptionKind.Async:
                    _isAsync = true;
                    break;
            }
        }
    }

    /// <summary>The options, as the component says them.</summary>
    public ImmutableArray<CanonicalOption> Options { get; }

    public override object Make(ComponentFrame frame) => new CanonicalOptions(frame.State)
    {
        Encoding = _encoding,
        Memory = _memory < 0 ? null : (Memory)frame[_memory],
        Realloc = FindFunction(frame, _realloc),
        PostReturn = FindFunction(frame, _postReturn),
        Callback = FindFunction(frame, _callback),
        IsAsync = _isAsync,
    };

    private static Function? FindFunction(ComponentFrame frame, int place) => place < 0 ? null : (Function)frame[place];
}
