// A component in an index space at run time: with the definitions around it that it may name.
namespace Weft.Components;

/// <summary>A component and what encloses it.</summary>
/// <param name="Plan">The component.</param>
/// <param name="Outer">The index spaces around it; null for the outermost one.</param>
internal sealed record ComponentClosure(InstantiationPlan Plan, ComponentFrame? Outer);
