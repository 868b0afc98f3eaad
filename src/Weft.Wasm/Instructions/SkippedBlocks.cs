// Walks over code that cannot be reached, for whatever makes code from bodies.
namespace Weft.Wasm.Instructions;

/// <summary>
/// Counts the blocks within unreachable code. Only nesting counts there, until the construct that the code stands in goes on or ends.
/// </summary>
public struct SkippedBlocks
{
    private int _depth;

    /// <summary>Whether an instruction of unreachable code is skipped; if not, it ends an arm or block whose start was reached.</summary>
    public bool Skips(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try or Opcode.TryTable:
                _depth++;
                return true;
            case Opcode.End or Opcode.Delegate when _depth > 0:
                _depth--;
                return true;
            case Opcode.Else or Opcode.End or Opcode.Catch or Opcode.CatchAll or Opcode.Delegate:
                return _depth > 0;
            default:
                return true;
        }
    }
}
