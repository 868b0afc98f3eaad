// A core module that fits a world and does nothing: a template to look at, and what `embed --dummy` writes.
using System.Globalization;
using System.Text;
using Weft.Components.Tools.Building;
using Weft.Wasm;
using Weft.Wasm.Text;
using Weft.Wit;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Components.Tools.Embedding;

/// <summary>Makes modules that trap wherever they are called.</summary>
public static class DummyModule
{
    /// <summary>The module for a world.</summary>
    /// <param name="world">The world.</param>
    /// <param name="naming">The scheme of its imports and exports.</param>
    public static ModuleDefinition Make(WitWorld world, CoreNaming naming)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(naming);
        var signatures = new WorldSignatures(world);
        var text = new StringBuilder("(module\n");
        foreach (var item in world.Imports.OfType<WitWorldInterface>())
        {
            foreach (var function in WitFunctions.Of(item.Interface))
            {
                Import(text, naming.ImportModule(item), function.ComponentName, signatures.Import(item, function, isAsync: false).Type);
            }

            ImportDrops(text, naming, naming.ImportModule(item), item.Interface.Types);
        }

        ImportDrops(text, naming, naming.RootModule, world.Imports.OfType<WitWorldType>().Select(item => item.Type));
        foreach (var function in WitFunctions.ImportedBy(world))
        {
            Import(text, naming.RootModule, function.ComponentName, signatures.Import(null, function, isAsync: false).Type);
        }

        var exports = world.Exports.OfType<WitWorldInterface>().ToList();
        foreach (var (item, resource) in exports.SelectMany(item => item.Interface.Types.OfType<WitResource>().Select(resource => (item, resource))))
        {
            Import(text, naming.ExportModule(item), naming.ResourceBuiltin("drop", resource.Name), s_drop);
            Import(text, naming.ExportModule(item), naming.ResourceBuiltin("new", resource.Name), s_new);
            Import(text, naming.ExportModule(item), naming.ResourceBuiltin("rep", resource.Name), s_new);
        }

        foreach (var item in world.Exports.OfType<WitWorldFunction>())
        {
            Export(text, naming, null, item.Function, signatures);
        }

        foreach (var item in exports)
        {
            foreach (var function in WitFunctions.Of(item.Interface))
            {
                Export(text, naming, item, function, signatures);
            }

            foreach (var resource in item.Interface.Types.OfType<WitResource>())
            {
                Define(text, naming.Destructor(item, resource), s_drop);
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"(memory (export \"{naming.Memory}\") 0)\n");
        Define(text, naming.Realloc, new FunctionType([ValueType.I32, ValueType.I32, ValueType.I32, ValueType.I32], [ValueType.I32]));
        text.Append(CultureInfo.InvariantCulture, $"(func (export \"{naming.Initialize}\"))\n)");
        return WatParser.Parse(text.ToString());
    }

    private static readonly FunctionType s_drop = new([ValueType.I32], []);

    private static readonly FunctionType s_new = new([ValueType.I32], [ValueType.I32]);

    private static void ImportDrops(StringBuilder text, CoreNaming naming, string module, IEnumerable<WitTypeDefinition> types)
    {
        foreach (var resource in types.OfType<WitResource>())
        {
            Import(text, module, naming.ResourceBuiltin("drop", resource.Name), s_drop);
        }
    }

    private static void Export(StringBuilder text, CoreNaming naming, WitWorldInterface? item, WitFunction function, WorldSignatures signatures)
    {
        var type = signatures.Export(item, function, LiftAbi.Synchronous).Type;
        Define(text, naming.Export(item, function), type);
        if (signatures.TypeOf(isExport: true, item, function).Result is { ContainsPointer: true })
        {
            Define(text, naming.PostReturn(item, function), new FunctionType(type.Results, []));
        }
    }

    // Names of WIT have no character that a text would need to escape.
    private static void Import(StringBuilder text, string module, string name, FunctionType type) =>
        text.Append(CultureInfo.InvariantCulture, $"(import \"{module}\" \"{name}\" (func {Spell(type)}))\n");

    private static void Define(StringBuilder text, string name, FunctionType type) =>
        text.Append(CultureInfo.InvariantCulture, $"(func (export \"{name}\") {Spell(type)} unreachable)\n");

    private static string Spell(FunctionType type) =>
        string.Concat(type.Parameters.Select(parameter => $"(param {parameter})")) + string.Concat(type.Results.Select(result => $"(result {result})"));
}
