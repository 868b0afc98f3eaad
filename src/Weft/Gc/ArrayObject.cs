// Arrays of the guest (spec 4.2.11): an object that tells the type, and a .NET array of the narrowest kind that holds the elements.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Weft.Runtime;

namespace Weft;

/// <summary>An array of the guest.</summary>
public abstract class ArrayObject : HeapObject
{
    /// <summary>The elements: an array of the kind that <see cref="ObjectShape.Storage"/> says. A field for emitted code.</summary>
    [SuppressMessage("Design", "CA1051", Justification = "Emitted code reads it.")]
    internal Array Elements;

    private protected ArrayObject(Array elements, uint storeId) : base(storeId)
    {
        Elements = elements;
    }

    /// <summary>The number of elements.</summary>
    public int Length => Elements.Length;

    internal byte[] Bytes => Unsafe.As<byte[]>(Elements);

    internal ushort[] Int16s => Unsafe.As<ushort[]>(Elements);

    internal uint[] Int32s => Unsafe.As<uint[]>(Elements);

    internal ulong[] Int64s => Unsafe.As<ulong[]>(Elements);

    internal Vector128<byte>[] Vectors => Unsafe.As<Vector128<byte>[]>(Elements);

    internal ReferenceCell[] References => Unsafe.As<ReferenceCell[]>(Elements);

    /// <summary>Reads an element; a packed one is zero-extended.</summary>
    /// <param name="index">The index of the element.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public Value this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Length, nameof(index));
            var kind = Shape.Element.Type.Kind;
            return Shape.Storage switch
            {
                ArrayStorage.Int8 => Value.FromSlots(kind, Bytes[index]),
                ArrayStorage.Int16 => Value.FromSlots(kind, Int16s[index]),
                ArrayStorage.Int32 => Value.FromSlots(kind, Int32s[index]),
                ArrayStorage.Int64 => Value.FromSlots(kind, Int64s[index]),
                ArrayStorage.Vector => Value.FromVector(Vectors[index]),
                _ => Value.FromReference(References[index].Value),
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
        if (!Shape.Element.IsMutable)
        {
            throw new InvalidOperationException("the elements are immutable");
        }

        ReferenceChecks.Check(value, Shape.Element.Type, Shape.Types, StoreId, "an element");
        Initialize(index, value);
    }

    /// <summary>Writes an element with a value that is known to fit.</summary>
    internal void Initialize(int index, in Value value)
    {
        switch (Shape.Storage)
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
                References[index].Value = value.Reference;
                break;
        }
    }
}
