// What the elements of arrays are kept in.
namespace Weft;

/// <summary>The element type of the .NET array behind an array of the guest.</summary>
internal enum ArrayStorage : byte
{
    /// <summary>byte[]: i8.</summary>
    Int8,
    /// <summary>ushort[]: i16.</summary>
    Int16,
    /// <summary>uint[]: i32 and f32.</summary>
    Int32,
    /// <summary>ulong[]: i64 and f64.</summary>
    Int64,
    /// <summary>Vector128&lt;byte&gt;[]: v128.</summary>
    Vector,
    /// <summary><see cref="ReferenceCell"/>[]: references.</summary>
    Reference,
}

/// <summary>An element that is a reference. A structure, because .NET checks the type of what is stored in an array of objects.</summary>
/// <param name="Value">The reference.</param>
internal record struct ReferenceCell(object? Value)
{
    /// <summary>The reference: a field, for emitted code.</summary>
    public object? Value = Value;
}
