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
                Push(ValueKind.Ref, OperandOrigin.NonNull);
                return true;
            case Opcode.RefEq:
                EmitAreEqual();
                return true;
            case Opcode.RefAsNonNull:
                TakeNonNull(TrapKind.NullReference);
                Push(ValueKind.Ref, OperandOrigin.NonNull);
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
                EmitTest(instruction.Type);
                return true;
            case Opcode.RefCast or Opcode.RefCastNull:
                EmitCast(instruction.Type);
                return true;
            case Opcode.AnyConvertExtern or Opcode.ExternConvertAny:
                return true;
            case Opcode.RefI31:
                EmitMakeI31();
                return true;
            case Opcode.I31GetS or Opcode.I31GetU:
                EmitGetI31(instruction.Opcode == Opcode.I31GetS);
                return true;
            default:
                return false;
        }
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
        PushLocal(ValueKind.Ref, value, OperandOrigin.NonNull);
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
        var target = FrameAt(instruction.Index);
        Spill();
        var value = _operands[^1].Local!;
        var holds = instruction.Opcode == Opcode.BrOnCast;
        Load(value);
        var result = EmitTypeTest(instruction.Type2, value);
        EmitBranchIf(holds ? OpCodes.Brtrue : OpCodes.Brfalse, holds ? OpCodes.Brfalse : OpCodes.Brtrue, target, result);
    }

    private void EmitTest(Wasm.ValueType type)
    {
        Take(1);
        var value = Rent(ValueKind.Ref);
        Save(value);
        Load(value);
        if (EmitTypeTest(type, value) == ValueKind.Ref)
        {
            _il.Emit(OpCodes.Ldnull);
            _il.Emit(OpCodes.Cgt_Un);
        }

        Release(ValueKind.Ref, value);
        Push(ValueKind.I32);
    }

    private void EmitCast(Wasm.ValueType type)
    {
        Take(1);
        var value = Rent(ValueKind.Ref);
        var ok = _il.DefineLabel();
        Save(value);
        Spill();
        if (type.IsNullable)
        {
            Load(value);
            _il.Emit(OpCodes.Brfalse, ok);
        }

        Load(value);
        EmitTypeTest(type.Heap);
        _il.Emit(OpCodes.Brtrue, ok);
        EmitTrap(TrapKind.CastFailure);
        _il.MarkLabel(ok);
        Load(value);
        Release(ValueKind.Ref, value);
        Push(ValueKind.Ref, OriginOf(type));
    }

    // Whether the reference on the evaluation stack, which is also in a local, is of a type: leaves what brtrue takes for yes.
    private ValueKind EmitTypeTest(Wasm.ValueType type, Variable value)
    {
        var result = EmitTypeTest(type.Heap);
        if (!type.IsNullable)
        {
            return result;
        }

        if (result == ValueKind.Ref)
        {
            _il.Emit(OpCodes.Ldnull);
            _il.Emit(OpCodes.Cgt_Un);
        }

        Load(value);
        _il.Emit(OpCodes.Ldnull);
        _il.Emit(OpCodes.Ceq);
        _il.Emit(OpCodes.Or);
        return ValueKind.I32;
    }

    // The same for a reference that is not null; null may come too, and is of no type.
    private ValueKind EmitTypeTest(HeapType type)
    {
        var defined = type.IsDefined ? _module.Canonicalize(Wasm.ValueType.Ref(type, nullable: false)).Heap.Index : -1;
        if (defined >= 0 && _shapes.Types.GetKind(defined) == CompositeKind.Function)
        {
            LoadTypeId(type.Index);
            LoadContext();
            Call(nameof(Support.IsFunctionOf));
            return ValueKind.I32;
        }

        if (defined >= 0 && _settings.IsLinked)
        {
            LoadTypeId(type.Index);
            Call(nameof(Support.IsObjectOfType));
            return ValueKind.I32;
        }

        if (defined >= 0 && _settings.IsPersistent)
        {
            LoadBinding(CodeBindings.AnswersOf(_module, type.Index));
            Call(nameof(Support.IsObjectOf));
            return ValueKind.I32;
        }

        if (defined >= 0)
        {
            var shape = (EmittedShape)_shapes.Get(defined);
            if (shape.Answers == 0)
            {
                _il.Emit(OpCodes.Isinst, shape.Class);
                return ValueKind.Ref;
            }

            Long(shape.Answers);
            _il.Emit(OpCodes.Conv_I);
            Call(nameof(Support.IsObjectOf));
            return ValueKind.I32;
        }

        switch (type.Abstract)
        {
            case AbstractHeapType.Any or AbstractHeapType.Extern:
                return ValueKind.Ref;
            case AbstractHeapType.Eq:
                Call(nameof(Support.IsEq));
                return ValueKind.I32;
            case AbstractHeapType.I31:
                return EmitIsI31();
            case AbstractHeapType.Struct:
                _il.Emit(OpCodes.Isinst, typeof(StructObject));
                return ValueKind.Ref;
            case AbstractHeapType.Array:
                _il.Emit(OpCodes.Isinst, typeof(ArrayObject));
                return ValueKind.Ref;
            case AbstractHeapType.Func:
                _il.Emit(OpCodes.Isinst, typeof(Function));
                return ValueKind.Ref;
            case AbstractHeapType.Exn:
                _il.Emit(OpCodes.Isinst, typeof(ExceptionObject));
                return ValueKind.Ref;
            default:
                _il.Emit(OpCodes.Pop);
                Int(0);
                return ValueKind.I32;
        }
    }
}
