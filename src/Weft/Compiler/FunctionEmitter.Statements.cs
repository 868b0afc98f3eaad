// Statements. The runtime tells places in machine code by statements of CIL, which begin where the evaluation stack is empty. What traps are to name
// exactly, where that costs nothing that could be measured, is a statement of its own: a call, a division, what a method of the engine does.
// Where code branches within an instruction, operands below are spilled for the same reason: blocks that begin with values on the evaluation stack belong
// to no statement. RyuJIT would put these into variables anyway.
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    // Whether the statement that is being emitted has such an instruction.
    private bool _isPlace;

    // Before an instruction: ends the statement when it has an instruction of that kind, unless this one takes what it gave and is none itself.
    private void SeparateStatements(Opcode opcode)
    {
        if (!_isPlace || (_evaluated != 0 && !TakesNothing(opcode) && !TrapCauses.IsPlace(opcode)))
        {
            return;
        }

        Spill();
        _isPlace = false;
    }

    private static bool TakesNothing(Opcode opcode) =>
        opcode is Opcode.LocalGet or Opcode.GlobalGet or Opcode.RefNull or Opcode.RefFunc || InstructionTable.GetSignature(opcode) is { Operands.IsEmpty: true };
}
