// Structures and arrays (spec 4.6.10).
using System.Reflection.Emit;
using Weft.Wasm;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private readonly Dictionary<int, FieldLayout[]> _layouts = [];

    private bool EmitObject(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.StructNew:
                EmitStructNew(instruction.Index);
                return true;
            case Opcode.StructNewDefault:
                EmitMake(instruction.Index, 0, nameof(Support.NewStruct));
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
                EmitMake(instruction.Index, 1, nameof(Support.NewArray));
                return true;
            case Opcode.ArrayNewFixed:
                EmitArrayNewFixed(instruction.Index, instruction.Index2);
                return true;
            case Opcode.ArrayNewData or Opcode.ArrayNewElem:
                Take(2);
                Int(_module.CanonicalTypes[instruction.Index]);
                Int(instruction.Index2);
                LoadContext();
                Call(instruction.Opcode == Opcode.ArrayNewData ? nameof(Support.NewArrayData) : nameof(Support.NewArrayElements));
                Push(ValueKind.Ref);
                return true;
            case Opcode.ArrayGet or Opcode.ArrayGetS or Opcode.ArrayGetU:
                EmitArrayGet(in instruction);
                return true;
            case Opcode.ArraySet:
                var element = ElementOf(instruction.Index);
                Take(3);
                _il.Emit(OpCodes.Call, SupportMethods.Element("Set", element, isSigned: false));
                return true;
            case Opcode.ArrayLen:
                Take(1);
                Call(nameof(Support.ArrayLength));
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

    private FieldLayout LayoutOf(int typeIndex, int field)
    {
        if (!_layouts.TryGetValue(typeIndex, out var layout))
        {
            layout = HeapLayout.LayOut((StructType)_module.GetCompositeType(typeIndex), out _, out _);
            _layouts.Add(typeIndex, layout);
        }

        return layout[field];
    }

    private FieldType ElementOf(int typeIndex) => ((ArrayType)_module.GetCompositeType(typeIndex)).Element;

    private void EmitMake(int typeIndex, int operands, string support)
    {
        Take(operands);
        Int(_module.CanonicalTypes[typeIndex]);
        LoadContext();
        Call(support);
        Push(ValueKind.Ref);
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
        Int(_module.CanonicalTypes[typeIndex]);
        LoadContext();
        Call(nameof(Support.NewStruct));
        var made = Rent(ValueKind.Ref);
        Save(made);
        for (var i = 0; i < values.Length; i++)
        {
            Load(made);
            Load(values[i]);
            Int(LayoutOf(typeIndex, i).Slot);
            _il.Emit(OpCodes.Call, SupportMethods.Field("Set", fields[i], isSigned: false));
            Release(fields[i].Type.Kind, values[i]);
        }

        Load(made);
        Release(ValueKind.Ref, made);
        Push(ValueKind.Ref);
    }

    private void EmitStructGet(in Instruction instruction)
    {
        var field = LayoutOf(instruction.Index, instruction.Index2);
        Take(1);
        Int(field.Slot);
        _il.Emit(OpCodes.Call, SupportMethods.Field("Get", field.Type, instruction.Opcode == Opcode.StructGetS));
        Push(field.Type.Type.Kind);
    }

    private void EmitStructSet(in Instruction instruction)
    {
        var field = LayoutOf(instruction.Index, instruction.Index2);
        Take(2);
        Int(field.Slot);
        _il.Emit(OpCodes.Call, SupportMethods.Field("Set", field.Type, isSigned: false));
    }

    private void EmitArrayNew(int typeIndex)
    {
        var kind = ElementOf(typeIndex).Type.Kind;
        Take(2);
        Int(_module.CanonicalTypes[typeIndex]);
        LoadContext();
        _il.Emit(OpCodes.Call, SupportMethods.NewFilledArray(kind));
        Push(ValueKind.Ref);
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
        Int(count);
        Int(_module.CanonicalTypes[typeIndex]);
        LoadContext();
        Call(nameof(Support.NewArray));
        var made = Rent(ValueKind.Ref);
        Save(made);
        for (var i = 0; i < count; i++)
        {
            Load(made);
            Int(i);
            Load(values[i]);
            _il.Emit(OpCodes.Call, SupportMethods.Element("Set", element, isSigned: false));
            Release(element.Type.Kind, values[i]);
        }

        Load(made);
        Release(ValueKind.Ref, made);
        Push(ValueKind.Ref);
    }

    private void EmitArrayGet(in Instruction instruction)
    {
        var element = ElementOf(instruction.Index);
        Take(2);
        _il.Emit(OpCodes.Call, SupportMethods.Element("Get", element, instruction.Opcode == Opcode.ArrayGetS));
        Push(element.Type.Kind);
    }
}
