// Which instructions a trap may come from.
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

/// <summary>Tells instructions that may trap from those beside them.</summary>
internal static class TrapCauses
{
    private const byte AtomicPrefix = 0xFE;

    /// <summary>Whether a frame may wait in an instruction until a function returns.</summary>
    public static bool IsCall(Opcode opcode) => opcode is Opcode.Call or Opcode.CallIndirect or Opcode.CallRef;

    /// <summary>Whether a frame may wait in an instruction until a function of its module returns.</summary>
    /// <param name="callee">The function.</param>
    /// <param name="opcode">The instruction.</param>
    /// <param name="index">The function that it names, if it does.</param>
    public static bool Calls(int callee, Opcode opcode, int index) => opcode == Opcode.Call ? index == callee : IsCall(opcode);

    /// <summary>Whether an instruction that may trap, or wait, takes so long that it may well be a statement of its own.</summary>
    public static bool IsPlace(Opcode opcode) =>
        IsCall(opcode) || IsDivision(opcode) || IsTable(opcode)
        || opcode is Opcode.MemoryCopy or Opcode.MemoryFill or Opcode.MemoryInit or Opcode.MemoryGrow
        || InstructionTable.GetPrefix(opcode) == AtomicPrefix;

    /// <summary>Whether an instruction may trap by itself, in a way.</summary>
    /// <param name="kind">The way.</param>
    /// <param name="opcode">The instruction.</param>
    public static bool Explains(TrapKind kind, Opcode opcode) => kind switch
    {
        TrapKind.MemoryOutOfBounds or TrapKind.UnalignedAtomic or TrapKind.ExpectedSharedMemory => IsMemory(opcode),
        TrapKind.IntegerDivideByZero => IsDivision(opcode),
        TrapKind.IntegerOverflow => opcode is Opcode.I32DivS or Opcode.I64DivS || IsTruncation(opcode),
        TrapKind.InvalidConversionToInteger => IsTruncation(opcode),
        TrapKind.TableOutOfBounds => IsTable(opcode),
        _ => !IsCall(opcode),
    };

    /// <summary>Whether an instruction makes an integer of a float, and traps where it cannot.</summary>
    public static bool IsTruncation(Opcode opcode) =>
        opcode is Opcode.I32TruncF32S or Opcode.I32TruncF32U or Opcode.I32TruncF64S or Opcode.I32TruncF64U
            or Opcode.I64TruncF32S or Opcode.I64TruncF32U or Opcode.I64TruncF64S or Opcode.I64TruncF64U;

    private static bool IsTable(Opcode opcode) =>
        opcode is Opcode.TableGet or Opcode.TableSet or Opcode.TableCopy or Opcode.TableFill or Opcode.TableInit or Opcode.TableGrow;

    private static bool IsMemory(Opcode opcode) =>
        InstructionTable.GetWidth(opcode) != 0 || opcode is Opcode.MemoryCopy or Opcode.MemoryFill or Opcode.MemoryInit;

    private static bool IsDivision(Opcode opcode) =>
        opcode is Opcode.I32DivS or Opcode.I32DivU or Opcode.I32RemS or Opcode.I32RemU or Opcode.I64DivS or Opcode.I64DivU or Opcode.I64RemS or Opcode.I64RemU;
}
