// What core modules import: each import found where it is, or a shim in its place when it needs what is not there yet.
using System.Collections.Immutable;
using Weft.Components.CanonicalAbi;
using Weft.Wasm;
using Weft.Wit;

namespace Weft.Components.Tools.Componentizing;

internal sealed partial class ComponentAssembler
{
    // Modules may share what an adapter offers, but nothing that has options of their own.
    private static ShimKey KeyOf(CoreModulePlan module, CoreUse use) => new(use is AdapterUse ? null : module, use);

    private void AddShims(CoreModulePlan module)
    {
        foreach (var (import, use) in module.Imports)
        {
            switch (use)
            {
                case FunctionUse function:
                    var signature = _plan.Signatures.Import(function.Item, function.Function, function.IsAsync);
                    if (signature.NeedsMemory || signature.NeedsRealloc)
                    {
                        AddShim(KeyOf(module, use), signature.Type, $"indirect-{import.Module}-{import.Name}", () => Lower(module, function, signature));
                    }

                    break;
                case AdapterUse adapter:
                    AddShim(KeyOf(module, use), adapter.Type, $"adapt-{import.Module}-{import.Name}", () =>
                        AliasCore(_instances[_plan.Adapters.Find(plan => plan.Name == adapter.Adapter)!], adapter.Function, Sort.CoreFunction));
                    break;
                case TaskReturnUse returning when _plan.Imports.TaskReturnOf(returning) is { NeedsMemory: true } needed:
                    AddShim(KeyOf(module, use), needed.Type, $"task-return-{returning.Function.ComponentName}", () => ReturnTask(module, returning));
                    break;
                case StreamUse stream when StreamBuiltins.MovesValues(stream.Kind):
                    AddShim(KeyOf(module, use), StreamBuiltins.TypeOf(stream.Kind), import.Name, () => AddStream(module, stream));
                    break;
                case BuiltinUse { NeedsMemory: true } builtin:
                    AddShim(KeyOf(module, use), builtin.Type, import.Name, () => AddBuiltin(module, builtin));
                    break;
                default:
                    break;
            }
        }

        foreach (var ((item, resource), name) in module.Exports.Destructors)
        {
            AddShim(new ShimKey(module, resource), new FunctionType([Wasm.ValueType.I32], []), $"dtor-{resource.Name}", () => AliasCore(_instances[module], name, Sort.CoreFunction));
        }
    }

    private void AddShim(ShimKey key, FunctionType type, string name, Func<int> find)
    {
        var shim = new Shim(type, name, find, _shims.Count);
        if (_shimsByKey.TryAdd(key, shim))
        {
            _shims.Add(shim);
        }
    }

    private int UseShim(ShimKey key) => AliasCore(_shimInstance!.Value, IndirectModules.NameOf(_shimsByKey[key].Index), Sort.CoreFunction);

    private void InstantiateShim()
    {
        var memory = _plan.Main.Imports.Select(pair => pair.Use).OfType<MemoryUse>().FirstOrDefault()?.Type;
        if (_shims.Count == 0 && memory is null)
        {
            return;
        }

        var module = _items.Add(new CoreModuleItem(IndirectModules.MakeShim([.. _shims.Select(shim => (shim.Type, shim.Name))], memory)), "shim");
        _shimInstance = _items.Add(new CoreInstantiation(module, []), "shim");
        if (memory is not null)
        {
            _memory = AliasCore(_shimInstance.Value, IndirectModules.Memory, Sort.CoreMemory);
        }
    }

    private void InstantiateFixup()
    {
        var initializer = _plan.Main.Exports.Initialize;
        if (_shims.Count == 0 && initializer is null)
        {
            return;
        }

        var arguments = ImmutableArray.CreateBuilder<CoreArgument>();
        if (_shims.Count > 0)
        {
            var actual = _shims.Select((shim, index) => new CoreInlineExport(IndirectModules.NameOf(index), Sort.CoreFunction, shim.Find())).ToImmutableArray();
            arguments.Add(new CoreArgument(IndirectModules.Actual, _items.Add(new CoreExportBundle(actual), "actual")));
            arguments.Add(new CoreArgument(IndirectModules.Shim, _shimInstance!.Value));
        }

        if (initializer is not null)
        {
            arguments.Add(new CoreArgument(IndirectModules.Main, _instances[_plan.Main]));
        }

        var module = _items.Add(new CoreModuleItem(IndirectModules.MakeFixup([.. _shims.Select(shim => (shim.Type, shim.Name))], initializer)), "fixup");
        _items.Add(new CoreInstantiation(module, arguments.ToImmutable()), "fixup");
    }

    /// <summary>What an import of a module is given.</summary>
    private int Find(CoreModulePlan module, CoreUse use)
    {
        if (_shimsByKey.ContainsKey(KeyOf(module, use)))
        {
            return UseShim(KeyOf(module, use));
        }

        return use switch
        {
            FunctionUse function => Lower(module, function, default),
            ImportedDropUse drop => AddCanonical(new CanonicalBuiltin(BuiltinKind.ResourceDrop) { Type = _imported.EncodeDefinition(drop.Resource) }),
            ExportedResourceUse resource => AddCanonical(new CanonicalBuiltin(resource.Kind) { Type = _exported.Definitions[resource.Resource] }),
            MemoryUse => MemoryIndex(),
            MainExportUse export => AliasCore(_instances[_plan.Main], export.Name, SortFacts.FromExternal(export.Kind)),
            Preview1Use function => AliasCore(_preview1!.Value, function.Function, Sort.CoreFunction),
            BuiltinUse builtin => AddCanonical(builtin.Builtin),
            StreamUse stream => AddStream(module, stream),
            TaskReturnUse returning => ReturnTask(module, returning),
            _ => throw new InvalidOperationException($"no shim for {use}"),
        };
    }

    private int AddCanonical(CanonicalDefinition definition) => _items.Add(
        new CanonicalItem(definition), definition is CanonicalBuiltin builtin ? BuiltinTable.GetName(builtin.Kind) : null);

    private int Lower(CoreModulePlan module, FunctionUse use, CoreSignature signature)
    {
        var options = Options(
            signature.NeedsMemory,
            signature.NeedsRealloc ? ImportRealloc(module, use.Function) : null,
            StringTypes.AreIn(use.Function) ? module.EncodingOf(isExport: false, use.Item, use.Function) : null);
        if (use.IsAsync)
        {
            options = options.Add(new CanonicalOption(CanonicalOptionKind.Async, 0));
        }

        return AddCanonical(new CanonicalLower(_imports.IndexOf(use.Item, use.Function), options));
    }

    private int ImportRealloc(CoreModulePlan module, WitFunction function) =>
        AliasCore(_instances[module], module.Exports.ImportRealloc ?? throw NoRealloc(module, function), Sort.CoreFunction);

    private int ReturnTask(CoreModulePlan module, TaskReturnUse use)
    {
        var needed = _plan.Imports.TaskReturnOf(use);
        var scope = use.Item is null ? _imported : _exported;
        _exported.Interface = use.Item?.Interface ?? _exported.Interface;
        ValueTypeReference? result = use.Function.Result is null ? null : scope.Encode(use.Function.Result);
        var encoding = StringTypes.AreIn(use.Function) ? module.EncodingOf(isExport: true, use.Item, use.Function) : (StringEncoding?)null;
        return AddCanonical(new CanonicalBuiltin(BuiltinKind.TaskReturn) { Result = result, Options = Options(needed.NeedsMemory, null, encoding) });
    }

    private int AddStream(CoreModulePlan module, StreamUse use)
    {
        var scope = use.IsExport && use.Item is not null ? _exported : _imported;
        _exported.Interface = use.IsExport && use.Item is not null ? use.Item.Interface : _exported.Interface;
        var type = use.Stream is null ? scope.EncodeStream(null, StreamBuiltins.IsFuture(use.Kind)) : scope.Encode(use.Stream).Index;
        var builtin = new CanonicalBuiltin(use.Kind) { Type = type, Flag = use.IsAsync };
        if (StreamBuiltins.MovesValues(use.Kind))
        {
            var element = (use.Stream as WitStreamType)?.Element ?? (use.Stream as WitFutureType)?.Element;
            var isReading = use.Kind is BuiltinKind.StreamRead or BuiltinKind.FutureRead;
            var allocates = isReading && element is not null && PointerTypes.AreIn(element);
            var options = Options(
                needsMemory: true,
                allocates ? ImportRealloc(module, use.Function!) : null,
                StringTypes.AreIn(element) ? module.EncodingOf(use.IsExport, use.Item, use.Function!) : null);
            builtin = builtin with
            {
                Flag = false,
                Options = use.IsAsync ? options.Add(new CanonicalOption(CanonicalOptionKind.Async, 0)) : options,
            };
        }

        return AddCanonical(builtin);
    }

    private int AddBuiltin(CoreModulePlan module, BuiltinUse use)
    {
        if (BuiltinTable.GetShape(use.Builtin.Kind) == BuiltinShape.CancelMemory)
        {
            return AddCanonical(use.Builtin with { Index = MemoryIndex() });
        }

        var realloc = use.NeedsRealloc
            ? AliasCore(_instances[module], module.Exports.ImportRealloc ?? throw new ComponentToolException("the module exports no `cabi_realloc`, which error-context.debug-message needs"), Sort.CoreFunction)
            : (int?)null;
        return AddCanonical(use.Builtin with { Options = [.. Options(use.NeedsMemory, realloc, null), .. use.Builtin.Options] });
    }
}
