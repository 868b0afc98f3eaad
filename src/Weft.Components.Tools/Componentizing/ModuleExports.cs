// What the exports of a core module are in a world: lifted functions and what goes with them.
using Weft.Components.Tools.Building;
using Weft.Components.Tools.Embedding;
using Weft.Wasm;
using Weft.Wit;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Components.Tools.Componentizing;

/// <summary>A function that is lifted.</summary>
/// <param name="Abi">How.</param>
/// <param name="Name">The export of the module.</param>
/// <param name="PostReturn">What is called when its result was read.</param>
/// <param name="Callback">What events go to.</param>
internal sealed record LiftedExport(LiftAbi Abi, string Name, string? PostReturn, string? Callback);

/// <summary>Finds the exports that a world asks for.</summary>
internal sealed class ModuleExports
{
    private static readonly FunctionType s_drop = new([ValueType.I32], []);
    private static readonly FunctionType s_realloc = new([ValueType.I32, ValueType.I32, ValueType.I32, ValueType.I32], [ValueType.I32]);
    private static readonly FunctionType s_callback = new([ValueType.I32, ValueType.I32, ValueType.I32], [ValueType.I32]);

    private readonly Dictionary<(WitWorldInterface? Item, WitFunction Function), LiftedExport> _functions = [];
    private readonly Dictionary<(WitWorldInterface Item, WitResource Resource), string> _destructors = [];
    private readonly ModuleFacts _module;
    private readonly CoreNaming[] _namings;

    public ModuleExports(ModuleFacts module, WorldSignatures signatures, IEnumerable<WitWorldItem> items, bool rejectsLegacyNames)
    {
        _module = module;
        _namings = rejectsLegacyNames ? [CoreNaming.Standard] : [CoreNaming.Standard, CoreNaming.Legacy];
        Memory = FindMemory();
        var general = FindFunction(s_realloc, [.. _namings.Select(naming => naming.Realloc), "canonical_abi_realloc"]);
        ImportRealloc = FindFunction(s_realloc, "cabi_import_realloc") ?? general;
        ExportRealloc = FindFunction(s_realloc, "cabi_export_realloc") ?? general;
        AdapterRealloc = FindFunction(s_realloc, "cabi_realloc_adapter") ?? general;
        Initialize = FindFunction(FunctionType.Empty, [.. _namings.Select(naming => naming.Initialize)]);
        foreach (var item in items)
        {
            if (item is WitWorldFunction function)
            {
                Add(null, function.Function, signatures);
                continue;
            }

            var named = (WitWorldInterface)item;
            foreach (var member in WitFunctions.Of(named.Interface))
            {
                Add(named, member, signatures);
            }

            foreach (var resource in named.Interface.Types.OfType<WitResource>())
            {
                if (FindFunction(s_drop, [.. _namings.Select(naming => naming.Destructor(named, resource))]) is { } destructor)
                {
                    _destructors.Add((named, resource), destructor);
                }
            }
        }
    }

    /// <summary>The exported memory.</summary>
    public string? Memory { get; }

    /// <summary>The allocator for results of imports.</summary>
    public string? ImportRealloc { get; }

    /// <summary>The allocator for parameters of exports.</summary>
    public string? ExportRealloc { get; }

    /// <summary>The allocator for adapters.</summary>
    public string? AdapterRealloc { get; }

    /// <summary>What is called before everything else.</summary>
    public string? Initialize { get; }

    /// <summary>The destructors.</summary>
    public IReadOnlyDictionary<(WitWorldInterface Item, WitResource Resource), string> Destructors => _destructors;

    /// <summary>A lifted function.</summary>
    public LiftedExport Find(WitWorldInterface? item, WitFunction function) => _functions[(item, function)];

    /// <summary>The names of all exports that the component uses.</summary>
    public IEnumerable<string> UsedNames() =>
        _functions.Values.SelectMany(lifted => new[] { lifted.Name, lifted.PostReturn, lifted.Callback })
            .Concat(_destructors.Values).Concat([Memory, ImportRealloc, ExportRealloc, AdapterRealloc, Initialize]).OfType<string>();

    private string? FindMemory() =>
        _namings.Select(naming => naming.Memory).FirstOrDefault(name => _module.Exports.TryGetValue(name, out var export) && export.Kind == ExternalKind.Memory);

    private string? FindFunction(FunctionType type, params string[] names)
    {
        var name = names.FirstOrDefault(candidate => _module.FunctionTypeOf(candidate) is not null);
        return name is null || _module.FunctionTypeOf(name) == type ? name
            : throw new ComponentToolException($"the module exports {name} as {_module.FunctionTypeOf(name)}, but {type} is expected");
    }

    private void Add(WitWorldInterface? item, WitFunction function, WorldSignatures signatures)
    {
        foreach (var naming in _namings)
        {
            var name = naming.Export(item, function);
            foreach (var (prefix, abi) in new[] { ("", LiftAbi.Synchronous), ("[async-lift]", LiftAbi.Callback), ("[async-lift-stackful]", LiftAbi.Stackful) })
            {
                if (_module.FunctionTypeOf(prefix + name) is not { } found || (abi != LiftAbi.Synchronous && naming == CoreNaming.Standard))
                {
                    continue;
                }

                var expected = signatures.Export(item, function, abi).Type;
                if (found != expected)
                {
                    throw new ComponentToolException($"the module exports {prefix}{name} as {found}, but in the world it is {expected}");
                }

                _functions.Add((item, function), new LiftedExport(
                    abi,
                    prefix + name,
                    abi == LiftAbi.Synchronous ? FindFunction(new FunctionType(expected.Results, []), naming.PostReturn(item, function)) : null,
                    abi == LiftAbi.Callback
                        ? FindFunction(s_callback, "[callback]" + prefix + name) ?? throw new ComponentToolException($"the module exports {prefix}{name}, but no [callback]{prefix}{name}")
                        : null));
                return;
            }
        }

        throw new ComponentToolException(
            $"the world exports {(item is null ? "" : item.Name + " ")}{function.ComponentName}, but the module has no export {_namings[^1].Export(item, function)}");
    }
}
