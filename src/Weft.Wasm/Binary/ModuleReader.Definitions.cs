// Definitions, segments and expressions (spec 5.5.6-5.5.16).
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Binary;

public sealed partial class ModuleReader
{
    private TableDefinition ReadTable(ref ByteReader reader)
    {
        if (reader.PeekByte() != 0x40)
        {
            return new TableDefinition(ReadTableType(ref reader), null);
        }

        reader.Position++;
        if (reader.ReadByte() != 0)
        {
            throw new MalformedModuleException("zero byte expected after the mark of a table with an initialiser", reader.Offset - 1);
        }

        return new TableDefinition(ReadTableType(ref reader), ReadExpression(ref reader));
    }

    private GlobalDefinition ReadGlobal(ref ByteReader reader) => new(ReadGlobalType(ref reader), ReadExpression(ref reader));

    private static Export ReadExport(ref ByteReader reader)
    {
        var name = reader.ReadName();
        var at = reader.Offset;
        var kind = reader.ReadByte();
        return kind <= (byte)ExternalKind.Tag
            ? new Export(name, (ExternalKind)kind, reader.ReadIndex())
            : throw new MalformedModuleException($"malformed export kind 0x{kind:x2}: expected 0 to 4", at);
    }

    private ElementSegment ReadElementSegment(ref ByteReader reader)
    {
        // Spec 5.5.12: bit 0 says not active, bit 1 an explicit table or declarative, bit 2 expressions instead of functions.
        var at = reader.Offset;
        var flags = reader.ReadU32();
        if (flags > 7)
        {
            throw new MalformedModuleException($"malformed elements segment kind {flags}: expected 0 to 7", at);
        }

        var isActive = (flags & 1) == 0;
        var usesExpressions = (flags & 4) != 0;
        var mode = isActive ? SegmentMode.Active : (flags & 2) != 0 ? SegmentMode.Declarative : SegmentMode.Passive;
        var table = isActive && (flags & 2) != 0 ? reader.ReadIndex() : 0;
        var offset = isActive ? ReadExpression(ref reader) : null;
        var type = usesExpressions ? ValueType.FuncRef : ValueType.Ref(AbstractHeapType.Func, nullable: false);
        if ((flags & 3) != 0)
        {
            type = usesExpressions ? TypeReader.ReadReferenceType(ref reader) : ReadElementKind(ref reader);
        }

        return usesExpressions
            ? new ElementSegment(mode, type, table, offset, default, ReadVector(ref reader, ImplementationLimits.ElementsInSegment, "elements", ReadExpression))
            : new ElementSegment(
                mode, type, table, offset, ReadVector(ref reader, ImplementationLimits.ElementsInSegment, "elements", (ref ByteReader item) => item.ReadIndex()), default);
    }

    private static ValueType ReadElementKind(ref ByteReader reader)
    {
        var at = reader.Offset;
        var kind = reader.ReadByte();
        return kind == 0
            ? ValueType.Ref(AbstractHeapType.Func, nullable: false)
            : throw new MalformedModuleException($"malformed element kind 0x{kind:x2}: expected 0", at);
    }

    private FunctionBody ReadBody(ref ByteReader reader)
    {
        var at = reader.Offset;
        var size = reader.ReadU32();
        if (size > (uint)reader.Remaining)
        {
            throw new MalformedModuleException($"unexpected end of section or function: a body of {size} bytes announced, but only {reader.Remaining} follow", at);
        }

        if (size > ImplementationLimits.FunctionBytes)
        {
            throw new MalformedModuleException($"function body too large: {size} bytes, the limit is {ImplementationLimits.FunctionBytes}", at);
        }

        if (_explains)
        {
            ExplainBody(reader, (int)size);
        }

        // All that is looked at before somebody calls the function: the end it must have.
        var offset = reader.Offset;
        var bytes = Slice(ref reader, (int)size);
        return size > 0 && bytes.Span[^1] == InstructionTable.GetCode(Opcode.End)
            ? new FunctionBody(bytes, offset)
            : throw new MalformedModuleException("END opcode expected at the end of a body", reader.Offset);
    }

    private DataSegment ReadDataSegment(ref ByteReader reader)
    {
        var at = reader.Offset;
        var flags = reader.ReadU32();
        if (flags > 2)
        {
            throw new MalformedModuleException($"malformed data segment kind {flags}: expected 0 to 2", at);
        }

        var memory = flags == 2 ? reader.ReadIndex() : 0;
        var offset = flags == 1 ? null : ReadExpression(ref reader);
        var size = reader.ReadU32();
        if (size > (uint)reader.Remaining)
        {
            reader.Throw($"unexpected end of section or function: a data segment of {size} bytes announced, but only {reader.Remaining} follow");
        }

        return new DataSegment(offset is null ? SegmentMode.Passive : SegmentMode.Active, memory, offset, Slice(ref reader, (int)size));
    }

    private ConstantExpression ReadExpression(ref ByteReader reader)
    {
        var start = reader.Position;
        var startOffset = reader.Offset;
        var simple = reader;
        if (SimpleConstant.TryRead(ref simple, out _, out _))
        {
            return new ConstantExpression(Slice(ref reader, simple.Position - start), startOffset);
        }

        return ReadInstructions(ref reader, start, startOffset);
    }

    private ConstantExpression ReadInstructions(ref ByteReader reader, int start, long startOffset)
    {
        // Only decoding tells where an expression ends; blocks are not constant, but they nest, and validation refuses them by name.
        var instructions = new InstructionReader(reader);
        var instruction = default(Instruction);
        for (var depth = 1; depth > 0;)
        {
            instructions.Read(ref instruction);
            depth += NestingOf(instruction.Opcode);
        }

        var length = instructions.Position - start;
        return new ConstantExpression(Slice(ref reader, length), startOffset);
    }
}
