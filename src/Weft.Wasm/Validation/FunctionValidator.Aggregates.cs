// Structures and arrays (spec 3.4.4).
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Validation;

public sealed partial class FunctionValidator
{
    private static readonly ValueType s_arrayRef = ValueType.Ref(AbstractHeapType.Array, nullable: true);

    private bool ApplyAggregate(in Instruction instruction)
    {
        var index = instruction.Index;
        switch (instruction.Opcode)
        {
            case Opcode.StructNew:
                PopFields(GetStruct(index));
                Push(ReferenceTo(index, nullable: false));
                return true;
            case Opcode.StructNewDefault:
                CheckDefaultable(index, GetStruct(index));
                Push(ReferenceTo(index, nullable: false));
                return true;
            case Opcode.StructGet or Opcode.StructGetS or Opcode.StructGetU:
                var field = GetField(index, instruction.Index2);
                CheckPacking(field, instruction.Opcode != Opcode.StructGet);
                Pop(ReferenceTo(index, nullable: true));
                Push(Unpack(field));
                return true;
            case Opcode.StructSet:
                field = GetField(index, instruction.Index2);
                if (!field.IsMutable)
                {
                    throw Invalid($"immutable field {instruction.Index2} of type {index}: struct.set needs a mutable one");
                }

                Pop([ReferenceTo(index, nullable: true), Unpack(field)]);
                return true;
            case Opcode.ArrayLen:
                Pop(s_arrayRef);
                Push(ValueType.I32);
                return true;
            case Opcode.ArrayGet or Opcode.ArrayGetS or Opcode.ArrayGetU:
                field = GetArray(index);
                CheckPacking(field, instruction.Opcode != Opcode.ArrayGet);
                Pop([ReferenceTo(index, nullable: true), ValueType.I32]);
                Push(Unpack(field));
                return true;
            case Opcode.ArraySet:
                field = GetMutableArray(index);
                Pop([ReferenceTo(index, nullable: true), ValueType.I32, Unpack(field)]);
                return true;
            case Opcode.ArrayFill:
                field = GetMutableArray(index);
                Pop([ReferenceTo(index, nullable: true), ValueType.I32, Unpack(field), ValueType.I32]);
                return true;
            case Opcode.ArrayCopy:
                ApplyArrayCopy(index, instruction.Index2);
                return true;
            default:
                return ApplyArrayNew(instruction) || ApplyArrayInit(instruction);
        }
    }

    private bool ApplyArrayNew(in Instruction instruction)
    {
        var index = instruction.Index;
        switch (instruction.Opcode)
        {
            case Opcode.ArrayNew:
                Pop([Unpack(GetArray(index)), ValueType.I32]);
                break;
            case Opcode.ArrayNewDefault:
                if (!GetArray(index).Type.IsDefaultable)
                {
                    throw Invalid($"type mismatch: array.new_default expected elements with a default value but found {GetArray(index).Type}");
                }

                Pop(ValueType.I32);
                break;
            case Opcode.ArrayNewFixed:
                PopElements(Unpack(GetArray(index)), instruction.Index2);
                break;
            case Opcode.ArrayNewData:
                CheckNumeric(GetArray(index));
                CheckDataSegment(instruction.Index2);
                Pop([ValueType.I32, ValueType.I32]);
                break;
            case Opcode.ArrayNewElem:
                CheckMatch(GetElementType(instruction.Index2), GetArray(index).Type, "elements");
                Pop([ValueType.I32, ValueType.I32]);
                break;
            default:
                return false;
        }

        Push(ReferenceTo(index, nullable: false));
        return true;
    }

    private bool ApplyArrayInit(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.ArrayInitData:
                CheckNumeric(GetMutableArray(instruction.Index));
                CheckDataSegment(instruction.Index2);
                break;
            case Opcode.ArrayInitElem:
                CheckMatch(GetElementType(instruction.Index2), GetMutableArray(instruction.Index).Type, "elements");
                break;
            default:
                return false;
        }

        Pop([ReferenceTo(instruction.Index, nullable: true), ValueType.I32, ValueType.I32, ValueType.I32]);
        return true;
    }

    private void ApplyArrayCopy(int target, int source)
    {
        var to = GetMutableArray(target);
        var from = GetArray(source);
        if (to.Packed != from.Packed || !_types.IsSubtype(from.Type, to.Type))
        {
            throw Invalid($"array types do not match: array.copy expected elements of type {Describe(to)} but found {Describe(from)}");
        }

        Pop([ReferenceTo(target, nullable: true), ValueType.I32, ReferenceTo(source, nullable: true), ValueType.I32, ValueType.I32]);
    }

    private void PopFields(StructType type)
    {
        for (var i = type.Fields.Length - 1; i >= 0 && !HasOnlyBottoms(); i--)
        {
            Pop(Unpack(type.Fields[i]));
        }
    }

    private void PopElements(ValueType element, int count)
    {
        if (count > ImplementationLimits.FixedArrayLength)
        {
            throw Invalid($"too many operands: array.new_fixed takes {count}, the limit is {ImplementationLimits.FixedArrayLength}");
        }

        for (var i = 0; i < count && !HasOnlyBottoms(); i++)
        {
            Pop(element);
        }
    }

    // Nothing is left but what unreachable code pretends to have: it matches whatever else is expected.
    private bool HasOnlyBottoms() => _operandCount == _height && _controls[_controlCount - 1].IsUnreachable;

    private StructType GetStruct(int index) =>
        GetComposite(index) as StructType ?? throw Invalid($"non-structure type {index}: {InstructionTable.GetMnemonic(_opcode)} needs a structure type");

    private FieldType GetArray(int index) => GetComposite(index) is ArrayType array
        ? array.Element
        : throw Invalid($"non-array type {index}: {InstructionTable.GetMnemonic(_opcode)} needs an array type");

    private FieldType GetMutableArray(int index)
    {
        var element = GetArray(index);
        return element.IsMutable ? element : throw Invalid($"immutable array type {index}: {InstructionTable.GetMnemonic(_opcode)} needs a mutable one");
    }

    private FieldType GetField(int index, int field)
    {
        var fields = GetStruct(index).Fields;
        return (uint)field < (uint)fields.Length ? fields[field] : throw Invalid($"unknown field {field}: type {index} has {fields.Length}");
    }

    private void CheckPacking(FieldType field, bool isExtending)
    {
        if (field.IsPacked != isExtending)
        {
            throw Invalid($"type mismatch: {InstructionTable.GetMnemonic(_opcode)} expected "
                + $"{(isExtending ? "a packed field" : "a field that is not packed")} but found {Describe(field)}");
        }
    }

    private void CheckNumeric(FieldType element)
    {
        if (element.Type.IsReference)
        {
            throw Invalid($"array type is not numeric or vector: {InstructionTable.GetMnemonic(_opcode)} found elements of type {element.Type}");
        }
    }

    private void CheckDefaultable(int index, StructType type)
    {
        if (!_module.IsDefaultable(index, type))
        {
            throw Invalid($"type mismatch: struct.new_default expected fields with default values, which type {index} has not");
        }
    }

    private static ValueType Unpack(FieldType field) => field.IsPacked ? ValueType.I32 : field.Type;

    private static string Describe(FieldType field) => field.Packed switch
    {
        PackedKind.I8 => "i8",
        PackedKind.I16 => "i16",
        _ => field.Type.ToString(),
    };
}
