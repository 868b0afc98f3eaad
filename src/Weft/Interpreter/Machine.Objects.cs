// Making structures and arrays, and instructions on ranges of arrays (spec 4.4.5).
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Interpreter;

internal sealed unsafe partial class Machine
{
    /// <summary>Makes a structure of values that stand side by side in slots.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void NewStruct(ulong* fp, int to, int from, int typeId)
    {
        var shape = _store.GetShape(typeId);
        var structure = shape.NewStruct(_store);
        var places = shape.Places;
        for (var i = 0; i < places.Length; i++)
        {
            var field = shape.Fields[i];
            switch (field.Type.Kind)
            {
                case ValueKind.Ref:
                    structure.ReferenceAt(places[i]) = Reference(fp, from++);
                    break;
                case ValueKind.V128:
                    Unsafe.WriteUnaligned(ref structure.NumberAt(places[i]), *(Vector128<byte>*)(fp + from));
                    from += 2;
                    break;
                default:
                    structure.WriteNumber(places[i], field.StorageSize, fp[from++]);
                    break;
            }
        }

        Reference(fp, to) = structure;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void NewStructDefault(ulong* fp, int to, int typeId) => Reference(fp, to) = _store.GetShape(typeId).NewStruct(_store);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void NewArray(ulong* fp, int to, int value, uint length, int typeId)
    {
        var array = _store.GetShape(typeId).NewArray(_store, length);
        Fill(array, 0, fp, value, (int)length);
        Reference(fp, to) = array;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void NewArrayDefault(ulong* fp, int to, uint length, int typeId) => Reference(fp, to) = _store.GetShape(typeId).NewArray(_store, length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void NewArrayFixed(ulong* fp, int to, int from, int count, int typeId)
    {
        var array = _store.GetShape(typeId).NewArray(_store, (uint)count);
        var slots = array.Shape.Storage == ArrayStorage.Vector ? 2 : 1;
        for (var i = 0; i < count; i++)
        {
            Fill(array, i, fp, from + (i * slots), 1);
        }

        Reference(fp, to) = array;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void NewArrayData(ulong* fp, int to, uint offset, uint count, int typeId, int segment, InstanceContext* ctx) =>
        Reference(fp, to) = NewArrayData(offset, count, typeId, segment, ctx);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public ArrayObject NewArrayData(uint offset, uint count, int typeId, int segment, InstanceContext* ctx)
    {
        var shape = _store.GetShape(typeId);
        var data = DataRange(shape, segment, offset, count, ctx);
        var array = shape.NewArray(_store, count);
        CopyData(array, 0, data.Span);
        return array;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void NewArrayElements(ulong* fp, int to, uint offset, uint count, int typeId, int segment, InstanceContext* ctx) =>
        Reference(fp, to) = NewArrayElements(offset, count, typeId, segment, ctx);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public ArrayObject NewArrayElements(uint offset, uint count, int typeId, int segment, InstanceContext* ctx)
    {
        var elements = InstanceOf(ctx).Elements[segment];
        elements.Check(offset, count);
        var array = _store.GetShape(typeId).NewArray(_store, count);
        for (var i = 0; i < (int)count; i++)
        {
            array.References[i].Value = elements[(int)offset + i];
        }

        return array;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void FillArray(ulong* fp, int slot, uint index, int value, uint count)
    {
        var array = ArrayAt(fp, slot);
        CheckRange(array, index, count);
        Fill(array, (int)index, fp, value, (int)count);
    }

    /// <summary>Fills a range with equal elements, which are not vectors: bits, or a reference.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void FillArray(ArrayObject array, uint index, ulong bits, object? reference, uint count)
    {
        CheckRange(array, index, count);
        Fill(array, (int)index, bits, reference, (int)count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void CopyArray(ulong* fp, int slot, uint index, int sourceSlot, uint sourceIndex, uint count) =>
        CopyArray(ArrayAt(fp, slot), index, ArrayAt(fp, sourceSlot), sourceIndex, count);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CopyArray(ArrayObject to, uint index, ArrayObject from, uint sourceIndex, uint count)
    {
        CheckRange(to, index, count);
        CheckRange(from, sourceIndex, count);
        Array.Copy(from.Elements, (int)sourceIndex, to.Elements, (int)index, (int)count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void InitArrayData(ulong* fp, int slot, uint index, uint offset, uint count, int segment, InstanceContext* ctx) =>
        InitArrayData(ArrayAt(fp, slot), index, offset, count, segment, ctx);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void InitArrayData(ArrayObject array, uint index, uint offset, uint count, int segment, InstanceContext* ctx)
    {
        CheckRange(array, index, count);
        CopyData(array, (int)index, DataRange(array.Shape, segment, offset, count, ctx).Span);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void InitArrayElements(ulong* fp, int slot, uint index, uint offset, uint count, int segment, InstanceContext* ctx) =>
        InitArrayElements(ArrayAt(fp, slot), index, offset, count, segment, ctx);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void InitArrayElements(ArrayObject array, uint index, uint offset, uint count, int segment, InstanceContext* ctx)
    {
        CheckRange(array, index, count);
        var elements = InstanceOf(ctx).Elements[segment];
        elements.Check(offset, count);
        for (var i = 0; i < (int)count; i++)
        {
            array.References[(int)index + i].Value = elements[(int)offset + i];
        }
    }

    private ArrayObject ArrayAt(ulong* fp, int slot)
    {
        if (Reference(fp, slot) is ArrayObject array)
        {
            return array;
        }

        Throw.Trap(TrapKind.NullArrayReference);
        return null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void CheckRange(ArrayObject array, uint index, uint count)
    {
        if ((ulong)index + count > (uint)array.Length)
        {
            Throw.Trap(TrapKind.ArrayOutOfBounds, $"{count} elements at {index} of an array of {array.Length}");
        }
    }

    private void Fill(ArrayObject array, int index, ulong* fp, int slot, int count)
    {
        switch (array.Shape.Storage)
        {
            case ArrayStorage.Vector:
                array.Vectors.AsSpan(index, count).Fill(*(Vector128<byte>*)(fp + slot));
                break;
            case ArrayStorage.Reference:
                Fill(array, index, 0, Reference(fp, slot), count);
                break;
            default:
                Fill(array, index, fp[slot], null, count);
                break;
        }
    }

    private static void Fill(ArrayObject array, int index, ulong bits, object? reference, int count)
    {
        switch (array.Shape.Storage)
        {
            case ArrayStorage.Int8:
                array.Bytes.AsSpan(index, count).Fill((byte)bits);
                break;
            case ArrayStorage.Int16:
                array.Int16s.AsSpan(index, count).Fill((ushort)bits);
                break;
            case ArrayStorage.Int32:
                array.Int32s.AsSpan(index, count).Fill((uint)bits);
                break;
            case ArrayStorage.Int64:
                array.Int64s.AsSpan(index, count).Fill(bits);
                break;
            default:
                array.References.AsSpan(index, count).Fill(new ReferenceCell(reference));
                break;
        }
    }

    private ReadOnlyMemory<byte> DataRange(ObjectShape shape, int segment, uint offset, uint count, InstanceContext* ctx)
    {
        var data = InstanceOf(ctx).Data[segment];
        var bytes = count * (ulong)shape.Element.StorageSize;
        if (offset + bytes > (ulong)data.Length)
        {
            Throw.Trap(TrapKind.MemoryOutOfBounds, $"{bytes} bytes at {offset} of a data segment of {data.Length} bytes");
        }

        return data.Slice((int)offset, (int)bytes);
    }

    private static void CopyData(ArrayObject array, int index, ReadOnlySpan<byte> data)
    {
        switch (array.Shape.Storage)
        {
            case ArrayStorage.Int8:
                data.CopyTo(array.Bytes.AsSpan(index));
                break;
            case ArrayStorage.Int16:
                for (; data.Length != 0; data = data[2..])
                {
                    array.Int16s[index++] = BinaryPrimitives.ReadUInt16LittleEndian(data);
                }

                break;
            case ArrayStorage.Int32:
                for (; data.Length != 0; data = data[4..])
                {
                    array.Int32s[index++] = BinaryPrimitives.ReadUInt32LittleEndian(data);
                }

                break;
            case ArrayStorage.Int64:
                for (; data.Length != 0; data = data[8..])
                {
                    array.Int64s[index++] = BinaryPrimitives.ReadUInt64LittleEndian(data);
                }

                break;
            default:
                for (; data.Length != 0; data = data[16..])
                {
                    array.Vectors[index++] = Vector128.Create(data[..16]);
                }

                break;
        }
    }
}
