// The names of the custom section "component-name" (Binary.md, "Name section").
using System.Collections.Immutable;

namespace Weft.Components;

/// <summary>What a component and what its index spaces hold are called. For people only; validity never depends on it.</summary>
/// <param name="Component">The component's own name.</param>
/// <param name="Items">For each sort that has names, index to name.</param>
public sealed record ComponentNames(string? Component, ImmutableDictionary<Sort, ImmutableSortedDictionary<int, string>> Items)
{
    /// <summary>No names.</summary>
    public static ComponentNames Empty { get; } = new(null, ImmutableDictionary<Sort, ImmutableSortedDictionary<int, string>>.Empty);

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => Component is null && Items.IsEmpty;

    /// <summary>The name of something, or null.</summary>
    public string? Find(Sort sort, int index) => Items.TryGetValue(sort, out var names) && names.TryGetValue(index, out var name) ? name : null;
}
