// Components as parts of others.
namespace Weft.Components.Tools.Composing;

/// <summary>A component with a name for messages.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Component">The component.</param>
public sealed record NamedComponent(string Name, ComponentDefinition Component);
