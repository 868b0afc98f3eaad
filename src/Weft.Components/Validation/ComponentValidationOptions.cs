// What validation of components accepts.
using Weft.Wasm.Validation;

namespace Weft.Components.Validation;

/// <summary>Options of <see cref="ComponentValidator"/>.</summary>
public sealed record ComponentValidationOptions
{
    /// <summary>What is on by default.</summary>
    public static ComponentValidationOptions Default { get; } = new();

    /// <summary>The gated features that components may use; none by default.</summary>
    public ComponentFeatures Features { get; init; }

    /// <summary>What core modules inside components may use.</summary>
    public ValidationOptions Modules { get; init; } = ValidationOptions.Default;
}
