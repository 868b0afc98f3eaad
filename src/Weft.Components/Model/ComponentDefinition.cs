// The component of the specification (component model, Explainer "Component definitions"): what the binary reader and the text parser
// produce, the writer and printer consume, and the validator checks. Everything that is referred to is an index, as in the binary format.
using System.Collections.Immutable;

namespace Weft.Components;

/// <summary>
/// A component as its source says it, not yet validated. Immutable. Unlike a module's, its definitions have one order: index spaces grow
/// definition by definition, and a definition sees only what stands before it.
/// </summary>
public sealed record ComponentDefinition
{
    /// <summary>The definitions, in order; custom sections stand among them.</summary>
    public ImmutableArray<ComponentItem> Items { get; init; } = [];

    /// <summary>What the component and its items are called, from the <c>component-name</c> section or the identifiers of the text.</summary>
    public ComponentNames Names { get; init; } = ComponentNames.Empty;
}
