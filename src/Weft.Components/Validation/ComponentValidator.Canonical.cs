// Validation of components: canonical definitions (CanonicalABI.md, "Canonical definitions").
using System.Collections.Immutable;
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;
using Weft.Wasm;
using CoreValue = Weft.Wasm.ValueType;

namespace Weft.Components.Validation;

public sealed partial class ComponentValidator
{
    private void DefineCanonical(CanonicalDefinition definition)
    {
        switch (definition)
        {
            case CanonicalLift lift:
                Push(_scope.Functions, Lift(lift), Sort.Function);
                break;
            case CanonicalLower lower:
                PushCoreFunction(Lower(lower));
                break;
            default:
                PushCoreFunction(ResolveBuiltin((CanonicalBuiltin)definition));
                break;
        }
    }

    private void PushCoreFunction(FunctionType type) => Push(_scope.CoreFunctions, _registry.GetFunctionTypeId(type), Sort.CoreFunction);

    private ComponentFunctionType Lift(CanonicalLift lift)
    {
        var core = CoreFunction(lift.CoreFunction);
        var type = Get(_scope.Types, lift.Type, Sort.Type) as ComponentFunctionType ?? throw Error($"type index {lift.Type} is not a function type");
        var options = CheckOptions(lift.Options, core, isLift: true);
        options.CheckAsync(this, type);
        var signature = CoreSignatures.Lift(type, options.Abi);
        Require(signature, options);
        if (!signature.Type.Parameters.AsSpan().SequenceEqual(core.Parameters.AsSpan()))
        {
            throw Error($"lowered parameter types `{Spell(signature.Type.Parameters)}` do not match parameter types `{Spell(core.Parameters)}` of core function {lift.CoreFunction}");
        }

        if (!signature.Type.Results.AsSpan().SequenceEqual(core.Results.AsSpan()))
        {
            throw Error($"lowered result types `{Spell(signature.Type.Results)}` do not match result types `{Spell(core.Results)}` of core function {lift.CoreFunction}");
        }

        return type;
    }

    private static string Spell(ImmutableArray<CoreValue> types) => $"[{string.Join(", ", types.Select(type => type.ToString().ToUpperInvariant()))}]";

    private FunctionType Lower(CanonicalLower lower)
    {
        var type = Get(_scope.Functions, lower.Function, Sort.Function);
        var options = CheckOptions(lower.Options, null, isLift: false);
        options.CheckAsync(this, type);
        var signature = CoreSignatures.Lower(type, options.Abi);
        Require(signature, options);
        return signature.Type;
    }

    private void Require(CoreSignature signature, CheckedOptions options)
    {
        if (signature.NeedsMemory && !options.HasMemory)
        {
            throw Error("canonical option `memory` is required");
        }

        if (signature.NeedsRealloc && !options.HasRealloc)
        {
            throw Error("canonical option `realloc` is required");
        }
    }

    /// <summary>The options of a canonical definition, each checked by itself.</summary>
    private readonly record struct CheckedOptions(AbiOptions Abi, bool HasMemory, bool HasRealloc)
    {
        public void CheckAsync(ComponentValidator validator, ComponentFunctionType type)
        {
            if (Abi.IsAsync && !type.IsAsync)
            {
                throw validator.Error("the `async` canonical option requires an async function type");
            }
        }
    }

    private CheckedOptions CheckOptions(ImmutableArray<CanonicalOption> options, FunctionType? lifted, bool isLift)
    {
        var seen = new Dictionary<CanonicalOptionKind, int>();
        CanonicalOptionKind? encoding = null;
        var is64 = false;
        foreach (var option in options)
        {
            if (option.Kind <= CanonicalOptionKind.Latin1Utf16)
            {
                encoding = encoding is null ? option.Kind : throw Error($"canonical encoding option `{Encoding(encoding.Value)}` conflicts with option `{Encoding(option.Kind)}`");
                continue;
            }

            if (!seen.TryAdd(option.Kind, option.Index))
            {
                throw Error($"canonical option `{OptionName(option.Kind)}` is specified more than once");
            }

            switch (option.Kind)
            {
                case CanonicalOptionKind.Memory:
                    var memory = Get(_scope.CoreMemories, option.Index, Sort.CoreMemory);
                    is64 = memory.Address == AddressType.I64;
                    if (memory.IsShared)
                    {
                        throw Error("mismatch in the shared flag for memories: canonical option `memory` needs one that is not shared");
                    }

                    break;
                case CanonicalOptionKind.Async:
                    Require(ComponentFeatures.Async, "canonical option `async` requires");
                    break;
                case CanonicalOptionKind.PostReturn or CanonicalOptionKind.Callback when !isLift:
                    throw Error($"canonical option `{OptionName(option.Kind)}` cannot be specified for lowerings");
            }
        }

        if (is64)
        {
            Require(ComponentFeatures.Memory64, "64-bit memories require");
        }

        CheckOptionFunctions(seen, lifted, is64);
        var isAsync = seen.ContainsKey(CanonicalOptionKind.Async);
        var hasCallback = seen.ContainsKey(CanonicalOptionKind.Callback);
        return new CheckedOptions(
            new AbiOptions(is64, isAsync, hasCallback), seen.ContainsKey(CanonicalOptionKind.Memory), seen.ContainsKey(CanonicalOptionKind.Realloc));
    }

    private void CheckOptionFunctions(Dictionary<CanonicalOptionKind, int> options, FunctionType? lifted, bool is64)
    {
        var isAsync = options.ContainsKey(CanonicalOptionKind.Async);
        var pointer = is64 ? CoreValue.I64 : CoreValue.I32;
        if (options.TryGetValue(CanonicalOptionKind.Realloc, out var realloc))
        {
            CheckOptionFunction(CanonicalOptionKind.Realloc, realloc, new FunctionType([pointer, pointer, pointer, pointer], [pointer]));
            if (!options.ContainsKey(CanonicalOptionKind.Memory))
            {
                throw Error("canonical option `realloc` requires `memory` to also be specified");
            }
        }

        if (options.TryGetValue(CanonicalOptionKind.PostReturn, out var postReturn))
        {
            if (isAsync)
            {
                throw Error("canonical option `post-return` cannot be specified with `async`");
            }

            CheckOptionFunction(CanonicalOptionKind.PostReturn, postReturn, new FunctionType(lifted!.Results, []));
        }

        if (options.TryGetValue(CanonicalOptionKind.Callback, out var callback))
        {
            if (!isAsync)
            {
                throw Error("canonical option `callback` cannot be specified without `async`");
            }

            CheckOptionFunction(CanonicalOptionKind.Callback, callback, new FunctionType([CoreValue.I32, CoreValue.I32, CoreValue.I32], [CoreValue.I32]));
        }
    }

    private void CheckOptionFunction(CanonicalOptionKind kind, int index, FunctionType expected)
    {
        if (!CoreFunction(index).Equals(expected))
        {
            throw Error($"canonical option `{OptionName(kind)}` uses a core function with an incorrect signature: expected {expected}, found {CoreFunction(index)}");
        }
    }

    private static string OptionName(CanonicalOptionKind kind) => kind switch
    {
        CanonicalOptionKind.Memory => "memory",
        CanonicalOptionKind.Realloc => "realloc",
        CanonicalOptionKind.PostReturn => "post-return",
        CanonicalOptionKind.Async => "async",
        _ => "callback",
    };

    private static string Encoding(CanonicalOptionKind kind) => kind switch
    {
        CanonicalOptionKind.Utf8 => "utf8",
        CanonicalOptionKind.Utf16 => "utf16",
        _ => "latin1-utf16",
    };

    private FunctionType ResolveBuiltin(CanonicalBuiltin builtin)
    {
        var name = BuiltinTable.GetName(builtin.Kind);
        Require(BuiltinTable.GetFeature(builtin.Kind), $"`{name}` requires");
        switch (builtin.Kind)
        {
            case BuiltinKind.ResourceNew or BuiltinKind.ResourceRep:
                var representation = _scope.LocalResources.TryGetValue(GetResource(builtin.Type).Identity, out var known)
                    ? known
                    : throw Error($"type index {builtin.Type} is not a local resource");
                return builtin.Kind == BuiltinKind.ResourceNew ? new FunctionType([representation], [CoreValue.I32]) : new FunctionType([CoreValue.I32], [representation]);
            case BuiltinKind.ResourceDrop:
                GetResource(builtin.Type);
                return new FunctionType([CoreValue.I32], []);
            case BuiltinKind.ContextGet or BuiltinKind.ContextSet:
                if (builtin.Index > 1 || builtin.SlotType is not { Kind: ValueKind.I32 or ValueKind.I64 })
                {
                    throw Error($"`{name}` needs i32 or i64, and slot 0 or 1");
                }

                return builtin.Kind == BuiltinKind.ContextGet ? new FunctionType([], [builtin.SlotType]) : new FunctionType([builtin.SlotType], []);
            case BuiltinKind.TaskReturn:
                return ResolveTaskReturn(builtin);
            case BuiltinKind.ThreadNewIndirect or BuiltinKind.ThreadSpawnRef or BuiltinKind.ThreadSpawnIndirect:
                return ResolveThreadStart(builtin, name);
        }

        var element = CheckStream(builtin, name);
        var options = CheckOptions(builtin.Options, null, isLift: false);
        var pointer = options.Abi.Pointer;
        switch (BuiltinTable.GetShape(builtin.Kind))
        {
            case BuiltinShape.TypeOptions:
                var isRead = builtin.Kind is BuiltinKind.StreamRead or BuiltinKind.FutureRead;
                Require(new CoreSignature(FunctionType.Empty, element is not null, isRead && element is { ContainsPointer: true }), options);
                break;
            case BuiltinShape.CancelMemory:
                pointer = Get(_scope.CoreMemories, builtin.Index, Sort.CoreMemory).Address == AddressType.I64 ? CoreValue.I64 : CoreValue.I32;
                break;
            case BuiltinShape.Options:
                Require(new CoreSignature(FunctionType.Empty, NeedsMemory: true, NeedsRealloc: builtin.Kind == BuiltinKind.ErrorContextDebugMessage), options);
                break;
        }

        return CoreSignatures.Builtin(builtin.Kind, pointer);
    }

    private ComponentValueType? CheckStream(CanonicalBuiltin builtin, string name)
    {
        if (BuiltinTable.GetShape(builtin.Kind) is not (BuiltinShape.Type or BuiltinShape.TypeOptions or BuiltinShape.TypeAsync))
        {
            return null;
        }

        var isFuture = name.StartsWith("future", StringComparison.Ordinal);
        return Get(_scope.Types, builtin.Type, Sort.Type) is StreamType stream && stream.IsFuture == isFuture
            ? stream.Element
            : throw Error($"type index {builtin.Type} is not a {(isFuture ? "future" : "stream")} type, as `{name}` needs");
    }

    private FunctionType ResolveTaskReturn(CanonicalBuiltin builtin)
    {
        var result = Resolve(builtin.Result);
        if (result is { ContainsBorrow: true })
        {
            throw Error("the result of `task.return` cannot contain a `borrow` type");
        }

        if (builtin.Options.Any(option => option.Kind > CanonicalOptionKind.Memory))
        {
            throw Error("`task.return` takes no options but `memory` and the string encoding");
        }

        var options = CheckOptions(builtin.Options, null, isLift: false);
        var flat = result is null ? [] : ValueLayout.Flatten([result], options.Abi.Is64);
        Require(new CoreSignature(FunctionType.Empty, NeedsMemory: flat is null || result is { ContainsPointer: true }, NeedsRealloc: false), options);
        return new FunctionType(flat ?? [options.Abi.Pointer], []);
    }

    private FunctionType ResolveThreadStart(CanonicalBuiltin builtin, string name)
    {
        var type = Get(_scope.CoreTypes, builtin.Type, Sort.CoreType);
        var start = type.Id > 0 && _registry.GetKind(type.Id) == CompositeKind.Function
            ? _registry.GetFunctionType(type.Id)
            : throw Error($"core type index {builtin.Type} is not a function type");
        if (start.Parameters is not [{ Kind: ValueKind.I32 or ValueKind.I64 }] || !start.Results.IsEmpty)
        {
            throw Error($"`{name}` needs a start function that takes one i32 or i64 and returns nothing, found {start}");
        }

        if (builtin.Kind == BuiltinKind.ThreadSpawnRef)
        {
            return new FunctionType([CoreValue.Ref(HeapType.Defined(type.Id), nullable: true), start.Parameters[0]], [CoreValue.I32]);
        }

        var table = Get(_scope.CoreTables, builtin.Index, Sort.CoreTable);
        if (!_registry.IsSubtype(table.Element, CoreValue.FuncRef))
        {
            throw Error($"`{name}` needs a table of functions, found {table.Element}");
        }

        return new FunctionType([table.Address == AddressType.I64 ? CoreValue.I64 : CoreValue.I32, start.Parameters[0]], [CoreValue.I32]);
    }
}
