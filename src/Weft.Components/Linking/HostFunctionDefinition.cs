// Functions of the host that a linker knows, before they are given to an import.
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>A function of the host: what it does with the type of an import.</summary>
/// <param name="bind">Finds the codecs for a type; throws <see cref="ArgumentException"/> when there are none.</param>
internal sealed class HostFunctionDefinition(Func<ComponentFunctionType, ComponentHostBody> bind)
{
    /// <summary>The body for the type of an import.</summary>
    public ComponentHostBody Bind(ComponentFunctionType type) => bind(type);
}
