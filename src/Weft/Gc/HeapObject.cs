// Objects of the guest (spec 4.2.10, 4.2.11): they live on the .NET heap and are collected with everything else.
using Weft.Wasm;

namespace Weft;

/// <summary>A structure or an array of the guest.</summary>
public abstract class HeapObject
{
    private protected HeapObject(HeapLayout layout)
    {
        Layout = layout;
    }

    /// <summary>Its type; indices inside are ids of the engine's registry.</summary>
    public CompositeType Type => Layout.Type;

    /// <summary>The id of its type in the engine's registry.</summary>
    public int TypeId => Layout.TypeId;

    internal HeapLayout Layout { get; }

    internal Store Owner => Layout.Store;
}
