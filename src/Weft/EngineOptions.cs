// Engine options: what all stores and modules of an engine share.
using Weft.Wasm.Validation;

namespace Weft;

/// <summary>The settings of an <see cref="Engine"/>.</summary>
public sealed record EngineOptions
{
    /// <summary>How functions are executed.</summary>
    public ExecutionTier Tier { get; init; } = ExecutionTier.Interpreter;

    /// <summary>How accesses to memories are kept inside them.</summary>
    public BoundsChecks BoundsChecks { get; init; } = BoundsChecks.Auto;

    /// <summary>Which proposals modules may use; everything by default.</summary>
    public ValidationOptions Validation { get; init; } = ValidationOptions.Default;
}
