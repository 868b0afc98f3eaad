// Writes the types that sections and instructions share (spec 5.3), in their shortest form.
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Binary;

/// <summary>The counterpart of <see cref="TypeReader"/>.</summary>
public static class TypeWriter
{
    /// <summary>A value type (spec 5.3.5).</summary>
    public static void WriteValueType(ByteWriter writer, ValueType type)
    {
        if (!type.IsReference)
        {
            writer.WriteByte((byte)type.Kind);
            return;
        }

        if (!type.IsNullable || type.Heap.IsDefined)
        {
            writer.WriteByte((byte)(type.IsNullable ? 0x63 : 0x64));
        }

        WriteHeapType(writer, type.Heap);
    }

    /// <summary>A heap type (spec 5.3.3).</summary>
    public static void WriteHeapType(ByteWriter writer, HeapType type) => writer.WriteS64(type.Code);

    /// <summary>A block type (spec 5.4.1).</summary>
    public static void WriteBlockType(ByteWriter writer, BlockType type)
    {
        if (type.TypeIndex >= 0)
        {
            writer.WriteS64(type.TypeIndex);
        }
        else if (type.Result is { } result)
        {
            WriteValueType(writer, result);
        }
        else
        {
            writer.WriteByte(0x40);
        }
    }
}
