// How objects of a structure or array type lie on the .NET heap: computed once for a canonical type in a store.
using Weft.Wasm;

namespace Weft;

/// <summary>What the elements of an array are kept in.</summary>
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
    /// <summary>object?[]: references.</summary>
    Reference,
}

/// <summary>Where a field of a structure is kept.</summary>
/// <param name="Type">Its type; numbers narrower than 64 bits are kept zero-extended, packed ones cut to their width.</param>
/// <param name="Slot">
/// Its index in <see cref="StructObject.Numbers"/> (v128 takes two slots there), or in <see cref="StructObject.References"/>.
/// </param>
internal readonly record struct FieldLayout(FieldType Type, int Slot)
{
    public bool IsReference => Type.Type.IsReference;
}

/// <summary>The layout of one structure or array type. It belongs to a store, and so do the objects that point at it.</summary>
internal sealed class HeapLayout
{
    // What .NET adds on 64 bits: a header and a type, and for an array its length; the object itself refers to its layout and arrays.
    private const int ArrayHeader = 24;
    private const int StructHeader = 40;

    public HeapLayout(Store store, int typeId, CompositeType type)
    {
        Store = store;
        TypeId = typeId;
        Type = type;
        if (type is StructType structure)
        {
            Fields = LayOut(structure, out var numberCount, out var referenceCount);
            NumberCount = numberCount;
            ReferenceCount = referenceCount;
        }
        else if (type is ArrayType array)
        {
            Element = array.Element;
            Storage = Element.Packed switch
            {
                PackedKind.I8 => ArrayStorage.Int8,
                PackedKind.I16 => ArrayStorage.Int16,
                _ => Element.Type.Kind switch
                {
                    ValueKind.I32 or ValueKind.F32 => ArrayStorage.Int32,
                    ValueKind.I64 or ValueKind.F64 => ArrayStorage.Int64,
                    ValueKind.V128 => ArrayStorage.Vector,
                    _ => ArrayStorage.Reference,
                },
            };
        }
        else
        {
            throw new ArgumentException("only structures and arrays have a layout", nameof(type));
        }
    }

    /// <summary>The store whose objects these are.</summary>
    public Store Store { get; }

    /// <summary>The canonical id of the type.</summary>
    public int TypeId { get; }

    public CompositeType Type { get; }

    /// <summary>The fields of a structure; empty for an array.</summary>
    public FieldLayout[] Fields { get; } = [];

    /// <summary>The slots that a structure needs for numbers.</summary>
    public int NumberCount { get; }

    /// <summary>The references that a structure needs.</summary>
    public int ReferenceCount { get; }

    /// <summary>The bytes that a structure takes on the .NET heap, headers included.</summary>
    public int StructBytes =>
        StructHeader + (NumberCount == 0 ? 0 : ArrayHeader + (NumberCount * 8)) + (ReferenceCount == 0 ? 0 : ArrayHeader + (ReferenceCount * 8));

    /// <summary>The bytes that an array takes on the .NET heap, headers included.</summary>
    public long GetArrayBytes(uint length) => ArrayHeader + ArrayHeader + (length * (Storage switch
    {
        ArrayStorage.Int8 => 1L,
        ArrayStorage.Int16 => 2,
        ArrayStorage.Int32 => 4,
        ArrayStorage.Vector => 16,
        _ => 8,
    }));

    /// <summary>The element of an array.</summary>
    public FieldType Element { get; }

    /// <summary>What the elements of an array are kept in.</summary>
    public ArrayStorage Storage { get; }

    /// <summary>Gives each field its place; the fields of a subtype begin with those of its supertype, and so do their places.</summary>
    public static FieldLayout[] LayOut(StructType structure, out int numberCount, out int referenceCount)
    {
        numberCount = 0;
        referenceCount = 0;
        var fields = new FieldLayout[structure.Fields.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            var field = structure.Fields[i];
            fields[i] = new FieldLayout(field, field.Type.IsReference ? referenceCount : numberCount);
            referenceCount += field.Type.IsReference ? 1 : 0;
            numberCount += field.Type.Kind switch { ValueKind.Ref => 0, ValueKind.V128 => 2, _ => 1 };
        }

        return fields;
    }
}
