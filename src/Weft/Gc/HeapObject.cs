// Objects of the guest (spec 4.2.10, 4.2.11): they live on the .NET heap and are collected with everything else.
using System.Diagnostics.CodeAnalysis;
using Weft.Wasm;

namespace Weft;

/// <summary>A structure or an array of the guest.</summary>
public abstract class HeapObject
{
    /// <summary>
    /// The <see cref="Store.Id"/> of the store that it belongs to: a number, because it costs no more than four bytes and a plain write.
    /// A field for emitted code, whose constructors set it.
    /// </summary>
    [SuppressMessage("Design", "CA1051", Justification = "Emitted code writes it.")]
    internal uint StoreId;

    private protected HeapObject(uint storeId)
    {
        StoreId = storeId;
    }

    /// <summary>Its type; indices inside are ids of the engine's registry.</summary>
    public CompositeType Type => Shape.Type;

    /// <summary>The id of its type in the engine's registry.</summary>
    public int TypeId => Shape.TypeId;

    internal abstract ObjectShape Shape { get; }
}
