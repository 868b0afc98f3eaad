// Which conditions matter. RyuJIT drops a branch whose two ways come to the same, and with it what only the condition was made of. A condition
// is needed when something happens before its ways meet again; otherwise as much as the values that differ where they meet.
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class ValueUses
{
    // How many instructions were seen that do something, whatever becomes of values. Loads are none: what only traps may be found to be
    // done before.
    private int _effects;

    private void NoteEffect(Opcode opcode)
    {
        if (EmitterTable.Find(opcode) is { } row ? row.Form is EmitterForm.Store or EmitterForm.Atomic : HasEffect(opcode))
        {
            _effects++;
        }
    }

    private static bool HasEffect(Opcode opcode) => opcode is Opcode.Loop or Opcode.Unreachable or Opcode.Throw or Opcode.ThrowRef or Opcode.Rethrow
        or Opcode.Call or Opcode.CallIndirect or Opcode.CallRef or Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef
        or Opcode.GlobalSet or Opcode.TableSet or Opcode.TableGrow or Opcode.TableInit or Opcode.TableCopy or Opcode.TableFill or Opcode.ElemDrop
        or Opcode.MemoryGrow or Opcode.MemoryInit or Opcode.MemoryCopy or Opcode.MemoryFill or Opcode.DataDrop
        or Opcode.StructSet or Opcode.ArraySet or Opcode.ArrayFill or Opcode.ArrayCopy or Opcode.ArrayInitData or Opcode.ArrayInitElem;

    // A condition decides whether control goes to a label.
    private void Choose(int condition, int depth)
    {
        var frame = FrameAt(depth);
        if (_graph.IsKnown(condition))
        {
            _isUncertain = true;
        }
        else if (frame.Opcode == Opcode.Loop)
        {
            Want(condition);
        }
        else if (condition > ValueGraph.Unknown)
        {
            Settle(frame);
            frame.Choices.Add(condition);
        }
    }

    // What happened since then makes conditions matter that had to do with it.
    private void Settle(Frame frame)
    {
        if (frame.Effects != _effects)
        {
            foreach (var condition in frame.Choices)
            {
                Want(condition);
            }

            frame.Choices.Clear();
            frame.Effects = _effects;
        }
    }

    // What decided whether control comes here decides whether it goes to the label.
    private void PassChoices(int depth)
    {
        for (var i = 0; i < depth; i++)
        {
            var frame = FrameAt(i);
            Settle(frame);
            _work += frame.Choices.Count;
            foreach (var condition in frame.Choices)
            {
                Choose(condition, depth);
            }
        }
    }

    // Where the ways meet.
    private void Meet(Frame frame)
    {
        Settle(frame);
        _work += (long)frame.Choices.Count * frame.Differences.Count;
        foreach (var difference in frame.Differences)
        {
            foreach (var condition in frame.Choices)
            {
                Connect(difference, condition, ValueGraph.Passing.Whole);
            }
        }
    }

    private bool AreSame(int left, int right) =>
        left == right || (_graph.IsConstant(left, out var first) && _graph.IsConstant(right, out var second) && first == second);
}
