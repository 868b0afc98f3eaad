// What linked code says about itself when it is loaded.
namespace Weft.Compiler;

/// <summary>How code was made, and what validation found out from the bodies, which are not validated again.</summary>
[Flags]
internal enum LinkedTraits
{
    None = 0,

    /// <summary>It relies on guard pages.</summary>
    GuardPages = 1,

    /// <summary>The module handles exceptions.</summary>
    HandlesExceptions = 2,

    /// <summary>The module has tail calls.</summary>
    HasTailCalls = 4,

    /// <summary>Every NaN that arithmetic makes is the canonical one.</summary>
    CanonicalNaNs = 8,

    /// <summary>Relaxed vector instructions are deterministic.</summary>
    DeterministicRelaxedSimd = 16,

    /// <summary>It counts fuel.</summary>
    MetersFuel = 32,
}
