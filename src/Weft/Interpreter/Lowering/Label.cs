// Structured control while lowering: what is open, and the jumps that wait to hear where a label is.
using System.Collections.Immutable;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Interpreter.Lowering;

/// <summary>A structured instruction that is open, or, kept by a landing pad, was.</summary>
internal sealed class Label
{
    /// <summary>What opened it: block (also the function's body), loop, if, else, try, catch, catch_all or try_table.</summary>
    public required Opcode Opcode { get; set; }

    /// <summary>What it takes from the stack.</summary>
    public required ImmutableArray<ValueType> Parameters { get; init; }

    /// <summary>What it leaves on the stack.</summary>
    public required ImmutableArray<ValueType> Results { get; init; }

    /// <summary>The number of operands below its parameters.</summary>
    public required int Height { get; init; }

    /// <summary>The slot of the first operand above <see cref="Height"/>.</summary>
    public required int Slot { get; init; }

    /// <summary>How many structured instructions enclose it.</summary>
    public required int Depth { get; init; }

    /// <summary>Where its code is, once known; a loop knows at once.</summary>
    public int Position { get; set; } = -1;

    /// <summary>The last of the jumps that wait for <see cref="Position"/>, or -1.</summary>
    public int Patches { get; set; } = -1;

    /// <summary>For an if without else so far: the patch of the jump that leaves when the condition is false; or -1.</summary>
    public int ElsePatch { get; set; } = -1;

    /// <summary>Which of the stubs of the br_table numbered <see cref="StubTable"/> carries operands to this label.</summary>
    public int StubIndex { get; set; }

    /// <summary>The br_table that <see cref="StubIndex"/> is about.</summary>
    public int StubTable { get; set; } = -1;

    /// <summary>For try and try_table: where its protected code begins.</summary>
    public int ProtectedStart { get; set; }

    /// <summary>For a try that has come to its handlers: where its protected code ends.</summary>
    public int ProtectedEnd { get; set; }

    /// <summary>For try_table: its clauses.</summary>
    public CatchClause[] Catches { get; set; } = [];

    /// <summary>For try_table: the labels of its clauses.</summary>
    public Label[] CatchLabels { get; set; } = [];

    /// <summary>Whether a clause of a try_table branches here, from code that comes later.</summary>
    public bool IsCaught { get; set; }

    /// <summary>For a catch: the slot that keeps the caught exception for rethrow, or -1.</summary>
    public int ExceptionSlot { get; set; } = -1;

    /// <summary>What a branch to it takes along.</summary>
    public ImmutableArray<ValueType> BranchTypes => Opcode == Opcode.Loop ? Parameters : Results;
}
