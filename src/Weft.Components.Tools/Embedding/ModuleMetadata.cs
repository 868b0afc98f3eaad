// What a core module says about itself: the worlds of all its "component-type" sections as one, and how its strings are.
using Weft.Components.Tools.Packages;
using Weft.Wasm;
using Weft.Wasm.CustomSections;
using Weft.Wit;

namespace Weft.Components.Tools.Embedding;

/// <summary>The worlds embedded in a module.</summary>
internal sealed class ModuleMetadata
{
    /// <summary>The package of the world that all others become a part of.</summary>
    public static WitPackageName RootPackage { get; } = new("root", "root", null);

    /// <summary>Its name.</summary>
    public const string RootWorld = "root";

    /// <summary>Everything that the sections have, and the root world.</summary>
    public DraftPackages Packages { get; } = new();

    /// <summary>The root world.</summary>
    public DraftWorld World { get; }

    /// <summary>The producers that the sections name.</summary>
    public ProducersSection? Producers { get; private set; }

    /// <summary>The encodings of imported functions, by interface without version and function.</summary>
    public Dictionary<string, StringEncoding> ImportEncodings { get; } = [];

    /// <summary>The encodings of exported functions.</summary>
    public Dictionary<string, StringEncoding> ExportEncodings { get; } = [];

    private ModuleMetadata()
    {
        World = new DraftWorld(RootWorld);
        Packages[RootPackage].Worlds.Add(RootWorld, World);
    }

    /// <summary>Reads the sections of a module; without any the world is empty.</summary>
    public static ModuleMetadata Read(ModuleDefinition module)
    {
        var metadata = new ModuleMetadata();
        foreach (var section in module.CustomSections.Where(ComponentTypeSection.IsOne))
        {
            try
            {
                metadata.Add(section);
            }
            catch (WasmException error) when (error is not ComponentToolException)
            {
                throw new ComponentToolException($"the custom section {section.Name} is not valid: {error.Message}", error);
            }
        }

        return metadata;
    }

    /// <summary>The key under which encodings are found: versions are left out, as merging worlds may change them.</summary>
    public static string KeyOf(string? item, string function)
    {
        var at = item?.IndexOf('@', StringComparison.Ordinal) ?? -1;
        return $"{(at < 0 ? item : item![..at])}#{function}";
    }

    private void Add(CustomSection section)
    {
        var (packages, id, encoding, producers) = ComponentTypeSection.Read(section);
        if (!packages[id.Package].Worlds.Remove(id.Name, out var world))
        {
            throw new ComponentToolException($"the custom section {section.Name} has no world {id}");
        }

        foreach (var other in packages.Packages.Values)
        {
            other.Worlds.Clear();
        }

        AddEncodings(packages, world, encoding);
        Packages.Merge(packages);
        World.Merge(world);
        if (producers is not null)
        {
            Producers = Producers is null ? producers : Building.Producers.Merge(Producers, producers);
        }
    }

    private void AddEncodings(DraftPackages packages, DraftWorld world, StringEncoding encoding)
    {
        AddScope(ImportEncodings, null, world.Imports, encoding);
        foreach (var (name, item) in world.ImportedInterfaces)
        {
            AddScope(ImportEncodings, name, item.Inline ?? packages[item.Target!.Value], encoding);
        }

        foreach (var name in world.ExportedFunctions.Keys)
        {
            Add(ExportEncodings, KeyOf(null, name), encoding);
        }

        foreach (var (name, item) in world.ExportedInterfaces)
        {
            AddScope(ExportEncodings, name, item.Inline ?? packages[item.Target!.Value], encoding);
        }
    }

    private static void AddScope(Dictionary<string, StringEncoding> encodings, string? item, DraftScope scope, StringEncoding encoding)
    {
        foreach (var function in scope.Functions.Keys)
        {
            Add(encodings, KeyOf(item, function), encoding);
        }

        foreach (var resource in scope.Types.Values)
        {
            foreach (var function in resource.Functions.Values)
            {
                Add(encodings, KeyOf(item, ComponentNameOf(resource.Name, function)), encoding);
            }
        }
    }

    private static string ComponentNameOf(string resource, DraftFunction function) =>
        function.Name.Length == 0 ? $"[constructor]{resource}"
        : $"[{(function.Text.StartsWith("static ", StringComparison.Ordinal) ? "static" : "method")}]{resource}.{function.Name}";

    private static void Add(Dictionary<string, StringEncoding> encodings, string key, StringEncoding encoding)
    {
        if (!encodings.TryAdd(key, encoding) && encodings[key] != encoding)
        {
            throw new ComponentToolException($"two custom sections of the module give different string encodings for {key}");
        }
    }
}
