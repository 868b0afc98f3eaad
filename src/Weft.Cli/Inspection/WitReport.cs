// What `weft wit --json` writes: the resolved model; types are in the notation of WIT.
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weft.Wit;

namespace Weft.Cli.Inspection;

/// <summary>A set of packages as JSON.</summary>
internal sealed class WitReport(WitPackageSet packages, bool rootOnly)
{
    // For people and programs, not for pages: `list<u8>` stays what it is.
    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The object as text, with a line's end.</summary>
    public string ToText() => ToJson().ToJsonString(s_options) + "\n";

    private JsonObject ToJson() => new()
    {
        ["root"] = packages.Root.Name.ToString(),
        ["packages"] = List(packages.Packages.Where(package => !rootOnly || package == packages.Root), Package),
    };

    private static JsonObject Package(WitPackage package) => Described(package.Name.ToString(), package.Documentation, null, null, new()
    {
        ["interfaces"] = List(package.Interfaces, Interface),
        ["worlds"] = List(package.Worlds, World),
    });

    private static JsonObject Interface(WitInterface item) => Described(item.QualifiedName, item.Documentation, item.Gate, null, new()
    {
        ["types"] = List(item.Types, Type),
        ["functions"] = List(item.Functions, Function),
    });

    private static JsonObject World(WitWorld world) => Described(world.QualifiedName, world.Documentation, world.Gate, null, new()
    {
        ["imports"] = List(world.Imports, WorldItem),
        ["exports"] = List(world.Exports, WorldItem),
    });

    private static JsonObject WorldItem(WitWorldItem item)
    {
        var content = item switch
        {
            WitWorldFunction function => Signature("function", function.Function),
            WitWorldType type => new JsonObject { ["kind"] = "type", ["type"] = Type(type.Type) },
            WitWorldInterface { Interface.Name: null } inline => new JsonObject { ["kind"] = "interface", ["inline"] = Interface(inline.Interface) },
            _ => new JsonObject { ["kind"] = "interface", ["interface"] = ((WitWorldInterface)item).Interface.QualifiedName },
        };
        return Described(item.Name, item.Documentation, item.Gate, item.ExternalId, content);
    }

    private static JsonObject Type(WitTypeDefinition type)
    {
        JsonObject content = type switch
        {
            WitTypeAlias { IsUse: true, Target: WitTypeDefinition target } => new() { ["kind"] = "use", ["from"] = target.Interface?.QualifiedName, ["type"] = target.Name },
            WitTypeAlias { Target: WitHandleType { IsBorrowed: false } handle } => new() { ["kind"] = "alias", ["type"] = $"own<{WitPrinter.Print(handle)}>" },
            WitTypeAlias alias => new() { ["kind"] = "alias", ["type"] = WitPrinter.Print(alias.Target) },
            WitRecord record => new() { ["kind"] = "record", ["fields"] = List(record.Fields, field => Part(field.Name, field.Type, field.Documentation)) },
            WitVariant variant => new() { ["kind"] = "variant", ["cases"] = List(variant.Cases, one => Part(one.Name, one.Payload, one.Documentation)) },
            WitEnum values => new() { ["kind"] = "enum", ["cases"] = List(values.Cases, one => Part(one.Name, null, one.Documentation)) },
            WitFlags flags => new() { ["kind"] = "flags", ["flags"] = List(flags.Flags, one => Part(one.Name, null, one.Documentation)) },
            _ => new() { ["kind"] = "resource", ["functions"] = List(((WitResource)type).Functions, Function) },
        };
        return Described(type.Name, type.Documentation, type.Gate, type.ExternalId, content);
    }

    private static JsonObject Function(WitFunction function) =>
        Described(function.ComponentName, function.Documentation, function.Gate, function.ExternalId, Signature(function.Kind.ToString().ToLowerInvariant(), function));

    private static JsonObject Signature(string kind, WitFunction function) => new()
    {
        ["kind"] = kind,
        ["async"] = function.IsAsync,
        ["parameters"] = List(function.Parameters, parameter => Part(parameter.Name, parameter.Type, null)),
        ["result"] = function.Result is null ? null : WitPrinter.Print(function.Result),
    };

    private static JsonObject Part(string name, WitType? type, string? documentation) =>
        Described(name, documentation, null, null, type is null ? [] : new JsonObject { ["type"] = WitPrinter.Print(type) });

    // The name first, then what is there, then the content.
    private static JsonObject Described(string? name, string? documentation, WitGate? gate, string? externalId, JsonObject content)
    {
        var item = new JsonObject();
        Set("name", name);
        Set("documentation", documentation);
        Set("since", gate?.Since?.ToString());
        Set("unstable", gate?.Feature);
        Set("deprecated", gate?.Deprecated?.ToString());
        Set("externalId", externalId);
        foreach (var (key, value) in content)
        {
            item[key] = value?.DeepClone();
        }

        return item;

        void Set(string key, string? value)
        {
            if (value is not null)
            {
                item[key] = value;
            }
        }
    }

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode> convert) => [.. items.Select(convert)];
}
