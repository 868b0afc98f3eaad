// The binary reader: types (Binary.md, "Type definitions").
using Weft.Wasm;
using Weft.Wasm.Binary;

namespace Weft.Components.Binary;

public sealed partial class ComponentReader
{
    private static CoreTypeDefinition ReadCoreType(ref ByteReader reader)
    {
        switch (reader.PeekByte())
        {
            case 0x00:
                // A type that may be extended has the code of a module type, so that a zero stands before it here.
                reader.Position++;
                var at = reader.Offset;
                var code = reader.PeekByte();
                return code == 0x50
                    ? new CoreGroupDefinition(new RecursiveGroup([ModuleReader.ReadSubType(ref reader)], IsExplicit: false))
                    : throw LeadingByte(code, "non-final sub type", at);
            case 0x50:
                reader.Position++;
                return new CoreModuleTypeDefinition(ReadVector(ref reader, ComponentLimits.Definitions, "declarations", ReadModuleDeclaration));
            default:
                return new CoreGroupDefinition(ModuleReader.ReadRecursiveGroup(ref reader));
        }
    }

    private static CoreModuleDeclaration ReadModuleDeclaration(ref ByteReader reader)
    {
        var at = reader.Offset;
        switch (reader.ReadByte())
        {
            case 0:
                return new CoreImportDeclaration(new Import(reader.ReadName(), reader.ReadName(), ModuleReader.ReadExternalType(ref reader)));
            case 1:
                at = reader.Offset;
                if (reader.PeekByte() == 0x50)
                {
                    throw new InvalidModuleException("invalid leading byte (0x50) for a core type: a module type cannot stand in a module type", byteOffset: at);
                }

                return ReadCoreType(ref reader) is CoreGroupDefinition group
                    ? new CoreTypeDeclaration(group.Group)
                    : throw new MalformedModuleException("malformed type: a module type in a module type", at);
            case 2:
                at = reader.Offset;
                var sort = reader.ReadByte();
                if (sort != 0x10)
                {
                    throw LeadingByte(sort, "outer alias kind", at);
                }

                at = reader.Offset;
                var target = reader.ReadByte();
                return target == 1 ? new CoreOuterTypeDeclaration(reader.ReadIndex(), reader.ReadIndex()) : throw LeadingByte(target, "outer alias target", at);
            case 3:
                return new CoreExportDeclaration(reader.ReadName(), ModuleReader.ReadExternalType(ref reader));
            case var code:
                throw LeadingByte(code, "type definition", at);
        }
    }

    private static TypeDefinition ReadType(ref ByteReader reader, int depth)
    {
        var at = reader.Offset;
        var code = reader.ReadByte();
        switch (code)
        {
            case 0x3F:
                var representation = TypeReader.ReadValueType(ref reader);
                at = reader.Offset;
                return reader.ReadByte() switch
                {
                    0 => new ResourceDefinition(representation, null),
                    1 => new ResourceDefinition(representation, reader.ReadIndex()),
                    var present => throw LeadingByte(present, "optional destructor", at),
                };
            case 0x40 or 0x43:
                var parameters = ReadVector(ref reader, ComponentLimits.TypeMembers, "parameters", ReadLabeled);
                return new FunctionDefinition(code == 0x43, parameters, ReadResult(ref reader));
            case 0x41 or 0x42:
                if (depth >= ComponentLimits.NestingDepth)
                {
                    throw new MalformedModuleException($"nesting too deep: more than {ComponentLimits.NestingDepth} types in each other", at);
                }

                var isInstance = code == 0x42;
                return new ScopeTypeDefinition(isInstance, ReadVector(ref reader, ComponentLimits.Definitions, "declarations", (ref ByteReader item) =>
                    ReadDeclaration(ref item, isInstance, depth + 1)));
            default:
                reader.Position--;
                return ReadValueTypeDefinition(ref reader);
        }
    }

    private static ComponentItem ReadDeclaration(ref ByteReader reader, bool isInstance, int depth)
    {
        var at = reader.Offset;
        var code = reader.ReadByte();
        ComponentItem item = code switch
        {
            0 => new CoreTypeItem(ReadCoreType(ref reader)),
            1 => new TypeItem(ReadType(ref reader, depth)),
            2 => ReadAlias(ref reader),
            3 when !isInstance => new ImportItem(ReadExternName(ref reader), ReadDescription(ref reader)),
            4 => new ExportDeclaration(ReadExternName(ref reader), ReadDescription(ref reader)),
            _ => throw LeadingByte(code, "component or instance type declaration", at),
        };
        return item with { Place = new SourcePlace(at, null) };
    }

    private static TypeDefinition ReadValueTypeDefinition(ref ByteReader reader)
    {
        var at = reader.Offset;
        var code = reader.ReadByte();
        switch (code)
        {
            case 0x72:
                return new RecordDefinition(ReadVector(ref reader, ComponentLimits.TypeMembers, "fields", ReadLabeled));
            case 0x71:
                return new VariantDefinition(ReadVector(ref reader, ComponentLimits.TypeMembers, "cases", ReadCase));
            case 0x70:
                return new ListDefinition(ReadValueType(ref reader), null);
            case 0x67:
                return new ListDefinition(ReadValueType(ref reader), reader.ReadU32());
            case 0x63:
                return new MapDefinition(ReadValueType(ref reader), ReadValueType(ref reader));
            case 0x6F:
                return new TupleDefinition(ReadVector(ref reader, ComponentLimits.TypeMembers, "types", ReadValueType));
            case 0x6E:
                return new FlagsDefinition(ReadVector(ref reader, ComponentLimits.TypeMembers, "flags", ReadLabel));
            case 0x6D:
                return new EnumDefinition(ReadVector(ref reader, ComponentLimits.TypeMembers, "enum cases", ReadLabel));
            case 0x6B:
                return new OptionDefinition(ReadValueType(ref reader));
            case 0x6A:
                return new ResultDefinition(ReadOptionalValueType(ref reader), ReadOptionalValueType(ref reader));
            case 0x69 or 0x68:
                return new HandleDefinition(reader.ReadIndex(), IsBorrow: code == 0x68);
            case 0x66 or 0x65:
                return new StreamDefinition(ReadOptionalValueType(ref reader), IsFuture: code == 0x65);
            default:
                return IsPrimitive(code) ? new PrimitiveDefinition((PrimitiveKind)code) : throw LeadingByte(code, "component defined type", at);
        }
    }

    private static bool IsPrimitive(byte code) => code is >= 0x73 and <= 0x7F or 0x64;

    private static string ReadLabel(ref ByteReader reader) => reader.ReadName();

    private static LabeledType ReadLabeled(ref ByteReader reader) => new(reader.ReadName(), ReadValueType(ref reader));

    private static CaseDefinition ReadCase(ref ByteReader reader)
    {
        var @case = new CaseDefinition(reader.ReadName(), ReadOptionalValueType(ref reader));
        var at = reader.Offset;
        var zero = reader.ReadByte();
        return zero == 0 ? @case : throw LeadingByte(zero, "zero byte required", at);
    }

    private static ValueTypeReference? ReadResult(ref ByteReader reader)
    {
        var at = reader.Offset;
        switch (reader.ReadByte())
        {
            case 0:
                return ReadValueType(ref reader);
            case 1:
                at = reader.Offset;
                var count = reader.ReadByte();
                return count == 0 ? null : throw LeadingByte(count, "number of results", at);
            case var code:
                throw LeadingByte(code, "component function results", at);
        }
    }

    private static ValueTypeReference? ReadOptionalValueType(ref ByteReader reader)
    {
        var at = reader.Offset;
        return reader.ReadByte() switch
        {
            0 => null,
            1 => ReadValueType(ref reader),
            var code => throw LeadingByte(code, "optional component value type", at),
        };
    }

    private static ValueTypeReference ReadValueType(ref ByteReader reader)
    {
        var at = reader.Offset;
        if (IsPrimitive(reader.PeekByte()))
        {
            return (PrimitiveKind)reader.ReadByte();
        }

        var index = reader.ReadS33();
        return index >= 0 ? ValueTypeReference.Defined((int)Math.Min(index, int.MaxValue)) : throw new MalformedModuleException("malformed value type: unknown code", at);
    }
}
