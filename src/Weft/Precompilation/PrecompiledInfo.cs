// What a precompiled file says about itself, for tools.
using Weft.Precompilation;
using Weft.Semantics;

namespace Weft;

/// <summary>What something precompiled is, as its header says. Nothing of it was run or loaded.</summary>
public sealed record PrecompiledInfo
{
    private PrecompiledInfo()
    {
    }

    /// <summary>The version of the engine that made it.</summary>
    public required string EngineVersion { get; init; }

    /// <summary>Whether that was the very build of this engine: no other can use it.</summary>
    public required bool IsOfThisBuild { get; init; }

    /// <summary>Its code.</summary>
    public required PrecompiledCodeKind Kind { get; init; }

    /// <summary>The system that can run it; "any" for CIL.</summary>
    public required string Target { get; init; }

    /// <summary>Whether it relies on guard pages.</summary>
    public required bool UsesGuardPages { get; init; }

    /// <summary>Whether it counts fuel.</summary>
    public required bool MetersFuel { get; init; }

    /// <summary>Whether every NaN that arithmetic makes is the canonical one.</summary>
    public required bool CanonicalizesNaNs { get; init; }

    /// <summary>Whether relaxed vector instructions have the results of the deterministic profile.</summary>
    public required bool HasDeterministicRelaxedSimd { get; init; }

    /// <summary>How many modules it has code for.</summary>
    public required int Modules { get; init; }

    /// <summary>The bytes of code.</summary>
    public required long CodeBytes { get; init; }

    /// <summary>Reads the header of what was written.</summary>
    /// <param name="bytes">All of it.</param>
    /// <exception cref="PrecompiledModuleException">It is not precompiled, of another version, or its header is damaged.</exception>
    public static PrecompiledInfo Read(ReadOnlyMemory<byte> bytes)
    {
        var container = PrecompiledContainer.Open(bytes);
        var header = container.Header;
        return new PrecompiledInfo
        {
            EngineVersion = header.EngineVersion,
            IsOfThisBuild = header.EngineBuild == EngineIdentity.Build,
            Kind = header.Kind,
            Target = header.Target,
            UsesGuardPages = header.GuardPages,
            MetersFuel = header.MetersFuel,
            CanonicalizesNaNs = header.Profile.HasFlag(NumericProfile.CanonicalNaNs),
            HasDeterministicRelaxedSimd = header.Profile.HasFlag(NumericProfile.DeterministicRelaxedSimd),
            Modules = header.Parts.Length,
            CodeBytes = container.Code.Length,
        };
    }
}
