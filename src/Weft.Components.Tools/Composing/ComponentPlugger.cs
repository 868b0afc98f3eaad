// Components put into another one: what the socket imports and a plug exports is connected, everything else the result imports, and it
// exports what the socket does.
using System.Collections.Immutable;
using Weft.Components.Tools.Building;
using Weft.Components.Tools.Componentizing;
using Weft.Components.Tools.Embedding;
using Weft.Components.Tools.Packages;
using Weft.Components.Types;
using Weft.Components.Validation;
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
        var packages = new DraftPackages();
        var world = new DraftWorld(ModuleMetadata.RootWorld);
        packages[ModuleMetadata.RootPackage].Worlds.Add(world.Name, world);
        foreach (var type in plugTypes)
        {
            AddImports(type, packages, world, _ => true);
        }

        AddImports(socketType, packages, world, name => !connections.ContainsKey(name));
        var result = Build(socket, socketType, plugs, plugTypes, connections, packages.Resolve(ModuleMetadata.RootPackage).Root.Worlds[0]);
        ComponentValidator.Validate(result, new TypeRegistry(), new ComponentValidationOptions { Features = ComponentFeatures.All });
        return result;
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

    private static void AddImports(ComponentType type, DraftPackages packages, DraftWorld world, Func<string, bool> isWanted)
    {
        // All are read, as what is wanted may use types of what is not.
        var own = new DraftWorld(world.Name);
        var ownPackages = new DraftPackages();
        new DraftReader(ownPackages).ReadWorld(type, own);
        own.ExportedFunctions.Clear();
        own.ExportedInterfaces.Clear();
        foreach (var name in own.ImportedInterfaces.Keys.Where(name => !isWanted(name)).ToList())
        {
            own.ImportedInterfaces.Remove(name);
        }

        foreach (var name in own.Imports.Functions.Keys.Where(name => !isWanted(name)).ToList())
        {
            own.Imports.Functions.Remove(name);
        }

        packages.Merge(ownPackages);
        world.Merge(own);
    }

    private static ComponentDefinition Build(
        NamedComponent socket,
        ComponentType socketType,
        IReadOnlyList<NamedComponent> plugs,
        List<ComponentType> plugTypes,
        Dictionary<string, (int Plug, string Export)> connections,
        WitWorld world)
    {
        var items = new ItemBuilder();
        var scope = new WorldScope(items) { Names = NamedTypes.Imported };
        var imports = ImportAll(world, scope);
        var aliases = new Dictionary<(int Plug, string Export), int>();
        var instances = new List<int>();
        for (var i = 0; i < plugs.Count; i++)
        {
            var component = items.Add(new NestedComponent(plugs[i].Component), plugs[i].Name);
            instances.Add(items.Add(new ComponentInstantiation(component, [.. plugTypes[i].Imports.Select(FromImports)]), plugs[i].Name));
        }

        var main = items.Add(new NestedComponent(socket.Component), socket.Name);
        var arguments = ImmutableArray.CreateBuilder<InstantiationArgument>();
        foreach (var import in socketType.Imports)
        {
            arguments.Add(connections.TryGetValue(import.Name.Name, out var provider)
                ? new InstantiationArgument(import.Name.Name, import.Type.Sort, AliasExport(provider, import.Type.Sort))
                : FromImports(import));
        }

        var instance = items.Add(new ComponentInstantiation(main, arguments.ToImmutable()), socket.Name);
        foreach (var export in socketType.Exports)
        {
            var index = items.Add(new ExportAlias(export.Type.Sort, instance, export.Name.Name));
            items.Add(new ExportItem(export.Name, export.Type.Sort, index, null));
        }

        items.Add(new CustomItem(Producers.Own.ToCustomSection()));
        return items.ToComponent();

        InstantiationArgument FromImports(NamedExtern import) => new(import.Name.Name, import.Type.Sort, imports(import.Name.Name, import.Type.Sort));

        int AliasExport((int Plug, string Export) provider, Sort sort)
        {
            if (!aliases.TryGetValue(provider, out var index))
            {
                aliases.Add(provider, index = items.Add(new ExportAlias(sort, instances[provider.Plug], provider.Export)));
            }

            return index;
        }
    }

    // Everything in the world becomes an import; the result finds imports by name.
    private static Func<string, Sort, int> ImportAll(WitWorld world, WorldScope scope)
    {
        var live = new LiveTypes();
        var functions = new List<(WitWorldInterface? Item, WitFunction Function)>();
        foreach (var item in world.Imports)
        {
            switch (item)
            {
                case WitWorldInterface named:
                    live.Add(named.Interface);
                    functions.AddRange(WitFunctions.Of(named.Interface).Select(function => ((WitWorldInterface?)named, function)));
                    break;
                case WitWorldType type:
                    live.Add(type.Type);
                    break;
                default:
                    break;
            }
        }

        functions.AddRange(WitFunctions.ImportedBy(world).Select(function => ((WitWorldInterface?)null, function)));
        var section = new ImportSection(world, scope, functions, live);
        section.Write();
        var empty = new Dictionary<string, int>();
        return (name, sort) => sort switch
        {
            Sort.Instance => world.Imports.OfType<WitWorldInterface>().FirstOrDefault(item => item.Name == name) is { } item && section.InstanceOf(item) is { } instance
                ? instance
                : Empty(name),
            Sort.Function => section.IndexOf(null, WitFunctions.ImportedBy(world).First(function => function.ComponentName == name)),
            _ => scope.EncodeDefinition(world.Imports.OfType<WitWorldType>().First(item => item.Name == name).Type),
        };

        // An interface with nothing in it is not imported, but a component may ask for it all the same.
        int Empty(string name)
        {
            if (!empty.TryGetValue(name, out var index))
            {
                empty.Add(name, index = scope.Items.Add(new ExportBundle([])));
            }

            return index;
        }
    }
}
