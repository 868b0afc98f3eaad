// Functions of the host in the place of an import.
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>A function of the host, with the type of the import that it was given to.</summary>
internal sealed class HostComponentFunction(string name, ComponentFunctionType type, HostFunctionDefinition definition, InstanceState importer) : ComponentFunction(name, type)
{
    private LiftedFunction? _lifted;

    /// <summary>What it does.</summary>
    public ComponentHostBody Body { get; } = definition.Bind(type);

    /// <summary>What it does for a component that was given it by the one that imports it: the same, but its type speaks of that component's resources.</summary>
    /// <param name="known">The type, as that component knows it.</param>
    public ComponentHostBody GetBody(ComponentFunctionType known) => ReferenceEquals(known, Type) ? Body : definition.Bind(known);

    internal override LiftedFunction Lifted => _lifted ??= HostBridge.Lift(this, importer);
}
