// The custom section "package-docs", read into drafts. It comes from anywhere: what is not of the expected shape is an error, never a crash.
using System.Text.Json;
using System.Text.Json.Nodes;
using Weft.Wit;

namespace Weft.Components.Tools.Packages;

/// <summary>Gives the items of a package the comments and gates that the section has for them.</summary>
internal static class PackageDocumentationReader
{
    /// <summary>Reads the section.</summary>
    /// <param name="bytes">The content of the section.</param>
    /// <param name="package">The package that gets what it says. What the section names and the package does not have is left out.</param>
    /// <exception cref="ComponentToolException">The content is not what the section has.</exception>
    public static void Read(ReadOnlySpan<byte> bytes, DraftPackage package)
    {
        if (bytes.IsEmpty || bytes[0] > PackageDocumentation.Version)
        {
            throw new ComponentToolException($"the custom section {PackageDocumentation.SectionName} is of an unknown version: up to {PackageDocumentation.Version} is known");
        }

        try
        {
            Apply(JsonNode.Parse(bytes[1..]) as JsonObject ?? throw new JsonException("an object is expected"), package);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new ComponentToolException($"the custom section {PackageDocumentation.SectionName} is malformed: {error.Message}", error);
        }
    }

    private static void Apply(JsonObject json, DraftPackage package)
    {
        package.Documentation = (string?)json["docs"];
        Each(json, "interfaces", package.Interfaces, Apply);
        Each(json, "worlds", package.Worlds, Apply);
    }

    private static void Apply(JsonObject json, DraftWorld world)
    {
        Describe(json, world);
        foreach (var (key, isImport) in new[] { ("interfaces", true), ("interfaces", false), ("interface_exports", false) })
        {
            Each(json, key, isImport ? world.ImportedInterfaces : world.ExportedInterfaces, (content, item) =>
            {
                // The first map had exports, too, where no import went by the same name.
                if (item.Inline is { } inline && (isImport || key != "interfaces" || !world.ImportedInterfaces.ContainsKey(inline.Title)))
                {
                    Apply(content, inline);
                    (item.Documentation, item.Gate) = (inline.Documentation, inline.Gate);
                    (inline.Documentation, inline.Gate) = (null, null);
                }
            });
        }

        Each(json, "types", world.Imports.Types, Apply);
        Each(json, "funcs", world.Imports.Functions, Describe);
        ApplyToResources(json, world.Imports);
        Each(json, "funcs", world.ExportedFunctions, (content, function) =>
        {
            if (!world.Imports.Functions.ContainsKey(function.Name))
            {
                Describe(content, function);
            }
        });
        Each(json, "func_exports", world.ExportedFunctions, Describe);
        Each(json, "interface_import_stability", world.ImportedInterfaces, (content, item) => item.Gate = ReadGate(content));
        Each(json, "interface_export_stability", world.ExportedInterfaces, (content, item) => item.Gate = ReadGate(content));
        Comment(json["interface_import_docs"], world.ImportedInterfaces);
        Comment(json["interface_export_docs"], world.ExportedInterfaces);
    }

    private static void Comment(JsonNode? json, OrderedDictionary<string, DraftWorldInterface> items)
    {
        foreach (var (name, text) in json as JsonObject ?? [])
        {
            if (items.TryGetValue(name, out var item))
            {
                item.Documentation = (string?)text;
            }
        }
    }

    private static void Apply(JsonObject json, DraftScope scope)
    {
        Describe(json, scope);
        Each(json, "types", scope.Types, Apply);
        Each(json, "funcs", scope.Functions, Describe);
        ApplyToResources(json, scope);
    }

    // The functions of resources stand among the others, with the names that they have in components.
    private static void ApplyToResources(JsonObject json, DraftScope scope)
    {
        if (json["funcs"] is not JsonObject functions)
        {
            return;
        }

        foreach (var resource in scope.Types.Values)
        {
            foreach (var function in resource.Functions.Values)
            {
                var name = function.Name.Length == 0 ? $"[constructor]{resource.Name}"
                    : $"[{(function.Text.StartsWith("static ", StringComparison.Ordinal) ? "static" : "method")}]{resource.Name}.{function.Name}";
                if (functions[name] is JsonObject content)
                {
                    Describe(content, function);
                }
            }
        }
    }

    private static void Apply(JsonObject json, DraftType type)
    {
        Describe(json, type);
        if (json["items"] is JsonObject items)
        {
            foreach (var part in type.Parts)
            {
                part.Documentation = (string?)items[part.Name];
            }
        }
    }

    private static void Describe(JsonObject json, DraftItem item)
    {
        item.Documentation = (string?)json["docs"];
        item.Gate = ReadGate(json["stability"]);
    }

    private static WitGate? ReadGate(JsonNode? json)
    {
        if (json is not JsonObject)
        {
            // Nothing, or the word "unknown".
            return null;
        }

        var deprecated = ReadVersion((json["stable"] ?? json["unstable"])?["deprecated"]);
        return json["stable"] is { } stable ? new WitGate(ReadVersion(stable["since"]) ?? throw new JsonException("since is missing"), null, deprecated)
            : json["unstable"] is { } unstable ? new WitGate(null, ReadFeature(unstable["feature"]), deprecated)
            : null;
    }

    private static SemanticVersion? ReadVersion(JsonNode? json) =>
        json is null ? null : SemanticVersion.TryParse((string)json!, out var version) ? version : throw new JsonException($"{json} is not a version");

    private static string ReadFeature(JsonNode? json) =>
        json is not null && (string)json! is { Length: > 0 } feature && feature.All(character => char.IsAsciiLetterOrDigit(character) || character == '-')
            ? feature
            : throw new JsonException("the name of a feature is missing");

    private static void Each<T>(JsonObject json, string key, OrderedDictionary<string, T> items, Action<JsonObject, T> apply)
    {
        if (json[key] is not JsonObject content)
        {
            return;
        }

        foreach (var (name, value) in content)
        {
            if (items.TryGetValue(name, out var item))
            {
                // Of the first version: comments alone, as a text.
                apply(value as JsonObject ?? new JsonObject { ["docs"] = value?.DeepClone() }, item);
            }
        }
    }
}
