// Arrays of the guest (spec 4.2.11): a .NET array of the narrowest kind that holds the elements.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Weft.Runtime;

namespace Weft;

/// <summary>An array of the guest.</summary>
public sealed class ArrayObject : HeapObject
{
    /// <summary>Makes one with every element zero or null, as array.new_default does. Traps when there is no room for it.</summary>
    internal ArrayObject(HeapLayout layout, uint length) : base(layout)
    {
        var bytes = layout.GetArrayBytes(length);
        layout.Store.Heap.Check(bytes);
        Elements = Allocate(layout.Storage, length);
        layout.Store.Heap.Add(this, bytes);
    }

    /// <summary>The elements: an array of the kind that <see cref="HeapLayout.Storage"/> says.</summary>
    internal Array Elements { get; }

    /// <summary>The number of elements.</summary>
    public int Length => Elements.Length;

    internal byte[] Bytes => Unsafe.As<byte[]>(Elements);

    internal ushort[] Int16s => Unsafe.As<ushort[]>(Elements);

    internal uint[] Int32s => Unsafe.As<uint[]>(Elements);

    internal ulong[] Int64s => Unsafe.As<ulong[]>(Elements);

    internal Vector128<byte>[] Vectors => Unsafe.As<Vector128<byte>[]>(Elements);

    internal object?[] References => Unsafe.As<object?[]>(Elements);

    /// <summary>Reads an element; a packed one is zero-extended.</summary>
    /// <param name="index">The index of the element.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public Value this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Length, nameof(index));
            var kind = Layout.Element.Type.Kind;
            return Layout.Storage switch
            {
                ArrayStorage.Int8 => Value.FromSlots(kind, Bytes[index]),
                ArrayStorage.Int16 => Value.FromSlots(kind, Int16s[index]),
                ArrayStorage.Int32 => Value.FromSlots(kind, Int32s[index]),
                ArrayStorage.Int64 => Value.FromSlots(kind, Int64s[index]),
                ArrayStorage.Vector => Value.FromVector(Vectors[index]),
                _ => Value.FromReference(References[index]),
            };
        }
    }

    /// <summary>Writes an element.</summary>
    /// <param name="index">The index of the element.</param>
    /// <param name="value">The value, of the type of the elements; a packed one is cut to its width.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="ArgumentException">The value is of another type, or belongs to another store.</exception>
    /// <exception cref="InvalidOperationException">The elements are not mutable.</exception>
    public void SetElement(int index, Value value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Length, nameof(index));
        if (!Layout.Element.IsMutable)
        {
            throw new InvalidOperationException("the elements are immutable");
        }

        Initialize(index, value);
    }

    internal void Initialize(int index, Value value)
    {
        ReferenceChecks.Check(value, Layout.Element.Type, Layout.Store, "an element");
        switch (Layout.Storage)
        {
            case ArrayStorage.Int8:
                Bytes[index] = (byte)value.Low;
                break;
            case ArrayStorage.Int16:
                Int16s[index] = (ushort)value.Low;
                break;
            case ArrayStorage.Int32:
                Int32s[index] = (uint)value.Low;
                break;
            case ArrayStorage.Int64:
                Int64s[index] = value.Low;
                break;
            case ArrayStorage.Vector:
                Vectors[index] = value.AsVector();
                break;
            default:
                References[index] = value.Reference;
                break;
        }
    }

    private static Array Allocate(ArrayStorage storage, uint length)
    {
        if (length > (uint)Array.MaxLength)
        {
            ThrowTooLarge(length);
        }

        try
        {
            return storage switch
            {
                ArrayStorage.Int8 => new byte[length],
                ArrayStorage.Int16 => new ushort[length],
                ArrayStorage.Int32 => new uint[length],
                ArrayStorage.Int64 => new ulong[length],
                ArrayStorage.Vector => new Vector128<byte>[length],
                _ => new object?[length],
            };
        }
        catch (OutOfMemoryException)
        {
            ThrowTooLarge(length);
            return null;
        }
    }

    [DoesNotReturn]
    private static void ThrowTooLarge(uint length) => Throw.Trap(TrapKind.AllocationFailed, $"an array of {length} elements");
}
