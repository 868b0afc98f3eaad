// Rotations whose result is compared with zero. RyuJIT leaves out the test right behind a rotation by a constant, as if it set the flags,
// which it does not: the branch then goes by those of some instruction before.
using System.Reflection;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    // How many instructions are looked at before a value on the stack is used, before one in a local is, and in all: most are used soon, but in long
    // straight code some lie on the stack for hundreds of instructions. And through how many locals.
    private const int LookedAt = 512;
    private const int LookedAtForLocal = 64;
    private const int LookedAtInAll = 2048;
    private const int LocalsLookedThrough = 2;

    // Whether the result of the instruction that is emitted next may be tested right away, whatever folds to nothing between.
    private bool _isTested;

    // How many instructions may still be looked at.
    private int _unseen;

    private static bool IsRotation(Opcode opcode) => opcode is Opcode.I32Rotl or Opcode.I32Rotr or Opcode.I64Rotl or Opcode.I64Rotr;

    private static bool IsTest(Opcode opcode) => opcode is Opcode.If or Opcode.BrIf or Opcode.BrTable or Opcode.Select or Opcode.SelectTyped
        or (>= Opcode.I32Eqz and <= Opcode.I64GeU);

    // Where the way goes on from a branch within a loop that is emitted several times in a row: at its head, in the next copy.
    private void LookForTest(in Instruction instruction, InstructionReader ahead, InstructionReader head)
    {
        _unseen = LookedAtInAll;
        _isTested = IsRotation(instruction.Opcode) && MayBeTested(ahead, head, 0);
    }

    // What lies above a value on the stack.
    private enum Neighbour : byte
    {
        Variable,
        // A constant with which no arithmetic comes to nothing.
        Constant,
        // A constant with which some does: x + 0, x * 1, x & -1.
        Neutral,
    }

    // Follows the value on the stack until something takes it that RyuJIT cannot fold to nothing.
    private bool MayBeTested(InstructionReader ahead, InstructionReader head, int locals)
    {
        Span<Neighbour> above = stackalloc Neighbour[LookedAt * 2];
        var count = 0;
        var next = default(Instruction);
        for (var i = 0; i < LookedAt && --_unseen > 0; i++)
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
                // A function that is called may be put here and test its argument; at a label or the end of the function anything may follow.
                return next.Opcode is not (Opcode.CallIndirect or Opcode.CallRef or Opcode.Throw);
            }

            if (operands <= count)
            {
                count -= operands;
                above.Slice(count, results).Fill(NeighbourOf(in next, above.Slice(count, operands)));
                count += results;
                continue;
            }

            if (IsTest(next.Opcode))
            {
                return true;
            }

            if (next.Opcode is Opcode.LocalSet or Opcode.LocalTee)
            {
                if (locals < LocalsLookedThrough && IsLocalTested(next.Index, ahead, head, locals + 1))
                {
                    return true;
                }

                if (next.Opcode == Opcode.LocalTee)
                {
                    // It stays on the stack, too.
                    continue;
                }

                return false;
            }

            if (above[..count].ContainsAny(Neighbour.Variable, Neighbour.Constant)
                || EmitterTable.Find(next.Opcode) is not { Form: EmitterForm.Cil or EmitterForm.Method } || results != 1)
            {
                return false;
            }

            count = 0;
        }

        return true;
    }

    private Neighbour NeighbourOf(in Instruction instruction, ReadOnlySpan<Neighbour> operands)
    {
        switch (instruction.Opcode)
        {
            case Opcode.LocalGet when instruction.Index >= _type.Parameters.Length && _webs.Find(instruction.Offset) == LocalWebs.Initial:
                // It may still be zero as it was at the start, and RyuJIT know it.
                return Neighbour.Neutral;
            case Opcode.LocalGet or Opcode.GlobalGet:
                return Neighbour.Variable;
            case Opcode.I32Const or Opcode.I64Const:
                // Counts of shifts are taken modulo the width.
                var value = (long)instruction.Bits;
                return value is -1 or 1 || value % 32 == 0 ? Neighbour.Neutral : Neighbour.Constant;
            default:
                return operands.Contains(Neighbour.Variable) ? Neighbour.Variable : Neighbour.Neutral;
        }
    }

    // Whether the straight code behind tests what it reads from a local, or that at the head of the loop. At a label the flags are nobody's.
    private bool IsLocalTested(int local, InstructionReader ahead, InstructionReader head, int locals) =>
        IsLocalTestedFrom(local, ahead, head, locals) || IsLocalTestedFrom(local, head, head, locals);

    private bool IsLocalTestedFrom(int local, InstructionReader ahead, InstructionReader head, int locals)
    {
        var next = default(Instruction);
        for (var i = 0; i < LookedAtForLocal && !ahead.AtEnd; i++)
        {
            if (--_unseen <= 0)
            {
                return true;
            }

            ahead.Read(ref next);
            switch (next.Opcode)
            {
                case Opcode.LocalGet when next.Index == local:
                    if (MayBeTested(ahead, head, locals))
                    {
                        return true;
                    }

                    break;
                case Opcode.LocalSet or Opcode.LocalTee when next.Index == local:
                    return false;
                case Opcode.Loop or Opcode.Else or Opcode.Br or Opcode.BrTable or Opcode.Return or Opcode.Unreachable
                    or Opcode.Call or Opcode.CallIndirect or Opcode.CallRef:
                    return false;
            }
        }

        return false;
    }

    // The same rotation in a form that RyuJIT does not know for one.
    private static MethodInfo TestedRotation(Opcode opcode) => SupportMethods.Find(opcode switch
    {
        Opcode.I32Rotl => nameof(Support.Rotl32),
        Opcode.I32Rotr => nameof(Support.Rotr32),
        Opcode.I64Rotl => nameof(Support.Rotl64),
        _ => nameof(Support.Rotr64),
    });
}
