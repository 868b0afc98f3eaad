// What instantiation does for each definition (Explainer, "Component definitions"), with everything found that is the same each time.
using System.Collections.Immutable;
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>One definition, ready to be done. May be used by several threads at a time, for different stores.</summary>
internal abstract class InstantiationStep
{
    /// <summary>Does it.</summary>
    public abstract void Do(ComponentInstantiator instantiator);
}

/// <summary>A core module inside the component.</summary>
internal sealed class ModuleStep(Module module, int index) : InstantiationStep
{
    public override void Do(ComponentInstantiator instantiator) => instantiator.Frame.Set(Sort.CoreModule, index, module);
}

/// <summary>A component inside the component.</summary>
internal sealed class NestedStep(InstantiationPlan plan, int index) : InstantiationStep
{
    public override void Do(ComponentInstantiator instantiator) => instantiator.Frame.Set(Sort.Component, index, new ComponentClosure(plan, instantiator.Frame));
}

/// <summary>An instance of a core module.</summary>
internal sealed class CoreInstantiationStep(CoreInstantiation item, int index) : InstantiationStep
{
    private CoreLinks? _links;

    public override void Do(ComponentInstantiator instantiator)
    {
        var (frame, state) = (instantiator.Frame, instantiator.State);
        state.Budget.AddInstance();
        var (module, own) = frame.GetModule(item.Module);
        state.HandlesExceptions |= module.Validated.HandlesExceptions;
        if (own is not null)
        {
            frame.Set(Sort.CoreInstance, index, new CoreExports(own(state.Store).Instantiate(state.Store, module)));
            return;
        }

        // A module that a component imports may be another one each time.
        var links = _links is { } known && known.Module == module ? known : _links = new CoreLinks(item, module);
        var imports = new External[links.Imports.Length];
        for (var i = 0; i < imports.Length; i++)
        {
            var (instance, link) = links.Imports[i];
            imports[i] = link.Find(frame.GetCoreInstance(instance));
        }

        frame.Set(Sort.CoreInstance, index, new CoreExports(module.Instantiate(state.Store, imports)));
    }
}

/// <summary>A core instance put together.</summary>
internal sealed class CoreBundleStep(CoreExportBundle item, int index) : InstantiationStep
{
    private readonly Dictionary<string, int> _names = item.Exports.Select((export, i) => (export.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i);

    public override void Do(ComponentInstantiator instantiator)
    {
        var exports = new External[item.Exports.Length];
        for (var i = 0; i < exports.Length; i++)
        {
            exports[i] = (External)instantiator.Frame.Get(item.Exports[i].Sort, item.Exports[i].Index);
        }

        instantiator.Frame.Set(Sort.CoreInstance, index, new CoreExports(_names, exports));
    }
}

/// <summary>A name for an export of a core instance.</summary>
internal sealed class CoreAliasStep(CoreExportAlias item, int index) : InstantiationStep
{
    private readonly CoreLink _link = new(item.Name);

    public override void Do(ComponentInstantiator instantiator) =>
        instantiator.Frame.Set(item.Sort, index, _link.Find(instantiator.Frame.GetCoreInstance(item.Instance)));
}

/// <summary>An instance of a component.</summary>
internal sealed class ComponentInstantiationStep(ComponentInstantiation item, int index, InstanceType type) : InstantiationStep
{
    private Arguments? _arguments;

    public override void Do(ComponentInstantiator instantiator)
    {
        var closure = instantiator.Frame.GetComponent(item.Component);
        var imports = closure.Plan.Component.Type.Imports;

        // Of what is imported: another component of the same type may import less, in another order.
        var arguments = _arguments is { } known && known.Imports == imports ? known : _arguments = new Arguments(item, imports);
        var values = new object[arguments.Places.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var argument = item.Arguments[arguments.Places[i]];
            values[i] = instantiator.Get(argument.Sort, argument.Index);
        }

        var state = new InstanceState(instantiator.State.Store, instantiator.State);
        instantiator.AddInstance(index, type, ComponentInstantiator.Instantiate(closure, state, values));
    }

    // Which argument each import is given.
    private sealed class Arguments
    {
        public Arguments(ComponentInstantiation item, ExternMap imports)
        {
            Imports = imports;
            Places = [.. imports.Select(import => Array.FindIndex([.. item.Arguments], argument => argument.Name == import.Name.Name))];
        }

        public ExternMap Imports { get; }

        public int[] Places { get; }
    }
}

/// <summary>An instance put together.</summary>
internal sealed class BundleStep(ExportBundle item, int index, InstanceType type) : InstantiationStep
{
    private readonly int[] _places = [.. item.Exports.Select(export => type.Exports.IndexOf(export.Name.Name))];

    public override void Do(ComponentInstantiator instantiator)
    {
        var values = new object[type.Exports.Count];
        for (var i = 0; i < _places.Length; i++)
        {
            values[_places[i]] = instantiator.Get(item.Exports[i].Sort, item.Exports[i].Index);
        }

        instantiator.AddInstance(index, type, new ComponentInstance(instantiator.State.Store, type.Exports, values));
    }
}

/// <summary>A name for an export of an instance.</summary>
internal sealed class AliasStep(ExportAlias item, int index) : InstantiationStep
{
    private Found? _found;

    public override void Do(ComponentInstantiator instantiator)
    {
        var instance = instantiator.Frame.GetInstance(item.Instance);
        var found = _found;
        if (found is null || found.Names != instance.Names)
        {
            _found = found = new Found(instance.Names, instance.Names.IndexOf(item.Name));
        }

        instantiator.Frame.Set(item.Sort, index, instance.Values[found.Place]);
    }

    private sealed record Found(ExternMap Names, int Place);
}

/// <summary>A name for a module or component around this one.</summary>
internal sealed class OuterStep(OuterAlias item, int index) : InstantiationStep
{
    public override void Do(ComponentInstantiator instantiator)
    {
        var frame = instantiator.Frame;
        for (var i = 0; i < item.Levels; i++)
        {
            frame = frame.Outer!;
        }

        instantiator.Frame.Set(item.Sort, index, frame.Get(item.Sort, item.Index));
    }
}

/// <summary>A resource type.</summary>
internal sealed class ResourceStep(ResourceDefinition item, ResourceType type) : InstantiationStep
{
    public override void Do(ComponentInstantiator instantiator)
    {
        var destructor = item.Destructor is { } index ? instantiator.Frame.GetCoreFunction(index) : null;
        instantiator.State.Resources[type.Identity] = new ComponentResourceType(type.Identity.Name ?? "resource", instantiator.State, destructor);
    }
}

/// <summary>An import.</summary>
internal sealed class ImportStep(int place, ExternType type, int index) : InstantiationStep
{
    public override void Do(ComponentInstantiator instantiator)
    {
        var value = instantiator.Imports[place];
        ComponentInstantiator.Bind(instantiator.State, type, value);
        instantiator.Frame.Set(type.Sort, index, value);
    }
}

/// <summary>An export.</summary>
internal sealed class ExportStep(ExportItem item, int place, ExternType type, int index) : InstantiationStep
{
    private readonly string _name = item.Name.Name;

    public override void Do(ComponentInstantiator instantiator)
    {
        var value = instantiator.Get(item.Sort, item.Index);
        ComponentInstantiator.Bind(instantiator.State, type, value);
        if (value is ComponentFunction { Name: "" } function)
        {
            function.Name = _name;
        }

        instantiator.Exports[place] = value;
        instantiator.Frame.Set(item.Sort, index, value);
    }
}

/// <summary>A lift.</summary>
internal sealed class LiftStep(CanonicalLift item, ComponentFunctionType type, OptionsPlan options, int index) : InstantiationStep
{
    public override void Do(ComponentInstantiator instantiator) =>
        instantiator.Frame.Set(Sort.Function, index, new LiftedFunction("", type, instantiator.Frame.GetCoreFunction(item.CoreFunction), instantiator.Resolve(options)));
}

/// <summary>A lower.</summary>
internal sealed class LowerStep(CanonicalLower item, ComponentFunctionType type, OptionsPlan options, int typeId, int index) : InstantiationStep
{
    public override void Do(ComponentInstantiator instantiator) =>
        instantiator.Frame.Set(Sort.CoreFunction, index, new LoweredFunction(instantiator.Frame.GetFunction(item.Function), type, instantiator.Resolve(options)).ToCore(typeId));
}

/// <summary>A built-in of resources.</summary>
internal sealed class ResourceBuiltinStep(BuiltinKind kind, ResourceType type, int typeId, int index) : InstantiationStep
{
    public override void Do(ComponentInstantiator instantiator) =>
        instantiator.Frame.Set(Sort.CoreFunction, index, ResourceBuiltins.Make(kind, instantiator.State, instantiator.State.Resolve(type), typeId));
}

/// <summary>A built-in of tasks.</summary>
internal sealed class TaskBuiltinStep(CanonicalBuiltin item, ComponentValueType? result, OptionsPlan options, Wasm.FunctionType type, int index) : InstantiationStep
{
    public override void Do(ComponentInstantiator instantiator)
    {
        instantiator.State.UsesTask = true;
        instantiator.Frame.Set(Sort.CoreFunction, index, item.Kind == BuiltinKind.TaskReturn
            ? new TaskReturn(result, instantiator.Resolve(options)).ToCore(type)
            : TaskBuiltins.Make(item, instantiator.State, type));
    }
}

/// <summary>Options of canonical definitions: those that are alike are one object of an instance.</summary>
/// <param name="Index">The place of the object.</param>
/// <param name="Options">The options.</param>
internal sealed record OptionsPlan(int Index, ImmutableArray<CanonicalOption> Options)
{
    /// <summary>Makes the object.</summary>
    public CanonicalOptions Make(InstanceState state, ComponentFrame frame)
    {
        var encoding = StringEncoding.Utf8;
        Memory? memory = null;
        Function? realloc = null;
        Function? postReturn = null;
        Function? callback = null;
        var isAsync = false;
        foreach (var option in Options)
        {
            switch (option.Kind)
            {
                case CanonicalOptionKind.Utf8 or CanonicalOptionKind.Utf16 or CanonicalOptionKind.Latin1Utf16:
                    encoding = (StringEncoding)option.Kind;
                    break;
                case CanonicalOptionKind.Memory:
                    memory = frame.GetCoreMemory(option.Index);
                    break;
                case CanonicalOptionKind.Realloc:
                    realloc = frame.GetCoreFunction(option.Index);
                    break;
                case CanonicalOptionKind.PostReturn:
                    postReturn = frame.GetCoreFunction(option.Index);
                    break;
                case CanonicalOptionKind.Callback:
                    callback = frame.GetCoreFunction(option.Index);
                    break;
                case CanonicalOptionKind.Async:
                    isAsync = true;
                    break;
            }
        }

        return new CanonicalOptions(state)
        {
            Encoding = encoding,
            Memory = memory,
            Realloc = realloc,
            PostReturn = postReturn,
            Callback = callback,
            IsAsync = isAsync,
        };
    }
}
