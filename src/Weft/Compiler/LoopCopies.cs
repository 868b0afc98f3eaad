// Part of the pass over a body before it is emitted: which innermost loops are emitted several times in a row. A way back to a loop's head
// asks whether the guest is to stop; a way from one copy to the next does not.
using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;

namespace Weft.Compiler;

/// <summary>Follows the loops of a body, and decides how many copies of each are emitted.</summary>
internal sealed class LoopCopies(ValidatedModule module)
{
    private const int MostCopies = 3;

    // Bytes of all copies of one loop.
    private const int LongestLoop = 640;

    // A body stays as short with its copies as one that needs no look at whether RyuJIT would optimise it, or grows by no more than this.
    private const int ShortestRoom = 1_000;

    private readonly Dictionary<int, int> _copies = [];
    private readonly Stack<(int Depth, int Offset)> _loops = [];
    private bool _isCopied;
    private int _depth;
    private int _room;

    /// <summary>Begins with a body of so many bytes.</summary>
    public void Clear(int length)
    {
        _copies.Clear();
        _loops.Clear();
        _depth = 0;
        _isCopied = false;
        _room = Math.Max(ShortestRoom, GiantFunction.ShortestBody - length);
    }

    /// <summary>How often the loop at an offset is emitted.</summary>
    public int Find(int offset) => _copies.GetValueOrDefault(offset, 1);

    /// <summary>Follows an instruction, reached or not.</summary>
    public void Follow(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Block or Opcode.If:
                _depth++;
                break;
            case Opcode.Loop:
                _depth++;
                _loops.Push((_depth, instruction.Offset));

                // What comes out of a loop at its end would come out of each copy.
                _isCopied = module.GetBlockType(instruction.Block).Results.IsEmpty;
                break;
            case Opcode.Try or Opcode.TryTable:
                _depth++;
                _isCopied = false;
                break;
            case Opcode.End or Opcode.Delegate:
                End(instruction.Offset);
                break;
            case Opcode.Call or Opcode.CallIndirect or Opcode.CallRef:
                // Beside a call the question costs nothing.
                _isCopied = false;
                break;
        }
    }

    private void End(int offset)
    {
        if (_loops.TryPeek(out var loop) && loop.Depth == _depth)
        {
            _loops.Pop();
            var length = offset - loop.Offset;
            var copies = Math.Min(MostCopies, LongestLoop / length);
            if (_isCopied && copies > 1 && (copies - 1) * length <= _room)
            {
                _copies.Add(loop.Offset, copies);
                _room -= (copies - 1) * length;
            }

            // What is around it is no innermost loop.
            _isCopied = false;
        }

        _depth--;
    }
}
