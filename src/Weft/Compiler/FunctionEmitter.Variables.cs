// Locals, globals, constants, and the instructions that only move operands.
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Weft.Runtime;
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private static readonly FieldInfo s_globalReference =
        typeof(Global).GetField(nameof(Global.Reference), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private readonly List<ValueKind> _localKinds = [];
    private readonly List<OperandOrigin> _localOrigins = [];
    private readonly List<Variable?> _locals = [];

    private void DeclareLocals(ref ByteReader reader)
    {
        _localKinds.Clear();
        _localOrigins.Clear();
        _locals.Clear();
        foreach (var parameter in _type.Parameters)
        {
            _localKinds.Add(parameter.Kind);
            _localOrigins.Add(OriginOf(parameter));
            _locals.Add(IsLoopVariant ? Declare(parameter.Kind) : null);
        }

        var groups = reader.ReadU32();
        for (var i = 0u; i < groups; i++)
        {
            var count = reader.ReadU32();
            var type = TypeReader.ReadValueType(ref reader);
            var kind = type.Kind;
            for (var j = 0u; j < count; j++)
            {
                // CIL clears locals as WebAssembly does.
                _localKinds.Add(kind);
                _localOrigins.Add(OriginOf(type));
                _locals.Add(Declare(kind));
            }
        }
    }

    private bool EmitVariable(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.LocalGet:
                LoadLocal(instruction.Index);
                Push(_localKinds[instruction.Index], _localOrigins[instruction.Index]);
                return true;
            case Opcode.LocalSet:
                Take();
                StoreLocal(instruction.Index);
                return true;
            case Opcode.LocalTee:
                var kind = Take();
                StoreLocal(instruction.Index);
                LoadLocal(instruction.Index);
                Push(kind, _localOrigins[instruction.Index]);
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

    private void LoadLocal(int index)
    {
        if (_locals[index] is { } local)
        {
            Load(local);
        }
        else
        {
            LoadArgument(index);
        }
    }

    private Variable LocalAt(int index) => _locals[index] ?? throw new InvalidOperationException("a parameter is an argument");

    private void StoreLocal(int index)
    {
        if (_locals[index] is { } local)
        {
            Save(local);
        }
        else if (index <= byte.MaxValue)
        {
            _il.Emit(OpCodes.Starg_S, (byte)index);
        }
        else
        {
            _il.Emit(OpCodes.Starg, (short)index);
        }
    }

    private static OperandOrigin OriginOf(Wasm.ValueType type) =>
        type.IsReference && !type.IsNullable ? OperandOrigin.NonNull : OperandOrigin.Other;

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

    private void EmitSelect()
    {
        var kind = _operands[^2].Kind;
        Take(3);
        if (kind is ValueKind.I32 or ValueKind.I64 && _frames.Exists(frame => frame.Opcode == Opcode.Loop))
        {
            // RyuJIT makes a branch of a selection in a loop, which costs dearly when it cannot be predicted.
            Call(kind == ValueKind.I32 ? nameof(Support.Mask32) : nameof(Support.Mask64));
        }
        else
        {
            _il.Emit(OpCodes.Call, SupportMethods.Select(kind));
        }

        Push(kind);
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
            // A cell always holds 64 bits, as slots of the interpreter do.
            if (kind == ValueKind.F32)
            {
                _il.Emit(OpCodes.Dup);
                _il.Emit(OpCodes.Ldc_I4_0);
                _il.Emit(OpCodes.Conv_I8);
                _il.Emit(OpCodes.Stind_I8);
                Load(value);
                _il.Emit(OpCodes.Stind_R4);
            }
            else
            {
                Load(value);
                _il.Emit(OpCodes.Conv_U8);
                _il.Emit(OpCodes.Stind_I8);
            }
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
            Int(InstanceLayout.OffsetOfGlobal(index - _module.ImportedGlobalCount));
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
