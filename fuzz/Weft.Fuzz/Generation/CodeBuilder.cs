// Bytes of a body or a constant expression, an instruction at a time, counted.
using System.Runtime.Intrinsics;
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Fuzz.Generation;

/// <summary>Writes instructions.</summary>
/// <param name="counts">Where each is counted, by opcode.</param>
internal sealed class CodeBuilder(long[] counts)
{
    private readonly ByteWriter _writer = new();

    /// <summary>Instructions so far.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes so far.</summary>
    public ReadOnlySpan<byte> Bytes => _writer.WrittenSpan;

    /// <summary>An instruction with all its immediates.</summary>
    public void Write(in Instruction instruction)
    {
        InstructionWriter.Write(_writer, instruction);
        counts[(int)instruction.Opcode]++;
        Count++;
    }

    /// <summary>An instruction without immediates, or with indices.</summary>
    public void Op(Opcode opcode, int index = 0, int index2 = 0) => Write(new Instruction { Opcode = opcode, Index = index, Index2 = index2 });

    /// <summary>A block, loop, if or try.</summary>
    public void Block(Opcode opcode, BlockType type) => Write(new Instruction { Opcode = opcode, Block = type });

    /// <summary>i32.const.</summary>
    public void I32(int value) => Write(new Instruction { Opcode = Opcode.I32Const, Bits = (ulong)value });

    /// <summary>i64.const.</summary>
    public void I64(long value) => Write(new Instruction { Opcode = Opcode.I64Const, Bits = (ulong)value });

    /// <summary>A constant of a number type, by its bits.</summary>
    public void Number(ValueKind kind, ulong bits)
    {
        switch (kind)
        {
            case ValueKind.I32:
                I32((int)bits);
                break;
            case ValueKind.I64:
                I64((long)bits);
                break;
            case ValueKind.F32:
                Write(new Instruction { Opcode = Opcode.F32Const, Bits = (uint)bits });
                break;
            default:
                Write(new Instruction { Opcode = Opcode.F64Const, Bits = bits });
                break;
        }
    }

    /// <summary>v128.const.</summary>
    public void Vector(Vector128<byte> value) => Write(new Instruction { Opcode = Opcode.V128Const, Vector = value });

    /// <summary>ref.null.</summary>
    public void Null(HeapType heap) => Write(new Instruction { Opcode = Opcode.RefNull, Type = ValueType.Ref(heap, nullable: true) });

    /// <summary>A typed select.</summary>
    public void Select(ValueType type) => Write(new Instruction { Opcode = Opcode.SelectTyped, Types = [type] });

    /// <summary>ref.test or ref.cast.</summary>
    public void Cast(bool test, ValueType to) => Write(new Instruction
    {
        Opcode = (test, to.IsNullable) switch
        {
            (true, true) => Opcode.RefTestNull,
            (true, false) => Opcode.RefTest,
            (false, true) => Opcode.RefCastNull,
            _ => Opcode.RefCast,
        },
        Type = to,
    });

    /// <summary>br_on_cast or br_on_cast_fail.</summary>
    public void BranchOnCast(Opcode opcode, int label, ValueType from, ValueType to) =>
        Write(new Instruction { Opcode = opcode, Index = label, Type = from, Type2 = to });

    /// <summary>br_table; the last label is the default.</summary>
    public void BranchTable(int[] labels) => Write(new Instruction { Opcode = Opcode.BrTable, Labels = labels });

    /// <summary>An access to memory.</summary>
    public void Memory(Opcode opcode, int memory, int alignLog2, ulong offset, byte lane = 0) =>
        Write(new Instruction { Opcode = opcode, Index = memory, AlignLog2 = alignLog2, Bits = offset, Lane = lane });

    /// <summary>The expression, closed by its end.</summary>
    public ConstantExpression ToConstant()
    {
        Op(Opcode.End);
        return new ConstantExpression(_writer.ToArray());
    }
}
