// Function instances (spec 4.2.5), of modules and of the host.
using Weft.Runtime;
using Weft.Wasm;

namespace Weft;

/// <summary>A function in a store (spec 4.2.5): one that a module defines, or one of the host.</summary>
public sealed unsafe partial class Function : External
{
    /// <summary>The function of a cell that an instance owns.</summary>
    internal Function(Store store, FunctionCell* cell)
    {
        Store = store;
        Cell = cell;
    }

    /// <summary>A function of the host, with a cell of its own.</summary>
    internal Function(Store store, FunctionType type, HostCallback callback)
    {
        Store = store;
        Callback = callback;
        Cell = store.AllocateFunctions(1);
        Cell->TypeId = store.Engine.Types.GetFunctionTypeId(type);
        Cell->FunctionIndex = -1;
        store.SetFunction(Cell, this);
    }

    /// <summary>Its type; indices inside are ids of the engine's registry.</summary>
    public FunctionType Type => Store.Engine.Types.GetFunctionType(TypeId);

    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Function;

    /// <inheritdoc/>
    public override ExternalType ExternalType => new ExternalFunctionType(TypeId);

    /// <summary>The store it belongs to.</summary>
    public Store Store { get; }

    /// <summary>The id of its type in the engine's registry.</summary>
    internal int TypeId => Cell->TypeId;

    internal FunctionCell* Cell { get; }

    /// <summary>What a function of the host does; null for one of a module.</summary>
    internal HostCallback? Callback { get; }

    /// <summary>The instance that defines it; null for a function of the host.</summary>
    internal Instance? Instance => Cell->Instance == null ? null : Store.Instances[Cell->Instance->Index];

    internal override Store? Owner => Store;

    /// <summary>Calls a function of the host: how the machine does it.</summary>
    /// <param name="caller">The instance that calls; null when the host itself does.</param>
    /// <param name="slots">The arguments, a slot each and two for v128; the results are written here too.</param>
    /// <param name="references">
    /// The references among them, at the index of their slot: as long as arguments or results need, or empty when there are none in the type.
    /// </param>
    internal void InvokeHost(Instance? caller, ulong* slots, Span<object?> references)
    {
        var frame = new HostFrame(caller?.Caller ?? new Caller(Store, null), slots, references);
        Callback!(ref frame);
    }
}
