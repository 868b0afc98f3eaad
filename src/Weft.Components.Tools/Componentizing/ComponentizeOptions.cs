// What a caller chooses when a module becomes a component.
using System.Collections.Immutable;

namespace Weft.Components.Tools.Componentizing;

/// <summary>Options of <see cref="Componentizer"/>.</summary>
public sealed record ComponentizeOptions
{
    /// <summary>Modules that translate imports which the world does not have.</summary>
    public ImmutableArray<AdapterModule> Adapters { get; init; } = [];

    /// <summary>Whether imports of versions that are compatible become one, of the newest.</summary>
    public bool MergesVersions { get; init; } = true;

    /// <summary>Whether only names that begin with <c>cm32p2</c> are known.</summary>
    public bool RejectsLegacyNames { get; init; }

    /// <summary>Whether adapters grow the memory for their stack even when the module exports an allocator.</summary>
    public bool ReallocViaMemoryGrow { get; init; }

    /// <summary>Whether the component is validated; what it may use is then everything that validation knows.</summary>
    public bool Validates { get; init; } = true;
}
