// The custom section "package-docs": comments and gates of a package in the binary format, which has no other place for them. JSON behind a
// byte for the version, in the shape that the other tools for WIT have.
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weft.Components.Tools.Building;
using Weft.Wasm;
using Weft.Wit;

namespace Weft.Components.Tools.Packages;

/// <summary>Writes comments and gates of a package.</summary>
internal static class PackageDocumentation
{
    /// <summary>The name of the section.</summary>
    public const string SectionName = "package-docs";

    /// <summary>The version that is written; 0, which had fewer members, is read too.</summary>
    public const byte Version = 1;

    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The section of a package.</summary>
    public static CustomSection Write(WitPackage package)
    {
        var json = Described(package.Documentation, null);
        Set(json, "worlds", package.Worlds, world => world.Name, Describe);
        Set(json, "interfaces", package.Interfaces, item => item.Name!, Describe);
        return new CustomSection(SectionName, (byte[])[Version, .. Encoding.UTF8.GetBytes(json.ToJsonString(s_json))]);
    }

    private static JsonObject Describe(WitWorld world)
    {
        var json = Described(world.Documentation, world.Gate);
        var imports = world.Imports.OfType<WitWorldInterface>().ToList();
        var exports = world.Exports.OfType<WitWorldInterface>().ToList();
        Set(json, "interfaces", imports.Where(IsInline), item => item.Name, DescribeInline);
        Set(json, "types", world.Imports.OfType<WitWorldType>(), item => item.Name, item => Describe(item.Type));
        Set(json, "funcs", WitFunctions.ImportedBy(world), function => function.ComponentName, Describe);
        Set(json, "interface_exports", exports.Where(IsInline), item => item.Name, DescribeInline);
        Set(json, "func_exports", world.Exports.OfType<WitWorldFunction>(), item => item.Name, item => Describe(item.Function));
        SetGates(json, "interface_import_stability", imports);
        SetGates(json, "interface_export_stability", exports);
        SetComments(json, "interface_import_docs", imports);
        SetComments(json, "interface_export_docs", exports);
        return json;
    }

    private static bool IsInline(WitWorldInterface item) => item.Interface.Name is null;

    private static JsonObject DescribeInline(WitWorldInterface item)
    {
        var json = Describe(item.Interface);
        foreach (var (key, value) in Described(item.Documentation, item.Gate))
        {
            json[key] ??= value?.DeepClone();
        }

        return json;
    }

    private static JsonObject Describe(WitInterface type)
    {
        var json = Described(type.Documentation, type.Gate);
        Set(json, "funcs", WitFunctions.Of(type), function => function.ComponentName, Describe);
        Set(json, "types", type.Types, item => item.Name, Describe);
        return json;
    }

    private static JsonObject Describe(WitFunction function) => Described(function.Documentation, function.Gate);

    private static JsonObject Describe(WitTypeDefinition type)
    {
        var json = Described(type.Documentation, type.Gate);
        var items = new JsonObject();
        IEnumerable<(string Name, string? Documentation)> parts = type switch
        {
            WitRecord record => record.Fields.Select(field => (field.Name, field.Documentation)),
            WitVariant variant => variant.Cases.Select(one => (one.Name, one.Documentation)),
            WitEnum values => values.Cases.Select(one => (one.Name, one.Documentation)),
            WitFlags flags => flags.Flags.Select(one => (one.Name, one.Documentation)),
            _ => [],
        };
        foreach (var (name, documentation) in parts)
        {
            if (documentation is not null)
            {
                items[name] = documentation;
            }
        }

        if (items.Count > 0)
        {
            json["items"] = items;
        }

        return json;
    }

    private static JsonObject Described(string? documentation, WitGate? gate)
    {
        var json = new JsonObject();
        if (documentation is not null)
        {
            json["docs"] = documentation;
        }

        if (gate is not null)
        {
            json["stability"] = Describe(gate);
        }

        return json;
    }

    private static JsonObject Describe(WitGate gate)
    {
        var content = gate.Since is { } since ? new JsonObject { ["since"] = since.ToString() } : new JsonObject { ["feature"] = gate.Feature };
        if (gate.Deprecated is { } deprecated)
        {
            content["deprecated"] = deprecated.ToString();
        }

        return new JsonObject { [gate.Since is null ? "unstable" : "stable"] = content };
    }

    private static void Set<T>(JsonObject json, string key, IEnumerable<T> items, Func<T, string> name, Func<T, JsonObject> describe)
    {
        var content = new JsonObject();
        foreach (var item in items)
        {
            var described = describe(item);
            if (described.Count > 0)
            {
                content[name(item)] = described;
            }
        }

        if (content.Count > 0)
        {
            json[key] = content;
        }
    }

    private static void SetGates(JsonObject json, string key, List<WitWorldInterface> items)
    {
        var content = new JsonObject();
        foreach (var item in items.Where(item => !IsInline(item) && item.Gate is not null))
        {
            content[item.Name] = Describe(item.Gate!);
        }

        if (content.Count > 0)
        {
            json[key] = content;
        }
    }

    private static void SetComments(JsonObject json, string key, List<WitWorldInterface> items)
    {
        var content = new JsonObject();
        foreach (var item in items.Where(item => !IsInline(item) && item.Documentation is not null))
        {
            content[item.Name] = item.Documentation;
        }

        if (content.Count > 0)
        {
            json[key] = content;
        }
    }
}
