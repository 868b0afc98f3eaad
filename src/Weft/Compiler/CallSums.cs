// Part of the pass over a body before it is emitted: numbers with a fraction that calls return and that are added up while further calls are made.
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

/// <summary>Finds sums, differences and products of what calls return that lie on the operand stack during another call.</summary>
internal sealed class CallSums
{
    private readonly HashSet<int> _candidates = [];
    private readonly HashSet<int> _kept = [];

    /// <summary>Whether the operation at an offset is better left until its result is used.</summary>
    public bool IsDeferred(int offset) => _kept.Contains(offset) && _candidates.Contains(offset);

    /// <summary>Forgets the function.</summary>
    public void Clear()
    {
        _candidates.Clear();
        _kept.Clear();
    }

    /// <summary>Notes what a call returns.</summary>
    public void NoteCall(int offset) => _candidates.Add(offset);

    /// <summary>Notes an operation, with what leaves its operands on the stack.</summary>
    public void NoteOperation(in Instruction instruction, int left, int right)
    {
        if (instruction.Opcode is Opcode.F32Add or Opcode.F32Sub or Opcode.F32Mul or Opcode.F64Add or Opcode.F64Sub or Opcode.F64Mul
            && (_candidates.Contains(left) || _candidates.Contains(right)))
        {
            _candidates.Add(instruction.Offset);
        }
    }

    /// <summary>Notes that what an instruction leaves on the stack lies there during a call; false when that was known.</summary>
    public bool NoteKept(int producer) => _kept.Add(producer);
}
