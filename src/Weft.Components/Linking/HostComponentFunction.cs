// Functions of the host in the place of an import.
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>A function of the host, with the type of the import that it was given to.</summary>
internal sealed class HostComponentFunction(string name, ComponentFunctionType type, ComponentHostBody body, InstanceState importer) : ComponentFunction(name, type)
{
    private LiftedFunction? _lifted;

    /// <summary>What it does.</summary>
    public ComponentHostBody Body { get; } = body;

    internal override LiftedFunction Lifted => _lifted ??= HostBridge.Lift(this, importer);
}
