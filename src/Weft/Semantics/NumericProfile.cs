// What an engine promises of numeric results beyond what the specification does: shared by lowering and the emitter, so that a function
// computes the same in every tier.

namespace Weft.Semantics;

/// <summary>Restrictions of numeric results.</summary>
[Flags]
internal enum NumericProfile
{
    /// <summary>What this processor does best among what the specification allows.</summary>
    Native = 0,

    /// <summary>Every NaN that arithmetic makes is the canonical one: <see cref="CanonicalNaN"/>.</summary>
    CanonicalNaNs = 1,

    /// <summary>Relaxed vector instructions do what the specification's deterministic profile says: <see cref="DeterministicVector"/>.</summary>
    DeterministicRelaxedSimd = 2,
}
