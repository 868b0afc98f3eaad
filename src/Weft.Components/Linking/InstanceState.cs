// What the canonical ABI knows of an instance of a component (CanonicalABI.md, "Component Instances").
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;
using Weft.Wasm;

namespace Weft.Components;

/// <summary>The state of an instance of a component: its handles, and whether it can be entered and left.</summary>
internal sealed class InstanceState(Store store, InstanceState? parent, InstantiationBudget? budget = null)
{
    /// <summary>The <see cref="Flags"/> of an instance that does nothing: it may be entered, and could be left.</summary>
    public const int Idle = MayEnterBit | MayLeaveBit;

    /// <summary>Those of one that runs.</summary>
    public const int Running = MayLeaveBit;

    /// <summary>Those of one that runs realloc or post-return.</summary>
    public const int Locked = 0;

    private static readonly GlobalType s_flags = new(Weft.Wasm.ValueType.I32, IsMutable: true);

    private const int MayEnterBit = 1;
    private const int MayLeaveBit = 2;

    /// <summary>What making an adapter costs is not had back earlier.</summary>
    public const int DefaultCallsBeforeAdapters = 1000;

    private ResourceTable _resources;
    private CallScope? _free;
    private int _ownFlags = MayLeaveBit;
    private Global? _sharedFlags;
    private InstanceType? _bound;
    private HashSet<InstanceType>? _otherBound;

    public Store Store { get; } = store;

    /// <summary>Whether calls between components go the plain way, which the other is compared with.</summary>
    public bool IsPlain { get; init; } = parent?.IsPlain ?? false;

    /// <summary>After how many calls between two components code is made for them; 0 for never.</summary>
    public int CallsBeforeAdapters { get; init; } = parent?.CallsBeforeAdapters ?? 0;

    /// <summary>The instance of the component around its own.</summary>
    public InstanceState? Parent { get; } = parent;

    /// <summary>What the instantiation that made it may still do.</summary>
    public InstantiationBudget Budget { get; } = budget ?? parent?.Budget ?? new InstantiationBudget();

    public HandleTable Handles => field ??= new();

    /// <summary>The resources that types of its component speak of.</summary>
    public ref ResourceTable Resources => ref _resources;

    /// <summary>
    /// Whether it can be entered. It cannot while it runs, so that nobody enters it again; after a trap it still seems to run, and is lost.
    /// An instance is made running: its initialisation is over when the last core instance has started.
    /// </summary>
    public bool MayEnter
    {
        get => (Bits & MayEnterBit) != 0;
        set => Bits = value ? Bits | MayEnterBit : Bits & ~MayEnterBit;
    }

    /// <summary>Whether it may call out: not from realloc and post-return.</summary>
    public bool MayLeave
    {
        get => (Bits & MayLeaveBit) != 0;
        set => Bits = value ? Bits | MayLeaveBit : Bits & ~MayLeaveBit;
    }

    /// <summary><see cref="MayEnter"/> and <see cref="MayLeave"/> where the code of adapters finds them, from when it is asked for on.</summary>
    public Global Flags => _sharedFlags ??= new Global(Store, s_flags, _ownFlags);

    /// <summary>Whether it was initialised to the end.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Whether its code asks for the call that runs: see <see cref="Task"/>.</summary>
    public bool UsesTask { get; set; }

    /// <summary>Whether modules of it throw or handle exceptions, which must not leave it or reach it.</summary>
    public bool HandlesExceptions { get; set; }

    /// <summary>The call that runs in it; null during initialisation.</summary>
    public CallScope? Task { get; set; }

    /// <summary>What <c>backpressure.inc</c> and <c>backpressure.dec</c> count.</summary>
    public int Backpressure { get; set; }

    /// <summary>Notes that the resources of an instance type are in <see cref="Resources"/>: large ones may stand in many places.</summary>
    /// <returns>False when they were already.</returns>
    public bool AddBound(InstanceType type)
    {
        if (_bound is null)
        {
            _bound = type;
            return true;
        }

        return _bound != type && (_otherBound ??= new(ReferenceEqualityComparer.Instance)).Add(type);
    }

    /// <summary>The resource type that an identity stands for here.</summary>
    public ComponentResourceType Resolve(ResourceType type) => Resources[type.Identity];

    /// <summary>Enters it and what is around it, up to what the caller is in already.</summary>
    /// <param name="caller">The instance that calls; null when the host does.</param>
    /// <param name="name">What is to be called, for the trap.</param>
    public void Enter(InstanceState? caller, string name)
    {
        if (IsEnteredAlone(caller) ? !MayEnter : !MayEnterAll(caller))
        {
            throw new TrapException(TrapKind.CanonicalAbi, $"in `{name}`: cannot enter component instance: it is running, or has trapped");
        }

        Mark(caller, mayEnter: false);
    }

    /// <summary>Leaves what was entered. Not after a trap: see <see cref="MayEnter"/>.</summary>
    public void Leave(InstanceState? caller) => Mark(caller, mayEnter: true);

    /// <summary>Throws unless the instance may call out now.</summary>
    /// <param name="name">What calls out.</param>
    public void CheckLeave(string name)
    {
        if (!MayLeave)
        {
            throw new TrapException(TrapKind.CanonicalAbi, $"in `{name}`: cannot leave component instance: it runs realloc or post-return");
        }
    }

    /// <summary>Calls a core function of it; an exception that it throws is a trap.</summary>
    public static void CallCore(Function function, Span<ulong> slots)
    {
        try
        {
            function.InvokeSlots(slots);
        }
        catch (GuestException exception)
        {
            throw new TrapException(TrapKind.UncaughtException, "an uncaught exception propagated out of component", exception);
        }
    }

    /// <summary>Calls a core function of it that must not call out.</summary>
    public void CallCoreInside(Function function, Span<ulong> slots)
    {
        MayLeave = false;
        CallCore(function, slots);

        // Not after a trap: see MayEnter.
        MayLeave = true;
    }

    /// <summary>A scope for a call; calls are nested, so that scopes are used again.</summary>
    public CallScope RentScope()
    {
        var scope = _free ?? new CallScope();
        _free = scope.Next;
        return scope;
    }

    /// <summary>Ends a call.</summary>
    public void EndScope(CallScope scope)
    {
        scope.End();
        scope.Next = _free;
        _free = scope;
    }

    /// <summary>It and what is around it, up to what the caller is in already: what a call enters.</summary>
    public List<InstanceState> FindEntered(InstanceState caller)
    {
        var entered = new List<InstanceState>();
        for (var state = this; state is not null && !IsAround(state, caller); state = state.Parent)
        {
            entered.Add(state);
        }

        return entered;
    }

    private int Bits
    {
        get => _sharedFlags is null ? _ownFlags : (int)_sharedFlags.Bits;
        set
        {
            if (_sharedFlags is null)
            {
                _ownFlags = value;
            }
            else
            {
                _sharedFlags.Bits = (uint)value;
            }
        }
    }

    // What is usual: nothing is around it, or the same as around the caller.
    private bool IsEnteredAlone(InstanceState? caller) => caller != this && caller?.Parent == Parent;

    private bool MayEnterAll(InstanceState? caller)
    {
        for (var state = this; state is not null && !IsAround(state, caller); state = state.Parent)
        {
            if (!state.MayEnter)
            {
                return false;
            }
        }

        return true;
    }

    private void Mark(InstanceState? caller, bool mayEnter)
    {
        if (IsEnteredAlone(caller))
        {
            MayEnter = mayEnter;
            return;
        }

        for (var state = this; state is not null && !IsAround(state, caller); state = state.Parent)
        {
            state.MayEnter = mayEnter;
        }
    }

    private static bool IsAround(InstanceState state, InstanceState? inner)
    {
        while (inner is not null && inner != state)
        {
            inner = inner.Parent;
        }

        return inner is not null;
    }
}
