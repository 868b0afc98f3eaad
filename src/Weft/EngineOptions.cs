// Engine options: what all stores and modules of an engine share.
using Weft.Wasm.Validation;

namespace Weft;

/// <summary>The settings of an <see cref="Engine"/>.</summary>
public sealed record EngineOptions
{
    /// <summary>How accesses to memories are kept inside them.</summary>
    public BoundsChecks BoundsChecks { get; init; } = BoundsChecks.Auto;

    /// <summary>Which proposals modules may use; everything by default.</summary>
    public ValidationOptions Validation { get; init; } = ValidationOptions.Default;

    /// <summary>Treats every frame as one of more than 65,536 slots, so that tests of anything test those too.</summary>
    internal bool FarFrames { get; init; }
}
