// References, objects, tables, bulk memory: instructions whose work the machine does, one bytecode each.
using Weft.Wasm;
using Weft.Wasm.Instructions;

namespace Weft.Interpreter.Lowering;

internal sealed partial class FunctionLowering
{
    private bool LowerReference(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.RefNull:
                Apply(Bytecode.Null, 0, ValueKind.Ref);
                return true;
            case Opcode.RefIsNull:
                Apply(Bytecode.IsNull, 1, ValueKind.I32);
                return true;
            case Opcode.RefFunc:
                Apply(Bytecode.FunctionReference, 0, ValueKind.Ref);
                Int(instruction.Index);
                return true;
            case Opcode.RefEq:
                Apply(Bytecode.AreSame, 2, ValueKind.I32);
                return true;
            case Opcode.RefAsNonNull:
                Begin(Bytecode.CheckNonNull);
                Slot(SlotOfTop());
                return true;
            case Opcode.BrOnNull:
                LowerBranchOnNull(LabelAt(instruction.Index));
                return true;
            case Opcode.BrOnNonNull:
                SetCondition(SlotOfTop());
                BranchOn(Bytecode.BrNonNull, Bytecode.BrNull, LabelAt(instruction.Index));
                Pop();
                return true;
            case Opcode.BrOnCast or Opcode.BrOnCastFail:
                LowerBranchOnCast(in instruction);
                return true;
            case Opcode.RefTest or Opcode.RefTestNull:
                Apply(Bytecode.Test, 1, ValueKind.I32);
                CastTarget(instruction.Type);
                return true;
            case Opcode.RefCast or Opcode.RefCastNull:
                Begin(Bytecode.Cast);
                Slot(SlotOfTop());
                CastTarget(instruction.Type);
                return true;
            case Opcode.AnyConvertExtern or Opcode.ExternConvertAny:
                return true;
            case Opcode.RefI31:
                Apply(Bytecode.MakeI31, 1, ValueKind.Ref);
                return true;
            case Opcode.I31GetS:
                Apply(Bytecode.I31GetS, 1, ValueKind.I32);
                return true;
            case Opcode.I31GetU:
                Apply(Bytecode.I31GetU, 1, ValueKind.I32);
                return true;
            default:
                return LowerObject(in instruction) || LowerTableOrMemory(in instruction);
        }
    }

    // Takes operands from the stack and puts one result there; what else the instruction needs is written by the caller.
    private void Apply(Bytecode op, int operands, ValueKind? result)
    {
        Span<int> slots = stackalloc int[5];
        for (var i = operands - 1; i >= 0; i--)
        {
            slots[i] = Use(Pop());
        }

        var to = result is { } kind ? PushSlot(kind) : 0;
        Begin(op);
        if (result is not null)
        {
            Slot(to);
            ResultOnTop();
        }

        foreach (var slot in slots[..operands])
        {
            Slot(slot);
        }
    }

    private int SlotOfTop()
    {
        var operand = _operands[^1];
        return operand.Place == OperandPlace.Local ? _localSlots[operand.Local] : operand.Slot;
    }

    private void CastTarget(Wasm.ValueType type)
    {
        Int(_module.Canonicalize(type).Heap.Code);
        Number(type.IsNullable ? 1 : 0);
    }

    private void LowerBranchOnNull(Label label)
    {
        var reference = Pop();
        SetCondition(Use(reference));
        BranchOn(Bytecode.BrNull, Bytecode.BrNonNull, label);
        if (reference.Place == OperandPlace.Local)
        {
            PushLocal(reference.Local);
        }
        else
        {
            PushSlot(ValueKind.Ref);
        }
    }

    private void LowerBranchOnCast(in Instruction instruction)
    {
        var type = _module.Canonicalize(instruction.Type2);
        SetCondition(SlotOfTop());
        _conditionWords[0] = (ushort)type.Heap.Code;
        _conditionWords[1] = (ushort)(type.Heap.Code >> 16);
        _conditionWords[2] = type.IsNullable ? (ushort)1 : (ushort)0;
        _conditionLength = 3;
        var holds = instruction.Opcode == Opcode.BrOnCast;
        BranchOn(holds ? Bytecode.BrCast : Bytecode.BrCastFail, holds ? Bytecode.BrCastFail : Bytecode.BrCast, LabelAt(instruction.Index));
    }

    private bool LowerTableOrMemory(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.TableGet:
                Apply(Bytecode.TableGet, 1, ValueKind.Ref);
                Int(instruction.Index);
                return true;
            case Opcode.TableSet:
                Apply(Bytecode.TableSet, 2, null);
                Int(instruction.Index);
                return true;
            case Opcode.TableSize:
                Apply(Bytecode.TableSize, 0, IndexKind(_module.Tables[instruction.Index].Address));
                Int(instruction.Index);
                return true;
            case Opcode.TableGrow:
                Apply(Bytecode.TableGrow, 2, IndexKind(_module.Tables[instruction.Index].Address));
                Int(instruction.Index);
                return true;
            case Opcode.TableFill:
                Apply(Bytecode.TableFill, 3, null);
                Int(instruction.Index);
                return true;
            case Opcode.TableCopy or Opcode.TableInit:
                Apply(instruction.Opcode == Opcode.TableCopy ? Bytecode.TableCopy : Bytecode.TableInit, 3, null);
                Int(instruction.Index);
                Int(instruction.Index2);
                return true;
            case Opcode.ElemDrop:
                Apply(Bytecode.ElementsDrop, 0, null);
                Int(instruction.Index);
                return true;
            case Opcode.MemorySize:
                Apply(Bytecode.MemorySize, 0, IndexKind(_module.Memories[instruction.Index].Address));
                Number(instruction.Index);
                return true;
            case Opcode.MemoryGrow:
                Apply(Bytecode.MemoryGrow, 1, IndexKind(_module.Memories[instruction.Index].Address));
                Number(instruction.Index);
                return true;
            case Opcode.MemoryFill:
                Apply(Bytecode.MemoryFill, 3, null);
                Number(instruction.Index);
                return true;
            case Opcode.MemoryCopy:
                Apply(Bytecode.MemoryCopy, 3, null);
                Number(instruction.Index);
                Number(instruction.Index2);
                return true;
            case Opcode.MemoryInit:
                Apply(Bytecode.MemoryInit, 3, null);
                Number(instruction.Index2);
                Int(instruction.Index);
                return true;
            case Opcode.DataDrop:
                Apply(Bytecode.DataDrop, 0, null);
                Int(instruction.Index);
                return true;
            case Opcode.AtomicFence:
                Apply(Bytecode.Fence, 0, null);
                return true;
            case Opcode.MemoryAtomicNotify:
                Apply(Bytecode.AtomicNotify, 2, ValueKind.I32);
                Number(instruction.Index);
                Long(instruction.Bits);
                return true;
            case Opcode.MemoryAtomicWait32 or Opcode.MemoryAtomicWait64:
                Apply(instruction.Opcode == Opcode.MemoryAtomicWait32 ? Bytecode.AtomicWait32 : Bytecode.AtomicWait64, 3, ValueKind.I32);
                Number(instruction.Index);
                Long(instruction.Bits);
                return true;
            default:
                return false;
        }
    }

    private static ValueKind IndexKind(AddressType address) => address == AddressType.I64 ? ValueKind.I64 : ValueKind.I32;
}
