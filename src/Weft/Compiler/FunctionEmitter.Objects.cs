// Structures and arrays (spec 4.6.10): objects of emitted classes, whose fields are read and written in place. References are of type object
// in CIL; validation has proved what they are. Null and bounds are tested for, because a fault in compiled code means a guard page.
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Weft.Runtime;
using Weft.Wasm;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private static readonly FieldInfo s_elements =
        typeof(ArrayObject).GetField(nameof(ArrayObject.Elements), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private static readonly FieldInfo s_cellValue = typeof(ReferenceCell).GetField(nameof(ReferenceCell.Value))!;

    private static readonly ConstructorInfo s_newCell = typeof(ReferenceCell).GetConstructor([typeof(object)])!;

    private bool EmitObject(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.StructNew:
                EmitStructNew(instruction.Index);
                return true;
            case Opcode.StructNewDefault:
                EmitStructNewDefault(instruction.Index);
                return true;
            case Opcode.StructGet or Opcode.StructGetS or Opcode.StructGetU:
                EmitStructGet(in instruction);
                return true;
            case Opcode.StructSet:
                EmitStructSet(in instruction);
                return true;
            case Opcode.ArrayNew:
                EmitArrayNew(instruction.Index);
                return true;
            case Opcode.ArrayNewDefault:
                EmitArrayNewDefault(instruction.Index);
                return true;
            case Opcode.ArrayNewFixed:
                EmitArrayNewFixed(instruction.Index, instruction.Index2);
                return true;
            case Opcode.ArrayNewData or Opcode.ArrayNewElem:
                Take(2);
                LoadTypeId(instruction.Index);
                Int(instruction.Index2);
                LoadContext();
                Call(instruction.Opcode == Opcode.ArrayNewData ? nameof(Support.NewArrayData) : nameof(Support.NewArrayElements));
                Push(ValueKind.Ref, OperandOrigin.NonNull);
                return true;
            case Opcode.ArrayGet or Opcode.ArrayGetS or Opcode.ArrayGetU:
                EmitArrayGet(in instruction);
                return true;
            case Opcode.ArraySet:
                EmitArraySet(instruction.Index);
                return true;
            case Opcode.ArrayLen:
                TakeNonNull(TrapKind.NullArrayReference);
                _il.Emit(OpCodes.Ldfld, s_elements);
                _il.Emit(OpCodes.Ldlen);
                _il.Emit(OpCodes.Conv_I4);
                Push(ValueKind.I32);
                return true;
            case Opcode.ArrayFill:
                Take(4);
                LoadContext();
                _il.Emit(OpCodes.Call, SupportMethods.FillArray(ElementOf(instruction.Index).Type.Kind));
                return true;
            case Opcode.ArrayCopy:
                Take(5);
                LoadContext();
                Call(nameof(Support.CopyArray));
                return true;
            case Opcode.ArrayInitData or Opcode.ArrayInitElem:
                Take(4);
                Int(instruction.Index2);
                LoadContext();
                Call(instruction.Opcode == Opcode.ArrayInitData ? nameof(Support.InitArrayData) : nameof(Support.InitArrayElements));
                return true;
            default:
                return false;
        }
    }

    private FieldType FieldOf(in Instruction instruction) => ((StructType)_module.GetCompositeType(instruction.Index)).Fields[instruction.Index2];

    private FieldType ElementOf(int typeIndex) => ((ArrayType)_module.GetCompositeType(typeIndex)).Element;

    // The managed object at an index of Instance.Objects.
    private void LoadObject(int index)
    {
        LoadContext();
        LoadField(nameof(InstanceContext.Objects));
        if (index != 0)
        {
            Int(index * Unsafe.SizeOf<object>());
            _il.Emit(OpCodes.Conv_I);
            _il.Emit(OpCodes.Add);
        }

        _il.Emit(OpCodes.Ldind_Ref);
    }

    // Puts the topmost operand, a reference, on the evaluation stack; traps when it is null.
    private void TakeNonNull(TrapKind kind)
    {
        var isNonNull = _operands[^1].IsNonNull;
        Take(1);
        if (isNonNull)
        {
            return;
        }

        var value = Rent(ValueKind.Ref);
        Save(value);
        Spill();
        LoadNonNull(value, kind);
        Release(ValueKind.Ref, value);
    }

    private void LoadNonNull(Variable value, TrapKind kind)
    {
        var ok = _il.DefineLabel();
        Load(value);
        _il.Emit(OpCodes.Brtrue, ok);
        EmitTrap(kind);
        _il.MarkLabel(ok);
        Load(value);
    }

    private void EmitStructNew(int typeIndex)
    {
        var fields = ((StructType)_module.GetCompositeType(typeIndex)).Fields;
        Take(fields.Length);
        var values = new Variable[fields.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Rent(fields[i].Type.Kind);
        }

        Store(values);
        var made = NewStruct(typeIndex);
        for (var i = 0; i < values.Length; i++)
        {
            Load(made);
            LocateField(typeIndex, i);
            Load(values[i]);
            StoreField(typeIndex, i);
            Release(fields[i].Type.Kind, values[i]);
        }

        EndStruct(typeIndex, made);
    }

    private void EmitStructNewDefault(int typeIndex) => EndStruct(typeIndex, NewStruct(typeIndex));

    private Variable NewStruct(int typeIndex)
    {
        var made = Rent(ValueKind.Ref);
        EmitMakeStruct(typeIndex);
        Save(made);
        return made;
    }

    private void EndStruct(int typeIndex, Variable made)
    {
        EmitMeterStruct(typeIndex, made);
        Load(made);
        Release(ValueKind.Ref, made);
        Push(ValueKind.Ref, OperandOrigin.NonNull);
    }

    private void EmitStructGet(in Instruction instruction)
    {
        var field = FieldOf(in instruction);
        TakeNonNull(TrapKind.NullStructReference);
        LoadFieldOf(instruction.Index, instruction.Index2);
        if (instruction.Opcode == Opcode.StructGetS)
        {
            _il.Emit(field.Packed == PackedKind.I8 ? OpCodes.Conv_I1 : OpCodes.Conv_I2);
        }

        Push(field.Type.Kind, OriginOf(field.Type));
    }

    private void EmitStructSet(in Instruction instruction)
    {
        var kind = FieldOf(in instruction).Type.Kind;
        var isNonNull = _operands[^2].IsNonNull;
        var isBare = IsBare(FieldOf(in instruction), _operands[^1]);
        Take(2);
        if (isNonNull && !isBare && !_settings.IsPersistent)
        {
            StoreField(instruction.Index, instruction.Index2);
            return;
        }

        var value = Rent(kind);
        var target = Rent(ValueKind.Ref);
        Save(value);
        Save(target);
        if (isNonNull)
        {
            Load(target);
        }
        else
        {
            LoadNonNull(target, TrapKind.NullStructReference);
        }

        if (isBare)
        {
            _il.Emit(OpCodes.Ldflda, ShapeOf(instruction.Index).FieldInfos[instruction.Index2]);
            Load(value);
            EmitStoreBare();
        }
        else
        {
            LocateField(instruction.Index, instruction.Index2);
            Load(value);
            StoreField(instruction.Index, instruction.Index2);
        }

        Release(ValueKind.Ref, target);
        Release(kind, value);
    }

    // Makes an array of the elements on the evaluation stack.
    private void EmitMakeArray(int typeIndex)
    {
        EmitWrapElements(typeIndex);
        Push(ValueKind.Ref, OperandOrigin.NonNull);
    }

    private void EmitArrayNewDefault(int typeIndex)
    {
        Take(1);
        LoadContext();
        _il.Emit(OpCodes.Call, SupportMethods.Find(nameof(Support.NewElements), StorageOf(ElementOf(typeIndex))));
        EmitMakeArray(typeIndex);
    }

    private void EmitArrayNew(int typeIndex)
    {
        var element = ElementOf(typeIndex);
        Take(2);
        var length = Rent(ValueKind.I32);
        Save(length);
        EmitToStorage(element);
        Load(length);
        Release(ValueKind.I32, length);
        LoadContext();
        _il.Emit(OpCodes.Call, SupportMethods.Find(nameof(Support.NewFilledElements), StorageOf(element)));
        EmitMakeArray(typeIndex);
    }

    private void EmitArrayNewFixed(int typeIndex, int count)
    {
        var element = ElementOf(typeIndex);
        Take(count);
        var values = new Variable[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = Rent(element.Type.Kind);
        }

        Store(values);
        var storage = StorageOf(element);
        var elements = Rent(ArrayOf(element));
        Int(count);
        LoadContext();
        _il.Emit(OpCodes.Call, SupportMethods.Find(nameof(Support.NewElements), storage));
        Save(elements);
        for (var i = 0; i < count; i++)
        {
            Load(elements);
            Int(i);
            EmitStoreElement(element, values[i]);
            Release(element.Type.Kind, values[i]);
        }

        Load(elements);
        Release(ArrayOf(element), elements);
        EmitMakeArray(typeIndex);
    }

    private void EmitArrayGet(in Instruction instruction)
    {
        var element = ElementOf(instruction.Index);
        var isNonNull = _operands[^2].IsNonNull;
        Take(2);
        EmitLocateElement(element, isNonNull);
        switch (element.Packed)
        {
            case PackedKind.I8:
                _il.Emit(instruction.Opcode == Opcode.ArrayGetS ? OpCodes.Ldelem_I1 : OpCodes.Ldelem_U1);
                break;
            case PackedKind.I16:
                _il.Emit(instruction.Opcode == Opcode.ArrayGetS ? OpCodes.Ldelem_I2 : OpCodes.Ldelem_U2);
                break;
            default:
                EmitLoadElement(element.Type.Kind);
                break;
        }

        Push(element.Type.Kind, OriginOf(element.Type));
    }

    private void EmitArraySet(int typeIndex)
    {
        var element = ElementOf(typeIndex);
        var isNonNull = _operands[^3].IsNonNull;
        var value = _operands[^1];
        var isBare = IsBare(element, value);
        Take(3);
        var held = Rent(element.Type.Kind);
        Save(held);
        EmitLocateElement(element, isNonNull);
        if (isBare)
        {
            _il.Emit(OpCodes.Ldelema, typeof(ReferenceCell));
            Load(held);
            EmitStoreBare();
        }
        else
        {
            EmitStoreElement(element, held);
        }

        Release(element.Type.Kind, held);
    }

    // Traps unless the array and the index on the evaluation stack say where an element is; leaves the .NET array and the index.
    private void EmitLocateElement(FieldType element, bool isNonNull)
    {
        var index = Rent(ValueKind.I32);
        Save(index);
        if (!isNonNull)
        {
            var array = Rent(ValueKind.Ref);
            Save(array);
            Spill();
            LoadNonNull(array, TrapKind.NullArrayReference);
            Release(ValueKind.Ref, array);
        }

        // The JIT sees that its own check can go.
        var type = ArrayOf(element);
        var elements = Rent(type);
        var isInside = _il.DefineLabel();
        _il.Emit(OpCodes.Ldfld, s_elements);
        Save(elements);
        Spill();
        Load(index);
        Load(elements);
        _il.Emit(OpCodes.Ldlen);
        _il.Emit(OpCodes.Conv_I4);
        _il.Emit(OpCodes.Blt_Un, isInside);
        EmitTrap(TrapKind.ArrayOutOfBounds);
        _il.MarkLabel(isInside);
        Load(elements);
        Load(index);
        Release(type, elements);
        Release(ValueKind.I32, index);
    }

    private void EmitLoadElement(ValueKind kind)
    {
        switch (kind)
        {
            case ValueKind.I32:
                _il.Emit(OpCodes.Ldelem_I4);
                break;
            case ValueKind.I64:
                _il.Emit(OpCodes.Ldelem_I8);
                break;
            case ValueKind.F32:
                _il.Emit(OpCodes.Ldelema, typeof(uint));
                _il.Emit(OpCodes.Ldind_R4);
                break;
            case ValueKind.F64:
                _il.Emit(OpCodes.Ldelema, typeof(ulong));
                _il.Emit(OpCodes.Ldind_R8);
                break;
            case ValueKind.V128:
                _il.Emit(OpCodes.Ldelem, typeof(Vector128<byte>));
                break;
            default:
                _il.Emit(OpCodes.Ldelema, typeof(ReferenceCell));
                _il.Emit(OpCodes.Ldfld, s_cellValue);
                break;
        }
    }

    // Stores a value where the .NET array and the index on the evaluation stack say.
    private void EmitStoreElement(FieldType element, Variable value)
    {
        var kind = element.Type.Kind;
        switch (kind)
        {
            case ValueKind.F32 or ValueKind.F64:
                _il.Emit(OpCodes.Ldelema, StorageOf(element));
                Load(value);
                _il.Emit(kind == ValueKind.F32 ? OpCodes.Stind_R4 : OpCodes.Stind_R8);
                return;
            case ValueKind.Ref:
                _il.Emit(OpCodes.Ldelema, typeof(ReferenceCell));
                Load(value);
                _il.Emit(OpCodes.Stfld, s_cellValue);
                return;
        }

        Load(value);
        if (kind == ValueKind.V128)
        {
            _il.Emit(OpCodes.Stelem, typeof(Vector128<byte>));
            return;
        }

        _il.Emit(element.Packed switch
        {
            PackedKind.I8 => OpCodes.Stelem_I1,
            PackedKind.I16 => OpCodes.Stelem_I2,
            _ => kind == ValueKind.I32 ? OpCodes.Stelem_I4 : OpCodes.Stelem_I8,
        });
    }

    // Turns a value on the evaluation stack into an element.
    private void EmitToStorage(FieldType element)
    {
        switch (element.Type.Kind)
        {
            case ValueKind.F32:
                _il.Emit(OpCodes.Call, typeof(BitConverter).GetMethod(nameof(BitConverter.SingleToUInt32Bits))!);
                break;
            case ValueKind.F64:
                _il.Emit(OpCodes.Call, typeof(BitConverter).GetMethod(nameof(BitConverter.DoubleToUInt64Bits))!);
                break;
            case ValueKind.Ref:
                _il.Emit(OpCodes.Newobj, s_newCell);
                break;
            case ValueKind.I32 when element.IsPacked:
                _il.Emit(element.Packed == PackedKind.I8 ? OpCodes.Conv_U1 : OpCodes.Conv_U2);
                break;
        }
    }

    private static Type StorageOf(FieldType element) => ObjectShape.StorageOf(element) switch
    {
        ArrayStorage.Int8 => typeof(byte),
        ArrayStorage.Int16 => typeof(ushort),
        ArrayStorage.Int32 => typeof(uint),
        ArrayStorage.Int64 => typeof(ulong),
        ArrayStorage.Vector => typeof(Vector128<byte>),
        _ => typeof(ReferenceCell),
    };

    private static Type ArrayOf(FieldType element) => ObjectShape.StorageOf(element) switch
    {
        ArrayStorage.Int8 => typeof(byte[]),
        ArrayStorage.Int16 => typeof(ushort[]),
        ArrayStorage.Int32 => typeof(uint[]),
        ArrayStorage.Int64 => typeof(ulong[]),
        ArrayStorage.Vector => typeof(Vector128<byte>[]),
        _ => typeof(ReferenceCell[]),
    };
}
