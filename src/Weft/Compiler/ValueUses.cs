// Which loads have a value of which nobody uses all. RyuJIT drops or narrows them, and then touches but a part of their cells; the
// whole access must trap behind the end of a memory. The analysis may take a used value for an unused one, never the reverse.
using Weft.Wasm;
using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;

namespace Weft.Compiler;

/// <summary>Follows the values of a function from where they are made to where they are used.</summary>
internal sealed partial class ValueUses(ValidatedModule module, Inlining inlining)
{
    // Joins of locals: a function with so many that this is not enough gets no answers.
    private const long Budget = 1 << 26;

    private readonly ValueGraph _graph = new();
    private readonly List<int> _stack = [];
    private readonly List<Frame> _frames = [];
    private readonly List<(int Offset, int Value, ValueUse Least)> _sources = [];
    private readonly HashSet<int> _partial = [];
    private readonly Dictionary<int, bool[]> _parameters = [];
    private int[] _locals = [];
    private bool _unreachable;

    // Whether a condition was met that may be known: RyuJIT drops what it then never reaches, and who knows what that is.
    private bool _isUncertain;
    private long _work;

    /// <summary>Whether it is a load.</summary>
    public static bool IsLoad(Opcode opcode) => EmitterTable.Find(opcode) is { Form: EmitterForm.Load };

    /// <summary>Analyses a defined function.</summary>
    public void Run(int functionIndex)
    {
        _partial.Clear();
        Walk(functionIndex);
        var isComplete = _work <= Budget;
        if (isComplete)
        {
            _graph.Solve();
        }

        foreach (var (offset, value, least) in _sources)
        {
            if (!isComplete || _graph.UseOf(value) < least)
            {
                _partial.Add(offset);
            }
        }
    }

    /// <summary>Whether only a part, or nothing, may be used of what the load at an offset in the body gives.</summary>
    public bool MayBePartial(int offset) => _partial.Contains(offset);

    private FunctionBody BodyOf(int functionIndex) => module.Definition.Functions[functionIndex - module.ImportedFunctionCount].Body;

    private void Walk(int functionIndex)
    {
        var type = module.GetFunctionType(functionIndex);
        _graph.Clear();
        _stack.Clear();
        _frames.Clear();
        _sources.Clear();
        _unreachable = false;
        _work = 0;
        _effects = 0;
        _isUncertain = false;

        var instructions = BodyOf(functionIndex).ReadInstructions(out var declared);
        _locals = new int[type.Parameters.Length + declared];
        var zero = _graph.AddConstant(0);
        for (var i = 0; i < _locals.Length; i++)
        {
            _locals[i] = i < type.Parameters.Length ? _graph.Add() : zero;
        }

        Open(Opcode.Block, [], type.Results);
        var skipped = default(SkippedBlocks);
        var instruction = default(Instruction);
        while (_frames.Count != 0 && _work <= Budget)
        {
            instructions.Read(ref instruction);
            if (!_unreachable || !skipped.Skips(instruction.Opcode))
            {
                Follow(in instruction);
            }
        }
    }

    // Which parameters an inlined function uses. It calls nothing itself.
    private bool[] UsedParameters(int functionIndex)
    {
        if (!_parameters.TryGetValue(functionIndex, out var used))
        {
            var callee = new ValueUses(module, inlining);
            callee.Walk(functionIndex);
            callee._graph.Solve();
            used = new bool[module.GetFunctionType(functionIndex).Parameters.Length];
            for (var i = 0; i < used.Length; i++)
            {
                // The first nodes are the parameters.
                used[i] = callee._work <= Budget && callee._graph.UseOf(ValueGraph.Unknown + 1 + i) == ValueUse.Whole;
            }

            _parameters[functionIndex] = used;
        }

        return used;
    }

    private void Push(int value) => _stack.Add(value);

    // Something needs a value, if it is reached.
    private void Want(int value, ValueUse use = ValueUse.Whole)
    {
        if (!_isUncertain)
        {
            _graph.Want(value, use);
        }
    }

    // The same for what a value is made of: a loop's head, whose values were wanted before, may be reached from there.
    private void Connect(int value, int part, ValueGraph.Passing passing)
    {
        if (!_isUncertain)
        {
            _graph.Connect(value, part, passing);
        }
    }

    private int Pop()
    {
        var value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    // How many of the operands from a height on may be known before the function runs.
    private int CountKnown(int height)
    {
        var count = 0;
        for (var i = height; i < _stack.Count; i++)
        {
            count += _graph.IsKnown(_stack[i]) ? 1 : 0;
        }

        return count;
    }

    private void WantTop(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Want(Pop());
        }
    }

    private void PushUnknown(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Push(ValueGraph.Unknown);
        }
    }
}
