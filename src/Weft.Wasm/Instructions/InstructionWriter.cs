// Encodes instructions (spec 5.4): the inverse of InstructionReader, shared by the text parser and by tools that build code.
using System.Runtime.Intrinsics;
using Weft.Wasm.Binary;

namespace Weft.Wasm.Instructions;

/// <summary>Encodes instructions into a <see cref="ByteWriter"/>.</summary>
public static class InstructionWriter
{
    /// <summary>Writes an opcode and the immediates that belong to it.</summary>
    public static void Write(ByteWriter writer, in Instruction instruction)
    {
        var opcode = instruction.Opcode;
        if (InstructionTable.GetPrefix(opcode) is var prefix and not 0)
        {
            writer.WriteByte(prefix);
            writer.WriteIndex(InstructionTable.GetCode(opcode));
        }
        else
        {
            writer.WriteByte((byte)InstructionTable.GetCode(opcode));
        }

        WriteImmediates(writer, instruction);
    }

    private static void WriteImmediates(ByteWriter writer, in Instruction instruction)
    {
        switch (InstructionTable.GetImmediates(instruction.Opcode))
        {
            case ImmediateKind.None:
                break;
            case ImmediateKind.Block:
                TypeWriter.WriteBlockType(writer, instruction.Block);
                break;
            case ImmediateKind.Label or ImmediateKind.Func or ImmediateKind.Type or ImmediateKind.Tag or ImmediateKind.Local or ImmediateKind.Global
                or ImmediateKind.Table or ImmediateKind.Elem or ImmediateKind.Memory or ImmediateKind.Data:
                writer.WriteIndex(instruction.Index);
                break;
            case ImmediateKind.TypeTable or ImmediateKind.TypeType or ImmediateKind.TypeField or ImmediateKind.TypeLength or ImmediateKind.TypeData
                or ImmediateKind.TypeElem or ImmediateKind.TableTable or ImmediateKind.ElemTable or ImmediateKind.MemoryMemory or ImmediateKind.DataMemory:
                writer.WriteIndex(instruction.Index);
                writer.WriteIndex(instruction.Index2);
                break;
            case ImmediateKind.Labels:
                writer.WriteIndex(instruction.Labels.Length - 1);
                foreach (var label in instruction.Labels)
                {
                    writer.WriteIndex(label);
                }

                break;
            case ImmediateKind.TryTable:
                TypeWriter.WriteBlockType(writer, instruction.Block);
                WriteCatches(writer, instruction.Catches);
                break;
            case ImmediateKind.Types:
                writer.WriteIndex(instruction.Types.Length);
                foreach (var type in instruction.Types)
                {
                    TypeWriter.WriteValueType(writer, type);
                }

                break;
            case ImmediateKind.Memarg:
                WriteMemoryArgument(writer, instruction);
                break;
            case ImmediateKind.MemargLane:
                WriteMemoryArgument(writer, instruction);
                writer.WriteByte(instruction.Lane);
                break;
            case ImmediateKind.Lane:
                writer.WriteByte(instruction.Lane);
                break;
            case ImmediateKind.Shuffle or ImmediateKind.V128:
                Span<byte> bytes = stackalloc byte[16];
                instruction.Vector.CopyTo(bytes);
                writer.WriteBytes(bytes);
                break;
            case ImmediateKind.I32:
                writer.WriteS64((int)instruction.Bits);
                break;
            case ImmediateKind.I64:
                writer.WriteS64((long)instruction.Bits);
                break;
            case ImmediateKind.F32:
                writer.WriteFixedU32((uint)instruction.Bits);
                break;
            case ImmediateKind.F64:
                writer.WriteFixedU64(instruction.Bits);
                break;
            case ImmediateKind.Heap or ImmediateKind.HeapNull:
                TypeWriter.WriteHeapType(writer, instruction.Type.Heap);
                break;
            case ImmediateKind.Cast:
                writer.WriteByte((byte)((instruction.Type.IsNullable ? 1 : 0) | (instruction.Type2.IsNullable ? 2 : 0)));
                writer.WriteIndex(instruction.Index);
                TypeWriter.WriteHeapType(writer, instruction.Type.Heap);
                TypeWriter.WriteHeapType(writer, instruction.Type2.Heap);
                break;
            case ImmediateKind.Fence:
                writer.WriteByte(0);
                break;
            case var kind:
                throw new InvalidOperationException($"the writer does not know immediates of kind {kind}");
        }
    }

    private static void WriteMemoryArgument(ByteWriter writer, in Instruction instruction)
    {
        // Spec 5.4.6: a memory other than the first is announced by bit 6 of the alignment.
        writer.WriteU32((uint)instruction.AlignLog2 | (instruction.Index != 0 ? 0x40u : 0));
        if (instruction.Index != 0)
        {
            writer.WriteIndex(instruction.Index);
        }

        writer.WriteU64(instruction.Bits);
    }

    private static void WriteCatches(ByteWriter writer, CatchClause[] catches)
    {
        writer.WriteIndex(catches.Length);
        foreach (var clause in catches)
        {
            writer.WriteByte((byte)clause.Kind);
            if (clause.HasTag)
            {
                writer.WriteIndex(clause.Tag);
            }

            writer.WriteIndex(clause.Label);
        }
    }
}
