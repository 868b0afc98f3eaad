// The type section (spec 5.3, 5.5.4) and the types of imports.
using System.Collections.Immutable;

namespace Weft.Wasm.Binary;

public sealed partial class ModuleReader
{
    private static ImmutableArray<RecursiveGroup> ReadTypes(ref ByteReader reader)
    {
        var total = 0;
        return ReadVector(ref reader, ImplementationLimits.Types, "types", (ref ByteReader item) =>
        {
            var group = ReadRecursiveGroup(ref item);
            total += group.Types.Length;
            if (total > ImplementationLimits.Types)
            {
                item.Throw($"too many types: the limit is {ImplementationLimits.Types}");
            }

            return group;
        });
    }

    internal static RecursiveGroup ReadRecursiveGroup(ref ByteReader reader)
    {
        if (reader.PeekByte() != 0x4E)
        {
            return new RecursiveGroup([ReadSubType(ref reader)], IsExplicit: false);
        }

        reader.Position++;
        return new RecursiveGroup(ReadVector(ref reader, ImplementationLimits.TypesInGroup, "types", ReadSubType), IsExplicit: true);
    }

    internal static SubType ReadSubType(ref ByteReader reader)
    {
        var code = reader.PeekByte();
        if (code is not (0x4F or 0x50))
        {
            return new SubType(IsFinal: true, [], ReadCompositeType(ref reader));
        }

        reader.Position++;
        var supertypes = ReadVector(ref reader, ImplementationLimits.Types, "supertypes", (ref ByteReader item) => item.ReadIndex());
        return new SubType(code == 0x4F, supertypes, ReadCompositeType(ref reader));
    }

    internal static CompositeType ReadCompositeType(ref ByteReader reader)
    {
        var at = reader.Offset;
        return reader.ReadByte() switch
        {
            0x60 => ReadFunctionType(ref reader),
            0x5F => new StructType(ReadVector(ref reader, ImplementationLimits.StructFields, "fields", ReadFieldType)),
            0x5E => new ArrayType(ReadFieldType(ref reader)),
            >= 0x80 and var code => throw new MalformedModuleException($"integer representation too long: 0x{code:x2} begins no type of one byte", at),
            var code => throw new MalformedModuleException($"malformed type: unknown form 0x{code:x2}", at),
        };
    }

    private static FunctionType ReadFunctionType(ref ByteReader reader)
    {
        var parameters = ReadVector(ref reader, ImplementationLimits.Parameters, "parameters", TypeReader.ReadValueType);
        return new FunctionType(parameters, ReadVector(ref reader, ImplementationLimits.Results, "results", TypeReader.ReadValueType));
    }

    private static FieldType ReadFieldType(ref ByteReader reader)
    {
        var packed = reader.PeekByte() switch
        {
            (byte)PackedKind.I8 => PackedKind.I8,
            (byte)PackedKind.I16 => PackedKind.I16,
            _ => PackedKind.None,
        };
        if (packed != PackedKind.None)
        {
            reader.Position++;
        }

        return new FieldType(packed == PackedKind.None ? TypeReader.ReadValueType(ref reader) : ValueType.I32, packed, ReadMutability(ref reader));
    }

    private static bool ReadMutability(ref ByteReader reader)
    {
        var at = reader.Offset;
        return reader.ReadByte() switch
        {
            0 => false,
            1 => true,
            var code => throw new MalformedModuleException($"malformed mutability 0x{code:x2}: expected 0 or 1", at),
        };
    }

    private static ImmutableArray<Import> ReadImports(ref ByteReader reader) =>
        ReadVector(ref reader, ImplementationLimits.Imports, "imports", (ref ByteReader item) =>
            new Import(item.ReadName(), item.ReadName(), ReadExternalType(ref item)));

    internal static ExternalType ReadExternalType(ref ByteReader reader)
    {
        var at = reader.Offset;
        return reader.ReadByte() switch
        {
            0 => new ExternalFunctionType(reader.ReadIndex()),
            1 => ReadTableType(ref reader),
            2 => ReadMemoryType(ref reader),
            3 => ReadGlobalType(ref reader),
            4 => ReadTagType(ref reader),
            var kind => throw new MalformedModuleException($"malformed import kind 0x{kind:x2}: expected 0 to 4", at),
        };
    }

    private static TableType ReadTableType(ref ByteReader reader)
    {
        var element = TypeReader.ReadReferenceType(ref reader);
        var (limits, flags) = ReadLimits(ref reader, 0b101);
        return new TableType(element, limits, AddressOf(flags));
    }

    private static MemoryType ReadMemoryType(ref ByteReader reader)
    {
        var (limits, flags) = ReadLimits(ref reader, 0b1111);
        var pageSize = 16;
        if ((flags & 0b1000) != 0)
        {
            var at = reader.Offset;
            var log2 = reader.ReadU32();
            if (log2 >= 64)
            {
                throw new MalformedModuleException($"invalid custom page size: 2 to the power of {log2}", at);
            }

            pageSize = (int)log2;
        }

        return new MemoryType(limits, AddressOf(flags), (flags & 0b10) != 0, pageSize);
    }

    private static (Limits Limits, int Flags) ReadLimits(ref ByteReader reader, int known)
    {
        var at = reader.Offset;
        var flags = reader.ReadByte();
        if ((flags & ~known) != 0)
        {
            throw new MalformedModuleException($"malformed limits flags 0x{flags:x2}: integer representation too long or unknown bits", at);
        }

        if (reader.AtEnd)
        {
            throw new MalformedModuleException($"malformed limits flags 0x{flags:x2}: nothing follows them", at);
        }

        var minimum = reader.ReadU64();
        return (new Limits(minimum, (flags & 1) != 0 ? reader.ReadU64() : null), flags);
    }

    private static AddressType AddressOf(int flags) => (flags & 0b100) != 0 ? AddressType.I64 : AddressType.I32;

    private static GlobalType ReadGlobalType(ref ByteReader reader) => new(TypeReader.ReadValueType(ref reader), ReadMutability(ref reader));

    private static TagType ReadTagType(ref ByteReader reader)
    {
        var at = reader.Offset;
        var attribute = reader.ReadByte();
        return attribute == 0
            ? new TagType(reader.ReadIndex())
            : throw new MalformedModuleException($"malformed tag attribute 0x{attribute:x2}: expected 0", at);
    }
}
