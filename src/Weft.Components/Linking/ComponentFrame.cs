// The index spaces of a component while it is instantiated.
using Weft.Components.CanonicalAbi;

namespace Weft.Components;

/// <summary>What the definitions of a component have become, as far as they have been done. What they are, validation knows.</summary>
/// <param name="outer">The index spaces around it.</param>
/// <param name="plan">The definitions.</param>
internal sealed class ComponentFrame(ComponentFrame? outer, InstantiationPlan plan)
{
    public ComponentFrame? Outer { get; } = outer;

    public ComponentFunction[] Functions { get; } = Make<ComponentFunction>(plan.Component.Functions.Length);

    public ComponentInstance[] Instances { get; } = Make<ComponentInstance>(plan.Component.Instances.Length);

    public ComponentClosure[] Components { get; } = Make<ComponentClosure>(plan.Component.Components.Length);

    public Module[] Modules { get; } = Make<Module>(plan.Modules);

    public CoreExports[] CoreInstances { get; } = Make<CoreExports>(plan.CoreInstances);

    public Function[] CoreFunctions { get; } = Make<Function>(plan.Component.CoreFunctions.Length);

    public Table[] CoreTables { get; } = Make<Table>(plan.CoreTables);

    public Memory[] CoreMemories { get; } = Make<Memory>(plan.Component.CoreMemories.Length);

    public Global[] CoreGlobals { get; } = Make<Global>(plan.CoreGlobals);

    public Tag[] CoreTags { get; } = Make<Tag>(plan.CoreTags);

    /// <summary>The options of canonical definitions, those that were needed.</summary>
    public CanonicalOptions?[] Options { get; } = Make<CanonicalOptions?>(plan.Options);

    /// <summary>Puts something in the index space of its sort; types are in none.</summary>
    public void Set(Sort sort, int index, object item)
    {
        switch (sort)
        {
            case Sort.Function:
                Functions[index] = (ComponentFunction)item;
                break;
            case Sort.Instance:
                Instances[index] = (ComponentInstance)item;
                break;
            case Sort.Component:
                Components[index] = (ComponentClosure)item;
                break;
            case Sort.CoreModule:
                Modules[index] = (Module)item;
                break;
        }
    }

    /// <summary>Puts a core definition in the index space of its sort.</summary>
    public void SetCore(Sort sort, int index, External item)
    {
        switch (sort)
        {
            case Sort.CoreFunction:
                CoreFunctions[index] = (Function)item;
                break;
            case Sort.CoreTable:
                CoreTables[index] = (Table)item;
                break;
            case Sort.CoreMemory:
                CoreMemories[index] = (Memory)item;
                break;
            case Sort.CoreGlobal:
                CoreGlobals[index] = (Global)item;
                break;
            default:
                CoreTags[index] = (Tag)item;
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

    private static T[] Make<T>(int count) => count == 0 ? [] : new T[count];
}
