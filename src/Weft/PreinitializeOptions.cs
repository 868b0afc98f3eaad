// How modules are initialised ahead of time.
using System.Collections.Immutable;

namespace Weft;

/// <summary>Settings of <see cref="Linker.Preinitialize"/>.</summary>
public sealed record PreinitializeOptions
{
    /// <summary>The names that are looked for when <see cref="Initializer"/> is null.</summary>
    public static ImmutableArray<string> DefaultInitializers { get; } = ["wizer-initialize", "wizer.initialize"];

    /// <summary>The exported function to call, without parameters and results; null for the first of <see cref="DefaultInitializers"/> that there is.</summary>
    public string? Initializer { get; init; }

    /// <summary>What to do instead of calling <see cref="Initializer"/>: the host calls the instance as it likes. No export is removed for it.</summary>
    public Action<Instance>? Initialize { get; init; }

    /// <summary>Whether the initialiser, and <c>_initialize</c>, stay exported.</summary>
    public bool KeepsInitializer { get; init; }

    /// <summary>
    /// Exported functions that get other names: the new name, and the present one. What has the new name now is no longer exported.
    /// </summary>
    public ImmutableArray<KeyValuePair<string, string>> RenamedFunctions { get; init; } = [];
}
