// Which functions RyuJIT may put where they are called. A function that is inlined has no frame of its own, so whatever can trap, or
// call what traps, would be missing in traces; and of what an inlined function does not use, RyuJIT makes nothing.
using Weft.Wasm;
using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;

namespace Weft.Compiler;

/// <summary>Decides for the functions of a module; the answers are kept.</summary>
internal sealed class Inlining(ValidatedModule module, CompilerSettings settings)
{
    // RyuJIT inlines nothing larger.
    private const int LargestBody = 256;

    // How long a body may be that is searched for calls of another function, in bytes.
    private const int LargestPartner = 4096;

    private readonly Dictionary<int, bool> _answers = [];
    private readonly Dictionary<int, bool[]?> _early = [];
    private readonly Dictionary<int, HashSet<int>> _callees = [];

    /// <summary>Whether calls of a function may be replaced by its code: it is small, and nothing in it can trap, call or be stopped.</summary>
    public bool IsPossible(int functionIndex)
    {
        if (!_answers.TryGetValue(functionIndex, out var answer))
        {
            answer = IsUnobserved(functionIndex) && IsHarmless(functionIndex);
            _answers[functionIndex] = answer;
        }

        return answer;
    }

    /// <summary>
    /// Which parameters decide whether a function returns early, when that part of it may stand where it is called (<see cref="EarlyReturn"/>); else null.
    /// </summary>
    public bool[]? FindEarlyReturn(int functionIndex)
    {
        if (!_early.TryGetValue(functionIndex, out var deciding))
        {
            deciding = settings.Form != CodeForm.Linked && IsUnobserved(functionIndex) && !IsPossible(functionIndex)
                ? EarlyReturn.FindDeciding(module, functionIndex)
                : null;
            if (deciding is not null && !IsRecursive(functionIndex))
            {
                deciding = null;
            }

            _early[functionIndex] = deciding;
        }

        return deciding;
    }

    // Whether a function calls itself, or one that calls it: where recursion ends calls are many and short. Elsewhere few return early, and RyuJIT's
    // time is not worth it.
    private bool IsRecursive(int functionIndex)
    {
        var callees = CalleesOf(functionIndex);
        return callees.Contains(functionIndex) || callees.Any(
            callee => callee >= module.ImportedFunctionCount && BodyOf(callee).Bytes.Length <= LargestPartner && CalleesOf(callee).Contains(functionIndex));
    }

    private HashSet<int> CalleesOf(int functionIndex)
    {
        if (!_callees.TryGetValue(functionIndex, out var callees))
        {
            _callees[functionIndex] = callees = [];
            var instructions = BodyOf(functionIndex).ReadInstructions(out _);
            var instruction = default(Instruction);
            while (!instructions.AtEnd)
            {
                instructions.Read(ref instruction);
                if (instruction.Opcode == Opcode.Call)
                {
                    callees.Add(instruction.Index);
                }
            }
        }

        return callees;
    }

    private FunctionBody BodyOf(int functionIndex) => module.Definition.Functions[functionIndex - module.ImportedFunctionCount].Body;

    // Nobody counts what it does or hears of it.
    private bool IsUnobserved(int functionIndex) => !settings.Metered && !settings.Listens && functionIndex >= module.ImportedFunctionCount;

    private bool IsHarmless(int functionIndex)
    {
        var body = BodyOf(functionIndex);
        if (body.Bytes.Length > LargestBody)
        {
            return false;
        }

        var instructions = body.ReadInstructions(out _);
        var instruction = default(Instruction);
        while (!instructions.AtEnd)
        {
            instructions.Read(ref instruction);
            if (!IsHarmless(instruction.Opcode))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsHarmless(Opcode opcode) => opcode switch
    {
        Opcode.I32DivS or Opcode.I32DivU or Opcode.I32RemS or Opcode.I32RemU or Opcode.I64DivS or Opcode.I64DivU or Opcode.I64RemS or Opcode.I64RemU
            or Opcode.I32TruncF32S or Opcode.I32TruncF32U or Opcode.I32TruncF64S or Opcode.I32TruncF64U
            or Opcode.I64TruncF32S or Opcode.I64TruncF32U or Opcode.I64TruncF64S or Opcode.I64TruncF64U => false,
        Opcode.Nop or Opcode.Block or Opcode.If or Opcode.Else or Opcode.End or Opcode.Br or Opcode.BrIf or Opcode.BrTable or Opcode.Return
            or Opcode.Drop or Opcode.Select or Opcode.SelectTyped or Opcode.LocalGet or Opcode.LocalSet or Opcode.LocalTee or Opcode.GlobalGet
            or Opcode.GlobalSet or Opcode.I32Const or Opcode.I64Const or Opcode.F32Const or Opcode.F64Const or Opcode.V128Const => true,
        _ => EmitterTable.Find(opcode)?.Form is EmitterForm.Cil or EmitterForm.Method,
    };
}
