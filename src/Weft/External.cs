// The things that modules import and export (spec 4.2.8, external addresses).
using Weft.Wasm;

namespace Weft;

/// <summary>A function, table, memory, global or tag: what an import is given and an export gives (spec 4.2.8).</summary>
public abstract class External
{
    private protected External()
    {
    }

    /// <summary>Which of the five it is.</summary>
    public abstract ExternalKind Kind { get; }

    /// <summary>Its type. Limits are those of now: the present size is the minimum. Type indices are ids of the engine's registry.</summary>
    public abstract ExternalType ExternalType { get; }

    /// <summary>The store it belongs to; null for a shared memory, which stores join.</summary>
    internal abstract Store? Owner { get; }
}
