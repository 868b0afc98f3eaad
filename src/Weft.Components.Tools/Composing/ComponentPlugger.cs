// Components put into another one: what the socket imports and a plug exports is connected, everything else the result imports, and it
// exports what the socket does.
using Weft.Components.Tools.Packages;
using Weft.Components.Types;
using Weft.Wasm;
using Weft.Wit;

namespace Weft.Components.Tools.Composing;

/// <summary>Makes one component of several.</summary>
public static class ComponentPlugger
{
    /// <summary>Plugs components into another one.</summary>
    /// <param name="socket">The component that imports.</param>
    /// <param name="plugs">The components that export what it imports; the first one that has something provides it.</param>
    /// <exception cref="ComponentToolException">A plug provides nothing, or the imports of two do not go together.</exception>
    /// <exception cref="WasmException">A component is invalid, or the types of what would be connected differ.</exception>
    /// <exception cref="WitException">What is imported is not WIT.</exception>
    public static ComponentDefinition Plug(NamedComponent socket, IReadOnlyList<NamedComponent> plugs)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(plugs);
        var socketType = WitDecoder.Validate(socket.Component).Type;
        var plugTypes = plugs.Select(plug => WitDecoder.Validate(plug.Component).Type).ToList();
        var connections = Connect(socketType, plugs, plugTypes);
        var composition = new Composition();
        var instances = plugs.Select((plug, i) => composition.Instantiate(plug, plugTypes[i], plug.Name, new Dictionary<string, CompositionNode>())).ToList();
        var arguments = new Dictionary<string, CompositionNode>();
        foreach (var (import, (plug, export)) in connections)
        {
            plugTypes[plug].Exports.TryFind(export, out var type);
            arguments.Add(import, new ExportedNode(instances[plug], export, type));
        }

        var main = composition.Instantiate(socket, socketType, socket.Name, arguments);
        foreach (var export in socketType.Exports)
        {
            composition.TryExport(export.Name, new ExportedNode(main, export.Name.Name, export.Type));
        }

        return composition.Build();
    }

    // Import of the socket to plug and export.
    private static Dictionary<string, (int Plug, string Export)> Connect(ComponentType socket, IReadOnlyList<NamedComponent> plugs, List<ComponentType> types)
    {
        var connections = new Dictionary<string, (int Plug, string Export)>();
        for (var plug = 0; plug < plugs.Count; plug++)
        {
            var before = connections.Count;
            var exports = new ExternIndex(types[plug].Exports);
            foreach (var import in socket.Imports)
            {
                if (!connections.ContainsKey(import.Name.Name) && import.Type.Sort is Sort.Instance or Sort.Function
                    && exports.Find(import.Name.Name, import.Type.Sort, out _) is { } export)
                {
                    connections.Add(import.Name.Name, (plug, export));
                }
            }

            if (connections.Count == before)
            {
                throw new ComponentToolException($"{plugs[plug].Name} exports nothing that the socket imports and no other plug provides; "
                    + $"it exports {ExternIndex.Join(types[plug].Exports)}, and the socket imports {ExternIndex.Join(socket.Imports)}");
            }
        }

        return connections;
    }
}
