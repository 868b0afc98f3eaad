// Structured control. A branch leaves what its label takes in the label's locals; the evaluation stack is empty at every label.
using System.Collections.Immutable;
using System.Reflection.Emit;
using Weft.Runtime;
using Weft.Wasm;
using Weft.Wasm.Instructions;
using Label = System.Reflection.Emit.Label;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private ControlFrame FrameAt(int depth) => _frames[^(depth + 1)];

    private bool IsFunction(ControlFrame frame) => ReferenceEquals(frame, _frames[0]);

    private bool EmitControl(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Unreachable:
                EmitTrap(TrapKind.Unreachable);
                Leave();
                return true;
            case Opcode.Block:
                OpenBlock(Opcode.Block, instruction.Block);
                return true;
            case Opcode.Loop:
                EmitLoop(instruction.Block, instruction.Offset);
                return true;
            case Opcode.If:
                EmitIf(instruction.Block);
                return true;
            case Opcode.Else:
                EmitElse();
                return true;
            case Opcode.End:
                EmitEnd();
                return true;
            case Opcode.Br:
                EmitBranch(FrameAt(instruction.Index));
                return true;
            case Opcode.BrIf:
                Take(1);
                EmitBranchIf(OpCodes.Brtrue, OpCodes.Brfalse, FrameAt(instruction.Index), ValueKind.I32);
                return true;
            case Opcode.BrTable:
                EmitBranchTable(instruction.Labels);
                return true;
            case Opcode.Return:
                EmitReturn();
                return true;
            case Opcode.Try:
                OpenTry(instruction.Block);
                return true;
            case Opcode.TryTable:
                OpenTryTable(in instruction);
                return true;
            case Opcode.Catch or Opcode.CatchAll:
                EmitCatch(instruction.Opcode == Opcode.Catch ? instruction.Index : -1);
                return true;
            case Opcode.Delegate:
                EmitDelegate(instruction.Index);
                return true;
            default:
                return false;
        }
    }

    // Code after a trap, which CIL must see the end of.
    private void Leave()
    {
        Discard();
        EmitDeadEnd();
        _unreachable = true;
    }

    private ControlFrame OpenBlock(Opcode opcode, BlockType block)
    {
        Spill();
        var (parameters, results) = _module.GetBlockType(block);
        return OpenFrame(opcode, parameters, results);
    }

    private ControlFrame OpenFrame(Opcode opcode, ImmutableArray<ValueType> parameters, ImmutableArray<ValueType> results)
    {
        var isBody = _frames.Count == 0;
        var frame = new ControlFrame
        {
            Opcode = opcode,
            Parameters = parameters,
            Results = results,
            Height = _operands.Count - parameters.Length,
            Target = _il.DefineLabel(),
            Values = isBody ? [] : Rent(opcode == Opcode.Loop ? parameters.AsSpan() : results.AsSpan()),
        };
        _frames.Add(frame);
        return frame;
    }

    private void EmitLoop(BlockType block, int offset)
    {
        // The parameters lie in the loop's locals whenever its head is reached, and in others while it runs.
        var (parameters, results) = _module.GetBlockType(block);
        Spill();
        CatchUp();
        var frame = OpenFrame(Opcode.Loop, parameters, results);
        Take(parameters.Length);
        Store(frame.Values);
        frame.Head = frame.Target;
        if (offset == _loop)
        {
            NoteLoopState(frame, offset);
        }

        BeginCopy(frame, _isCompact ? 0 : _scan.Copies.Find(offset) - 1);
    }

    // At the head of a loop, or of one of its copies.
    private void BeginCopy(ControlFrame frame, int left)
    {
        _il.MarkLabel(frame.Target);
        frame.CopiesLeft = left;
        frame.Target = left == 0 ? frame.Head : _il.DefineLabel();
        frame.IsTargeted = false;
        for (var i = 0; i < frame.Parameters.Length; i++)
        {
            Load(frame.Values[i]);
            Push(frame.Parameters[i].Kind);
        }
    }

    // At the end of a loop's copy. The next one begins, unless nothing goes there.
    private bool EndCopy(ControlFrame frame)
    {
        if (frame.CopiesLeft == 0 || !frame.IsTargeted)
        {
            return false;
        }

        if (!_unreachable)
        {
            Spill();
            frame.Exit ??= _il.DefineLabel();
            _il.Emit(OpCodes.Br, frame.Exit.Value);
        }

        Truncate(frame.Height);
        _unreachable = false;
        BeginCopy(frame, frame.CopiesLeft - 1);
        return true;
    }

    // Whether the guest is to stop: every way back to the head of a loop asks.
    private void LoadStop()
    {
        LoadContext();
        _il.Emit(OpCodes.Volatile);
        LoadField(nameof(InstanceContext.Stop));
    }

    private Label Interrupted() => _interrupted ??= _il.DefineLabel();

    private void EmitIf(BlockType block)
    {
        var (parameters, results) = _module.GetBlockType(block);
        Take(1);
        SpillBelow(ValueKind.I32);
        CatchUp();
        var other = _il.DefineLabel();
        _il.Emit(OpCodes.Brfalse, other);

        // Both arms begin with the parameters, which stay in their locals until the second arm takes them.
        var saved = _operands.GetRange(_operands.Count - parameters.Length, parameters.Length).ToArray();
        var frame = new ControlFrame
        {
            Opcode = Opcode.If,
            Parameters = parameters,
            Results = results,
            Height = _operands.Count - parameters.Length,
            Target = _il.DefineLabel(),
            Values = Rent(results.AsSpan()),
            Saved = saved,
            Next = other,
        };
        _frames.Add(frame);
        _operands.RemoveRange(frame.Height, parameters.Length);
        foreach (var (kind, local, _, _) in saved)
        {
            Load(local!);
            Push(kind);
        }
    }

    private void EmitElse()
    {
        var frame = _frames[^1];
        FallThrough(frame);
        Truncate(frame.Height);
        _il.MarkLabel(frame.Next);
        frame.Opcode = Opcode.Else;
        _unreachable = false;
        foreach (var (kind, local, _, _) in frame.Saved)
        {
            PushLocal(kind, local!);
        }
    }

    // At the end of an arm: its results go where those of the others go.
    private void FallThrough(ControlFrame frame)
    {
        if (_unreachable)
        {
            return;
        }

        Take(frame.Results.Length);
        Store(frame.Values);
        _il.Emit(OpCodes.Br, frame.Target);
        frame.IsTargeted = true;
    }

    private void EmitEnd()
    {
        var frame = _frames[^1];
        if (IsFunction(frame))
        {
            if (!_unreachable)
            {
                EmitReturn();
            }

            _frames.Clear();
            return;
        }

        switch (frame.Opcode)
        {
            case Opcode.If:
                FallThrough(frame);
                Truncate(frame.Height);
                _il.MarkLabel(frame.Next);
                foreach (var (_, local, _, _) in frame.Saved)
                {
                    Load(local!);
                }

                // Without another arm the parameters are the results.
                Store(frame.Values);
                foreach (var (kind, local, _, _) in frame.Saved)
                {
                    Release(kind, local!);
                }

                frame.IsTargeted = true;
                Close(frame, fallsThrough: true);
                return;
            case Opcode.TryTable or Opcode.Try:
                FallThrough(frame);
                Truncate(frame.Height);
                EmitHandlers(frame);
                Close(frame, fallsThrough: false);
                return;
            case Opcode.Catch or Opcode.CatchAll:
                FallThrough(frame);
                Truncate(frame.Height);
                EmitLastHandler(frame);
                Close(frame, fallsThrough: false);
                return;
            case Opcode.Loop:
                EndLoop(frame);
                return;
            default:
                CloseBlock(frame);
                return;
        }
    }

    private void EndLoop(ControlFrame frame)
    {
        _frames.RemoveAt(_frames.Count - 1);
        ReleaseValues(frame);
        if (_unreachable)
        {
            Truncate(frame.Height);
        }

        if (frame.Exit is { } exit)
        {
            // Copies have no results.
            Spill();
            _il.MarkLabel(exit);
            _unreachable = false;
        }
    }

    // The end of a block or else: as long as nothing branches here, results stay where they are.
    private void CloseBlock(ControlFrame frame)
    {
        if (!frame.IsTargeted)
        {
            _frames.RemoveAt(_frames.Count - 1);
            ReleaseValues(frame);
            if (_unreachable)
            {
                Truncate(frame.Height);
            }

            return;
        }

        var fallsThrough = !_unreachable;
        if (fallsThrough)
        {
            Take(frame.Results.Length);
            Store(frame.Values);
        }

        Truncate(frame.Height);
        Close(frame, fallsThrough);
    }

    // Marks the end of a frame; its results are in its locals, from where they become operands.
    private void Close(ControlFrame frame, bool fallsThrough)
    {
        _frames.RemoveAt(_frames.Count - 1);
        if (!frame.IsTargeted && !fallsThrough)
        {
            ReleaseValues(frame);
            _unreachable = true;
            return;
        }

        _il.MarkLabel(frame.Target);
        _unreachable = false;
        for (var i = 0; i < frame.Results.Length; i++)
        {
            _operands.Add(new Operand(frame.Results[i].Kind, frame.Values[i]));
        }

    }

    private void ReleaseValues(ControlFrame frame)
    {
        var types = frame.BranchTypes;
        for (var i = 0; i < frame.Values.Length; i++)
        {
            Release(types[i].Kind, frame.Values[i]);
        }
    }

    private void EmitBranch(ControlFrame frame)
    {
        if (IsFunction(frame))
        {
            EmitReturn();
            return;
        }

        Take(frame.BranchTypes.Length);
        Store(frame.Values);
        Discard();
        EmitJump(frame);
        _unreachable = true;
    }

    // Goes to a frame's label; backwards only while the guest is not to stop. What the label takes is in the frame's locals.
    private void EmitJump(ControlFrame frame)
    {
        frame.IsTargeted = true;
        if (!frame.IsBehind)
        {
            _il.Emit(OpCodes.Br, frame.Target);
            return;
        }

        // In this order RyuJIT makes the jump back of the test itself.
        LoadStop();
        _il.Emit(OpCodes.Brfalse, frame.Target);
        _il.Emit(OpCodes.Br, Interrupted());
    }

    // A branch on the value on the evaluation stack, which is no operand any more; the operands stay.
    private void EmitBranchIf(OpCode holds, OpCode fails, ControlFrame frame, ValueKind condition)
    {
        SpillBelow(condition);
        if (!IsFunction(frame) && frame.BranchTypes.IsEmpty && !frame.IsBehind)
        {
            frame.IsTargeted = true;
            _il.Emit(holds, frame.Target);
            return;
        }

        var skip = _il.DefineLabel();
        _il.Emit(fails, skip);
        LoadCopies(frame.BranchTypes.Length);
        Deliver(frame);

        _il.MarkLabel(skip);
    }

    // Takes the values on the evaluation stack, those that a frame's label takes, along to it.
    private void Deliver(ControlFrame frame)
    {
        if (IsFunction(frame))
        {
            EmitReturnValues(frame.BranchTypes);
        }
        else
        {
            Store(frame.Values);
            EmitJump(frame);
        }
    }

    // Puts the topmost operands, which are in locals, on the evaluation stack without taking them.
    private void LoadCopies(int count)
    {
        for (var i = _operands.Count - count; i < _operands.Count; i++)
        {
            LoadOperand(_operands[i]);
        }
    }

    private void EmitBranchTable(int[] labels)
    {
        Take(1);
        SpillBelow(ValueKind.I32);
        var count = FrameAt(labels[^1]).BranchTypes.Length;
        var stubs = new Dictionary<ControlFrame, Label>();
        var targets = new Label[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            var frame = FrameAt(labels[i]);
            if (count == 0 && !IsFunction(frame) && !frame.IsBehind)
            {
                frame.IsTargeted = true;
                targets[i] = frame.Target;
                continue;
            }

            if (!stubs.TryGetValue(frame, out var stub))
            {
                stubs.Add(frame, stub = _il.DefineLabel());
            }

            targets[i] = stub;
        }

        if (labels.Length > 1)
        {
            _il.Emit(OpCodes.Switch, targets[..^1]);
        }
        else
        {
            _il.Emit(OpCodes.Pop);
        }

        _il.Emit(OpCodes.Br, targets[^1]);
        foreach (var (frame, stub) in stubs)
        {
            _il.MarkLabel(stub);
            LoadCopies(count);
            Deliver(frame);
        }

        _unreachable = true;
    }

    private void EmitReturn()
    {
        var results = _type.Results;
        Take(results.Length);
        if (_evaluated != 0)
        {
            // CIL wants nothing below the result.
            var values = Rent(results.AsSpan());
            Store(values);
            Discard();
            foreach (var value in values)
            {
                Load(value);
            }

            for (var i = 0; i < values.Length; i++)
            {
                Release(results[i].Kind, values[i]);
            }
        }

        EmitReturnValues(results);
        _unreachable = true;
    }

    // Returns the values on the evaluation stack: the first as CIL does, the others through the store.
    private void EmitReturnValues(ImmutableArray<ValueType> types)
    {
        if (IsLoopVariant)
        {
            StoreResults(types);
        }
        else
        {
            ResultSlots.EmitGive(_il, types, _variables, LoadContext);
            EmitListenedReturn(types);
        }

        // What stands right before a ret, RyuJIT may make a tail call of: then the function would be missing in the trace of a trap there.
        _il.Emit(OpCodes.Nop);
        _il.Emit(OpCodes.Ret);
    }
}
