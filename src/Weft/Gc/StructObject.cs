// Structures of the guest (spec 4.2.10): their face to the host, and to running code that is not emitted.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft;

/// <summary>A structure of the guest.</summary>
public abstract class StructObject : HeapObject
{
    private protected StructObject(uint storeId) : base(storeId)
    {
    }

    /// <summary>The number of fields.</summary>
    public int FieldCount => Shape.Fields.Length;

    /// <summary>Reads a field; a packed one is zero-extended.</summary>
    /// <param name="index">The index of the field.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such field.</exception>
    public Value GetField(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)FieldCount, nameof(index));
        var field = Shape.Fields[index];
        var place = Shape.Places[index];
        return field.Type.Kind switch
        {
            ValueKind.Ref => Value.FromReference(ReferenceAt(place)),
            ValueKind.V128 => Value.FromVector(Unsafe.ReadUnaligned<Vector128<byte>>(ref NumberAt(place))),
            var kind => Value.FromSlots(kind, field.StorageSize switch
            {
                1 => NumberAt(place),
                2 => Unsafe.ReadUnaligned<ushort>(ref NumberAt(place)),
                4 => Unsafe.ReadUnaligned<uint>(ref NumberAt(place)),
                _ => Unsafe.ReadUnaligned<ulong>(ref NumberAt(place)),
            }),
        };
    }

    /// <summary>Writes a field.</summary>
    /// <param name="index">The index of the field.</param>
    /// <param name="value">The value, of the type of the field; a packed one is cut to its width.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such field.</exception>
    /// <exception cref="ArgumentException">The value is of another type, or belongs to another store.</exception>
    /// <exception cref="InvalidOperationException">The field is not mutable.</exception>
    public void SetField(int index, Value value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)FieldCount, nameof(index));
        if (!Shape.Fields[index].IsMutable)
        {
            throw new InvalidOperationException($"field {index} is immutable");
        }

        ReferenceChecks.Check(value, Shape.Fields[index].Type, Shape.Types, StoreId, "a field");
        Initialize(index, value);
    }

    /// <summary>Writes a field with a value that is known to fit.</summary>
    internal void Initialize(int index, in Value value)
    {
        var field = Shape.Fields[index];
        var place = Shape.Places[index];
        switch (field.Type.Kind)
        {
            case ValueKind.Ref:
                ReferenceAt(place) = value.Reference;
                break;
            case ValueKind.V128:
                Unsafe.WriteUnaligned(ref NumberAt(place), value.AsVector());
                break;
            default:
                WriteNumber(place, field.StorageSize, value.Low);
                break;
        }
    }

    /// <summary>Writes a number of 1, 2, 4 or 8 bytes.</summary>
    internal void WriteNumber(int place, int size, ulong bits)
    {
        switch (size)
        {
            case 1:
                NumberAt(place) = (byte)bits;
                break;
            case 2:
                Unsafe.WriteUnaligned(ref NumberAt(place), (ushort)bits);
                break;
            case 4:
                Unsafe.WriteUnaligned(ref NumberAt(place), (uint)bits);
                break;
            default:
                Unsafe.WriteUnaligned(ref NumberAt(place), bits);
                break;
        }
    }

    /// <summary>The first byte of a number or vector field, by its place in <see cref="ObjectShape.Places"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref byte NumberAt(int place)
    {
        // SAFETY: a place comes from the shape of the object's type or of a supertype, which validation has proved it to have. In an object of
        // an emitted class it is the distance from a field that every object has.
        return ref GetType() == typeof(PortableStruct)
            ? ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Unsafe.As<PortableStruct>(this).Numbers), place)
            : ref Unsafe.AddByteOffset(ref Unsafe.As<uint, byte>(ref StoreId), place);
    }

    /// <summary>A reference field, by its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref object? ReferenceAt(int place)
    {
        // SAFETY: as above.
        return ref GetType() == typeof(PortableStruct)
            ? ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Unsafe.As<PortableStruct>(this).References), place)
            : ref Unsafe.As<byte, object?>(ref Unsafe.AddByteOffset(ref Unsafe.As<uint, byte>(ref StoreId), place));
    }
}
