// The operand stack while lowering. Each operand has a slot of its own, by its depth; most never go there.
using System.Diagnostics;
using System.Runtime.InteropServices;
using Weft.Wasm;

namespace Weft.Interpreter.Lowering;

internal sealed partial class FunctionLowering
{
    private readonly List<Operand> _operands = [];
    private int _nextSlot;

    // Operands below this index are in their slots: flushing looks at each operand once.
    private int _flushed;

    private void ResetOperands()
    {
        _operands.Clear();
        _flushed = 0;
    }

    private void Push(Operand operand)
    {
        operand.Index = _operands.Count;
        operand.Slot = _nextSlot;
        _usesReferences |= operand.Kind == ValueKind.Ref;
        _operands.Add(operand);
        _nextSlot += SlotsOf(operand.Kind);
        _maximumSlot = Math.Max(_maximumSlot, _nextSlot);
    }

    // Pushes an operand that the next instruction puts in its slot.
    private int PushSlot(ValueKind kind)
    {
        var slot = _nextSlot;
        Push(new Operand { Kind = kind });
        return slot;
    }

    private void PushConstant(ValueKind kind, ulong bits) => Push(new Operand { Place = OperandPlace.Constant, Kind = kind, Bits = bits });

    private void PushLocal(int local)
    {
        Push(new Operand { Place = OperandPlace.Local, Kind = _localKinds[local], Local = local, Previous = _localUsers[local] });
        _localUsers[local] = _operands.Count - 1;
    }

    private Operand Pop()
    {
        var operand = _operands[^1];
        _operands.RemoveAt(_operands.Count - 1);
        _nextSlot = operand.Slot;
        _flushed = Math.Min(_flushed, _operands.Count);
        if (operand.Place == OperandPlace.Local)
        {
            Debug.Assert(_localUsers[operand.Local] == operand.Index, "operands leave a local's chain from the top");
            _localUsers[operand.Local] = operand.Previous;
        }

        return operand;
    }

    private void Truncate(int height)
    {
        while (_operands.Count > height)
        {
            Pop();
        }
    }

    // The slot to read a popped operand from; a constant is put in its own slot first.
    private int Use(in Operand operand)
    {
        if (operand.Place == OperandPlace.Local)
        {
            return _localSlots[operand.Local];
        }

        if (operand.Place == OperandPlace.Constant)
        {
            EmitConstant(operand.Slot, operand.Bits);
        }

        return operand.Slot;
    }

    private void EmitConstant(int slot, ulong bits)
    {
        if (bits <= uint.MaxValue && _last >= 0 && _lastOp == Bytecode.Const32)
        {
            var (firstTo, first) = (_code[_last + 1], IntAt(_last + 2));
            Rollback();
            Begin(Bytecode.Const32Twice);
            Slot(firstTo);
            Int(first);
            Slot(slot);
            Int((int)bits);
        }
        else if (bits <= uint.MaxValue)
        {
            Begin(Bytecode.Const32);
            Slot(slot);
            Int((int)bits);
        }
        else
        {
            Begin(Bytecode.Const64);
            Slot(slot);
            Long(bits);
        }
    }

    private void EmitCopy(int to, int from, ValueKind kind)
    {
        if (to == from)
        {
            return;
        }

        if (kind is not (ValueKind.V128 or ValueKind.Ref) && _last >= 0 && _lastOp == Bytecode.Copy)
        {
            // Two copies in one instruction, in their order.
            var firstTo = _code[_last + 1];
            var firstFrom = _code[_last + 2];
            Rollback();
            Begin(Bytecode.Copy2);
            Slot(firstTo);
            Slot(firstFrom);
            Slot(to);
            Slot(from);
            return;
        }

        Begin(kind switch { ValueKind.V128 => Bytecode.CopyVector, ValueKind.Ref => Bytecode.CopyReference, _ => Bytecode.Copy });
        Slot(to);
        Slot(from);
    }

    // Puts an operand that is still on the stack in its own slot.
    private void Materialize(ref Operand operand)
    {
        if (operand.Place == OperandPlace.Constant)
        {
            EmitConstant(operand.Slot, operand.Bits);
        }
        else if (operand.Place == OperandPlace.Local)
        {
            EmitCopy(operand.Slot, _localSlots[operand.Local], operand.Kind);
        }

        operand.Place = OperandPlace.Slot;
    }

    // Puts every operand in its slot: where paths meet, all must have them there.
    private void Flush()
    {
        if (_flushed < _operands.Count)
        {
            FlushTop(_operands.Count - _flushed);
            _flushed = _operands.Count;
        }
    }

    // Puts the topmost operands in their slots, lowest first. Users of a local leave its chain from the top, so the chains are cut first.
    private void FlushTop(int count)
    {
        var operands = CollectionsMarshal.AsSpan(_operands)[^count..];
        for (var i = count - 1; i >= 0; i--)
        {
            if (operands[i].Place == OperandPlace.Local)
            {
                _localUsers[operands[i].Local] = operands[i].Previous;
            }
        }

        foreach (ref var operand in operands)
        {
            if (operand.Place != OperandPlace.Slot)
            {
                Materialize(ref operand);
            }
        }
    }

    // Before a local changes: whoever still reads its old value there gets a copy.
    private void Rescue(int local)
    {
        for (var user = _localUsers[local]; user >= 0;)
        {
            ref var operand = ref CollectionsMarshal.AsSpan(_operands)[user];
            user = operand.Previous;
            Materialize(ref operand);
        }

        _localUsers[local] = -1;
    }

    private void SetLocal(int local, bool keep)
    {
        var isResult = IsResultOfLast(_operands[^1]);
        var value = Pop();
        var slot = _localSlots[local];
        if (value.Place == OperandPlace.Local && value.Local == local)
        {
            // It is what it becomes.
        }
        else if (isResult && _localUsers[local] < 0)
        {
            // The instruction before writes to the local instead of to the operand's slot.
            _code[_last + 1] = Word(slot);
            _lastResult = -1;
        }
        else
        {
            Rescue(local);
            if (value.Place == OperandPlace.Constant)
            {
                EmitConstant(slot, value.Bits);
            }
            else
            {
                EmitCopy(slot, value.Place == OperandPlace.Local ? _localSlots[value.Local] : value.Slot, value.Kind);
            }
        }

        if (keep)
        {
            if (value.Place == OperandPlace.Constant)
            {
                PushConstant(value.Kind, value.Bits);
            }
            else
            {
                PushLocal(local);
            }
        }
    }
}
