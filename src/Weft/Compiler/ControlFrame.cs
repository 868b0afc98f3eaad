// A structured instruction that is open while a body is emitted.
using System.Collections.Immutable;
using Weft.Wasm.Instructions;
using Label = System.Reflection.Emit.Label;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Compiler;

/// <summary>An open block, loop, if, try or try_table; the outermost is the body.</summary>
internal sealed class ControlFrame
{
    /// <summary>What opened it; an if becomes an else there, a try a catch at its first handler.</summary>
    public required Opcode Opcode { get; set; }

    public required ImmutableArray<ValueType> Parameters { get; init; }

    public required ImmutableArray<ValueType> Results { get; init; }

    /// <summary>The number of operands below its own.</summary>
    public required int Height { get; init; }

    /// <summary>Where a branch to it goes: the head of a loop, or its next copy; the end of everything else.</summary>
    public required Label Target { get; set; }

    /// <summary>The head of a loop: of its first copy.</summary>
    public Label Head { get; set; }

    /// <summary>How many copies of a loop follow the one that is being emitted.</summary>
    public int CopiesLeft { get; set; }

    /// <summary>Where a loop's copies go at their end; null while none does.</summary>
    public Label? Exit { get; set; }

    /// <summary>Whether a branch to it goes back.</summary>
    public bool IsBehind => Opcode == Opcode.Loop && CopiesLeft == 0;

    /// <summary>The locals in which a branch leaves the values that it takes along.</summary>
    public required Variable[] Values { get; init; }

    /// <summary>Whether some branch goes to <see cref="Target"/>.</summary>
    public bool IsTargeted { get; set; }

    /// <summary>The parameters of an if, as they were before it: its other arm begins with them.</summary>
    public Operand[] Saved { get; init; } = [];

    /// <summary>Where the other arm of an if begins, or the next handler of a try.</summary>
    public Label Next { get; set; }

    /// <summary>Where the calls that it protects go when an exception comes out of them: it takes the exception from the store.</summary>
    public Label Handler { get; set; }

    /// <summary>The same with the exception in <see cref="Exception"/>.</summary>
    public Label Dispatch { get; set; }

    /// <summary>Holds the exception that is being handled.</summary>
    public Variable? Exception { get; set; }

    /// <summary>The clauses of a try_table, with the frames that their labels mean.</summary>
    public CatchClause[] Catches { get; init; } = [];

    public ControlFrame[] CatchTargets { get; init; } = [];

    /// <summary>Whether code inside is protected by its handlers: not any more in the handlers of a try.</summary>
    public bool Protects => Opcode is Opcode.TryTable or Opcode.Try;

    /// <summary>The types that a branch to it takes along.</summary>
    public ImmutableArray<ValueType> BranchTypes => Opcode == Opcode.Loop ? Parameters : Results;
}
