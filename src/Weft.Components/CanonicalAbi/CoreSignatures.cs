// The core function types on the other side of canonical definitions (CanonicalABI.md, "Flattening", and each built-in's section).
using Weft.Components.Types;
using Weft.Wasm;
using CoreValue = Weft.Wasm.ValueType;

namespace Weft.Components.CanonicalAbi;

/// <summary>What of the options decides about core function types.</summary>
/// <param name="Is64">Whether addresses have 64 bits.</param>
/// <param name="IsAsync">Whether the ABI is the asynchronous one.</param>
/// <param name="HasCallback">Whether events go to a callback.</param>
public readonly record struct AbiOptions(bool Is64, bool IsAsync, bool HasCallback)
{
    /// <summary>The type of addresses.</summary>
    internal CoreValue Pointer => Is64 ? CoreValue.I64 : CoreValue.I32;
}

/// <summary>A core function type, and which options the crossing of its values needs.</summary>
/// <param name="Type">The type.</param>
/// <param name="NeedsMemory">Whether values lie in memory.</param>
/// <param name="NeedsRealloc">Whether memory must be allocated for them.</param>
public readonly record struct CoreSignature(FunctionType Type, bool NeedsMemory, bool NeedsRealloc);

/// <summary>Makes core function types.</summary>
public static class CoreSignatures
{
    private const int MaximumAsyncParameters = 4;

    /// <summary>The core function that a lift takes.</summary>
    public static CoreSignature Lift(ComponentFunctionType type, AbiOptions options)
    {
        ArgumentNullException.ThrowIfNull(type);
        var parameters = ValueLayout.Flatten(type.Parameters.Select(field => field.Type), options.Is64);
        var pointsIn = parameters is null || type.Parameters.Any(field => field.Type.ContainsPointer);
        if (options.IsAsync)
        {
            // Results leave through task.return.
            return new CoreSignature(new FunctionType(parameters ?? [options.Pointer], options.HasCallback ? [CoreValue.I32] : []), pointsIn, pointsIn);
        }

        var results = type.Result is null ? [] : ValueLayout.Flatten([type.Result], options.Is64, limit: 1);
        var pointsOut = results is null || type.Result is { ContainsPointer: true };
        return new CoreSignature(new FunctionType(parameters ?? [options.Pointer], results ?? [options.Pointer]), pointsIn || pointsOut, pointsIn);
    }

    /// <summary>The core function that a lower makes.</summary>
    public static CoreSignature Lower(ComponentFunctionType type, AbiOptions options)
    {
        ArgumentNullException.ThrowIfNull(type);
        var limit = options.IsAsync ? MaximumAsyncParameters : ValueLayout.MaximumFlat;
        var parameters = ValueLayout.Flatten(type.Parameters.Select(field => field.Type), options.Is64, limit);
        var results = type.Result is null ? [] : ValueLayout.Flatten([type.Result], options.Is64, limit: options.IsAsync ? 0 : 1);
        var needsMemory = parameters is null || results is null || type.Parameters.Any(field => field.Type.ContainsPointer) || type.Result is { ContainsPointer: true };
        var flat = parameters ?? [options.Pointer];
        if (results is null)
        {
            flat = flat.Add(options.Pointer);
        }

        var returned = options.IsAsync ? [CoreValue.I32] : results ?? [];
        return new CoreSignature(new FunctionType(flat, returned), needsMemory, NeedsRealloc: type.Result is { ContainsPointer: true });
    }

    /// <summary>The core function of a built-in whose type depends on nothing but the width of addresses.</summary>
    internal static FunctionType Builtin(BuiltinKind kind, CoreValue pointer)
    {
        var i32 = CoreValue.I32;
        return kind switch
        {
            BuiltinKind.BackpressureInc or BuiltinKind.BackpressureDec or BuiltinKind.TaskCancel => FunctionType.Empty,
            BuiltinKind.SubtaskCancel or BuiltinKind.StreamCancelRead or BuiltinKind.StreamCancelWrite or BuiltinKind.FutureCancelRead
                or BuiltinKind.FutureCancelWrite or BuiltinKind.ThreadSuspendThenResume or BuiltinKind.ThreadYieldThenResume
                or BuiltinKind.ThreadSuspendThenPromote or BuiltinKind.ThreadYieldThenPromote => new FunctionType([i32], [i32]),
            BuiltinKind.StreamNew or BuiltinKind.FutureNew => new FunctionType([], [CoreValue.I64]),
            BuiltinKind.StreamRead or BuiltinKind.StreamWrite => new FunctionType([i32, pointer, pointer], [pointer]),
            BuiltinKind.FutureRead or BuiltinKind.FutureWrite or BuiltinKind.WaitableSetWait or BuiltinKind.WaitableSetPoll => new FunctionType([i32, pointer], [i32]),
            BuiltinKind.ErrorContextNew => new FunctionType([pointer, pointer], [i32]),
            BuiltinKind.ErrorContextDebugMessage => new FunctionType([i32, pointer], []),
            BuiltinKind.WaitableJoin => new FunctionType([i32, i32], []),
            BuiltinKind.WaitableSetNew or BuiltinKind.ThreadIndex or BuiltinKind.ThreadSuspend or BuiltinKind.ThreadYield
                or BuiltinKind.ThreadAvailableParallelism => new FunctionType([], [i32]),
            _ => new FunctionType([i32], []),
        };
    }
}
