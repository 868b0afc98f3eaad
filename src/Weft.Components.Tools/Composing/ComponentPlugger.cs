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
            var byTrack = new Dictionary<string, NamedExtern>();
            foreach (var export in types[plug].Exports)
            {
                if (InterfaceId.TryParse(export.Name.Name) is { } id)
                {
                    byTrack.TryAdd(id.Track, export);
                }
            }

            foreach (var import in socket.Imports)
            {
                if (!connections.ContainsKey(import.Name.Name) && FindExport(types[plug], byTrack, import) is { } export)
                {
                    connections.Add(import.Name.Name, (plug, export));
                }
            }

            if (connections.Count == before)
            {
                throw new ComponentToolException($"{plugs[plug].Name} exports nothing that the socket imports and no other plug provides; "
                    + $"it exports {Join(types[plug].Exports)}, and the socket imports {Join(socket.Imports)}");
            }
        }

        return connections;
    }

    private static string Join(ExternMap items) => items.Count == 0 ? "nothing" : string.Join(", ", items.Select(item => item.Name.Name));

    private static string? FindExport(ComponentType plug, Dictionary<string, NamedExtern> byTrack, NamedExtern import)
    {
        if (import.Type.Sort is not (Sort.Instance or Sort.Function))
        {
            return null;
        }

        if (plug.Exports.TryFind(import.Name.Name, out var exact))
        {
            return exact.Sort == import.Type.Sort ? import.Name.Name : null;
        }

        return InterfaceId.TryParse(import.Name.Name) is { } id && byTrack.TryGetValue(id.Track, out var found) && found.Type.Sort == import.Type.Sort ? found.Name.Name : null;
    }
}
