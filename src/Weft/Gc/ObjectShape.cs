// What the objects of one structure or array type look like on the .NET heap: engine-wide, by canonical type. There are two makers:
// PortableShape, and EmittedShape where code can be generated. Both keep a number in as many bytes as its type has, and a reference in a
// slot of its own; running code that is not emitted reaches fields by place, which each maker says.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;
using Weft.Wasm;

namespace Weft;

/// <summary>The shape of a type's objects. Any thread may use it.</summary>
internal abstract class ObjectShape
{
    // What .NET adds on 64 bits: a header and a type, for an array its length; an object also says whose it is, and an array of the guest
    // refers to one of .NET.
    private const int ObjectHeader = 24;
    private const int ArrayHeader = ObjectHeader + 8 + 24;

    private readonly FieldType _element;

    protected ObjectShape(TypeRegistry types, int typeId)
    {
        Types = types;
        TypeId = typeId;
        Type = types[typeId].Composite;
        switch (Type)
        {
            case StructType structure:
                Fields = [.. structure.Fields];
                var bytes = 0;
                foreach (var field in Fields)
                {
                    bytes += SizeOf(field);
                }

                StructBytes = ObjectHeader + ((bytes + 7) & ~7);
                break;
            case ArrayType array:
                _element = array.Element;
                Storage = StorageOf(array.Element);
                break;
            default:
                throw new ArgumentException("only structures and arrays have a shape", nameof(typeId));
        }
    }

    /// <summary>The types of the engine.</summary>
    public TypeRegistry Types { get; }

    /// <summary>The canonical id of the type.</summary>
    public int TypeId { get; }

    public CompositeType Type { get; }

    /// <summary>The fields of a structure; empty for an array.</summary>
    public FieldType[] Fields { get; } = [];

    /// <summary>
    /// Where each field of a structure is, for <see cref="StructObject.NumberAt"/> or <see cref="StructObject.ReferenceAt"/>. A subtype has
    /// the fields of its supertype in the same places.
    /// </summary>
    public abstract ReadOnlySpan<int> Places { get; }

    /// <summary>The element of an array.</summary>
    public FieldType Element => _element;

    /// <summary>What the elements of an array are kept in.</summary>
    public ArrayStorage Storage { get; }

    /// <summary>The bytes that a structure takes on the .NET heap, about.</summary>
    public int StructBytes { get; }

    /// <summary>What the elements of an array are kept in, by their type.</summary>
    public static ArrayStorage StorageOf(FieldType element) => element.Packed switch
    {
        PackedKind.I8 => ArrayStorage.Int8,
        PackedKind.I16 => ArrayStorage.Int16,
        _ => element.Type.Kind switch
        {
            ValueKind.I32 or ValueKind.F32 => ArrayStorage.Int32,
            ValueKind.I64 or ValueKind.F64 => ArrayStorage.Int64,
            ValueKind.V128 => ArrayStorage.Vector,
            _ => ArrayStorage.Reference,
        },
    };

    /// <summary>The bytes that a field or an element takes.</summary>
    public static int SizeOf(FieldType field) => field.Type.IsReference ? 8 : field.StorageSize;

    /// <summary>The bytes that an array takes on the .NET heap, headers included.</summary>
    public static long GetArrayBytes(uint length, int elementSize) => ArrayHeader + (length * (long)elementSize);

    /// <summary>Makes a structure with every field zero or null, as struct.new_default does. Traps when the store's heap is full.</summary>
    public StructObject NewStruct(Store store)
    {
        var made = MakeStruct(store.Id);
        store.Heap.Add(made, StructBytes);
        return made;
    }

    /// <summary>Makes an array with every element zero or null, as array.new_default does. Traps when there is no room for it.</summary>
    public ArrayObject NewArray(Store store, uint length)
    {
        var bytes = GetArrayBytes(length, SizeOf(_element));
        store.Heap.Check(bytes);
        var made = MakeArray(Allocate(Storage, length), store.Id);
        store.Heap.Add(made, bytes);
        return made;
    }

    /// <summary>Makes an array of elements that have been counted against the limit of the store.</summary>
    public ArrayObject Wrap(Array elements, Store store) => MakeArray(elements, store.Id);

    /// <summary>Makes a structure of zeros and nulls.</summary>
    protected abstract StructObject MakeStruct(uint storeId);

    /// <summary>Makes an array of elements.</summary>
    protected abstract ArrayObject MakeArray(Array elements, uint storeId);

    /// <summary>Makes a .NET array; traps when there is no room for it.</summary>
    public static T[] Allocate<T>(uint length)
    {
        if (length > (uint)Array.MaxLength)
        {
            ThrowTooLarge(length);
        }

        try
        {
            return new T[length];
        }
        catch (OutOfMemoryException)
        {
            ThrowTooLarge(length);
            return [];
        }
    }

    private static Array Allocate(ArrayStorage storage, uint length) => storage switch
    {
        ArrayStorage.Int8 => Allocate<byte>(length),
        ArrayStorage.Int16 => Allocate<ushort>(length),
        ArrayStorage.Int32 => Allocate<uint>(length),
        ArrayStorage.Int64 => Allocate<ulong>(length),
        ArrayStorage.Vector => Allocate<Vector128<byte>>(length),
        _ => Allocate<ReferenceCell>(length),
    };

    [DoesNotReturn]
    private static void ThrowTooLarge(uint length) => Throw.Trap(TrapKind.AllocationFailed, $"an array of {length} elements");
}
