// Instantiation (Explainer, "Component definitions"): the definitions of a component are done one after another, in their order.
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>Makes an instance of a component. What fits what is known already: validation and the linker have seen to it.</summary>
internal sealed class ComponentInstantiator
{
    private readonly InstantiationPlan _plan;

    private ComponentInstantiator(ComponentClosure closure, InstanceState state, object[] imports)
    {
        (_plan, State, Imports) = (closure.Plan, state, imports);
        Frame = new ComponentFrame(closure.Outer, _plan);
        Exports = new object[_plan.Component.Type.Exports.Count];
    }

    /// <summary>The state of the instance.</summary>
    public InstanceState State { get; }

    /// <summary>What the definitions have become.</summary>
    public ComponentFrame Frame { get; }

    /// <summary>What the imports are given, in their order.</summary>
    public object[] Imports { get; }

    /// <summary>What the instance exports, in the order of its exports.</summary>
    public object[] Exports { get; }

    /// <summary>Instantiates a component.</summary>
    /// <param name="closure">The component.</param>
    /// <param name="state">Its state, which knows the resources among the imports if the linker has given them.</param>
    /// <param name="imports">What its imports are given, in their order.</param>
    public static ComponentInstance Instantiate(ComponentClosure closure, InstanceState state, object[] imports)
    {
        state.Budget.AddInstance();
        state.Budget.AddDefinitions(closure.Plan.Definitions);
        CallDepth.Check();
        var instantiator = new ComponentInstantiator(closure, state, imports);
        foreach (var step in closure.Plan.Steps)
        {
            step.Do(instantiator);
        }

        // Only now can it be entered; when a core module's start function traps, never.
        state.MayEnter = true;
        state.IsComplete = true;
        return new ComponentInstance(state.Store, closure.Plan.Component.Type.Exports, instantiator.Exports);
    }

    /// <summary>The resources that a type speaks of are those of what has the type.</summary>
    public static void Bind(InstanceState state, ExternType type, object value)
    {
        if (type is { Sort: Sort.Type, Type: ResourceType resource })
        {
            state.Resources[resource.Identity] = (ComponentResourceType)value;
        }
        else if (type.Sort == Sort.Instance)
        {
            Bind(state, (InstanceType)type.Type, (ComponentInstance)value);
        }
    }

    /// <summary>Adds an instance to its index space.</summary>
    public void AddInstance(int index, InstanceType type, ComponentInstance instance)
    {
        Bind(State, type, instance);
        Frame.Set(Sort.Instance, index, instance);
    }

    /// <summary>Something in the index space of its sort.</summary>
    public object Get(Sort sort, int index) => sort switch
    {
        Sort.Type => _plan.Component.Types[index] is ResourceType resource ? State.Resolve(resource) : _plan.Component.Types[index],
        _ => Frame.Get(sort, index),
    };

    /// <summary>The options of a canonical definition.</summary>
    public CanonicalOptions Resolve(OptionsPlan options) => Frame.GetOptions(options, State);

    private static void Bind(InstanceState state, InstanceType type, ComponentInstance instance)
    {
        var exports = type.ResourceExports;
        if (exports.IsEmpty || (type.HasInstancesOfResources && !state.BoundTypes.Add(type)))
        {
            return;
        }

        foreach (var export in exports)
        {
            Bind(state, export.Type, instance.Values[instance.Names.IndexOf(export.Name.Name)]);
        }
    }
}
