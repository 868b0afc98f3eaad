// The first code of a function: a bytecode instruction inside its cell, which finds the cell by its own address. It lowers the function
// and puts the bytecode in the cell, or calls the host.
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Interpreter;

/// <summary>Makes the stubs in function cells.</summary>
internal static unsafe class FunctionStub
{
    private static readonly int s_codeOffset = OffsetOfCode();

    /// <summary>Lets a cell's code be its stub.</summary>
    /// <param name="cell">The cell, in native memory.</param>
    /// <param name="type">The function's type.</param>
    /// <param name="isHost">Whether the host implements it; otherwise it is lowered on its first call.</param>
    public static void Initialize(FunctionCell* cell, FunctionType type, bool isHost) =>
        Initialize(cell, Math.Max(SlotsOf(type.Parameters.AsSpan()), SlotsOf(type.Results.AsSpan())), isHost);

    /// <summary>The same for a type whose slots were counted before.</summary>
    /// <param name="cell">The cell, in native memory.</param>
    /// <param name="header">The slots of arguments or results, whichever are more.</param>
    /// <param name="isHost">Whether the host implements it.</param>
    public static void Initialize(FunctionCell* cell, int header, bool isHost)
    {
        var op = isHost ? Bytecode.CallHost : Bytecode.LowerFunction;

        // SAFETY: the caller owns the cell, which outlives all code of its store.
        cell->StubHeader = CodeHeader.Make(header + 2, header);
        cell->StubCode = (ushort)op;
        cell->Code = (ushort*)&cell->StubCode;
    }

    /// <summary>Lets a cell run compiled code.</summary>
    /// <param name="cell">The cell of a function that a module defines.</param>
    /// <param name="entry">The address of the code.</param>
    /// <param name="handlesExceptions">Whether the code leaves exceptions pending; otherwise it throws them.</param>
    public static void SetCompiled(FunctionCell* cell, nint entry, bool handlesExceptions)
    {
        cell->Context = cell->Instance;
        cell->SafeContext = handlesExceptions ? cell->Instance : null;
        cell->SafeEntry = handlesExceptions ? entry : 0;
        Volatile.Write(ref cell->Entry, entry);
        cell->StubCode = (ushort)Bytecode.EnterCompiled;
        cell->Code = (ushort*)&cell->StubCode;
    }

    /// <summary>Whether a function of a module runs compiled code.</summary>
    public static bool IsCompiled(FunctionCell* cell) => cell->Instance != null && cell->Context == cell->Instance;

    /// <summary>The cell of a stub.</summary>
    public static FunctionCell* CellOf(ushort* stub) => (FunctionCell*)((byte*)stub - s_codeOffset);

    private static int OffsetOfCode()
    {
        FunctionCell cell;
        return (int)((byte*)&cell.StubCode - (byte*)&cell);
    }

    /// <summary>The slots that values of some types take.</summary>
    public static int SlotsOf(ReadOnlySpan<Wasm.ValueType> types)
    {
        var slots = 0;
        foreach (var type in types)
        {
            slots += type.Kind == ValueKind.V128 ? 2 : 1;
        }

        return slots;
    }
}

/// <summary>The eight bytes before code: how many slots its frame takes, and which of them saves the return address.</summary>
internal static unsafe class CodeHeader
{
    /// <summary>The length in 16-bit words.</summary>
    public const int Words = 4;

    /// <summary>How many slots the frame takes.</summary>
    public static uint FrameSlots(ushort* code) => *(uint*)(code - Words);

    /// <summary>The slot that saves the return address; the next saves the caller's frame.</summary>
    public static uint HeaderSlot(ushort* code) => *(uint*)(code - Words + 2);

    /// <summary>Makes a header.</summary>
    public static ulong Make(int frameSlots, int headerSlot) => (uint)frameSlots | ((ulong)(uint)headerSlot << 32);
}
