// Structures of the guest (spec 4.2.10), in the portable representation: numbers in slots, references beside them.
using Weft.Runtime;
using Weft.Wasm;

namespace Weft;

/// <summary>A structure of the guest.</summary>
public sealed class StructObject : HeapObject
{
    /// <summary>Makes one with every field zero or null, as struct.new_default does. Traps when the store's heap is full.</summary>
    internal StructObject(HeapLayout layout) : base(layout)
    {
        Numbers = layout.NumberCount == 0 ? [] : new ulong[layout.NumberCount];
        References = layout.ReferenceCount == 0 ? [] : new object?[layout.ReferenceCount];
        layout.Store.Heap.Add(this, layout.StructBytes);
    }

    /// <summary>The numeric fields, by <see cref="FieldLayout.Slot"/>.</summary>
    internal ulong[] Numbers { get; }

    /// <summary>The reference fields, by <see cref="FieldLayout.Slot"/>.</summary>
    internal object?[] References { get; }

    /// <summary>The number of fields.</summary>
    public int FieldCount => Layout.Fields.Length;

    /// <summary>Reads a field; a packed one is zero-extended.</summary>
    /// <param name="index">The index of the field.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such field.</exception>
    public Value GetField(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)FieldCount, nameof(index));
        var field = Layout.Fields[index];
        return field.IsReference
            ? Value.FromReference(References[field.Slot])
            : Value.FromSlots(field.Type.Type.Kind, Numbers[field.Slot], field.Type.Type.Kind == ValueKind.V128 ? Numbers[field.Slot + 1] : 0);
    }

    /// <summary>Writes a field.</summary>
    /// <param name="index">The index of the field.</param>
    /// <param name="value">The value, of the type of the field.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such field.</exception>
    /// <exception cref="ArgumentException">The value is of another type, or belongs to another store.</exception>
    /// <exception cref="InvalidOperationException">The field is not mutable.</exception>
    public void SetField(int index, Value value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)FieldCount, nameof(index));
        var field = Layout.Fields[index];
        if (!field.Type.IsMutable)
        {
            throw new InvalidOperationException($"field {index} is immutable");
        }

        Initialize(index, value);
    }

    internal void Initialize(int index, Value value)
    {
        var field = Layout.Fields[index];
        ReferenceChecks.Check(value, field.Type.Type, Layout.Store, "a field");
        if (field.IsReference)
        {
            References[field.Slot] = value.Reference;
            return;
        }

        Numbers[field.Slot] = field.Type.Packed switch
        {
            PackedKind.I8 => value.Low & 0xFF,
            PackedKind.I16 => value.Low & 0xFFFF,
            _ => value.Low,
        };
        if (field.Type.Type.Kind == ValueKind.V128)
        {
            Numbers[field.Slot + 1] = value.High;
        }
    }
}
