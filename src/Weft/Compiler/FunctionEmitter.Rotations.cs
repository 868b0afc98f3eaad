// Rotations whose result is compared with zero. RyuJIT leaves out the test right behind a rotation by a constant, as if it set the flags,
// which it does not: the branch then goes by those of some instruction before.
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    // How many instructions are looked at behind a rotation: most values are used sooner.
    private const int LookedAt = 64;

    // Whether the result of the instruction that is emitted next may be tested right away, whatever folds to nothing between.
    private bool _isTested;

    private static bool IsRotation(Opcode opcode) => opcode is Opcode.I32Rotl or Opcode.I32Rotr or Opcode.I64Rotl or Opcode.I64Rotr;

    private static bool IsTest(Opcode opcode) => opcode is Opcode.If or Opcode.BrIf or Opcode.BrTable or Opcode.Select or Opcode.SelectTyped
        or (>= Opcode.I32Eqz and <= Opcode.I64GeU);

    private void LookForTest(in Instruction instruction, InstructionReader ahead)
    {
        _isTested = IsRotation(instruction.Opcode) && MayBeTested(ahead);
    }

    // Follows the value on the stack until something takes it.
    private static bool MayBeTested(InstructionReader ahead)
    {
        var above = 0;
        var next = default(Instruction);
        for (var i = 0; i < LookedAt; i++)
        {
            ahead.Read(ref next);
            var (operands, results) = next.Opcode switch
            {
                Opcode.LocalGet or Opcode.GlobalGet => (0, 1),
                Opcode.LocalSet or Opcode.GlobalSet or Opcode.Drop or Opcode.BrIf or Opcode.If or Opcode.BrTable => (1, 0),
                Opcode.LocalTee => (1, 1),
                Opcode.Select or Opcode.SelectTyped => (3, 1),
                _ => InstructionTable.GetSignature(next.Opcode) is { } signature ? (signature.Operands.Length, signature.Results.Length) : (-1, 0),
            };
            if (operands < 0)
            {
                // Calls and the like come between, or take it; at a label or the end of the function anything may follow.
                return next.Opcode is not (Opcode.Call or Opcode.CallIndirect or Opcode.CallRef or Opcode.Throw);
            }

            if (operands <= above)
            {
                above += results - operands;
                continue;
            }

            if (IsTest(next.Opcode))
            {
                return true;
            }

            switch (next.Opcode)
            {
                case Opcode.LocalSet or Opcode.LocalTee:
                    return IsLocalTested(next.Index, ahead);
                case Opcode.I32WrapI64:
                    continue;
                default:
                    return false;
            }
        }

        return true;
    }

    // Whether the straight code behind tests a local before it ends.
    private static bool IsLocalTested(int local, InstructionReader ahead)
    {
        var next = default(Instruction);
        var wasRead = false;
        for (var i = 0; i < LookedAt; i++)
        {
            ahead.Read(ref next);
            wasRead |= next.Opcode is Opcode.LocalGet && next.Index == local;
            if (wasRead && IsTest(next.Opcode))
            {
                return true;
            }

            if (next.Opcode is Opcode.Block or Opcode.Loop or Opcode.End or Opcode.Br or Opcode.Return)
            {
                return true;
            }

            if (next.Opcode is Opcode.Call or Opcode.CallIndirect or Opcode.CallRef || EmitterTable.Find(next.Opcode)?.Form == EmitterForm.Store)
            {
                return false;
            }
        }

        // So far behind, other instructions stand between.
        return false;
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
