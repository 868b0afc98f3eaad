// Part of the pass over a body before it is emitted: least and greatest numbers that a loop carries from round to round. RyuJIT makes no conditional
// move in a loop, so that such a number takes a branch or several steps of arithmetic, for which the next round waits. In a vector register it takes
// one step, as sums do: what is on the way from one round to the next stays in the first lane of one.
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

/// <summary>What a loop carries in the first lane of a vector register, if all of it can be.</summary>
internal sealed class LaneChain
{
    /// <summary>The offsets of what is done on the way.</summary>
    public List<int> Operations { get; } = [];

    /// <summary>The offsets of the instructions that leave their operands on the stack, and of the one that leaves what is carried.</summary>
    public List<int> Producers { get; } = [];

    /// <summary>The locals on the way, with the offsets of the instructions that write and read them.</summary>
    public List<(int Offset, int Local)> Locals { get; } = [];
}

/// <summary>Finds what loops carry through minima and maxima.</summary>
/// <param name="selections">What selections are.</param>
/// <param name="localOf">By the offset of an instruction that leaves what is in a local on the stack, the local.</param>
internal sealed class LaneScan(SelectionScan selections, IReadOnlyDictionary<int, int> localOf)
{
    // By offset, which is also how values are named: an operation, with what leaves its operands there and what they are.
    private readonly Dictionary<long, Operation> _operations = [];
    private readonly HashSet<long> _followed = [];
    private readonly Stack<long> _pending = [];

    // Writes of what a local carries, those of loops that are open; of these loops, where theirs begin, and whether they call.
    private readonly List<(int Offset, int Local, int Producer, long Value)> _carried = [];
    private readonly Stack<(int First, bool Calls)> _loops = [];

    // What is carried by the loop that ends.
    private readonly HashSet<int> _onTheWay = [];

    /// <summary>What was found.</summary>
    public List<LaneChain> Chains { get; } = [];

    /// <summary>Writes of the result of an operation to a local, in loops: the offset of the write, the local, and the offset of what leaves the value on the stack.</summary>
    public List<(int Offset, int Local, int Producer)> Writes { get; } = [];

    /// <summary>Whether an instruction that is no selection can be done in a lane, a shift by a constant only.</summary>
    public static bool Has(Opcode opcode) =>
        opcode is Opcode.I32Add or Opcode.I32Sub or Opcode.I32And or Opcode.I32Or or Opcode.I32Xor or Opcode.I32Extend8S or Opcode.I32Extend16S || IsShift(opcode);

    /// <summary>Whether an instruction is a shift of an integer of 32 bits.</summary>
    public static bool IsShift(Opcode opcode) => opcode is Opcode.I32Shl or Opcode.I32ShrS or Opcode.I32ShrU;

    /// <summary>Forgets the function.</summary>
    public void Clear()
    {
        _operations.Clear();
        _followed.Clear();
        _carried.Clear();
        _loops.Clear();
        Chains.Clear();
        Writes.Clear();
    }

    /// <summary>Notes the head of a loop.</summary>
    public void OpenLoop() => _loops.Push((_carried.Count, false));

    /// <summary>Notes the end of a loop. A call keeps no vector register: what it carries past calls is better elsewhere.</summary>
    public void CloseLoop()
    {
        var (first, calls) = _loops.Pop();
        if (calls && _loops.TryPop(out var outer))
        {
            _loops.Push(outer with { Calls = true });
        }

        if (!calls)
        {
            FollowFrom(first);
        }

        _carried.RemoveRange(first, _carried.Count - first);
    }

    /// <summary>Notes a call.</summary>
    public void NoteCall()
    {
        if (_loops.TryPop(out var loop))
        {
            _loops.Push(loop with { Calls = true });
        }
    }

    /// <summary>Notes what can be done in a lane, with what leaves its operands on the stack and which values they are; twice the same for one.</summary>
    public void NoteOperation(int offset, (int Producer, long Value) left, (int Producer, long Value) right)
    {
        if (_loops.Count != 0 && left.Producer >= 0 && right.Producer >= 0)
        {
            _operations[offset] = new Operation(left, right);
        }
    }

    /// <summary>Notes what a local gets.</summary>
    public void NoteWrite(int offset, int local, int producer, long value)
    {
        if (!_operations.ContainsKey(value) || producer < 0)
        {
            return;
        }

        Writes.Add((offset, local, producer));
        if (selections.IsCarried(value, local))
        {
            _carried.Add((offset, local, producer, value));
        }
    }

    private void FollowFrom(int first)
    {
        _onTheWay.Clear();
        for (var i = first; i < _carried.Count; i++)
        {
            if (!selections.IsSteadyWithOthers((int)_carried[i].Value))
            {
                _onTheWay.Add(_carried[i].Local);
            }
        }

        for (var i = first; i < _carried.Count; i++)
        {
            Follow(_carried[i]);
        }
    }

    private void Follow((int Offset, int Local, int Producer, long Value) write)
    {
        var chain = new LaneChain();
        chain.Locals.Add((write.Offset, write.Local));
        NoteOnTheWay(chain, write.Producer);
        _pending.Clear();
        _pending.Push(write.Value);
        while (_pending.TryPop(out var value))
        {
            if (!_operations.TryGetValue(value, out var operation) || !_followed.Add(value))
            {
                continue;
            }

            if (selections.IsSteadyWithOthers((int)value))
            {
                return;
            }

            chain.Operations.Add((int)value);
            FollowOperand(chain, operation.Left);
            FollowOperand(chain, operation.Right);
        }

        Chains.Add(chain);
    }

    private void FollowOperand(LaneChain chain, (int Producer, long Value) operand)
    {
        if (selections.IsFromAny(operand.Value, _onTheWay))
        {
            NoteOnTheWay(chain, operand.Producer);
            _pending.Push(operand.Value);
            return;
        }

        chain.Producers.Add(operand.Producer);
        if (selections.FindMethod(operand.Producer) is not null)
        {
            _pending.Push(operand.Value);
        }
    }

    private void NoteOnTheWay(LaneChain chain, int producer)
    {
        chain.Producers.Add(producer);
        if (localOf.TryGetValue(producer, out var local))
        {
            chain.Locals.Add((producer, local));
        }
    }

    private readonly record struct Operation((int Producer, long Value) Left, (int Producer, long Value) Right);
}
