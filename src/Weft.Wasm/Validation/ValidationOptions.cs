// What a validator accepts, and how it works.
using System.Collections.Immutable;

namespace Weft.Wasm.Validation;

/// <summary>Options of <see cref="ModuleValidator"/>. Everything that Weft knows is on unless it is switched off.</summary>
public sealed record ValidationOptions
{
    // Null instead of empty: most engines disable nothing, and the types behind a set take the runtime a millisecond to load.
    private readonly ImmutableHashSet<string>? _disabledFeatures;

    /// <summary>All features on.</summary>
    public static ValidationOptions Default { get; } = new();

    /// <summary>
    /// Proposals whose instructions and types are refused, by the names of <see cref="Features.All"/>. Empty by default.
    /// </summary>
    /// <exception cref="ArgumentException">A name is unknown.</exception>
    public ImmutableHashSet<string> DisabledFeatures
    {
        get => _disabledFeatures ?? [];
        init
        {
            foreach (var name in value)
            {
                if (!Features.All.Contains(name))
                {
                    throw new ArgumentException($"unknown feature '{name}'; known are {string.Join(", ", Features.All)}");
                }
            }

            _disabledFeatures = value.IsEmpty ? null : value;
        }
    }

    /// <summary>Whether some are refused.</summary>
    public bool HasDisabledFeatures => _disabledFeatures is not null;

    /// <summary>The name of a function by its index, for messages; null when it has none. By default what the module itself calls it.</summary>
    public Func<int, string?>? FunctionName { get; init; }

    /// <summary>How many threads may check bodies; the number of processors when 0. Small modules are checked on the calling thread.</summary>
    public int MaxDegreeOfParallelism { get; init; }
}
