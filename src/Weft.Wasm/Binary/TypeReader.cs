// Types in the binary format (spec 5.3): what both sections and instructions contain.
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Binary;

/// <summary>Reads the types that sections and instructions share.</summary>
public static class TypeReader
{
    /// <summary>A value type (spec 5.3.5).</summary>
    public static ValueType ReadValueType(ref ByteReader reader)
    {
        var code = reader.PeekByte();
        if (code is >= 0x7B and <= 0x7F)
        {
            reader.Position++;
            return code switch
            {
                0x7F => ValueType.I32,
                0x7E => ValueType.I64,
                0x7D => ValueType.F32,
                0x7C => ValueType.F64,
                _ => ValueType.V128,
            };
        }

        return ReadReferenceType(ref reader, "value type");
    }

    /// <summary>A reference type (spec 5.3.4).</summary>
    public static ValueType ReadReferenceType(ref ByteReader reader, string expected = "reference type")
    {
        var code = reader.PeekByte();
        if (code is 0x63 or 0x64)
        {
            reader.Position++;
            return ValueType.Ref(ReadHeapType(ref reader), nullable: code == 0x63);
        }

        if (!IsAbstract(code - 0x80))
        {
            reader.Throw($"malformed {expected}: 0x{code:x2}");
        }

        reader.Position++;
        return ValueType.Ref((AbstractHeapType)(code - 0x80), nullable: true);
    }

    /// <summary>A heap type (spec 5.3.3).</summary>
    public static HeapType ReadHeapType(ref ByteReader reader)
    {
        var at = reader.Offset;
        var code = reader.ReadS33();
        if (code >= 0)
        {
            return HeapType.Defined((int)Math.Min(code, int.MaxValue));
        }

        return IsAbstract(code) ? (AbstractHeapType)code : throw new MalformedModuleException($"malformed heap type: {code}", at);
    }

    /// <summary>A block type (spec 5.4.1).</summary>
    public static BlockType ReadBlockType(ref ByteReader reader)
    {
        var code = reader.PeekByte();
        if (code == 0x40)
        {
            reader.Position++;
            return BlockType.Empty;
        }

        if (code is >= 0x63 and < 0x80)
        {
            return BlockType.OfResult(ReadValueType(ref reader));
        }

        var at = reader.Offset;
        var index = reader.ReadS33();
        return index >= 0 ? BlockType.OfType((int)Math.Min(index, int.MaxValue)) : throw new MalformedModuleException($"malformed block type: {index}", at);
    }

    private static bool IsAbstract(long code) => code is >= (long)AbstractHeapType.Exn and <= (long)AbstractHeapType.NoExn;
}
