// References (spec 4.6.9): objects of .NET on the evaluation stack, null for null.
using System.Reflection.Emit;
using Weft.Wasm;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private bool EmitReference(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.RefNull:
                _il.Emit(OpCodes.Ldnull);
                Push(ValueKind.Ref);
                return true;
            case Opcode.RefIsNull:
                Take(1);
                _il.Emit(OpCodes.Ldnull);
                _il.Emit(OpCodes.Ceq);
                Push(ValueKind.I32);
                return true;
            case Opcode.RefFunc:
                Int(instruction.Index);
                LoadContext();
                Call(nameof(Support.FunctionReference));
                Push(ValueKind.Ref);
                return true;
            case Opcode.RefEq:
                Take(2);
                Call(nameof(Support.AreEqual));
                Push(ValueKind.I32);
                return true;
            case Opcode.RefAsNonNull:
                EmitNullCheck(TrapKind.NullReference);
                return true;
            case Opcode.BrOnNull:
                EmitBranchOnNull(FrameAt(instruction.Index));
                return true;
            case Opcode.BrOnNonNull:
                EmitBranchOnNonNull(FrameAt(instruction.Index));
                return true;
            case Opcode.BrOnCast or Opcode.BrOnCastFail:
                EmitBranchOnCast(in instruction);
                return true;
            case Opcode.RefTest or Opcode.RefTestNull:
                Take(1);
                EmitTypeTest(instruction.Type);
                Push(ValueKind.I32);
                return true;
            case Opcode.RefCast or Opcode.RefCastNull:
                EmitCast(instruction.Type);
                return true;
            case Opcode.AnyConvertExtern or Opcode.ExternConvertAny:
                return true;
            case Opcode.RefI31:
                Take(1);
                _il.Emit(OpCodes.Call, typeof(I31).GetMethod(nameof(I31.Create))!);
                Push(ValueKind.Ref);
                return true;
            case Opcode.I31GetS or Opcode.I31GetU:
                Take(1);
                Call(instruction.Opcode == Opcode.I31GetS ? nameof(Support.I31GetSigned) : nameof(Support.I31GetUnsigned));
                Push(ValueKind.I32);
                return true;
            default:
                return false;
        }
    }

    // Traps when the reference on top is null; it stays.
    private void EmitNullCheck(TrapKind kind)
    {
        Take(1);
        var value = Rent(ValueKind.Ref);
        var ok = _il.DefineLabel();
        Save(value);
        Load(value);
        _il.Emit(OpCodes.Brtrue, ok);
        EmitTrap(kind);
        _il.MarkLabel(ok);
        Load(value);
        Release(ValueKind.Ref, value);
        Push(ValueKind.Ref);
    }

    private void EmitBranchOnNull(ControlFrame frame)
    {
        // The reference stays when it is not null.
        Take(1);
        SpillBelow(ValueKind.Ref);
        var value = Rent(ValueKind.Ref);
        Save(value);
        Load(value);
        EmitBranchIf(OpCodes.Brfalse, OpCodes.Brtrue, frame, ValueKind.Ref);
        PushLocal(ValueKind.Ref, value);
    }

    private void EmitBranchOnNonNull(ControlFrame frame)
    {
        // The label takes the reference.
        Spill();
        LoadCopies(1);
        EmitBranchIf(OpCodes.Brtrue, OpCodes.Brfalse, frame, ValueKind.Ref);
        Truncate(_operands.Count - 1);
    }

    private void EmitBranchOnCast(in Instruction instruction)
    {
        Spill();
        LoadCopies(1);
        EmitTypeTest(instruction.Type2);
        var holds = instruction.Opcode == Opcode.BrOnCast;
        EmitBranchIf(holds ? OpCodes.Brtrue : OpCodes.Brfalse, holds ? OpCodes.Brfalse : OpCodes.Brtrue, FrameAt(instruction.Index), ValueKind.I32);
    }

    // Whether the reference on the evaluation stack is of a type.
    private void EmitTypeTest(Wasm.ValueType type)
    {
        Int(_module.Canonicalize(type).Heap.Code);
        Int(type.IsNullable ? 1 : 0);
        LoadContext();
        Call(nameof(Support.IsInstance));
    }

    private void EmitCast(Wasm.ValueType type)
    {
        Take(1);
        var value = Rent(ValueKind.Ref);
        var ok = _il.DefineLabel();
        Save(value);
        Load(value);
        EmitTypeTest(type);
        _il.Emit(OpCodes.Brtrue, ok);
        EmitTrap(TrapKind.CastFailure);
        _il.MarkLabel(ok);
        Load(value);
        Release(ValueKind.Ref, value);
        Push(ValueKind.Ref);
    }
}
