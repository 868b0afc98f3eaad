// The three kinds of composite types (spec 2.3.9).
namespace Weft.Wasm;

/// <summary>What a defined type describes.</summary>
public enum CompositeKind : byte
{
    /// <summary>A function type.</summary>
    Function,
    /// <summary>A structure type.</summary>
    Struct,
    /// <summary>An array type.</summary>
    Array,
}
