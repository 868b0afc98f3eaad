// Everything that is known before a component is written: the world, the modules, and what of the world they use.
using System.Globalization;
using Weft.Components.Tools.Building;
using Weft.Components.Tools.Embedding;
using Weft.Wasm;
using Weft.Wasm.Validation;
using Weft.Wit;

namespace Weft.Components.Tools.Componentizing;

/// <summary>What a component will be made of.</summary>
internal sealed class WorldPlan
{
    private readonly ComponentizeOptions _options;

    public WorldPlan(ModuleDefinition module, ComponentizeOptions options)
    {
        _options = options;
        Check(module, "the module");
        var main = ModuleMetadata.Read(module);
        var adapters = new List<(AdapterModule Adapter, ModuleMetadata Metadata)>();
        var mainExports = NamesOf(main);
        var adapterExports = new List<HashSet<string>>();
        foreach (var adapter in options.Adapters)
        {
            Check(adapter.Module, $"the adapter {adapter.Name}");
            var metadata = ModuleMetadata.Read(adapter.Module);
            adapters.Add((adapter, metadata));
            adapterExports.Add(NamesOf(metadata));
            adapterExports[^1].ExceptWith(mainExports);
        }

        foreach (var (_, metadata) in adapters)
        {
            main.World.Merge(metadata.World);
            metadata.Packages[ModuleMetadata.RootPackage].Worlds.Clear();
            main.Packages.Merge(metadata.Packages);
        }

        if (options.MergesVersions)
        {
            VersionMerger.Merge(main.Packages, main.World);
        }

        World = main.Packages.Resolve(ModuleMetadata.RootPackage).Root.FindWorld(ModuleMetadata.RootWorld)!;
        Signatures = new WorldSignatures(World);
        Imports = new ImportClassifier(World, Signatures, [.. options.Adapters.Select(adapter => adapter.Name)], options.RejectsLegacyNames);
        Main = Plan("main", isAdapter: false, module, main, mainExports);
        Adapters = [];
        for (var i = 0; i < adapters.Count; i++)
        {
            if (PlanAdapter(adapters[i].Adapter, adapters[i].Metadata, adapterExports[i]) is { } plan)
            {
                Adapters.Add(plan);
            }
        }
    }

    /// <summary>The world of the component.</summary>
    public WitWorld World { get; }

    /// <summary>Core function types.</summary>
    public WorldSignatures Signatures { get; }

    /// <summary>What imports mean.</summary>
    public ImportClassifier Imports { get; }

    /// <summary>The module.</summary>
    public CoreModulePlan Main { get; }

    /// <summary>The adapters that are needed.</summary>
    public List<CoreModulePlan> Adapters { get; }

    /// <summary>All modules, the main one first.</summary>
    public IEnumerable<CoreModulePlan> Modules => [Main, .. Adapters];

    private static HashSet<string> NamesOf(ModuleMetadata metadata) => [.. metadata.World.ExportedFunctions.Keys, .. metadata.World.ExportedInterfaces.Keys];

    private static void Check(ModuleDefinition module, string title)
    {
        try
        {
            ModuleValidator.Validate(module, new TypeRegistry());
        }
        catch (InvalidModuleException error)
        {
            throw new ComponentToolException($"{title} is not valid: {error.Message}", error);
        }
    }

    private CoreModulePlan Plan(string name, bool isAdapter, ModuleDefinition module, ModuleMetadata metadata, HashSet<string> exports)
    {
        var facts = new ModuleFacts(module);
        List<WitWorldItem> items = [.. World.Exports.Where(item => exports.Contains(item.Name))];
        var imports = Rename(Imports.Classify(facts, isAdapter));
        var plain = module with
        {
            Imports = [.. imports.Select(pair => pair.Import)],
            CustomSections = [.. module.CustomSections.Where(section => !ComponentTypeSection.IsOne(section))],
        };
        return new CoreModulePlan(
            name,
            isAdapter,
            Producers.AddTo(plain, isAdapter ? null : metadata.Producers is { } own ? Producers.Merge(Producers.Own, own) : Producers.Own),
            metadata,
            items,
            imports,
            new ModuleExports(facts, Signatures, items, _options.RejectsLegacyNames));
    }

    // A module may import one function twice, but in a component the names of its imports must differ.
    private static List<(Import Import, CoreUse Use)> Rename(List<(Import Import, CoreUse Use)> imports)
    {
        var names = new Dictionary<string, Dictionary<string, int>>();
        for (var i = 0; i < imports.Count; i++)
        {
            var (import, use) = imports[i];
            if (!names.TryGetValue(import.Module, out var own))
            {
                names.Add(import.Module, own = []);
            }

            imports[i] = (import with { Name = UniqueNames.Add(own, import.Name, (start, number) => string.Create(CultureInfo.InvariantCulture, $"{start} [{number}]")) }, use);
        }

        return imports;
    }

    private CoreModulePlan? PlanAdapter(AdapterModule adapter, ModuleMetadata metadata, HashSet<string> exports)
    {
        var uses = Main.Imports.Select(pair => pair.Use).OfType<AdapterUse>().Where(use => use.Adapter == adapter.Name).ToList();
        if (uses.Count == 0 && exports.Count == 0)
        {
            return null;
        }

        var facts = new ModuleFacts(adapter.Module);
        foreach (var use in uses)
        {
            var found = facts.FunctionTypeOf(use.Function)
                ?? throw new ComponentToolException($"the module imports {use.Function} from {adapter.Name}, but the adapter has no such export");
            if (found != use.Type)
            {
                throw new ComponentToolException($"the module imports {use.Function} from {adapter.Name} as {use.Type}, but the adapter exports it as {found}");
            }
        }

        // Only what the world's exports need is classified before: imports that go away need not be there.
        List<WitWorldItem> items = [.. World.Exports.Where(item => exports.Contains(item.Name))];
        var needed = new ModuleExports(facts, Signatures, items, _options.RejectsLegacyNames).UsedNames().Concat(uses.Select(use => use.Function)).ToHashSet();
        if (uses.Count == 0 && items.All(item => item is WitWorldInterface named && !WitFunctions.Of(named.Interface).Any()))
        {
            return null;
        }

        var reduced = AdapterReducer.Reduce(facts, needed, _options.ReallocViaMemoryGrow ? null : Main.Exports.AdapterRealloc);
        var plan = Plan(adapter.Name, isAdapter: true, reduced, metadata, exports);
        foreach (var use in plan.Imports.Select(pair => pair.Use).OfType<MainExportUse>())
        {
            if (!Main.Module.Exports.Any(export => export.Name == use.Name && export.Kind == use.Kind))
            {
                throw new ComponentToolException($"the adapter {adapter.Name} needs the export {use.Name} of the module, which has none of that name"
                    + (use.Name == "_start" ? ": it is an adapter for programs, and this module is a library, which takes another (reactor)" : ""));
            }
        }

        return plan;
    }
}
