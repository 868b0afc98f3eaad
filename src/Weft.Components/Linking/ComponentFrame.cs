// A component while it is instantiated and after: what its definitions have become. Those that do something are done in their order; what others stand for
// is found when somebody asks for it, since most instances have more functions than are ever called.
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>What the definitions of an instance of a component have become, as far as anybody has asked. Belongs to one thread at a time, as its store does.</summary>
internal sealed class ComponentFrame
{
    // What one instance hands on to the next, and that to another, is found by as many calls inside each other. Instances behind so many find all at once.
    private const int MaximumDepth = 64;

    // Instances in instances take little of the stack each.
    private const int LevelsBetweenChecks = 8;

    private readonly InstantiationPlan _plan;
    private readonly object?[] _items;
    private readonly object[]? _given;
    private readonly ComponentFrame? _giver;
    private readonly ItemSource[]? _arguments;
    private readonly int _level;
    private int _depth;

    /// <summary>One whose imports the linker has found.</summary>
    /// <param name="closure">The component.</param>
    /// <param name="state">Its state, which knows the resources among the imports.</param>
    /// <param name="imports">What its imports are given, in their order.</param>
    public ComponentFrame(ComponentClosure closure, InstanceState state, object[] imports)
        : this(closure, state) => _given = imports;

    /// <summary>One that another component instantiates.</summary>
    /// <param name="closure">The component.</param>
    /// <param name="state">Its state.</param>
    /// <param name="giver">The other component.</param>
    /// <param name="arguments">What of it the imports are given, in their order.</param>
    public ComponentFrame(ComponentClosure closure, InstanceState state, ComponentFrame giver, ItemSource[] arguments)
        : this(closure, state) => (_giver, _arguments, _depth, _level) = (giver, arguments, giver._depth + 1, giver._level + 1);

    private ComponentFrame(ComponentClosure closure, InstanceState state)
    {
        (_plan, Outer, State) = (closure.Plan, closure.Outer, state);
        _items = new object?[_plan.Places];
    }

    /// <summary>The component around it.</summary>
    public ComponentFrame? Outer { get; }

    /// <summary>The state of the instance.</summary>
    public InstanceState State { get; }

    /// <summary>Instantiates the component.</summary>
    public ComponentInstance Instantiate()
    {
        State.Budget.AddInstance();
        State.Budget.AddDefinitions(_plan.Definitions);
        if (_level % LevelsBetweenChecks == 0)
        {
            CallDepth.Check();
        }

        foreach (var step in _plan.Steps)
        {
            _ = step.Place < 0 ? step.Make(this) : this[step.Place];
        }

        if (_depth > MaximumDepth)
        {
            for (var i = 0; i < _items.Length; i++)
            {
                _ = this[i];
            }

            _depth = 0;
        }

        if (_giver is not null)
        {
            _giver._depth = Math.Max(_giver._depth, _depth);
        }

        // Only now can it be entered; when a core module's start function traps, never.
        State.MayEnter = true;
        State.IsComplete = true;
        return new ComponentInstance(State.Store, _plan.Component.Type.Exports, this, _plan.Exports);
    }

    /// <summary>What is at a place.</summary>
    public object this[int place] => _items[place] ?? Make(place);

    /// <summary>What a source stands for.</summary>
    public object Get(in ItemSource source) =>
        source.Place >= 0 ? this[source.Place] : source.Type is ResourceType resource ? State.Resolve(resource) : source.Type!;

    /// <summary>What an import is given.</summary>
    public object GetImport(int index) => _given is not null ? _given[index] : _giver!.Get(_arguments![index]);

    /// <summary>The resources that a type speaks of are those of what has the type.</summary>
    public void Bind(ExternType type, object value) => Bind(State, type, value);

    /// <inheritdoc cref="Bind(ExternType, object)"/>
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

    private static void Bind(InstanceState state, InstanceType type, ComponentInstance instance)
    {
        var exports = type.ResourceExports;
        if (exports.IsEmpty || (type.HasInstancesOfResources && !state.AddBound(type)))
        {
            return;
        }

        var isAsDeclared = instance.Names == type.Exports;
        foreach (var (place, export) in exports)
        {
            Bind(state, export.Type, instance[isAsDeclared ? place : instance.Names.IndexOf(export.Name.Name)]);
        }
    }

    private object Make(int place) => _items[place] = _plan.Makers[place].Make(this)!;
}

/// <summary>Where something of a component is: at a place, or a type, which is at none.</summary>
/// <param name="Place">The place; -1 for types.</param>
/// <param name="Type">The type.</param>
internal readonly record struct ItemSource(int Place, object? Type);
