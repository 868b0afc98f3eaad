// A frame of the validator's control stack (spec 7.3, "Data Structures").
using System.Collections.Immutable;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Validation;

/// <summary>A structured instruction that is open: what its label takes and where its operands begin.</summary>
public struct ControlFrame
{
    // The stamp of the br_table that has checked this label last, so that one with many equal labels checks each only once.
    internal int CheckedBy;

    // How many locals had been initialised in order when the frame was opened (spec 7.3).
    internal int InitializedCount;

    /// <summary>
    /// What opened it: block (also for the body of the function), loop, if, else, try, catch, catch_all or try_table.
    /// </summary>
    public Opcode Opcode { get; internal set; }

    /// <summary>The types it took from the stack when it was opened.</summary>
    public ImmutableArray<ValueType> StartTypes { get; internal set; }

    /// <summary>The types it leaves on the stack when it ends.</summary>
    public ImmutableArray<ValueType> EndTypes { get; internal set; }

    /// <summary>The number of operands below it, its own start types not counted.</summary>
    public int Height { get; internal set; }

    /// <summary>Whether the rest of it cannot be reached: an operand that is missing then has every type.</summary>
    public bool IsUnreachable { get; internal set; }

    /// <summary>What a branch to it takes along: the start types of a loop, the end types of everything else.</summary>
    public readonly ImmutableArray<ValueType> LabelTypes => Opcode == Opcode.Loop ? StartTypes : EndTypes;
}
