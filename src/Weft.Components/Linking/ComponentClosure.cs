// A component in an index space at run time: with the definitions around it that it may name.
using Weft.Components.Validation;

namespace Weft.Components;

/// <summary>A component and what encloses it.</summary>
/// <param name="Root">The component that was loaded: it has the modules.</param>
/// <param name="Validated">The component itself.</param>
/// <param name="Outer">The index spaces around it; null for the outermost one.</param>
internal sealed record ComponentClosure(Component Root, ValidatedComponent Validated, ComponentFrame? Outer);
