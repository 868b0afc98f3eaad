// Control instructions (spec 3.4.1): blocks, branches, calls, and their types.
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Validation;

public sealed partial class FunctionValidator
{
    // The result lists of blocks with a single result: one list for each type that the bodies use.
    private readonly Dictionary<ValueType, ImmutableArray<ValueType>> _singles = [];

    private bool ApplyControl(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try:
                Open(instruction.Opcode, instruction.Block);
                return true;
            case Opcode.Else:
                ApplyElse();
                return true;
            case Opcode.End:
                ApplyEnd();
                return true;
            case Opcode.Br:
                PopAll(GetLabel(instruction.Index).LabelTypes);
                SetUnreachable();
                return true;
            case Opcode.BrIf:
                Pop(ValueType.I32);
                Retype(GetLabel(instruction.Index).LabelTypes.AsSpan());
                return true;
            case Opcode.BrTable:
                ApplyBranchTable(instruction.Labels);
                return true;
            case Opcode.Return:
                PopAll(_controls[0].EndTypes);
                SetUnreachable();
                return true;
            case Opcode.Unreachable:
                SetUnreachable();
                return true;
            case Opcode.Call:
                var type = GetFunction(instruction.Index);
                PopAll(type.Parameters);
                PushAll(type.Results);
                return true;
            case Opcode.CallIndirect:
                type = PopIndirectCallee(instruction);
                PopAll(type.Parameters);
                PushAll(type.Results);
                return true;
            case Opcode.CallRef:
                type = PopReferenceCallee(instruction.Index);
                PopAll(type.Parameters);
                PushAll(type.Results);
                return true;
            case Opcode.ReturnCall:
                _module.HasTailCalls = true;
                ReturnCall(GetFunction(instruction.Index));
                return true;
            case Opcode.ReturnCallIndirect:
                _module.HasTailCalls = true;
                ReturnCall(PopIndirectCallee(instruction));
                return true;
            case Opcode.ReturnCallRef:
                _module.HasTailCalls = true;
                ReturnCall(PopReferenceCallee(instruction.Index));
                return true;
            default:
                return ApplyException(instruction);
        }
    }

    private void Open(Opcode opcode, in BlockType block)
    {
        ResolveBlockType(block, out var start, out var end);
        if (opcode is Opcode.Try or Opcode.TryTable)
        {
            _module.HandlesExceptions = true;
        }

        if (opcode == Opcode.If)
        {
            Pop(ValueType.I32);
        }

        if (!start.IsEmpty)
        {
            PopAll(start);
        }

        PushControl(opcode, start, end);
    }

    private void ApplyElse()
    {
        ref var frame = ref _controls[_controlCount - 1];
        if (frame.Opcode != Opcode.If)
        {
            ThrowMisplaced("if");
        }

        CheckFrameEnd(frame);
        Reopen(ref frame, Opcode.Else);
        PushAll(frame.StartTypes);
    }

    // The next part of an instruction with several: the same label, a fresh stack.
    private static void Reopen(ref ControlFrame frame, Opcode opcode)
    {
        frame.Opcode = opcode;
        frame.IsUnreachable = false;
        frame.CheckedBy = 0;
    }

    private void ApplyEnd()
    {
        ref var frame = ref _controls[_controlCount - 1];
        if (frame.Opcode == Opcode.If)
        {
            CheckIfWithoutElse(frame);
        }

        CheckFrameEnd(frame);
        var types = frame.EndTypes;
        PopControl();
        PushAll(types);
    }

    // An if without else is one whose else does nothing: what it takes, it must leave (spec 3.4.1).
    private void CheckIfWithoutElse(in ControlFrame frame)
    {
        var start = frame.StartTypes.AsSpan();
        if (!Matches(start, frame.EndTypes.AsSpan()))
        {
            throw Invalid($"type mismatch: if without else expected to leave {Describe(frame.EndTypes.AsSpan())} but would leave {Describe(start)}");
        }
    }

    private void ApplyBranchTable(int[] labels)
    {
        Pop(ValueType.I32);
        var arity = GetLabel(labels[^1]).LabelTypes.Length;
        _branchTableStamp++;
        foreach (var label in labels)
        {
            ref var frame = ref GetLabel(label);
            if (frame.CheckedBy == _branchTableStamp)
            {
                continue;
            }

            frame.CheckedBy = _branchTableStamp;
            var types = frame.LabelTypes;
            if (types.Length != arity)
            {
                throw Invalid($"type mismatch: br_table expected labels with {arity} types, as its default has, but label {label} has {types.Length}");
            }

            CheckTop(types.AsSpan());
        }

        SetUnreachable();
    }

    /// <summary>Takes operands and puts them back with the types that a label or signature knows them by.</summary>
    private void Retype(ReadOnlySpan<ValueType> types)
    {
        if (types.Length > 0)
        {
            Pop(types);
            Push(types);
        }
    }

    private bool Matches(ReadOnlySpan<ValueType> found, ReadOnlySpan<ValueType> expected)
    {
        if (found.Length != expected.Length)
        {
            return false;
        }

        if (AreSameBits(found, expected))
        {
            return true;
        }

        for (var i = 0; i < found.Length; i++)
        {
            if (!_types.IsSubtype(found[i], expected[i]))
            {
                return false;
            }
        }

        return true;
    }

    private FunctionType GetFunction(int index)
    {
        var functions = _module.FunctionTypes;
        return (uint)index < (uint)functions.Length ? functions[index] : throw Invalid($"unknown function {index}: there are {functions.Length}");
    }

    private FunctionType PopIndirectCallee(in Instruction instruction)
    {
        var table = GetTable(instruction.Index2);
        CheckMatch(table.Element, ValueType.FuncRef, "a table");
        var type = GetFunctionType(instruction.Index);
        Pop(TypeOf(table.Address));
        return type;
    }

    private FunctionType PopReferenceCallee(int typeIndex)
    {
        var type = GetFunctionType(typeIndex);
        Pop(ReferenceTo(typeIndex, nullable: true));
        return type;
    }

    private void ReturnCall(FunctionType callee)
    {
        var results = _controls[0].EndTypes;
        if (!Matches(callee.Results.AsSpan(), results.AsSpan()))
        {
            throw Invalid($"type mismatch: {InstructionTable.GetMnemonic(_opcode)} expected a function with results {Describe(results.AsSpan())} "
                + $"but found {Describe(callee.Results.AsSpan())}");
        }

        PopAll(callee.Parameters);
        SetUnreachable();
    }

    private void ResolveBlockType(in BlockType block, out ImmutableArray<ValueType> start, out ImmutableArray<ValueType> end)
    {
        if (block.TypeIndex >= 0)
        {
            var type = GetFunctionType(block.TypeIndex);
            start = type.Parameters;
            end = type.Results;
            if (_disabledOpcodes is not null && FeatureChecks.FindDisabledBlock(_module.Options, type) is { } feature)
            {
                throw Invalid($"feature {feature} is disabled: it brings the block type {type}");
            }

            return;
        }

        start = [];
        end = block.Result is { } result ? Single(ResolveValueType(result)) : [];
    }

    private ImmutableArray<ValueType> Single(ValueType type)
    {
        ref var types = ref CollectionsMarshal.GetValueRefOrAddDefault(_singles, type, out var exists);
        if (!exists)
        {
            types = [type];
        }

        return types;
    }

    private void ThrowMisplaced(string opener) => throw new MalformedModuleException(
        $"END opcode expected: {InstructionTable.GetMnemonic(_opcode)} does not stand in {opener}", _baseOffset + _offset);
}
