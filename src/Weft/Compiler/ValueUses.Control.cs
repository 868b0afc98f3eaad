// Control flow: where paths meet, values of the operand stack and of locals become joins.
using System.Collections.Immutable;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Compiler;

internal sealed partial class ValueUses
{
    private sealed class Frame
    {
        public Opcode Opcode;

        // Operands below it.
        public int Height;

        // What its label takes, and what it leaves: joins of what the branches bring. The same but for a loop.
        public int[] Label = [];
        public int[] Results = [];

        // Conditions on which it depends from where control comes to its label, how much had happened when the last was added, and the values
        // that depend on from where.
        public readonly HashSet<int> Choices = [];
        public int Effects;
        public readonly List<int> Differences = [];

        // The first values that came to its label.
        public int[]? Coming;

        // The locals at its label; null while nothing leads there.
        public int[]? Locals;

        // What the other arm of an if begins with.
        public int[]? ArmLocals;
        public int[] ArmOperands = [];
    }

    private Frame FrameAt(int depth) => _frames[^(depth + 1)];

    private void Open(Opcode opcode, ImmutableArray<ValueType> parameters, ImmutableArray<ValueType> results)
    {
        var frame = new Frame { Opcode = opcode, Height = _stack.Count - parameters.Length, Results = AddValues(results.Length) };
        frame.Label = frame.Results;
        if (opcode == Opcode.If)
        {
            frame.ArmLocals = CloneLocals();
            frame.ArmOperands = [.. _stack[frame.Height..]];
        }
        else if (opcode == Opcode.Loop)
        {
            // What comes back from its end is not known yet.
            frame.Label = AddValues(parameters.Length);
            TakeOperands(frame);
            Replace(frame.Height, frame.Label);
            frame.Locals = AddValues(_locals.Length);
            TakeLocals(frame);
            _locals = CloneLocals(frame.Locals);
        }

        _frames.Add(frame);
    }

    private int[] AddValues(int count)
    {
        var values = new int[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = _graph.Add();
        }

        return values;
    }

    private int[] CloneLocals(int[]? locals = null)
    {
        locals ??= _locals;
        _work += locals.Length;
        return (int[])locals.Clone();
    }

    private void Replace(int height, int[] operands)
    {
        _stack.RemoveRange(height, _stack.Count - height);
        _stack.AddRange(operands);
    }

    // A branch to a label, which takes operands from the top of the stack without popping them.
    private void Branch(int depth)
    {
        var frame = FrameAt(depth);
        PassChoices(depth);
        TakeOperands(frame);
        TakeLocals(frame);
        if (depth == _frames.Count - 1)
        {
            WantResults(frame);
        }
    }

    private void TakeOperands(Frame frame)
    {
        var first = _stack.Count - frame.Label.Length;
        frame.Coming ??= [.. _stack[first..]];
        for (var i = 0; i < frame.Label.Length; i++)
        {
            var coming = _stack[first + i];
            Connect(frame.Label[i], coming, ValueGraph.Passing.Same);
            if (!AreSame(frame.Coming[i], coming))
            {
                frame.Differences.Add(frame.Label[i]);
            }
        }
    }

    private void TakeLocals(Frame frame)
    {
        if (frame.Locals is null)
        {
            frame.Locals = CloneLocals();
            return;
        }

        _work += _locals.Length;
        for (var i = 0; i < _locals.Length; i++)
        {
            var (known, coming) = (frame.Locals[i], _locals[i]);
            if (frame.Opcode == Opcode.Loop)
            {
                Connect(known, coming, ValueGraph.Passing.Same);
            }
            else if (!AreSame(known, coming))
            {
                frame.Locals[i] = Join(known, coming);
                frame.Differences.Add(frame.Locals[i]);
            }
        }
    }

    private int Join(int left, int right)
    {
        var join = _graph.Add();
        Connect(join, left, ValueGraph.Passing.Same);
        Connect(join, right, ValueGraph.Passing.Same);
        return join;
    }

    private void WantResults(Frame body)
    {
        foreach (var result in body.Results)
        {
            Want(result);
        }
    }

    // What falls through at the end of an arm goes where a branch to the end goes.
    private void FallThrough(Frame frame)
    {
        if (_unreachable)
        {
            return;
        }

        if (frame.Opcode == Opcode.Loop)
        {
            // Its label is at its start; its end joins nothing.
            for (var i = 0; i < frame.Results.Length; i++)
            {
                frame.Results[i] = _stack[_stack.Count - frame.Results.Length + i];
            }
        }
        else
        {
            TakeOperands(frame);
            TakeLocals(frame);
        }
    }

    private void Else()
    {
        var frame = _frames[^1];
        FallThrough(frame);
        BeginArm(frame, frame.ArmLocals!, frame.ArmOperands);
        frame.ArmLocals = null;
    }

    private void BeginArm(Frame frame, int[] locals, int[] operands)
    {
        _locals = locals;
        Replace(frame.Height, operands);
        _unreachable = false;
    }

    // A handler of the legacy instructions may be entered from anywhere in its block: nothing is known of what comes there.
    private void Catch(int tag)
    {
        var frame = _frames[^1];
        FallThrough(frame);
        BeginArm(frame, new int[_locals.Length], new int[tag < 0 ? 0 : module.GetTagType(tag).Parameters.Length]);
    }

    private void End()
    {
        var frame = _frames[^1];
        FallThrough(frame);
        if (frame.ArmLocals is not null)
        {
            // An if without else: its other arm brings what the if took.
            BeginArm(frame, frame.ArmLocals, frame.ArmOperands);
            FallThrough(frame);
        }

        Meet(frame);
        _frames.RemoveAt(_frames.Count - 1);
        if (_frames.Count == 0)
        {
            WantResults(frame);
            return;
        }

        Replace(frame.Height, frame.Results);
        if (frame.Opcode != Opcode.Loop)
        {
            _unreachable = frame.Locals is null;
            _locals = frame.Locals ?? _locals;
        }
    }

    private void TryTable(in Instruction instruction)
    {
        foreach (var clause in instruction.Catches)
        {
            // Nothing is known of what an exception brings, nor of the locals then; but the label can be reached.
            FrameAt(clause.Label).Locals ??= new int[_locals.Length];
        }

        var (parameters, results) = module.GetBlockType(instruction.Block);
        Open(Opcode.TryTable, parameters, results);
    }
}
