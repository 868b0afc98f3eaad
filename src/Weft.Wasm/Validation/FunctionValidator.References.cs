// Reference instructions and casts (spec 3.4.1, 3.4.4), and the resolution of type indices in code.
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Validation;

public sealed partial class FunctionValidator
{
    private static readonly ValueType s_eqRef = ValueType.Ref(AbstractHeapType.Eq, nullable: true);
    private static readonly ValueType s_i31Ref = ValueType.Ref(AbstractHeapType.I31, nullable: true);

    private bool ApplyReference(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.RefNull:
                Push(ResolveValueType(instruction.Type));
                return true;
            case Opcode.RefIsNull:
                PopReference();
                Push(ValueType.I32);
                return true;
            case Opcode.RefFunc:
                ApplyRefFunc(instruction.Index);
                return true;
            case Opcode.RefEq:
                Pop([s_eqRef, s_eqRef]);
                Push(ValueType.I32);
                return true;
            case Opcode.RefAsNonNull:
                Push(PopReference().AsNonNullable());
                return true;
            case Opcode.BrOnNull:
                var reference = PopReference();
                Retype(GetLabel(instruction.Index).LabelTypes.AsSpan());
                Push(reference.AsNonNullable());
                return true;
            case Opcode.BrOnNonNull:
                ApplyBranchOnNonNull(instruction.Index);
                return true;
            case Opcode.RefTest or Opcode.RefTestNull:
                PopCastOperand(ResolveValueType(instruction.Type));
                Push(ValueType.I32);
                return true;
            case Opcode.RefCast or Opcode.RefCastNull:
                var target = ResolveValueType(instruction.Type);
                PopCastOperand(target);
                Push(target);
                return true;
            case Opcode.BrOnCast or Opcode.BrOnCastFail:
                ApplyBranchOnCast(instruction);
                return true;
            case Opcode.AnyConvertExtern:
                Convert(AbstractHeapType.Extern, AbstractHeapType.Any);
                return true;
            case Opcode.ExternConvertAny:
                Convert(AbstractHeapType.Any, AbstractHeapType.Extern);
                return true;
            case Opcode.RefI31:
                Pop(ValueType.I32);
                Push(s_i31Ref.AsNonNullable());
                return true;
            case Opcode.I31GetS or Opcode.I31GetU:
                Pop(s_i31Ref);
                Push(ValueType.I32);
                return true;
            default:
                return false;
        }
    }

    private void ApplyRefFunc(int index)
    {
        GetFunction(index);
        if (_isConstant)
        {
            // What constant expressions reference counts as declared (spec 3.4.15).
            _module.DeclaredFunctions[index] = true;
        }
        else if (!_module.DeclaredFunctions[index])
        {
            throw Invalid($"undeclared function reference: function {index} occurs in no element segment, export or global");
        }

        Push(ValueType.Ref(HeapType.Defined(_module.FunctionTypeIds[index]), nullable: false));
    }

    // The label takes the reference; going on loses it.
    private void ApplyBranchOnNonNull(int label)
    {
        var types = GetLabel(label).LabelTypes.AsSpan();
        if (types.IsEmpty || !types[^1].IsReference)
        {
            throw Invalid($"type mismatch: br_on_non_null expected a label that takes a reference but label {label} takes {Describe(types)}");
        }

        Pop(ValueType.Ref(types[^1].Heap, nullable: true));
        Retype(types[..^1]);
    }

    private void ApplyBranchOnCast(in Instruction instruction)
    {
        var source = ResolveValueType(instruction.Type);
        var target = ResolveValueType(instruction.Type2);
        CheckMatch(target, source, "a cast to a subtype");
        var rest = target.IsNullable ? source.AsNonNullable() : source;
        var (branching, falling) = instruction.Opcode == Opcode.BrOnCast ? (target, rest) : (rest, target);
        var types = GetLabel(instruction.Index).LabelTypes.AsSpan();
        if (types.IsEmpty || !_types.IsSubtype(branching, types[^1]))
        {
            throw Invalid($"type mismatch: {InstructionTable.GetMnemonic(_opcode)} expected a label that takes {branching} "
                + $"but label {instruction.Index} takes {Describe(types)}");
        }

        Pop(source);
        Retype(types[..^1]);
        Push(falling);
    }

    private void PopCastOperand(ValueType target) => Pop(ValueType.Ref(_types.GetTop(target.Heap), nullable: true));

    private void Convert(AbstractHeapType source, AbstractHeapType target)
    {
        var nullable = _operandCount > _height && _operands[_operandCount - 1].IsNullable;
        Pop(ValueType.Ref(source, nullable: true));
        Push(ValueType.Ref(target, nullable));
    }

    private ValueType ReferenceTo(int typeIndex, bool nullable) =>
        ValueType.Ref(HeapType.Defined(_module.CanonicalTypes[typeIndex]), nullable);

    private CompositeType GetComposite(int typeIndex)
    {
        var types = _module.Composites;
        return (uint)typeIndex < (uint)types.Length ? types[typeIndex] : throw Invalid($"unknown type {typeIndex}: there are {types.Length}");
    }

    private FunctionType GetFunctionType(int typeIndex) =>
        GetComposite(typeIndex) as FunctionType ?? throw Invalid($"non-function type {typeIndex}: {InstructionTable.GetMnemonic(_opcode)} needs a function type");

    /// <summary>Checks that a value type in code is valid, and makes it canonical.</summary>
    private ValueType ResolveValueType(ValueType type)
    {
        if (_disabledOpcodes is not null && FeatureChecks.FindDisabled(_module.Options, type) is { } feature)
        {
            throw Invalid($"feature {feature} is disabled: it brings the type {type}");
        }

        if (!type.IsReference || !type.Heap.IsDefined)
        {
            return type;
        }

        GetComposite(type.Heap.Index);
        return ReferenceTo(type.Heap.Index, type.IsNullable);
    }
}
