// Locals, globals, constants, and the instructions that only move operands.
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Weft.Runtime;
using Weft.Wasm;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private static readonly FieldInfo s_globalReference =
        typeof(Global).GetField(nameof(Global.Reference), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private bool EmitVariable(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.LocalGet:
                PushLocalCopy(instruction.Index);
                return true;
            case Opcode.LocalSet:
                StoreLocal(instruction.Index);
                return true;
            case Opcode.LocalTee:
                StoreLocal(instruction.Index);
                PushLocalCopy(instruction.Index);
                return true;
            case Opcode.Drop:
                EmitDrop();
                return true;
            case Opcode.Nop:
                return true;
            case Opcode.Select or Opcode.SelectTyped:
                EmitSelect();
                return true;
            case Opcode.GlobalGet:
                EmitGlobalGet(instruction.Index);
                return true;
            case Opcode.GlobalSet:
                EmitGlobalSet(instruction.Index);
                return true;
            default:
                return false;
        }
    }

    private static OperandOrigin OriginOf(Wasm.ValueType type) =>
        !type.IsReference || type.IsNullable ? OperandOrigin.Other : IsI31(type) ? OperandOrigin.SmallInteger : OperandOrigin.NonNull;

    private void EmitDrop()
    {
        if (_evaluated != 0)
        {
            Take();
            _il.Emit(OpCodes.Pop);
        }
        else
        {
            Truncate(_operands.Count - 1);
        }
    }

    private void EmitGlobalGet(int index)
    {
        var kind = _module.Globals[index].Value.Kind;
        if (kind == ValueKind.Ref)
        {
            LoadObject(_module.TagTypeIds.Length + index);
            _il.Emit(OpCodes.Ldfld, s_globalReference);
        }
        else
        {
            LoadGlobalCell(index);
            _il.Emit(OpCodes.Ldobj, ClrTypes.Of(kind));
        }

        Push(kind, OriginOf(_module.Globals[index].Value));
    }

    private void EmitGlobalSet(int index)
    {
        var kind = Take();
        var value = Rent(kind);
        Save(value);
        if (kind == ValueKind.Ref)
        {
            LoadObject(_module.TagTypeIds.Length + index);
            Load(value);
            _il.Emit(OpCodes.Stfld, s_globalReference);
            Release(kind, value);
            return;
        }

        LoadGlobalCell(index);
        if (kind is ValueKind.I32 or ValueKind.F32)
        {
            // A cell holds 64 bits, as slots of the interpreter do; the upper half is zero and stays so.
            Load(value);
            _il.Emit(kind == ValueKind.F32 ? OpCodes.Stind_R4 : OpCodes.Stind_I4);
        }
        else
        {
            Load(value);
            _il.Emit(OpCodes.Stobj, ClrTypes.Of(kind));
        }

        Release(kind, value);
    }

    // The address of the value of a global: of one that the module defines it is a place behind the context.
    private void LoadGlobalCell(int index)
    {
        LoadContext();
        if (index >= _module.ImportedGlobalCount)
        {
            Int(InstanceLayout.OffsetOfGlobal(_module.Definition, index - _module.ImportedGlobalCount));
            _il.Emit(OpCodes.Add);
            return;
        }

        LoadField(nameof(InstanceContext.Globals));
        LoadElement(index);
    }

    // The pointer at an index of the array of pointers whose address is on the evaluation stack.
    private void LoadElement(int index)
    {
        if (index != 0)
        {
            Int(checked(index * Unsafe.SizeOf<nint>()));
            _il.Emit(OpCodes.Add);
        }

        _il.Emit(OpCodes.Ldind_I);
    }
}
