// Folded expressions (spec 6.5.10), first half: a body as a tree. Operands go inside the instruction that takes them as far as that is known.
using System.Runtime.InteropServices;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Text;

/// <summary>
/// Folds one body at a time. An instruction takes the statements before it as operands while these leave as many values as it wants; the
/// order of instructions never changes, so whatever the guess, the text means the same. Linear in time, without recursion on nesting.
/// </summary>
internal sealed partial class FoldedPrinter(PrinterScope scope, InstructionPrinter instructions)
{
    /// <summary>Parentheses do not nest deeper than about this: blocks around deeper ones are flat, operands of deeper ones stay outside.</summary>
    private const int DeepestFolding = 1000;

    /// <summary>The width of what must not be on one line.</summary>
    private const int Wide = 1 << 20;

    private readonly TextOutput _text = new();
    private Node[] _nodes = new Node[256];
    private int _nodeCount;
    private Pending[] _pending = new Pending[64];
    private int _pendingCount;
    private Frame[] _frames = new Frame[16];
    private int _frameCount;

    private enum NodeKind : byte
    {
        /// <summary>An instruction with operands.</summary>
        Plain,
        /// <summary>block, loop, try_table: a body.</summary>
        Block,
        /// <summary>if: a condition, a body inside <c>then</c>, perhaps an else clause.</summary>
        If,
        /// <summary>try: a body inside <c>do</c>, and clauses.</summary>
        Try,
        /// <summary>else, catch, catch_all or delegate: a clause with a body.</summary>
        Clause,
    }

    /// <summary>Reads a body into a tree. False when it is too long for that.</summary>
    /// <param name="reader">Where its instructions start.</param>
    /// <param name="functionResults">The number of its results.</param>
    /// <param name="hints">The branch hints in it.</param>
    /// <exception cref="MalformedModuleException">The bytes are not a body.</exception>
    public bool TryBuild(InstructionReader reader, int functionResults, BranchHintCursor hints)
    {
        // Node 0 is the body itself.
        _nodes[0] = default;
        _nodeCount = 1;
        _pendingCount = 0;
        _frameCount = 0;
        _text.Clear();
        PushFrame(0, new Frame { Arity = functionResults });
        var instruction = default(Instruction);
        while (true)
        {
            var start = _text.Length;
            reader.Read(ref instruction);
            if (!instructions.Print(_text, instruction, reader.Offset - reader.Position + instruction.Offset))
            {
                break;
            }

            if (_text.IsFull)
            {
                return false;
            }

            Add(instruction, start, hints.Find(instruction.Offset));
        }

        CodePrinter.ThrowIfMoreFollows(reader);
        LinkBody();
        return true;
    }

    private void Add(in Instruction instruction, int start, int hint)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.TryTable:
                OpenBlock(AddNode(NodeKind.Block, start, hint), instruction);
                break;
            case Opcode.If:
                var conditional = AddNode(NodeKind.If, start, hint);
                TakeOperands(conditional, 1);
                OpenBlock(conditional, instruction);
                break;
            case Opcode.Try:
                OpenBlock(AddNode(NodeKind.Try, start, hint), instruction);
                break;
            case Opcode.Else or Opcode.Catch or Opcode.CatchAll:
                AddClause(start);
                break;
            case Opcode.Delegate:
                AddClause(start);
                _nodes[_frames[_frameCount - 1].Node].IsDelegated = true;
                CloseBlock();
                break;
            case Opcode.End:
                CloseBlock();
                break;
            default:
                var label = InstructionTable.GetImmediates(instruction.Opcode) switch
                {
                    ImmediateKind.Label or ImmediateKind.Cast => instruction.Index,
                    ImmediateKind.Labels => instruction.Labels[^1],
                    _ => -1,
                };
                var arity = (uint)label < (uint)_frameCount ? _frames[_frameCount - 1 - label].Arity : 0;
                var (operands, results) = OperandCounts.Get(scope, instruction, arity, _frames[0].Arity);
                var node = AddNode(NodeKind.Plain, start, hint);
                TakeOperands(node, operands);
                Push(node, results);
                break;
        }
    }

    private int AddNode(NodeKind kind, int start, int hint)
    {
        if (_nodeCount == _nodes.Length)
        {
            Array.Resize(ref _nodes, _nodeCount * 2);
        }

        var length = _text.Length - start;
        _nodes[_nodeCount] = new Node
        {
            Kind = kind,
            Hint = (sbyte)hint,
            TextStart = start,
            TextLength = length,
            Depth = 1,
            Width = kind == NodeKind.Plain && hint < 0 ? Math.Min(length + 2, Wide) : Wide,
        };
        return _nodeCount++;
    }

    private void TakeOperands(int node, int count)
    {
        ref var taker = ref _nodes[node];
        var first = _pendingCount;
        var bottom = _frames[_frameCount - 1].PendingStart;
        while (count > 0 && first > bottom && !taker.IsIncomplete)
        {
            var (candidate, results) = _pending[first - 1];
            ref var operand = ref _nodes[candidate];
            if (results == 0 || results > count || operand.IsFlat || operand.Depth >= DeepestFolding)
            {
                break;
            }

            count -= results;
            first--;
            operand.Next = taker.FirstOperand;
            taker.FirstOperand = candidate;
            taker.Depth = Math.Max(taker.Depth, operand.Depth + 1);
            taker.Width = Math.Min(taker.Width + 1 + operand.Width, Wide);
            // What an incomplete operand lacks lies before it: whatever is there belongs to it.
            taker.IsIncomplete = operand.IsIncomplete;
        }

        taker.IsIncomplete |= count > 0;
        _pendingCount = first;
    }

    private void Push(int node, int results)
    {
        if (_pendingCount == _pending.Length)
        {
            Array.Resize(ref _pending, _pendingCount * 2);
        }

        _pending[_pendingCount++] = new Pending(node, results);
    }

    private void OpenBlock(int node, in Instruction instruction)
    {
        var (parameters, results) = OperandCounts.Get(scope, instruction.Block);
        PushFrame(node, new Frame
        {
            Arity = instruction.Opcode == Opcode.Loop ? parameters : results,
            Results = results,
            TakesParameters = parameters > 0,
        });
    }

    private void PushFrame(int node, in Frame frame)
    {
        if (_frameCount == _frames.Length)
        {
            Array.Resize(ref _frames, _frameCount * 2);
        }

        _frames[_frameCount++] = frame with { Node = node, Part = node, PendingStart = _pendingCount };
    }

    /// <summary>Makes the statements since the block or clause began its body.</summary>
    private void LinkBody()
    {
        ref var frame = ref _frames[_frameCount - 1];
        var next = 0;
        for (; _pendingCount > frame.PendingStart; _pendingCount--)
        {
            ref var statement = ref _nodes[_pending[_pendingCount - 1].Node];
            statement.Next = next;
            next = _pending[_pendingCount - 1].Node;
            frame.Depth = Math.Max(frame.Depth, statement.Depth);
        }

        _nodes[frame.Part].Body = next;
    }

    private void AddClause(int start)
    {
        LinkBody();
        var clause = AddNode(NodeKind.Clause, start, -1);
        ref var frame = ref _frames[_frameCount - 1];
        _nodes[frame.Part].NextClause = clause;
        frame.Part = clause;
    }

    private void CloseBlock()
    {
        LinkBody();
        var frame = _frames[--_frameCount];
        ref var block = ref _nodes[frame.Node];
        block.IsIncomplete |= frame.TakesParameters;
        block.Depth = Math.Max(block.Depth, frame.Depth + 2);
        if (block.Depth > DeepestFolding)
        {
            // Written flat it adds no parentheses to what is inside.
            block.IsFlat = true;
            block.Depth = Math.Min(block.Depth, DeepestFolding);
        }

        Push(frame.Node, frame.Results);
    }

    private readonly record struct Pending(int Node, int Results);

    [StructLayout(LayoutKind.Auto)]
    private struct Node
    {
        public NodeKind Kind;
        public sbyte Hint;
        public bool IsIncomplete;
        public bool IsFlat;
        public bool IsDelegated;
        public int TextStart;
        public int TextLength;
        public int FirstOperand;
        public int Body;
        public int NextClause;
        public int Next;
        public int Depth;
        public int Width;
    }

    [StructLayout(LayoutKind.Auto)]
    private record struct Frame
    {
        public int Node;
        public int Part;
        public int PendingStart;
        public int Arity;
        public int Results;
        public int Depth;
        public bool TakesParameters;
    }
}
