// What `weft inspect` says about a component, in both of its forms.
using System.Globalization;
using System.Text.Json.Nodes;
using Weft.Cli.Parsing;
using Weft.Components;
using Weft.Components.Binary;
using Weft.Components.Types;
using Weft.Wasm;

namespace Weft.Cli.Inspection;

/// <summary>The facts about one component.</summary>
internal sealed class ComponentReport : IReport
{
    private readonly long _size;
    private readonly ComponentType _type;
    private readonly List<(string Path, CoreModuleItem Item)> _modules;
    private readonly int _components;
    private readonly SortedSet<string> _features;

    /// <summary>Collects the facts.</summary>
    /// <param name="binary">The component, binary.</param>
    /// <exception cref="WasmException">It is not valid.</exception>
    public ComponentReport(ReadOnlyMemory<byte> binary)
    {
        _size = binary.Length;
        var definition = ComponentReader.Read(binary);
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Interpreter });
        using var component = Component.Load(engine, definition, ComponentFeatures.All);
        _type = component.Type;
        _modules = [.. FindModules(definition, "")];
        _components = CountComponents(definition);
        _features = [.. _modules.SelectMany(module => FeatureScanner.Scan(module.Item.Module))];
    }

    /// <inheritdoc/>
    public void Write(TextWriter output, string file)
    {
        output.WriteLine($"{file}: WebAssembly component, {ByteSize.Format(_size)}");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {_type.Imports.Count} imports, {_type.Exports.Count} exports, {_modules.Count} core modules, {_components} components inside"));
        output.WriteLine($"proposals: {(_features.Count == 0 ? "none" : string.Join(", ", _features))}");
        ModuleReport.WriteList(output, "imports", _type.Imports.Select(Describe));
        ModuleReport.WriteList(output, "exports", _type.Exports.Select(Describe));
        ModuleReport.WriteList(output, "core modules", _modules.Select(module => string.Create(
            CultureInfo.InvariantCulture,
            $"{module.Path,-12} {module.Item.Binary.Length,12} bytes at 0x{module.Item.Offset:x}, {module.Item.Module.FunctionCount} functions, {module.Item.Module.Imports.Length} imports, {module.Item.Module.Exports.Length} exports")));
    }

    /// <inheritdoc/>
    public JsonObject ToJson(string file) => new()
    {
        ["file"] = file,
        ["kind"] = "component",
        ["size"] = _size,
        ["proposals"] = new JsonArray([.. _features.Select(feature => JsonValue.Create(feature))]),
        ["components"] = _components,
        ["imports"] = new JsonArray([.. _type.Imports.Select(ToJson)]),
        ["exports"] = new JsonArray([.. _type.Exports.Select(ToJson)]),
        ["modules"] = new JsonArray([.. _modules.Select(module => new JsonObject
        {
            ["path"] = module.Path,
            ["offset"] = module.Item.Offset,
            ["size"] = module.Item.Binary.Length,
            ["functions"] = module.Item.Module.FunctionCount,
            ["imports"] = module.Item.Module.Imports.Length,
            ["exports"] = module.Item.Module.Exports.Length,
        })]),
    };

    private static JsonObject ToJson(NamedExtern item)
    {
        var made = new JsonObject { ["name"] = item.Name.Name, ["kind"] = KindOf(item) };
        if (item.Type.Type is InstanceType instance)
        {
            made["functions"] = new JsonArray([.. FunctionsOf(instance).Select(name => JsonValue.Create(name))]);
        }

        return made;
    }

    private static string Describe(NamedExtern item) => item.Type.Type is InstanceType instance
        ? string.Create(CultureInfo.InvariantCulture, $"{item.Name.Name}: instance, {FunctionsOf(instance).Count()} functions")
        : $"{item.Name.Name}: {KindOf(item)}";

    private static IEnumerable<string> FunctionsOf(InstanceType instance) =>
        instance.Exports.Where(export => export.Type.Type is ComponentFunctionType).Select(export => export.Name.Name);

    private static string KindOf(NamedExtern item) => item.Type.Sort == Sort.CoreModule ? "core module" : item.Type.Type.KindName;

    // Which core module, counted in each component, behind the components that it is in.
    private static IEnumerable<(string Path, CoreModuleItem Item)> FindModules(ComponentDefinition component, string path)
    {
        var (modules, components) = (0, 0);
        foreach (var item in component.Items)
        {
            switch (item)
            {
                case CoreModuleItem module:
                    yield return (string.Create(CultureInfo.InvariantCulture, $"{path}{modules++}"), module);
                    break;
                case NestedComponent nested:
                    foreach (var inner in FindModules(nested.Component, string.Create(CultureInfo.InvariantCulture, $"{path}{components}.")))
                    {
                        yield return inner;
                    }

                    components++;
                    break;
            }
        }
    }

    private static int CountComponents(ComponentDefinition component) =>
        component.Items.OfType<NestedComponent>().Sum(nested => 1 + CountComponents(nested.Component));
}
