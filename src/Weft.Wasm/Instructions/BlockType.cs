// Block types (spec 5.4.1): nothing, one result, or a function type.
namespace Weft.Wasm.Instructions;

/// <summary>The type of a block: no result, one result, or the index of a function type.</summary>
public readonly record struct BlockType
{
    private BlockType(int typeIndex, ValueType? result)
    {
        TypeIndex = typeIndex;
        Result = result;
    }

    /// <summary>No parameters and no results.</summary>
    public static BlockType Empty => new(-1, null);

    /// <summary>The index of a function type, or -1.</summary>
    public int TypeIndex { get; }

    /// <summary>The single result, when there is one and no function type.</summary>
    public ValueType? Result { get; }

    /// <summary>No parameters and one result.</summary>
    public static BlockType OfResult(ValueType result) => new(-1, result);

    /// <summary>A function type of the module.</summary>
    public static BlockType OfType(int typeIndex) => new(typeIndex, null);
}
