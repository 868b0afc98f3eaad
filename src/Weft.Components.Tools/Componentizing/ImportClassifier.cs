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

    private static readonly (string Name, BuiltinKind Kind)[] s_resourceBuiltins =
        [("drop", BuiltinKind.ResourceDrop), ("new", BuiltinKind.ResourceNew), ("rep", BuiltinKind.ResourceRep)];

    // A hostile module has as many imports as its world has functions: every lookup is one in a table.
    private readonly Dictionary<(WitWorldInterface? Item, bool IsExport), Dictionary<string, WitFunction>> _functions = [];
    private readonly Dictionary<(WitWorldInterface? Item, CoreNaming Naming, string Kind), Dictionary<string, WitTypeDefinition>> _resources = [];
    private readonly Dictionary<(string Module, bool IsExport), WitWorldInterface?> _items = [];
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

        if (import.Module == Preview1Interface.CoreName)
        {
            return ClassifyPreview1(import, type);
        }

        var naming = import.Module.StartsWith(CoreNaming.Standard.RootModule, StringComparison.Ordinal) || rejectsLegacyNames ? CoreNaming.Standard : CoreNaming.Legacy;
        return (import.Module == naming.RootModule ? ClassifyRoot(import, type, naming) : ClassifyInterface(import, type, naming))
            ?? throw Unknown(import);
    }

    private static Preview1Use ClassifyPreview1(Import import, FunctionType type)
    {
        var known = Preview1Interface.Functions.FirstOrDefault(function => function.Name == import.Name);
        if (known.Type is null)
        {
            throw new ComponentToolException($"the module imports {import.Name} from {import.Module}, which WASI preview 1 does not have");
        }

        return known.Type == type ? new Preview1Use(import.Name)
            : throw new ComponentToolException($"the module imports {import.Name} from {import.Module} as {type}, but in WASI preview 1 it is {known.Type}");
    }

    private CoreUse? ClassifyRoot(Import import, FunctionType type, CoreNaming naming)
    {
        var name = import.Name;
        if (naming == CoreNaming.Legacy && AsyncBuiltins.Find(name) is { } builtin)
        {
            Check(import, builtin.Type, type);
            return builtin;
        }

        return FindMember(import, null, type, naming);
    }

    private CoreUse? FindMember(Import import, WitWorldInterface? item, FunctionType type, CoreNaming naming) =>
        (CoreUse?)FindFunction(import, item, type, naming) ?? (CoreUse?)FindDrop(import, item, type, naming) ?? FindStream(import, item, isExport: false, type, naming);

    private CoreUse? ClassifyInterface(Import import, FunctionType type, CoreNaming naming)
    {
        if (naming == CoreNaming.Legacy && import.Module == ExportPrefix + naming.RootModule)
        {
            return ClassifyExport(import, null, type, naming);
        }

        if (FindItem(import.Module, isExport: true, naming) is { } exported)
        {
            return ClassifyExport(import, exported, type, naming);
        }

        return FindItem(import.Module, isExport: false, naming) is not { } item ? null
            : FindMember(import, item, type, naming) ?? throw new ComponentToolException($"the interface {item.Name} has no function {import.Name}, which the module imports");
    }

    private WitWorldInterface? FindItem(string module, bool isExport, CoreNaming naming)
    {
        if (!_items.TryGetValue((module, isExport), out var found))
        {
            var (items, prefix) = isExport ? (_exports, ExportPrefix) : (_imports, "");
            found = items.Find(item => (isExport ? naming.ExportModule(item) : naming.ImportModule(item)) == module);
            if (found is null && module.StartsWith(prefix, StringComparison.Ordinal) && InterfaceId.TryParse(module[prefix.Length..]) is { } id)
            {
                // Merging worlds may have led to another version that is compatible.
                found = items.Find(item => !item.HasPlainName && new InterfaceId(item.Interface.Package.Name, item.Interface.Name!).Track == id.Track);
            }

            _items.Add((module, isExport), found);
        }

        return found;
    }

    private WitFunction? FindFunction(WitWorldInterface? item, bool isExport, string name)
    {
        if (!_functions.TryGetValue((item, isExport), out var functions))
        {
            var all = item is not null ? WitFunctions.Of(item.Interface)
                : isExport ? world.Exports.OfType<WitWorldFunction>().Select(export => export.Function) : WitFunctions.ImportedBy(world);
            _functions.Add((item, isExport), functions = all.ToDictionary(function => function.ComponentName));
        }

        return functions.GetValueOrDefault(name);
    }

    private WitTypeDefinition? FindResource(WitWorldInterface? item, CoreNaming naming, string kind, string name)
    {
        if (!_resources.TryGetValue((item, naming, kind), out var resources))
        {
            var types = item is not null ? item.Interface.Types : world.Imports.OfType<WitWorldType>().Select(import => import.Type);
            _resources.Add((item, naming, kind), resources = types.Where(type => type.Resolved is WitResource).ToDictionary(type => naming.ResourceBuiltin(kind, type.Name)));
        }

        return resources.GetValueOrDefault(name);
    }

    private FunctionUse? FindFunction(Import import, WitWorldInterface? item, FunctionType type, CoreNaming naming)
    {
        var isAsync = naming == CoreNaming.Legacy && import.Name.StartsWith(AsyncPrefix, StringComparison.Ordinal);
        var name = isAsync ? import.Name[AsyncPrefix.Length..] : import.Name;
        if (FindFunction(item, isExport: false, name) is not { } function)
        {
            return null;
        }

        Check(import, signatures.Import(item, function, isAsync).Type, type);
        return new FunctionUse(item, function, isAsync);
    }

    private ImportedDropUse? FindDrop(Import import, WitWorldInterface? item, FunctionType type, CoreNaming naming)
    {
        if (FindResource(item, naming, "drop", import.Name) is not { } resource)
        {
            return null;
        }

        Check(import, s_drop, type);
        return new ImportedDropUse(item, resource);
    }

    private StreamUse? FindStream(Import import, WitWorldInterface? item, bool isExport, FunctionType type, CoreNaming naming)
    {
        if (naming != CoreNaming.Legacy
            || StreamBuiltins.Find(import.Name, item, isExport, name => FindFunction(item, isExport, name)) is not { } use)
        {
            return null;
        }

        Check(import, StreamBuiltins.TypeOf(use.Kind), type);
        return use;
    }

    private CoreUse ClassifyExport(Import import, WitWorldInterface? item, FunctionType type, CoreNaming naming)
    {
        var name = import.Name;
        foreach (var (kind, builtinKind) in s_resourceBuiltins)
        {
            if (item is not null && FindResource(item, naming, kind, name) is WitResource resource)
            {
                Check(import, builtinKind == BuiltinKind.ResourceDrop ? s_drop : s_map, type);
                return new ExportedResourceUse(builtinKind, item, resource);
            }
        }

        if (naming == CoreNaming.Legacy && name == "[task-cancel]" && AsyncBuiltins.Find(name) is { } builtin)
        {
            Check(import, builtin.Type, type);
            return builtin;
        }

        if (naming == CoreNaming.Legacy && name.StartsWith(TaskReturnPrefix, StringComparison.Ordinal)
            && FindFunction(item, isExport: true, name[TaskReturnPrefix.Length..]) is { } returning)
        {
            var use = new TaskReturnUse(item, returning);
            Check(import, TaskReturnOf(use).Type, type);
            return use;
        }

        return FindStream(import, item, isExport: true, type, naming)
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
        import.Module is "wasi_unstable"
            ? $"the module imports {import.Name} from {import.Module}, which components do not have: run the module itself with `weft run`, or pass an adapter with "
                + $"--adapt {import.Module}=FILE"
            : $"the module imports {import.Name} from {import.Module}, and its world has no such import"
                + (_imports.Count == 0 ? ": it has none at all" : $"; it has {string.Join(", ", _imports.Select(item => item.Name))}")
                + ". `weft component embed` says which world a module is for; --adapt FILE gives a module that translates");
}
