// Structures and arrays. The shape of a type says where its fields are, and a subtype has its supertype's in the same places; so a field
// is a place in the object that lowering knows.
using Weft.Wasm;
using Weft.Wasm.Instructions;

namespace Weft.Interpreter.Lowering;

internal sealed partial class FunctionLowering
{
    private bool LowerObject(in Instruction instruction)
    {
        var typeIndex = instruction.Index;
        switch (instruction.Opcode)
        {
            case Opcode.StructNew:
                var fields = ((StructType)_module.GetCompositeType(typeIndex)).Fields.Length;
                var first = PopRange(fields);
                BeginResult(Bytecode.StructNew);
                WideSlot(first);
                Int(_module.CanonicalTypes[typeIndex]);
                return true;
            case Opcode.StructNewDefault:
                Apply(Bytecode.StructNewDefault, 0, ValueKind.Ref);
                Int(_module.CanonicalTypes[typeIndex]);
                return true;
            case Opcode.StructGet or Opcode.StructGetS or Opcode.StructGetU:
                LowerStructGet(in instruction);
                return true;
            case Opcode.StructSet:
                LowerStructSet(in instruction);
                return true;
            case Opcode.ArrayNew:
                Apply(Bytecode.ArrayNew, 2, ValueKind.Ref);
                Int(_module.CanonicalTypes[typeIndex]);
                return true;
            case Opcode.ArrayNewDefault:
                Apply(Bytecode.ArrayNewDefault, 1, ValueKind.Ref);
                Int(_module.CanonicalTypes[typeIndex]);
                return true;
            case Opcode.ArrayNewFixed:
                var elements = PopRange(instruction.Index2);
                BeginResult(Bytecode.ArrayNewFixed);
                WideSlot(elements);
                Int(_module.CanonicalTypes[typeIndex]);
                Number(instruction.Index2);
                return true;
            case Opcode.ArrayNewData or Opcode.ArrayNewElem:
                Apply(instruction.Opcode == Opcode.ArrayNewData ? Bytecode.ArrayNewData : Bytecode.ArrayNewElements, 2, ValueKind.Ref);
                Int(_module.CanonicalTypes[typeIndex]);
                Int(instruction.Index2);
                return true;
            case Opcode.ArrayGet or Opcode.ArrayGetS or Opcode.ArrayGetU:
                LowerArrayGet(in instruction);
                return true;
            case Opcode.ArraySet:
                LowerArraySet(ElementOf(typeIndex));
                return true;
            case Opcode.ArrayLen:
                Apply(Bytecode.ArrayLength, 1, ValueKind.I32);
                return true;
            case Opcode.ArrayFill:
                Apply(Bytecode.ArrayFill, 4, null);
                return true;
            case Opcode.ArrayCopy:
                Apply(Bytecode.ArrayCopy, 5, null);
                return true;
            case Opcode.ArrayInitData or Opcode.ArrayInitElem:
                Apply(instruction.Opcode == Opcode.ArrayInitData ? Bytecode.ArrayInitData : Bytecode.ArrayInitElements, 4, null);
                Int(instruction.Index2);
                return true;
            default:
                return false;
        }
    }

    // Pops operands that an instruction reads side by side from their slots; the first slot.
    private int PopRange(int count)
    {
        FlushTop(count);
        for (var i = 0; i < count; i++)
        {
            Pop();
        }

        return _nextSlot;
    }

    private void BeginResult(Bytecode op)
    {
        var slot = PushSlot(ValueKind.Ref);
        Begin(op);
        Slot(slot);
        ResultOnTop();
    }

    private int PlaceOf(in Instruction instruction) => _shapes.Get(_module.CanonicalTypes[instruction.Index]).Places[instruction.Index2];

    private FieldType FieldOf(in Instruction instruction) => ((StructType)_module.GetCompositeType(instruction.Index)).Fields[instruction.Index2];

    private FieldType ElementOf(int typeIndex) => ((ArrayType)_module.GetCompositeType(typeIndex)).Element;

    private void LowerStructGet(in Instruction instruction)
    {
        var field = FieldOf(in instruction);
        var signed = instruction.Opcode == Opcode.StructGetS;
        var op = field.Packed switch
        {
            PackedKind.I8 => signed ? Bytecode.StructGetS8 : Bytecode.StructGetU8,
            PackedKind.I16 => signed ? Bytecode.StructGetS16 : Bytecode.StructGetU16,
            _ => field.Type.Kind switch
            {
                ValueKind.I32 or ValueKind.F32 => Bytecode.StructGet32,
                ValueKind.V128 => Bytecode.StructGetVector,
                ValueKind.Ref => Bytecode.StructGetReference,
                _ => Bytecode.StructGet64,
            },
        };
        Apply(op, 1, field.Type.Kind);
        Int(PlaceOf(in instruction));
    }

    private void LowerStructSet(in Instruction instruction)
    {
        var field = FieldOf(in instruction);
        var op = field.Packed switch
        {
            PackedKind.I8 => Bytecode.StructSet8,
            PackedKind.I16 => Bytecode.StructSet16,
            _ => field.Type.Kind switch
            {
                ValueKind.I32 or ValueKind.F32 => Bytecode.StructSet32,
                ValueKind.V128 => Bytecode.StructSetVector,
                ValueKind.Ref => Bytecode.StructSetReference,
                _ => Bytecode.StructSet64,
            },
        };
        Apply(op, 2, null);
        Int(PlaceOf(in instruction));
    }

    private void LowerArrayGet(in Instruction instruction)
    {
        var element = ElementOf(instruction.Index);
        var signed = instruction.Opcode == Opcode.ArrayGetS;
        var kind = element.Type.Kind;
        var op = element.Packed switch
        {
            PackedKind.I8 => signed ? Bytecode.ArrayGetS8 : Bytecode.ArrayGetU8,
            PackedKind.I16 => signed ? Bytecode.ArrayGetS16 : Bytecode.ArrayGetU16,
            _ => kind switch
            {
                ValueKind.I32 or ValueKind.F32 => Bytecode.ArrayGet32,
                ValueKind.V128 => Bytecode.ArrayGetVector,
                ValueKind.Ref => Bytecode.ArrayGetReference,
                _ => Bytecode.ArrayGet64,
            },
        };
        Apply(op, 2, kind);
    }

    private void LowerArraySet(FieldType element)
    {
        var op = element.Packed switch
        {
            PackedKind.I8 => Bytecode.ArraySet8,
            PackedKind.I16 => Bytecode.ArraySet16,
            _ => element.Type.Kind switch
            {
                ValueKind.I32 or ValueKind.F32 => Bytecode.ArraySet32,
                ValueKind.V128 => Bytecode.ArraySetVector,
                ValueKind.Ref => Bytecode.ArraySetReference,
                _ => Bytecode.ArraySet64,
            },
        };
        Apply(op, 3, null);
    }
}
