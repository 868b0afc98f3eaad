// The index spaces of a component while it is instantiated.

namespace Weft.Components;

/// <summary>What the definitions of a component have become, as far as they have been done.</summary>
internal sealed class ComponentFrame(ComponentFrame? outer, InstanceState state)
{
    public ComponentFrame? Outer { get; } = outer;

    public InstanceState State { get; } = state;

    public List<ComponentFunction> Functions { get; } = [];

    public List<ComponentInstance> Instances { get; } = [];

    public List<ComponentClosure> Components { get; } = [];

    public List<ModuleClosure> Modules { get; } = [];

    public List<CoreExports> CoreInstances { get; } = [];

    public List<Function> CoreFunctions { get; } = [];

    public List<Table> CoreTables { get; } = [];

    public List<Memory> CoreMemories { get; } = [];

    public List<Global> CoreGlobals { get; } = [];

    public List<Tag> CoreTags { get; } = [];

    /// <summary>How many types there are; what they are, validation knows.</summary>
    public int Types { get; set; }

    /// <summary>Adds what a core export is.</summary>
    public void Add(External external)
    {
        switch (external)
        {
            case Function function:
                CoreFunctions.Add(function);
                break;
            case Table table:
                CoreTables.Add(table);
                break;
            case Memory memory:
                CoreMemories.Add(memory);
                break;
            case Global global:
                CoreGlobals.Add(global);
                break;
            default:
                CoreTags.Add((Tag)external);
                break;
        }
    }

    /// <summary>Adds something to the index space of its sort.</summary>
    public void Add(Sort sort, object item)
    {
        switch (sort)
        {
            case Sort.Function:
                Functions.Add((ComponentFunction)item);
                break;
            case Sort.Instance:
                Instances.Add((ComponentInstance)item);
                break;
            case Sort.Component:
                Components.Add((ComponentClosure)item);
                break;
            case Sort.CoreModule:
                Modules.Add(ModuleClosure.Of(item));
                break;
            default:
                Types++;
                break;
        }
    }

    /// <summary>A core definition.</summary>
    public External GetCore(Sort sort, int index) => sort switch
    {
        Sort.CoreFunction => CoreFunctions[index],
        Sort.CoreTable => CoreTables[index],
        Sort.CoreMemory => CoreMemories[index],
        Sort.CoreGlobal => CoreGlobals[index],
        _ => CoreTags[index],
    };
}

/// <summary>A core instance: of a module, or put together.</summary>
/// <param name="Instance">The instance of a module.</param>
/// <param name="Bundle">What was put together.</param>
internal sealed record CoreExports(Instance? Instance, Dictionary<string, External>? Bundle)
{
    /// <summary>An export, which validation has found.</summary>
    public External Get(string name) => Bundle is not null ? Bundle[name] : Instance!.GetExport(name)!;
}
