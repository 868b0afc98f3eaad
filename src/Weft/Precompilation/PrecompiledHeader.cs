// What a precompiled file says about itself.
using System.Collections.Immutable;
using Weft.Semantics;

namespace Weft.Precompilation;

/// <summary>The description in a precompiled module or component.</summary>
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

    /// <summary>The SHA-256 of the original: the module, or the component.</summary>
    public required ImmutableArray<byte> OriginalHash { get; init; }

    /// <summary>What the assembly with the code calls itself.</summary>
    public required Guid CodeVersion { get; init; }

    /// <summary>The modules that there is code for: the original itself, or those inside a component in the order of their bytes.</summary>
    public required ImmutableArray<PrecompiledPart> Parts { get; init; }
}
