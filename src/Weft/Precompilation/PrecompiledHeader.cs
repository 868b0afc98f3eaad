// What a precompiled module says about itself.
using System.Collections.Immutable;
using Weft.Semantics;

namespace Weft.Precompilation;

/// <summary>The description in front of a precompiled module.</summary>
internal sealed record PrecompiledHeader
{
    /// <summary>The build of the engine: its version, and what is different for each build of it.</summary>
    public required string EngineVersion { get; init; }

    /// <inheritdoc cref="EngineVersion"/>
    public required Guid EngineBuild { get; init; }

    /// <summary>What its code is.</summary>
    public required PrecompiledCodeKind Kind { get; init; }

    /// <summary>The system that can run it; "any" for CIL.</summary>
    public required string Target { get; init; }

    /// <summary>Whether it relies on guard pages.</summary>
    public required bool GuardPages { get; init; }

    /// <summary>Whether it counts fuel.</summary>
    public required bool MetersFuel { get; init; }

    /// <summary>What its numeric instructions do beyond the specification.</summary>
    public required NumericProfile Profile { get; init; }

    /// <summary>The SHA-256 of the module.</summary>
    public required ImmutableArray<byte> ModuleHash { get; init; }

    /// <summary>What validation found out from bodies, which are not validated again.</summary>
    public required bool HandlesExceptions { get; init; }

    /// <inheritdoc cref="HandlesExceptions"/>
    public required bool HasTailCalls { get; init; }

    /// <summary>What the assembly with the code calls itself.</summary>
    public required Guid CodeVersion { get; init; }

    /// <summary>The method of each defined function, 0 for functions that are not compiled.</summary>
    public required ImmutableArray<int> Tokens { get; init; }
}
