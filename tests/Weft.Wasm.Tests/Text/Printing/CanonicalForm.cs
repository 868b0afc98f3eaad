// What text can say about a binary module: numbers in their shortest form, neighbouring locals of a type together, a data count section
// where bodies need one.
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Tests.Text.Printing;

/// <summary>Rewrites a module that was read from a binary as the text parser would encode it.</summary>
internal static class CanonicalForm
{
    public static ModuleDefinition Of(ModuleDefinition module)
    {
        var usesDataCount = false;
        return module with
        {
            Functions = [.. module.Functions.Select(function => function with { Body = new FunctionBody(Recode(function.Body.Bytes, hasLocals: true, ref usesDataCount)) })],
            Tables = [.. module.Tables.Select(table => table with { Initializer = Recode(table.Initializer, ref usesDataCount) })],
            Globals = [.. module.Globals.Select(global => global with { Initializer = Recode(global.Initializer, ref usesDataCount)! })],
            Elements =
            [
                .. module.Elements.Select(segment => segment with
                {
                    Offset = Recode(segment.Offset, ref usesDataCount),
                    Expressions = segment.Expressions.IsDefault ? default : [.. segment.Expressions.Select(expression => Recode(expression, ref usesDataCount)!)],
                }),
            ],
            Data = [.. module.Data.Select(segment => segment with { Offset = Recode(segment.Offset, ref usesDataCount) })],
            DataCount = usesDataCount ? module.Data.Length : null,
        };
    }

    private static ConstantExpression? Recode(ConstantExpression? expression, ref bool usesDataCount) =>
        expression is null ? null : new ConstantExpression(Recode(expression.Bytes, hasLocals: false, ref usesDataCount));

    private static byte[] Recode(ReadOnlyMemory<byte> bytes, bool hasLocals, ref bool usesDataCount)
    {
        var writer = new ByteWriter();
        var reader = new ByteReader(bytes.Span);
        if (hasLocals)
        {
            var groups = new List<(uint Count, ValueType Type)>();
            for (var count = reader.ReadU32(); count > 0; count--)
            {
                var group = (Count: reader.ReadU32(), Type: TypeReader.ReadValueType(ref reader));
                if (groups.Count > 0 && groups[^1].Type == group.Type)
                {
                    groups[^1] = (groups[^1].Count + group.Count, group.Type);
                }
                else if (group.Count > 0)
                {
                    groups.Add(group);
                }
            }

            writer.WriteIndex(groups.Count);
            foreach (var (count, type) in groups)
            {
                writer.WriteU32(count);
                TypeWriter.WriteValueType(writer, type);
            }
        }

        var instructions = new InstructionReader(reader);
        var instruction = default(Instruction);
        while (!instructions.AtEnd)
        {
            instructions.Read(ref instruction);
            usesDataCount |= InstructionTable.GetImmediates(instruction.Opcode) is ImmediateKind.Data or ImmediateKind.DataMemory or ImmediateKind.TypeData;
            InstructionWriter.Write(writer, instruction);
        }

        return writer.ToArray();
    }
}
