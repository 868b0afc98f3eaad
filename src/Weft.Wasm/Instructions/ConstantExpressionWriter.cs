// Makes constant expressions (spec 3.4.12) of one instruction: for tools that write modules.
using System.Runtime.Intrinsics;
using Weft.Wasm.Binary;

namespace Weft.Wasm.Instructions;

/// <summary>Makes constant expressions that consist of one constant.</summary>
public static class ConstantExpressionWriter
{
    /// <summary>A number.</summary>
    /// <param name="kind">i32, i64, f32 or f64.</param>
    /// <param name="bits">Its bits; those of i32 and f32 in the low half.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kind is not that of a number.</exception>
    public static ConstantExpression Number(ValueKind kind, ulong bits) => Write(new Instruction
    {
        Opcode = kind switch
        {
            ValueKind.I32 => Opcode.I32Const,
            ValueKind.I64 => Opcode.I64Const,
            ValueKind.F32 => Opcode.F32Const,
            ValueKind.F64 => Opcode.F64Const,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a number"),
        },
        Bits = bits,
    });

    /// <summary>A vector.</summary>
    public static ConstantExpression Vector(Vector128<byte> value) => Write(new Instruction { Opcode = Opcode.V128Const, Vector = value });

    /// <summary>An address of a memory or a table.</summary>
    /// <param name="type">How wide addresses are.</param>
    /// <param name="address">The address.</param>
    public static ConstantExpression Address(AddressType type, ulong address) =>
        Number(type == AddressType.I64 ? ValueKind.I64 : ValueKind.I32, address);

    /// <summary>The null of a heap type.</summary>
    public static ConstantExpression Null(HeapType heap) =>
        Write(new Instruction { Opcode = Opcode.RefNull, Type = ValueType.Ref(heap, nullable: true) });

    /// <summary>A reference to a function.</summary>
    public static ConstantExpression Function(int index) => Write(new Instruction { Opcode = Opcode.RefFunc, Index = index });

    /// <summary>What a global holds.</summary>
    public static ConstantExpression Global(int index) => Write(new Instruction { Opcode = Opcode.GlobalGet, Index = index });

    /// <summary>A 31-bit integer as a reference.</summary>
    /// <param name="value">The integer.</param>
    /// <param name="isExternal">Whether it is to be an external reference.</param>
    public static ConstantExpression I31(int value, bool isExternal)
    {
        var number = new Instruction { Opcode = Opcode.I32Const, Bits = unchecked((ulong)value) };
        var reference = new Instruction { Opcode = Opcode.RefI31 };
        return isExternal ? Write(number, reference, new Instruction { Opcode = Opcode.ExternConvertAny }) : Write(number, reference);
    }

    private static ConstantExpression Write(params ReadOnlySpan<Instruction> instructions)
    {
        var writer = new ByteWriter();
        foreach (ref readonly var instruction in instructions)
        {
            InstructionWriter.Write(writer, instruction);
        }

        InstructionWriter.Write(writer, new Instruction { Opcode = Opcode.End });
        return new ConstantExpression(writer.ToArray());
    }
}
