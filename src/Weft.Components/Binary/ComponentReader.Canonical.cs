// The binary reader: canonical definitions (Binary.md, "Canonical definitions").
using System.Collections.Immutable;
using Weft.Wasm;
using Weft.Wasm.Binary;

namespace Weft.Components.Binary;

public sealed partial class ComponentReader
{
    private static CanonicalDefinition ReadCanonical(ref ByteReader reader)
    {
        var at = reader.Offset;
        var code = reader.ReadByte();
        if (code <= 1)
        {
            at = reader.Offset;
            var sort = reader.ReadByte();
            if (sort != 0)
            {
                throw LeadingByte(sort, code == 0 ? "canonical function lift" : "canonical function lower", at);
            }

            var function = reader.ReadIndex();
            var options = ReadOptions(ref reader);
            return code == 0 ? new CanonicalLift(function, options, reader.ReadIndex()) : new CanonicalLower(function, options);
        }

        return BuiltinTable.IsKnown(code) ? ReadBuiltin(ref reader, (BuiltinKind)code) : throw LeadingByte(code, "canonical function", at);
    }

    private static CanonicalBuiltin ReadBuiltin(ref ByteReader reader, BuiltinKind kind)
    {
        var builtin = new CanonicalBuiltin(kind);
        switch (BuiltinTable.GetShape(kind))
        {
            case BuiltinShape.Type:
                return builtin with { Type = reader.ReadIndex() };
            case BuiltinShape.TypeOptions:
                return builtin with { Type = reader.ReadIndex(), Options = ReadOptions(ref reader) };
            case BuiltinShape.TypeAsync:
                return builtin with { Type = reader.ReadIndex(), Flag = ReadBool(ref reader) };
            case BuiltinShape.Options:
                return builtin with { Options = ReadOptions(ref reader) };
            case BuiltinShape.Async or BuiltinShape.Cancel or BuiltinShape.Shared:
                return builtin with { Flag = ReadBool(ref reader) };
            case BuiltinShape.CancelMemory:
                return builtin with { Flag = ReadBool(ref reader), Index = reader.ReadIndex() };
            case BuiltinShape.Slot:
                return builtin with { SlotType = TypeReader.ReadValueType(ref reader), Index = reader.ReadIndex() };
            case BuiltinShape.Result:
                return builtin with { Result = ReadResult(ref reader), Options = ReadOptions(ref reader) };
            case BuiltinShape.FunctionTypeTable:
                return builtin with { Type = reader.ReadIndex(), Index = reader.ReadIndex() };
            case BuiltinShape.SharedFunctionType:
                return builtin with { Flag = ReadBool(ref reader), Type = reader.ReadIndex() };
            case BuiltinShape.SharedFunctionTypeTable:
                return builtin with { Flag = ReadBool(ref reader), Type = reader.ReadIndex(), Index = reader.ReadIndex() };
            default:
                return builtin;
        }
    }

    private static ImmutableArray<CanonicalOption> ReadOptions(ref ByteReader reader) =>
        ReadVector(ref reader, ComponentLimits.CanonicalOptions, "canonical options", ReadOption);

    private static CanonicalOption ReadOption(ref ByteReader reader)
    {
        var at = reader.Offset;
        var code = reader.ReadByte();
        return code switch
        {
            <= 2 or 6 => new CanonicalOption((CanonicalOptionKind)code, 0),
            <= 7 => new CanonicalOption((CanonicalOptionKind)code, reader.ReadIndex()),
            _ => throw LeadingByte(code, "canonical option", at),
        };
    }

    private static bool ReadBool(ref ByteReader reader)
    {
        var at = reader.Offset;
        return reader.ReadByte() switch
        {
            0 => false,
            1 => true,
            var code => throw new MalformedModuleException($"invalid boolean value 0x{code:x}: expected 0 or 1", at),
        };
    }
}
