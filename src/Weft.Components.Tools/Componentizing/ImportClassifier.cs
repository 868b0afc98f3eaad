// What the imports of a core module mean in a world: by their names, in either scheme. Every function type is checked here, so that a module
// that does not fit says which import is wrong, and not that the component made of it is invalid.
using Weft.Components.CanonicalAbi;
using Weft.Components.Tools.Building;
using Weft.Components.Tools.Embedding;
using Weft.Components.Tools.Packages;
using Weft.Components.Types;
using Weft.Wasm;
using Weft.Wit;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Components.Tools.Componentizing;

/// <summary>Finds out what imports of core modules mean.</summary>
internal sealed class ImportClassifier(WitWorld world, WorldSignatures signatures, IReadOnlyCollection<string> adapters, bool rejectsLegacyNames)
{
    private const string AsyncPrefix = "[async-lower]";
    private const string ExportPrefix = "[export]";
    private const string TaskReturnPrefix = "[task-return]";
    private const string MainModule = "__main_module__";

    private static readonly FunctionType s_drop = new([ValueType.I32], []);
    private static readonly FunctionType s_map = new([ValueType.I32], [ValueType.I32]);

    private readonly List<WitWorldInterface> _imports = [.. world.Imports.OfType<WitWorldInterface>()];
    private readonly List<WitWorldInterface> _exports = [.. world.Exports.OfType<WitWorldInterface>()];

    /// <summary>What each import of a module means.</summary>
    /// <param name="module">The module.</param>
    /// <param name="isAdapter">Whether it is an adapter, which may import from the main module.</param>
    public List<(Import Import, CoreUse Use)> Classify(ModuleFacts module, bool isAdapter) =>
        [.. module.Module.Imports.Select(import => (import, Classify(module, import, isAdapter)))];

    /// <summary>
    /// The core function of <c>task.return</c>, and which options it needs: those of the function that returns, because the two must be the same
    /// (CanonicalABI.md, "canon task.return").
    /// </summary>
    public CoreSignature TaskReturnOf(TaskReturnUse use)
    {
        var result = signatures.TypeOf(isExport: true, use.Item, use.Function).Result;
        var type = new ComponentFunctionType(isAsync: false, result is null ? [] : [new Field("result", result)], null);
        var returning = CoreSignatures.Lower(type, default);
        return returning with { NeedsMemory = returning.NeedsMemory || signatures.Export(use.Item, use.Function, LiftAbi.Callback).NeedsMemory };
    }

    private CoreUse Classify(ModuleFacts module, Import import, bool isAdapter)
    {
        if (import is { Module: "env", Name: "memory", Type: MemoryType memory })
        {
            return new MemoryUse(memory);
        }

        if (isAdapter && import.Module == MainModule)
        {
            return new MainExportUse(import.Name, import.Type.Kind);
        }

        if (import.Type is not ExternalFunctionType function)
        {
            throw new ComponentToolException(
                $"the module imports the {import.Type.Kind.ToString().ToLowerInvariant()} {import.Module} {import.Name}: modules that become components import functions, and a memory as env memory");
        }

        var type = module.TypeOf(function);
        if (!isAdapter && adapters.Contains(import.Module))
        {
            return new AdapterUse(import.Module, import.Name, type);
        }

        var naming = import.Module.StartsWith(CoreNaming.Standard.RootModule, StringComparison.Ordinal) || rejectsLegacyNames ? CoreNaming.Standard : CoreNaming.Legacy;
        return (import.Module == naming.RootModule ? ClassifyRoot(import, type, naming) : ClassifyInterface(import, type, naming))
            ?? throw Unknown(import);
    }

    private CoreUse? ClassifyRoot(Import import, FunctionType type, CoreNaming naming)
    {
        var name = import.Name;
        if (naming == CoreNaming.Legacy && AsyncBuiltins.Find(name) is { } builtin)
        {
            Check(import, builtin.Type, type);
            return builtin;
        }

        return (CoreUse?)FindFunction(import, null, WitFunctions.ImportedBy(world), type, naming)
            ?? (CoreUse?)FindDrop(import, null, world.Imports.OfType<WitWorldType>().Select(item => item.Type), type, naming)
            ?? FindStream(import, null, isExport: false, WitFunctions.ImportedBy(world), type, naming);
    }

    private CoreUse? ClassifyInterface(Import import, FunctionType type, CoreNaming naming)
    {
        if (naming == CoreNaming.Legacy && import.Module == ExportPrefix + naming.RootModule)
        {
            return ClassifyExport(import, null, type, naming);
        }

        if (FindItem(_exports, import.Module, naming.ExportModule, ExportPrefix) is { } exported)
        {
            return ClassifyExport(import, exported, type, naming);
        }

        if (FindItem(_imports, import.Module, naming.ImportModule, "") is not { } item)
        {
            return null;
        }

        return (CoreUse?)FindFunction(import, item, WitFunctions.Of(item.Interface), type, naming)
            ?? (CoreUse?)FindDrop(import, item, item.Interface.Types, type, naming)
            ?? FindStream(import, item, isExport: false, WitFunctions.Of(item.Interface), type, naming)
            ?? throw new ComponentToolException($"the interface {item.Name} has no function {import.Name}, which the module imports");
    }

    private static WitWorldInterface? FindItem(List<WitWorldInterface> items, string module, Func<WitWorldInterface, string> name, string prefix)
    {
        var exact = items.Find(item => name(item) == module);
        if (exact is not null || !module.StartsWith(prefix, StringComparison.Ordinal) || InterfaceId.TryParse(module[prefix.Length..]) is not { } id)
        {
            return exact;
        }

        // Merging worlds may have led to another version that is compatible.
        return items.Find(item => !item.HasPlainName && InterfaceId.AreCompatible(id, new InterfaceId(item.Interface.Package.Name, item.Interface.Name!)));
    }

    private FunctionUse? FindFunction(Import import, WitWorldInterface? item, IEnumerable<WitFunction> functions, FunctionType type, CoreNaming naming)
    {
        var isAsync = naming == CoreNaming.Legacy && import.Name.StartsWith(AsyncPrefix, StringComparison.Ordinal);
        var name = isAsync ? import.Name[AsyncPrefix.Length..] : import.Name;
        if (functions.FirstOrDefault(function => function.ComponentName == name) is not { } function)
        {
            return null;
        }

        Check(import, signatures.Import(item, function, isAsync).Type, type);
        return new FunctionUse(item, function, isAsync);
    }

    private static ImportedDropUse? FindDrop(Import import, WitWorldInterface? item, IEnumerable<WitTypeDefinition> types, FunctionType type, CoreNaming naming)
    {
        var resource = types.FirstOrDefault(candidate => candidate.Resolved is WitResource && naming.ResourceBuiltin("drop", candidate.Name) == import.Name);
        if (resource is null)
        {
            return null;
        }

        Check(import, s_drop, type);
        return new ImportedDropUse(item, resource);
    }

    private static StreamUse? FindStream(Import import, WitWorldInterface? item, bool isExport, IEnumerable<WitFunction> functions, FunctionType type, CoreNaming naming)
    {
        if (naming != CoreNaming.Legacy
            || StreamBuiltins.Find(import.Name, item, isExport, name => functions.FirstOrDefault(function => function.ComponentName == name)) is not { } use)
        {
            return null;
        }

        Check(import, StreamBuiltins.TypeOf(use.Kind), type);
        return use;
    }

    private CoreUse ClassifyExport(Import import, WitWorldInterface? item, FunctionType type, CoreNaming naming)
    {
        var name = import.Name;
        foreach (var resource in item?.Interface.Types.OfType<WitResource>() ?? [])
        {
            BuiltinKind? kind = name == naming.ResourceBuiltin("drop", resource.Name) ? BuiltinKind.ResourceDrop
                : name == naming.ResourceBuiltin("new", resource.Name) ? BuiltinKind.ResourceNew
                : name == naming.ResourceBuiltin("rep", resource.Name) ? BuiltinKind.ResourceRep
                : null;
            if (kind is { } found)
            {
                Check(import, found == BuiltinKind.ResourceDrop ? s_drop : s_map, type);
                return new ExportedResourceUse(found, item!, resource);
            }
        }

        if (naming == CoreNaming.Legacy && name == "[task-cancel]" && AsyncBuiltins.Find(name) is { } builtin)
        {
            Check(import, builtin.Type, type);
            return builtin;
        }

        var functions = item is null ? world.Exports.OfType<WitWorldFunction>().Select(export => export.Function) : WitFunctions.Of(item.Interface);
        if (naming == CoreNaming.Legacy && name.StartsWith(TaskReturnPrefix, StringComparison.Ordinal)
            && functions.FirstOrDefault(function => function.ComponentName == name[TaskReturnPrefix.Length..]) is { } returning)
        {
            var use = new TaskReturnUse(item, returning);
            Check(import, TaskReturnOf(use).Type, type);
            return use;
        }

        return FindStream(import, item, isExport: true, functions, type, naming)
            ?? throw new ComponentToolException($"the module imports {name} from {import.Module}, and there is no such built-in for that export");
    }

    private static void Check(Import import, FunctionType expected, FunctionType found)
    {
        if (expected != found)
        {
            throw new ComponentToolException($"the module imports {import.Name} from {import.Module} as {found}, but in the world it is {expected}");
        }
    }

    private ComponentToolException Unknown(Import import) => new(
        import.Module is "wasi_snapshot_preview1" or "wasi_unstable"
            ? $"the module imports {import.Name} from {import.Module}, which components do not have: run the module itself with `weft run`, or pass an adapter with "
                + $"--adapt {import.Module}=FILE (for WASI, wasi_snapshot_preview1.command.wasm for programs with _start, wasi_snapshot_preview1.reactor.wasm otherwise)"
            : $"the module imports {import.Name} from {import.Module}, and its world has no such import"
                + (_imports.Count == 0 ? ": it has none at all" : $"; it has {string.Join(", ", _imports.Select(item => item.Name))}")
                + ". `weft component embed` says which world a module is for; --adapt FILE gives a module that translates");
}
