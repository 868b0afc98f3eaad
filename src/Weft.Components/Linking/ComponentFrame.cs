// The index spaces of a component while it is instantiated.
using Weft.Components.CanonicalAbi;

namespace Weft.Components;

/// <summary>What the definitions of a component have become, as far as they have been done. What they are, validation knows.</summary>
/// <param name="outer">The index spaces around it.</param>
/// <param name="plan">The definitions.</param>
internal sealed class ComponentFrame(ComponentFrame? outer, InstantiationPlan plan)
{
    // All of them one behind the other: most have few members.
    private readonly object?[] _items = new object?[plan.Layout.Count];
    private readonly FrameLayout _layout = plan.Layout;

    public ComponentFrame? Outer { get; } = outer;

    public ComponentFunction GetFunction(int index) => (ComponentFunction)_items[index]!;

    public ComponentInstance GetInstance(int index) => (ComponentInstance)_items[_layout.Instances + index]!;

    public ComponentClosure GetComponent(int index) => (ComponentClosure)_items[_layout.Components + index]!;

    public ModuleClosure GetModule(int index) => ModuleClosure.Of(_items[_layout.Modules + index]!);

    public CoreExports GetCoreInstance(int index) => (CoreExports)_items[_layout.CoreInstances + index]!;

    public Function GetCoreFunction(int index) => (Function)_items[_layout.CoreFunctions + index]!;

    public Memory GetCoreMemory(int index) => (Memory)_items[_layout.CoreMemories + index]!;

    /// <summary>The options of canonical definitions, made for the first that needs them.</summary>
    public CanonicalOptions GetOptions(OptionsPlan options, InstanceState state)
    {
        ref var known = ref _items[_layout.Options + options.Index];
        return (CanonicalOptions)(known ??= options.Make(state, this));
    }

    /// <summary>Something in the index space of its sort.</summary>
    public object Get(Sort sort, int index) => _items[_layout.Start(sort) + index]!;

    /// <summary>Puts something in the index space of its sort; types are in none.</summary>
    public void Set(Sort sort, int index, object item)
    {
        if (sort != Sort.Type)
        {
            _items[_layout.Start(sort) + index] = item;
        }
    }
}

/// <summary>Where the index spaces of a component begin.</summary>
internal sealed class FrameLayout
{
    /// <summary>Computes it.</summary>
    /// <param name="countOf">How many members the index space of a sort has.</param>
    /// <param name="options">How many different options of canonical definitions there are.</param>
    public FrameLayout(Func<Sort, int> countOf, int options)
    {
        Instances = countOf(Sort.Function);
        Components = Instances + countOf(Sort.Instance);
        Modules = Components + countOf(Sort.Component);
        CoreInstances = Modules + countOf(Sort.CoreModule);
        CoreFunctions = CoreInstances + countOf(Sort.CoreInstance);
        CoreMemories = CoreFunctions + countOf(Sort.CoreFunction);
        CoreTables = CoreMemories + countOf(Sort.CoreMemory);
        CoreGlobals = CoreTables + countOf(Sort.CoreTable);
        CoreTags = CoreGlobals + countOf(Sort.CoreGlobal);
        Options = CoreTags + countOf(Sort.CoreTag);
        Count = Options + options;
    }

    public int Instances { get; }

    public int Components { get; }

    public int Modules { get; }

    public int CoreInstances { get; }

    public int CoreFunctions { get; }

    public int CoreMemories { get; }

    public int CoreTables { get; }

    public int CoreGlobals { get; }

    public int CoreTags { get; }

    public int Options { get; }

    /// <summary>The members of all.</summary>
    public int Count { get; }

    /// <summary>Where the index space of a sort begins.</summary>
    public int Start(Sort sort) => sort switch
    {
        Sort.Function => 0,
        Sort.Instance => Instances,
        Sort.Component => Components,
        Sort.CoreModule => Modules,
        Sort.CoreInstance => CoreInstances,
        Sort.CoreFunction => CoreFunctions,
        Sort.CoreMemory => CoreMemories,
        Sort.CoreTable => CoreTables,
        Sort.CoreGlobal => CoreGlobals,
        Sort.CoreTag => CoreTags,
        _ => throw new ArgumentOutOfRangeException(nameof(sort)),
    };
}
