// The operand and control stacks (spec 7.3, "Stack manipulations").
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Validation;

public sealed partial class FunctionValidator
{
    private const int TypesInMessage = 24;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Push(ValueType type)
    {
        var operands = _operands;
        if (_operandCount == operands.Length)
        {
            operands = Grow(_operandCount + 1);
        }

        operands[_operandCount++] = type;
    }

    private void Push(ReadOnlySpan<ValueType> types)
    {
        var count = _operandCount + types.Length;
        var operands = count > _operands.Length ? Grow(count) : _operands;
        types.CopyTo(operands.AsSpan(_operandCount));
        _operandCount = count;
    }

    private void PushAll(ImmutableArray<ValueType> types) => Push(types.AsSpan());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueType[] Grow(int count)
    {
        if (count > ImplementationLimits.Operands)
        {
            throw Invalid($"too many operands: the limit is {ImplementationLimits.Operands} on the stack of a function");
        }

        Array.Resize(ref _operands, Math.Max(count, _operands.Length * 2));
        return _operands;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Pop(ValueType expected)
    {
        var top = _operandCount - 1;
        if (top >= _height && _operands[top] == expected)
        {
            _operandCount = top;
            return;
        }

        PopSlowly(expected);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PopSlowly(ValueType expected) => Pop([expected]);

    private void PopAll(ImmutableArray<ValueType> expected) => Pop(expected.AsSpan());

    private void Pop(ReadOnlySpan<ValueType> expected)
    {
        var present = CheckTop(expected);
        _operandCount -= present;
    }

    /// <summary>Checks the topmost operands without taking them.</summary>
    /// <returns>How many of them there are really: fewer than expected in unreachable code.</returns>
    private int CheckTop(ReadOnlySpan<ValueType> expected)
    {
        var present = Math.Min(_operandCount - _height, expected.Length);
        if (present < expected.Length && !_controls[_controlCount - 1].IsUnreachable)
        {
            ThrowMismatch(expected);
        }

        var found = _operands.AsSpan(_operandCount - present, present);
        var wanted = expected[^present..];
        if (AreSameBits(found, wanted))
        {
            return present;
        }

        for (var i = 0; i < found.Length; i++)
        {
            if (found[i] != wanted[i] && !_types.IsSubtype(found[i], wanted[i]))
            {
                ThrowMismatch(expected);
            }
        }

        return present;
    }

    // A thousand types on a label that two bytes name: compare them as memory where that is worth it. Equal bits are equal types;
    // different bits say nothing.
    private static bool AreSameBits(ReadOnlySpan<ValueType> found, ReadOnlySpan<ValueType> expected) =>
        found.Length >= 8 && MemoryMarshal.AsBytes(found).SequenceEqual(MemoryMarshal.AsBytes(expected));

    /// <summary>Takes an operand of any type.</summary>
    private ValueType PopAny()
    {
        if (_operandCount > _height)
        {
            return _operands[--_operandCount];
        }

        return _controls[_controlCount - 1].IsUnreachable
            ? ValueType.Bottom
            : throw Invalid($"type mismatch: instruction requires an operand but stack has [] at {InstructionTable.GetMnemonic(_opcode)}");
    }

    /// <summary>Takes a reference of any type; the bottom reference in unreachable code.</summary>
    private ValueType PopReference()
    {
        var type = PopAny();
        return type.Kind switch
        {
            ValueKind.Ref => type,
            ValueKind.Bottom => ValueType.Ref(HeapType.Bottom, nullable: false),
            _ => throw Invalid($"type mismatch: instruction requires a reference but stack has [{type}] at {InstructionTable.GetMnemonic(_opcode)}"),
        };
    }

    private void PushControl(Opcode opcode, ImmutableArray<ValueType> startTypes, ImmutableArray<ValueType> endTypes)
    {
        if (_controlCount == _controls.Length)
        {
            if (_controlCount >= ImplementationLimits.NestingDepth)
            {
                throw Invalid($"nesting too deep: the limit is {ImplementationLimits.NestingDepth} blocks");
            }

            Array.Resize(ref _controls, Math.Min(_controlCount * 2, ImplementationLimits.NestingDepth));
        }

        ref var frame = ref _controls[_controlCount++];
        frame.Opcode = opcode;
        frame.StartTypes = startTypes;
        frame.EndTypes = endTypes;
        frame.Height = _height = _operandCount;
        frame.IsUnreachable = false;
        frame.CheckedBy = 0;
        frame.InitializedCount = _initializedCount;
        if (!startTypes.IsEmpty)
        {
            PushAll(startTypes);
        }
    }

    /// <summary>Checks that the innermost frame ends with exactly its end types, and empties it of operands.</summary>
    private void CheckFrameEnd(in ControlFrame frame)
    {
        var expected = frame.EndTypes.AsSpan();
        if (_operandCount - _height > expected.Length)
        {
            ThrowMismatch(expected, exact: true);
        }

        CheckTop(expected);
        _operandCount = _height;
        ResetInitialized(frame.InitializedCount);
    }

    private void PopControl()
    {
        _controlCount--;
        _height = _controlCount > 0 ? _controls[_controlCount - 1].Height : 0;
    }

    private void SetUnreachable()
    {
        _controls[_controlCount - 1].IsUnreachable = true;
        _operandCount = _height;
    }

    private ref ControlFrame GetLabel(int label)
    {
        if ((uint)label >= (uint)_controlCount)
        {
            throw Invalid($"unknown label {label}: {_controlCount} labels are in scope");
        }

        return ref _controls[_controlCount - 1 - label];
    }

    [DoesNotReturn]
    private void ThrowMismatch(ReadOnlySpan<ValueType> expected, bool exact = false)
    {
        // The words of the specification's scripts.
        var present = exact ? _operandCount - _height : Math.Min(_operandCount - _height, expected.Length);
        var found = _operands.AsSpan(_operandCount - present, present);
        throw Invalid($"type mismatch: {(exact ? "block" : "instruction")} requires {Describe(expected)} but stack has {Describe(found)}"
            + $" at {InstructionTable.GetMnemonic(_opcode)}");
    }

    private static string Describe(ReadOnlySpan<ValueType> types)
    {
        // The types next to the top say most.
        var text = new StringBuilder("[");
        var skipped = Math.Max(types.Length - TypesInMessage, 0);
        if (skipped > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"... {skipped} more ... ");
        }

        for (var i = skipped; i < types.Length; i++)
        {
            text.Append(i > skipped ? " " : "").Append(types[i].ToString());
        }

        return text.Append(']').ToString();
    }

    private InvalidModuleException Invalid(string message)
    {
        var position = _sourceMap?.Find(_offset);
        long? offset = _sourceMap is null && _baseOffset > 0 ? _baseOffset + _offset : null;
        var name = _isConstant ? null : (_module.Options.FunctionName ?? _module.Names.GetFunctionName)(_functionIndex);
        return _isConstant
            ? new InvalidModuleException(message, byteOffset: offset, position: position)
            : new InvalidModuleException(message, _functionIndex, name, offset, position);
    }
}
