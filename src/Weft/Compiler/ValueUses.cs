// Which loads have a value of which nobody uses all. RyuJIT drops or narrows them, and then touches but a part of their cells; the
// whole access must trap behind the end of a memory. The analysis may take a used value for an unused one, never the reverse.
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;

namespace Weft.Compiler;

/// <summary>Follows the values of a function from where they are made to where they are used.</summary>
internal sealed partial class ValueUses(ValidatedModule module)
{
    // More than RyuJIT would ever inline.
    private const int InlineLimit = 256;
    private const int InlineDepth = 3;

    // Joins of locals: a function with so many that this is not enough gets no answers.
    private const long Budget = 1 << 26;

    private readonly ValueGraph _graph = new();
    private readonly List<int> _stack = [];
    private readonly List<Frame> _frames = [];
    private readonly List<(int Offset, int Value)> _sources = [];
    private readonly HashSet<int> _partial = [];
    private readonly Dictionary<int, bool[]> _parameters = [];
    private readonly Dictionary<int, bool> _returnsLoad = [];
    private int[] _locals = [];
    private bool _unreachable;
    private long _work;
    private int _depth;

    /// <summary>Whether it is a load of more than a byte, so that a part of it could be left out.</summary>
    public static bool IsWide(Opcode opcode) => InstructionTable.GetWidth(opcode) > 1 && EmitterTable.Find(opcode) is { Form: EmitterForm.Load };

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

        foreach (var (offset, value) in _sources)
        {
            if (!isComplete || _graph.UseOf(value) != ValueUse.Whole)
            {
                _partial.Add(offset);
            }
        }
    }

    /// <summary>Whether only a part, or nothing, may be used of what the load or the call of a small function at an offset in the body gives.</summary>
    public bool MayBePartial(int offset) => _partial.Contains(offset);

    /// <summary>Whether a function may be inlined and return what it, or a function that it calls, loaded.</summary>
    public bool MayReturnLoad(int functionIndex)
    {
        if (!MayBeInlined(functionIndex) || module.GetFunctionType(functionIndex).Results is not [{ IsReference: false }])
        {
            return false;
        }

        if (!_returnsLoad.TryGetValue(functionIndex, out var answer))
        {
            answer = Contains(functionIndex, opcode => opcode == Opcode.Call || IsWide(opcode));
            _returnsLoad[functionIndex] = answer;
        }

        return answer;
    }

    // Whether a function is so small that RyuJIT may put it where it is called, and then see which values are used.
    private bool MayBeInlined(int functionIndex) => functionIndex >= module.ImportedFunctionCount && BodyOf(functionIndex).Bytes.Length <= InlineLimit;

    private bool Contains(int functionIndex, Func<Opcode, bool> isWanted)
    {
        var body = BodyOf(functionIndex);
        var instructions = new InstructionReader(SkipLocals(body, out _));
        var instruction = default(Instruction);
        while (!instructions.AtEnd)
        {
            instructions.Read(ref instruction);
            if (isWanted(instruction.Opcode))
            {
                return true;
            }
        }

        return false;
    }

    private static ByteReader SkipLocals(FunctionBody body, out int count)
    {
        var reader = new ByteReader(body.Bytes.Span, body.Offset);
        count = 0;
        for (var groups = reader.ReadU32(); groups > 0; groups--)
        {
            count += (int)reader.ReadU32();
            TypeReader.ReadValueType(ref reader);
        }

        return reader;
    }

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

        var instructions = new InstructionReader(SkipLocals(BodyOf(functionIndex), out var declared));
        _locals = new int[type.Parameters.Length + declared];
        for (var i = 0; i < type.Parameters.Length; i++)
        {
            _locals[i] = _graph.Add();
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

    // Which parameters of a small function are used when it is inlined.
    private bool[] UsedParameters(int functionIndex)
    {
        if (!_parameters.TryGetValue(functionIndex, out var used))
        {
            used = new bool[module.GetFunctionType(functionIndex).Parameters.Length];
            _parameters[functionIndex] = used;
            if (_depth < InlineDepth)
            {
                // The first nodes are the parameters.
                var callee = new ValueUses(module) { _depth = _depth + 1 };
                callee.Walk(functionIndex);
                callee._graph.Solve();
                for (var i = 0; i < used.Length; i++)
                {
                    used[i] = callee._work <= Budget && callee._graph.UseOf(ValueGraph.Unknown + 1 + i) == ValueUse.Whole;
                }
            }
        }

        return used;
    }

    private void Push(int value) => _stack.Add(value);

    private int AddSource(int offset)
    {
        var value = _graph.Add();
        _sources.Add((offset, value));
        return value;
    }

    private int Pop()
    {
        var value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private void WantTop(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _graph.Want(Pop());
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
