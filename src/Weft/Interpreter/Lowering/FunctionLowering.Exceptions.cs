// Exceptions: handlers are regions of code, found only when something is thrown (spec 4.6.12); legacy try has the same regions.
using System.Collections.Immutable;
using Weft.Wasm;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Interpreter.Lowering;

internal sealed partial class FunctionLowering
{
    private readonly List<HandlerRegion> _regions = [];
    private readonly List<(int Region, Label Target, int Slot, ImmutableArray<ValueType> Payload, bool HasReference)> _pads = [];

    private bool LowerException(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Throw:
                var type = _module.GetTagType(instruction.Index);
                var payload = PassArguments(type);
                Begin(Bytecode.Throw);
                Int(instruction.Index);
                WideSlot(payload);
                _unreachable = true;
                return true;
            case Opcode.ThrowRef:
                var exception = Use(Pop());
                Begin(Bytecode.ThrowReference);
                Slot(exception);
                _unreachable = true;
                return true;
            case Opcode.Rethrow:
                Begin(Bytecode.ThrowReference);
                Slot(LabelAt(instruction.Index).ExceptionSlot);
                _unreachable = true;
                return true;
            case Opcode.TryTable:
                OpenTryTable(in instruction);
                return true;
            case Opcode.Try:
                var label = OpenBlock(Opcode.Try, instruction.Block);
                Barrier();
                label.ProtectedStart = _position;
                return true;
            case Opcode.Catch:
                LowerCatch(instruction.Index, _module.GetTagType(instruction.Index).Parameters);
                return true;
            case Opcode.CatchAll:
                LowerCatch(-1, []);
                return true;
            case Opcode.Delegate:
                LowerDelegate(instruction.Index);
                return true;
            default:
                return false;
        }
    }

    private void OpenTryTable(in Instruction instruction)
    {
        // The clauses' labels count from outside.
        var targets = new Label[instruction.Catches.Length];
        for (var i = 0; i < targets.Length; i++)
        {
            targets[i] = LabelAt(instruction.Catches[i].Label);
            targets[i].IsCaught |= targets[i].Opcode != Opcode.Loop;
        }

        var label = OpenBlock(Opcode.TryTable, instruction.Block);
        label.Catches = instruction.Catches;
        label.CatchLabels = targets;
        Barrier();
        label.ProtectedStart = _position;
    }

    // At the end of a try_table, and of a try that has no handlers.
    private void CloseProtected(Label label)
    {
        if (label.Opcode != Opcode.TryTable)
        {
            return;
        }

        Barrier();
        for (var i = 0; i < label.Catches.Length; i++)
        {
            var clause = label.Catches[i];
            var payload = clause.HasTag ? _module.GetTagType(clause.Tag).Parameters : [];
            _pads.Add((_regions.Count, label.CatchLabels[i], label.Slot, payload, clause.PushesReference));
            _regions.Add(new HandlerRegion(
                label.ProtectedStart, _position, label.Depth, clause.PushesReference ? HandlerKind.CatchReference : HandlerKind.Catch, clause.Tag, -1, label.Slot));
            _usesReferences |= clause.PushesReference;
        }
    }

    // Out of the way, at the function's end: code that carries each clause's payload to its label.
    private void EmitLandingPads()
    {
        foreach (var (region, target, slot, payload, hasReference) in _pads)
        {
            Truncate(0);
            _nextSlot = slot;
            PushAll(payload);
            if (hasReference)
            {
                PushSlot(ValueKind.Ref);
            }

            _flushed = _operands.Count;
            Barrier();
            if (!IsFunction(target) && !NeedsMove(target))
            {
                _regions[region] = _regions[region] with { Target = target.Position };
                continue;
            }

            _regions[region] = _regions[region] with { Target = _position };
            if (IsFunction(target))
            {
                Return();
            }
            else
            {
                MoveOperands(target);
                EmitJump(target);
            }
        }
    }

    private void LowerCatch(int tag, ImmutableArray<ValueType> payload)
    {
        var label = _labels[^1];
        if (!_unreachable)
        {
            MoveOperands(label);
            EmitJump(label);
        }

        Barrier();
        if (label.Opcode == Opcode.Try)
        {
            label.ProtectedEnd = _position;
            label.Opcode = Opcode.Catch;
        }

        Truncate(label.Height);
        label.ExceptionSlot = label.Slot;
        _nextSlot = label.Slot;
        _regions.Add(new HandlerRegion(label.ProtectedStart, label.ProtectedEnd, label.Depth, HandlerKind.Legacy, tag, _position, label.Slot));
        _unreachable = false;
        PushSlot(ValueKind.Ref);
        PushAll(payload);
        _flushed = _operands.Count;
        StartFuel();
    }

    private void LowerDelegate(int depth)
    {
        var label = _labels[^1];
        Barrier();
        _regions.Add(new HandlerRegion(label.ProtectedStart, _position, label.Depth, HandlerKind.Delegate, -1, LabelAt(depth + 1).Depth, 0));
        LowerEnd();
    }
}
