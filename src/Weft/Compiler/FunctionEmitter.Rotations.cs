// Rotations whose result is compared with zero. RyuJIT leaves out the test behind a rotation by a constant, as if it set the flags, which
// it does not: the branch then goes by those of some instruction before.
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private static bool IsRotation(Opcode opcode) => opcode is Opcode.I32Rotl or Opcode.I32Rotr or Opcode.I64Rotl or Opcode.I64Rotr;

    // Whether the result of the instruction that is emitted next is tested right away.
    private bool _isTested;

    private void LookForTest(in Instruction instruction, InstructionReader ahead)
    {
        _isTested = false;
        if (!IsRotation(instruction.Opcode))
        {
            return;
        }

        var next = default(Instruction);
        ahead.Read(ref next);
        while (next.Opcode is Opcode.LocalSet or Opcode.LocalTee or Opcode.LocalGet or Opcode.I32Const or Opcode.I64Const or Opcode.I32WrapI64)
        {
            ahead.Read(ref next);
        }

        _isTested = next.Opcode is Opcode.If or Opcode.BrIf or Opcode.Select or Opcode.SelectTyped
            or (>= Opcode.I32Eqz and <= Opcode.I64GeU);
    }

    // Hides a tested rotation, which is on the evaluation stack.
    private void HideRotation(Opcode opcode)
    {
        if (_isTested)
        {
            Call(opcode is Opcode.I32Rotl or Opcode.I32Rotr ? nameof(Support.Hide32) : nameof(Support.Hide64));
        }
    }
}
