// Canonical definitions (Explainer, "Canonical definitions"): functions between the component's types and core WebAssembly's.
using System.Collections.Immutable;

namespace Weft.Components;

/// <summary>How strings are encoded in the memory of a core module.</summary>
public enum StringEncoding
{
    /// <summary>UTF-8.</summary>
    Utf8 = 0,
    /// <summary>UTF-16, little-endian.</summary>
    Utf16 = 1,
    /// <summary>Latin-1, or UTF-16 where a bit of the length says so.</summary>
    Latin1Utf16 = 2,
}

/// <summary>The kind of a canonical option; the values are the binary codes.</summary>
public enum CanonicalOptionKind
{
    /// <summary>Strings are UTF-8.</summary>
    Utf8 = 0,
    /// <summary>Strings are UTF-16.</summary>
    Utf16 = 1,
    /// <summary>Strings are Latin-1 or UTF-16.</summary>
    Latin1Utf16 = 2,
    /// <summary>The memory that values live in.</summary>
    Memory = 3,
    /// <summary>The core function that allocates.</summary>
    Realloc = 4,
    /// <summary>The core function that is called after a result was read.</summary>
    PostReturn = 5,
    /// <summary>The asynchronous ABI (gated).</summary>
    Async = 6,
    /// <summary>The core function that events go to (gated).</summary>
    Callback = 7,
}

/// <summary>An option of a canonical definition; at most one of each kind is valid.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Index">The memory or core function, for those that have one.</param>
public readonly record struct CanonicalOption(CanonicalOptionKind Kind, int Index);

/// <summary>A canonical definition.</summary>
public abstract record CanonicalDefinition;

/// <summary><c>(canon lift)</c>: a component function from a core function.</summary>
/// <param name="CoreFunction">The core function.</param>
/// <param name="Options">How values cross.</param>
/// <param name="Type">The index of the function's type.</param>
public sealed record CanonicalLift(int CoreFunction, ImmutableArray<CanonicalOption> Options, int Type) : CanonicalDefinition;

/// <summary><c>(canon lower)</c>: a core function from a component function.</summary>
public sealed record CanonicalLower(int Function, ImmutableArray<CanonicalOption> Options) : CanonicalDefinition;

/// <summary>A built-in: a core function that the canonical ABI provides. Which members count depends on the kind.</summary>
/// <param name="Kind">Which one.</param>
public sealed record CanonicalBuiltin(BuiltinKind Kind) : CanonicalDefinition
{
    /// <summary>The type that it works with: a component type, or the core function type of the thread built-ins.</summary>
    public int Type { get; init; }

    /// <summary>The memory of waits, the table of thread starts, the slot of context accesses.</summary>
    public int Index { get; init; }

    /// <summary>Options.</summary>
    public ImmutableArray<CanonicalOption> Options { get; init; } = [];

    /// <summary>Whether it is <c>async</c>, <c>cancellable</c> or <c>shared</c>, whichever the kind knows.</summary>
    public bool Flag { get; init; }

    /// <summary>The result of <c>task.return</c>.</summary>
    public ValueTypeReference? Result { get; init; }

    /// <summary>The type of a context slot.</summary>
    public Wasm.ValueType SlotType { get; init; }
}
