// What lowering knows about each operand on the stack. Locals and constants stay where they are until somebody needs them in a slot.
using Weft.Wasm;

namespace Weft.Interpreter.Lowering;

/// <summary>Where an operand is.</summary>
internal enum OperandPlace : byte
{
    /// <summary>In its own slot: the one that its depth on the stack gives it.</summary>
    Slot,
    /// <summary>Still in a local.</summary>
    Local,
    /// <summary>Nowhere: it is a constant.</summary>
    Constant,
}

/// <summary>An operand.</summary>
internal struct Operand
{
    /// <summary>Where it is.</summary>
    public OperandPlace Place;

    /// <summary>Its kind: how many slots it has, and whether they are numbers or references.</summary>
    public ValueKind Kind;

    /// <summary>Its position on the stack, from the bottom.</summary>
    public int Index;

    /// <summary>Its own slot, whether it is there or not.</summary>
    public int Slot;

    /// <summary>The local, when it is in one.</summary>
    public int Local;

    /// <summary>The next operand down the stack that is in the same local, or -1.</summary>
    public int Previous;

    /// <summary>The bits of a constant.</summary>
    public ulong Bits;
}
