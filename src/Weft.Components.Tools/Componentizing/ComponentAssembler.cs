// Writes the component: imports, the modules, the instances with everything that they import, then what is lifted out of them.
using System.Collections.Immutable;
using Weft.Components.Tools.Building;
using Weft.Wasm;
using Weft.Wit;

namespace Weft.Components.Tools.Componentizing;

/// <summary>Puts a component together.</summary>
internal sealed partial class ComponentAssembler
{
    private readonly WorldPlan _plan;
    private readonly ItemBuilder _items = new();
    private readonly WorldScope _imported;
    private readonly WorldScope _exported;
    private readonly ImportSection _imports;
    private readonly List<Shim> _shims = [];
    private readonly Dictionary<ShimKey, Shim> _shimsByKey = [];
    private readonly Dictionary<CoreModulePlan, int> _moduleIndices = [];
    private readonly Dictionary<CoreModulePlan, int> _instances = [];
    private readonly Dictionary<(int Instance, string Name, Sort Sort), int> _coreAliases = [];
    private readonly Dictionary<WitInterface, HashSet<WitInterface>> _exportsUsed = [];
    private int? _memory;
    private int? _shimInstance;

    public ComponentAssembler(WorldPlan plan)
    {
        _plan = plan;
        _imported = new WorldScope(_items) { Names = NamedTypes.Imported };
        _exported = new WorldScope(_items) { Names = NamedTypes.Unnamed };
        _imports = new ImportSection(
            plan.World,
            _imported,
            plan.Modules.SelectMany(module => module.Imports).Select(pair => pair.Use).OfType<FunctionUse>().Select(use => (use.Item, use.Function)),
            FindTypes());
    }

    /// <summary>What stands for a function that does not exist yet.</summary>
    /// <param name="Type">Its type.</param>
    /// <param name="Name">What it is called.</param>
    /// <param name="Find">The core function, when it exists.</param>
    /// <param name="Index">Its place in the table.</param>
    private sealed record Shim(FunctionType Type, string Name, Func<int> Find, int Index);

    /// <summary>Which function a shim stands for.</summary>
    /// <param name="Module">The module that it is for; null when it is for all.</param>
    /// <param name="What">What the module uses it as: a use, or a resource whose destructor it is.</param>
    private readonly record struct ShimKey(CoreModulePlan? Module, object What);

    public ComponentDefinition Assemble()
    {
        _imports.Write();
        foreach (var (type, instance) in _imported.Instances)
        {
            _exported.Instances.Add(type, instance);
        }

        ImportPreview1();
        foreach (var module in _plan.Modules)
        {
            _moduleIndices.Add(module, _items.Add(new CoreModuleItem(module.Module), module.IsAdapter ? "adapter:" + module.Name : "main"));
        }

        foreach (var module in _plan.Modules)
        {
            AddShims(module);
        }

        InstantiateShim();
        DeclareExportedTypes();
        Instantiate(_plan.Main);
        if (_memory is null && _plan.Main.Exports.Memory is { } memory)
        {
            _memory = AliasCore(_instances[_plan.Main], memory, Sort.CoreMemory);
        }

        foreach (var adapter in _plan.Adapters)
        {
            Instantiate(adapter);
        }

        InstantiateFixup();
        foreach (var module in _plan.Modules)
        {
            Export(module);
        }

        ExportPreview1Command();
        _items.Add(new CustomItem(Producers.Own.ToCustomSection()));
        return _items.ToComponent();
    }

    // The types that exports need of imported interfaces, and those that built-ins speak of.
    private LiveTypes FindTypes()
    {
        var live = new LiveTypes();
        foreach (var item in _plan.World.Imports.OfType<WitWorldType>())
        {
            live.Add(item.Type);
        }

        foreach (var use in _plan.Modules.SelectMany(module => module.Imports).Select(pair => pair.Use))
        {
            switch (use)
            {
                case ImportedDropUse drop:
                    live.Add(drop.Resource);
                    break;
                case StreamUse { IsExport: false, Stream: { } stream }:
                    live.Add(stream);
                    break;
                default:
                    break;
            }
        }

        var exported = _plan.World.Exports.OfType<WitWorldInterface>().Select(item => item.Interface).ToHashSet();
        foreach (var item in _plan.World.Exports)
        {
            if (item is WitWorldFunction function)
            {
                live.Add(function.Function);
                continue;
            }

            var type = ((WitWorldInterface)item).Interface;
            var used = new HashSet<WitInterface>();
            foreach (var dependency in type.Dependencies.Where(exported.Contains))
            {
                used.Add(dependency);
                used.UnionWith(_exportsUsed[dependency]);
            }

            _exportsUsed[type] = used;
            var own = new LiveTypes();
            own.Add(type);
            foreach (var definition in own.Types)
            {
                if (definition.Interface is { } owner && owner != type && !used.Contains(owner))
                {
                    live.Add(definition);
                }
            }
        }

        return live;
    }

    // Resources must be there before the module is, as it imports their built-ins; their destructors are in the module, and so behind shims.
    private void DeclareExportedTypes()
    {
        foreach (var module in _plan.Modules)
        {
            foreach (var item in module.Items.OfType<WitWorldInterface>())
            {
                _exported.Interface = item.Interface;
                foreach (var type in item.Interface.Types)
                {
                    if (type is WitResource resource)
                    {
                        int? destructor = module.Exports.Destructors.ContainsKey((item, resource)) ? UseShim(new ShimKey(module, resource)) : null;
                        _exported.Definitions[resource] = _items.AddType(new ResourceDefinition(Wasm.ValueType.I32, destructor), resource.Name);
                    }
                    else
                    {
                        _exported.EncodeDefinition(type);
                    }
                }
            }
        }
    }

    private void Instantiate(CoreModulePlan module)
    {
        var arguments = ImmutableArray.CreateBuilder<CoreArgument>();
        foreach (var group in module.Imports.GroupBy(pair => pair.Import.Module))
        {
            var exports = group.Select(pair => new CoreInlineExport(pair.Import.Name, SortFacts.FromExternal(pair.Import.Type.Kind), Find(module, pair.Use))).ToImmutableArray();
            arguments.Add(new CoreArgument(group.Key, _items.Add(new CoreExportBundle(exports), group.Key)));
        }

        _instances.Add(module, _items.Add(new CoreInstantiation(_moduleIndices[module], arguments.ToImmutable()), module.Name));
    }

    private void Export(CoreModulePlan module)
    {
        foreach (var item in module.Items)
        {
            if (item is WitWorldFunction world)
            {
                var function = Lift(module, null, world.Function, _imported);
                _items.Add(new ExportItem(WitFunctions.NameOf(item), Sort.Function, function, null));
                continue;
            }

            var named = (WitWorldInterface)item;
            _exported.Interface = named.Interface;
            var functions = WitFunctions.Of(named.Interface).Select(function => (function, Lift(module, named, function, _exported))).ToList();
            var instance = InterfaceExport.Add(named.Interface, item.Name, _exported, functions);
            _exported.Instances[named.Interface] = _items.Add(new ExportItem(WitFunctions.NameOf(item), Sort.Instance, instance, null), item.Name);

            // Others use the types that the instance exports from here on.
            _exported.Forget(named.Interface.Types);
        }
    }

    private int Lift(CoreModulePlan module, WitWorldInterface? item, WitFunction function, WorldScope scope)
    {
        var lifted = module.Exports.Find(item, function);
        var signature = _plan.Signatures.Export(item, function, lifted.Abi);
        var type = scope.EncodeFunction(function);
        var instance = _instances[module];
        var (needsMemory, needsRealloc, hasStrings) = (signature.NeedsMemory, signature.NeedsRealloc, StringTypes.AreIn(function));
        if (lifted.Abi != LiftAbi.Synchronous)
        {
            var returning = _plan.Imports.TaskReturnOf(new TaskReturnUse(item, function));
            needsMemory |= returning.NeedsMemory;
        }

        var options = Options(
            needsMemory,
            needsRealloc ? AliasCore(instance, module.Exports.ExportRealloc ?? throw NoRealloc(module, function), Sort.CoreFunction) : null,
            hasStrings ? module.EncodingOf(isExport: true, item, function) : null);
        if (lifted.Abi != LiftAbi.Synchronous)
        {
            options = options.Add(new CanonicalOption(CanonicalOptionKind.Async, 0));
        }

        if (lifted.PostReturn is { } postReturn)
        {
            options = options.Add(new CanonicalOption(CanonicalOptionKind.PostReturn, AliasCore(instance, postReturn, Sort.CoreFunction)));
        }

        if (lifted.Callback is { } callback)
        {
            options = options.Add(new CanonicalOption(CanonicalOptionKind.Callback, AliasCore(instance, callback, Sort.CoreFunction)));
        }

        var core = AliasCore(instance, lifted.Name, Sort.CoreFunction);
        return _items.Add(new CanonicalItem(new CanonicalLift(core, options, type)), function.ComponentName);
    }

    private ImmutableArray<CanonicalOption> Options(bool needsMemory, int? realloc, StringEncoding? encoding)
    {
        var options = ImmutableArray.CreateBuilder<CanonicalOption>();
        if (needsMemory)
        {
            options.Add(new CanonicalOption(CanonicalOptionKind.Memory, MemoryIndex()));
        }

        if (realloc is { } function)
        {
            options.Add(new CanonicalOption(CanonicalOptionKind.Realloc, function));
        }

        if (encoding is { } strings)
        {
            options.Add(new CanonicalOption((CanonicalOptionKind)strings, 0));
        }

        return options.ToImmutable();
    }

    private int MemoryIndex() => _memory ?? throw new ComponentToolException("the module exports no memory, in which strings, lists and large values cross: export one as `memory`");

    private static ComponentToolException NoRealloc(CoreModulePlan module, WitFunction function) => new(
        $"{(module.IsAdapter ? $"the adapter {module.Name}" : "the module")} exports no `cabi_realloc`, and {function.ComponentName} needs memory to be allocated");

    private int AliasCore(int instance, string name, Sort sort)
    {
        if (!_coreAliases.TryGetValue((instance, name, sort), out var index))
        {
            _coreAliases.Add((instance, name, sort), index = _items.Add(new CoreExportAlias(sort, instance, name), name));
        }

        return index;
    }
}
