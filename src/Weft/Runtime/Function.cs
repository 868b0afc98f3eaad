// Function instances (spec 4.2.5), of modules and of the host.
using Weft.Interpreter;
using Weft.Linking;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft;

/// <summary>A function in a store (spec 4.2.5): one that a module defines, or one of the host.</summary>
public sealed unsafe partial class Function : External
{
    private const int StackSlots = 64;

    /// <summary>Another function of the same definition of the host, of another type.</summary>
    internal Function? Sibling { get; set; }

    private FunctionSignature? _signature;
    private HostCallback? _callback;
    private object? _body;

    /// <summary>Makes a function of the host.</summary>
    /// <param name="store">The store it belongs to.</param>
    /// <param name="type">Its type; indices inside are ids of the engine's registry.</param>
    /// <param name="body">What it does.</param>
    public Function(Store store, FunctionType type, HostFunction body)
        : this(store.CheckUse(), store.Engine.Types.GetFunctionTypeId(type), HostDefinition.Wrap(body))
    {
    }

    /// <summary>Makes a function of the host that takes and gives numbers as bits, without a value in between.</summary>
    /// <param name="store">The store it belongs to.</param>
    /// <param name="type">Its type: numbers only.</param>
    /// <param name="body">What it does.</param>
    /// <exception cref="ArgumentException">The type has vectors or references.</exception>
    public Function(Store store, FunctionType type, SlotHostFunction body)
        : this(store.CheckUse(), store.Engine.Types.GetFunctionTypeId(type), body)
    {
    }

    /// <summary>Makes a function of the host that takes and gives numbers as bits, of a type that was looked up before.</summary>
    /// <param name="store">The store it belongs to.</param>
    /// <param name="typeId">The id of its type in the engine's registry: numbers only.</param>
    /// <param name="body">What it does.</param>
    /// <exception cref="ArgumentException">The type has vectors or references.</exception>
    public Function(Store store, int typeId, SlotHostFunction body)
        : this(store.CheckUse(), typeId, store.Engine.Signatures.GetSignature(typeId), body)
    {
    }

    /// <summary>The same for an object: where many functions are made of which few are called, that is less than a delegate for each.</summary>
    /// <param name="store">The store it belongs to.</param>
    /// <param name="typeId">The id of its type in the engine's registry: numbers only.</param>
    /// <param name="body">What it does.</param>
    /// <exception cref="ArgumentException">The type has vectors or references.</exception>
    public Function(Store store, int typeId, ISlotFunction body)
        : this(store.CheckUse(), typeId, store.Engine.Signatures.GetSignature(typeId), body)
    {
    }

    // What calls it in slots as the machine does is made when that calls it: compiled code does not.
    private Function(Store store, int typeId, FunctionSignature signature, object body)
        : this(store, typeId, callback: null, body, HostDefinition.CheckSlots(body, signature))
    {
    }

    /// <summary>The function of a cell that an instance owns.</summary>
    internal Function(Store store, FunctionCell* cell)
    {
        Store = store;
        Cell = cell;
    }

    /// <summary>A function of the host, with a cell of its own.</summary>
    internal Function(Store store, int typeId, HostCallback? callback, object? body = null, FunctionSignature? signature = null)
    {
        Store = store;
        _signature = signature;
        _callback = callback;
        _body = body;
        IsHost = true;
        Cell = store.Arena.Allocate<FunctionCell>();
        Cell->TypeId = typeId;
        Cell->Store = store.Context;
        Cell->FunctionIndex = -1;
        FunctionStub.Initialize(Cell, Signature.SlotCount, isHost: true);
        store.SetFunction(Cell, this);
        store.Resources++;
    }

    /// <summary>Its type; indices inside are ids of the engine's registry.</summary>
    public FunctionType Type => Signature.Type;

    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Function;

    /// <inheritdoc/>
    public override ExternalType ExternalType => new ExternalFunctionType(TypeId);

    /// <summary>The store it belongs to.</summary>
    public Store Store { get; }

    /// <summary>The id of its type in the engine's registry.</summary>
    internal int TypeId => Store.CheckUse() is not null ? Cell->TypeId : -1;

    internal FunctionSignature Signature => _signature ??= Store.Engine.Signatures.GetSignature(TypeId);

    internal FunctionCell* Cell { get; }

    /// <summary>Whether it is a function of the host.</summary>
    internal bool IsHost { get; private set; }

    /// <summary>The same with its static type, for callers whose arguments are in registers; null when it has none.</summary>
    internal Delegate? Body
    {
        get
        {
            if (_body is ISlotFunction function)
            {
                _body = new SlotHostFunction(function.Invoke);
            }

            return (Delegate?)_body;
        }
    }

    internal override Store? Owner => Store;

    /// <summary>Calls it.</summary>
    /// <param name="arguments">The arguments, as many and of such types as its type says.</param>
    /// <returns>The results.</returns>
    /// <exception cref="ArgumentException">The arguments do not fit its type, or are of another store.</exception>
    /// <exception cref="TrapException">The guest trapped.</exception>
    /// <exception cref="GuestException">The guest threw an exception that it did not handle.</exception>
    /// <exception cref="InvalidOperationException">The store is in use by another thread.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public Value[] Invoke(params ReadOnlySpan<Value> arguments)
    {
        var signature = Signature;
        var parameters = signature.Type.Parameters;
        if (arguments.Length != parameters.Length)
        {
            throw new ArgumentException($"the function takes {parameters.Length} arguments, not {arguments.Length}: its type is {signature.Type}", nameof(arguments));
        }

        var slots = signature.SlotCount <= StackSlots ? stackalloc ulong[signature.SlotCount] : new ulong[signature.SlotCount];
        var references = signature.HasReferences ? new object?[signature.SlotCount] : [];
        var slot = 0;
        for (var i = 0; i < parameters.Length; i++)
        {
            ref readonly var argument = ref arguments[i];
            ReferenceChecks.Check(argument, parameters[i], Store, "an argument");
            switch (argument.Kind)
            {
                case ValueKind.Ref:
                    references[slot++] = argument.Reference;
                    break;
                case ValueKind.V128:
                    slots[slot++] = argument.Low;
                    slots[slot++] = argument.High;
                    break;
                default:
                    slots[slot++] = argument.Low;
                    break;
            }
        }

        Store.Run(this, slots, references);
        return TakeResults(signature.Type, slots, references);
    }

    /// <summary>Calls it, and interrupts it when a token is cancelled: it then traps with <see cref="TrapKind.Interrupted"/>.</summary>
    /// <param name="cancellationToken">The token.</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>The results.</returns>
    /// <inheritdoc cref="Invoke(ReadOnlySpan{Value})"/>
    public Value[] Invoke(CancellationToken cancellationToken, params ReadOnlySpan<Value> arguments)
    {
        using (Store.InterruptOn(cancellationToken))
        {
            return Invoke(arguments);
        }
    }

    /// <summary>Calls it with numbers as bits: what adapters use that keep their values in slots.</summary>
    /// <param name="slots">
    /// The arguments, one slot each, of which i32 and f32 use the low half; then the results. As many slots as there are arguments or results,
    /// whichever are more.
    /// </param>
    /// <exception cref="ArgumentException">The type has vectors or references, or there are too few slots.</exception>
    /// <inheritdoc cref="Invoke(ReadOnlySpan{Value})"/>
    public void InvokeSlots(Span<ulong> slots)
    {
        var signature = Signature;
        if (!signature.IsNumeric || slots.Length < signature.SlotCount)
        {
            throw new ArgumentException(
                signature.IsNumeric ? $"{slots.Length} slots are too few for {signature.Type}" : $"a function with vectors or references cannot be called in slots: {signature.Type}",
                nameof(slots));
        }

        if (!Store.TryRun(this, signature, slots))
        {
            Store.Run(this, slots[..signature.SlotCount], []);
        }
    }

    /// <summary>Calls a function of the host: how the machine does it.</summary>
    /// <param name="caller">The instance that calls; null when the host itself does.</param>
    /// <param name="slots">The arguments, a slot each and two for v128; the results are written here too.</param>
    /// <param name="references">
    /// The references among them, at the index of their slot: as long as arguments or results need, or empty when there are none in the type.
    /// </param>
    internal void InvokeHost(Instance? caller, ulong* slots, Span<object?> references)
    {
        var frame = new HostFrame(caller?.Caller ?? new Caller(Store, null), Signature.Type, slots, references);
        (_callback ??= HostDefinition.Wrap((SlotHostFunction)Body!, Signature))(ref frame);
    }

    private static Value[] TakeResults(FunctionType type, ReadOnlySpan<ulong> slots, object?[] references)
    {
        if (type.Results.IsEmpty)
        {
            return [];
        }

        var results = new Value[type.Results.Length];
        var slot = 0;
        for (var i = 0; i < results.Length; i++)
        {
            var kind = type.Results[i].Kind;
            switch (kind)
            {
                case ValueKind.Ref:
                    results[i] = Value.FromReference(references[slot++]);
                    break;
                case ValueKind.V128:
                    results[i] = Value.FromSlots(kind, slots[slot], slots[slot + 1]);
                    slot += 2;
                    break;
                case ValueKind.I32 or ValueKind.F32:
                    results[i] = Value.FromSlots(kind, (uint)slots[slot++]);
                    break;
                default:
                    results[i] = Value.FromSlots(kind, slots[slot++]);
                    break;
            }
        }

        return results;
    }
}
