// Catch clauses of try_table (spec 5.4.1).
namespace Weft.Wasm.Instructions;

/// <summary>What a catch clause catches; the values are the binary codes.</summary>
public enum CatchKind : byte
{
    /// <summary>A tag; pushes its payload.</summary>
    Catch = 0,
    /// <summary>A tag; pushes its payload and the exception.</summary>
    CatchRef = 1,
    /// <summary>Everything.</summary>
    CatchAll = 2,
    /// <summary>Everything; pushes the exception.</summary>
    CatchAllRef = 3,
}

/// <summary>A catch clause: what it catches, the tag where it names one, and the label it branches to.</summary>
public readonly record struct CatchClause(CatchKind Kind, int Tag, int Label)
{
    /// <summary>Whether the clause names a tag.</summary>
    public bool HasTag => Kind is CatchKind.Catch or CatchKind.CatchRef;

    /// <summary>Whether the clause pushes the exception.</summary>
    public bool PushesReference => Kind is CatchKind.CatchRef or CatchKind.CatchAllRef;
}
