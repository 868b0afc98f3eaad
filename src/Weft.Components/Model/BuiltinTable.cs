// What the built-ins of the canonical ABI are followed by, in both formats: one row each, for reader, writer, parser, printer and validator.
namespace Weft.Components;

/// <summary>What follows a built-in's code or keyword.</summary>
internal enum BuiltinShape
{
    None,
    Type,
    TypeOptions,
    TypeAsync,
    Options,
    Async,
    Cancel,
    CancelMemory,
    Slot,
    Result,
    FunctionTypeTable,
    SharedFunctionType,
    SharedFunctionTypeTable,
    Shared,
}

/// <summary>The built-ins, by kind and by keyword.</summary>
internal static class BuiltinTable
{
    private static readonly (BuiltinKind Kind, string Name, BuiltinShape Shape, ComponentFeatures Feature)[] s_rows =
    [
        (BuiltinKind.ResourceNew, "resource.new", BuiltinShape.Type, ComponentFeatures.None),
        (BuiltinKind.ResourceDrop, "resource.drop", BuiltinShape.Type, ComponentFeatures.None),
        (BuiltinKind.ResourceRep, "resource.rep", BuiltinShape.Type, ComponentFeatures.None),
        (BuiltinKind.BackpressureInc, "backpressure.inc", BuiltinShape.None, ComponentFeatures.Async),
        (BuiltinKind.BackpressureDec, "backpressure.dec", BuiltinShape.None, ComponentFeatures.Async),
        (BuiltinKind.TaskReturn, "task.return", BuiltinShape.Result, ComponentFeatures.Async),
        (BuiltinKind.TaskCancel, "task.cancel", BuiltinShape.None, ComponentFeatures.Async),
        (BuiltinKind.ContextGet, "context.get", BuiltinShape.Slot, ComponentFeatures.Async),
        (BuiltinKind.ContextSet, "context.set", BuiltinShape.Slot, ComponentFeatures.Async),
        (BuiltinKind.SubtaskCancel, "subtask.cancel", BuiltinShape.Async, ComponentFeatures.Async),
        (BuiltinKind.SubtaskDrop, "subtask.drop", BuiltinShape.None, ComponentFeatures.Async),
        (BuiltinKind.StreamNew, "stream.new", BuiltinShape.Type, ComponentFeatures.Async),
        (BuiltinKind.StreamRead, "stream.read", BuiltinShape.TypeOptions, ComponentFeatures.Async),
        (BuiltinKind.StreamWrite, "stream.write", BuiltinShape.TypeOptions, ComponentFeatures.Async),
        (BuiltinKind.StreamCancelRead, "stream.cancel-read", BuiltinShape.TypeAsync, ComponentFeatures.Async),
        (BuiltinKind.StreamCancelWrite, "stream.cancel-write", BuiltinShape.TypeAsync, ComponentFeatures.Async),
        (BuiltinKind.StreamDropReadable, "stream.drop-readable", BuiltinShape.Type, ComponentFeatures.Async),
        (BuiltinKind.StreamDropWritable, "stream.drop-writable", BuiltinShape.Type, ComponentFeatures.Async),
        (BuiltinKind.FutureNew, "future.new", BuiltinShape.Type, ComponentFeatures.Async),
        (BuiltinKind.FutureRead, "future.read", BuiltinShape.TypeOptions, ComponentFeatures.Async),
        (BuiltinKind.FutureWrite, "future.write", BuiltinShape.TypeOptions, ComponentFeatures.Async),
        (BuiltinKind.FutureCancelRead, "future.cancel-read", BuiltinShape.TypeAsync, ComponentFeatures.Async),
        (BuiltinKind.FutureCancelWrite, "future.cancel-write", BuiltinShape.TypeAsync, ComponentFeatures.Async),
        (BuiltinKind.FutureDropReadable, "future.drop-readable", BuiltinShape.Type, ComponentFeatures.Async),
        (BuiltinKind.FutureDropWritable, "future.drop-writable", BuiltinShape.Type, ComponentFeatures.Async),
        (BuiltinKind.ErrorContextNew, "error-context.new", BuiltinShape.Options, ComponentFeatures.ErrorContext),
        (BuiltinKind.ErrorContextDebugMessage, "error-context.debug-message", BuiltinShape.Options, ComponentFeatures.ErrorContext),
        (BuiltinKind.ErrorContextDrop, "error-context.drop", BuiltinShape.None, ComponentFeatures.ErrorContext),
        (BuiltinKind.WaitableSetNew, "waitable-set.new", BuiltinShape.None, ComponentFeatures.Async),
        (BuiltinKind.WaitableSetWait, "waitable-set.wait", BuiltinShape.CancelMemory, ComponentFeatures.Async),
        (BuiltinKind.WaitableSetPoll, "waitable-set.poll", BuiltinShape.CancelMemory, ComponentFeatures.Async),
        (BuiltinKind.WaitableSetDrop, "waitable-set.drop", BuiltinShape.None, ComponentFeatures.Async),
        (BuiltinKind.WaitableJoin, "waitable.join", BuiltinShape.None, ComponentFeatures.Async),
        (BuiltinKind.ThreadIndex, "thread.index", BuiltinShape.None, ComponentFeatures.Threads),
        (BuiltinKind.ThreadNewIndirect, "thread.new-indirect", BuiltinShape.FunctionTypeTable, ComponentFeatures.Threads),
        (BuiltinKind.ThreadResumeLater, "thread.resume-later", BuiltinShape.None, ComponentFeatures.Threads),
        (BuiltinKind.ThreadSuspend, "thread.suspend", BuiltinShape.Cancel, ComponentFeatures.Threads),
        (BuiltinKind.ThreadYield, "thread.yield", BuiltinShape.Cancel, ComponentFeatures.Async),
        (BuiltinKind.ThreadSuspendThenResume, "thread.suspend-then-resume", BuiltinShape.Cancel, ComponentFeatures.Threads),
        (BuiltinKind.ThreadYieldThenResume, "thread.yield-then-resume", BuiltinShape.Cancel, ComponentFeatures.Threads),
        (BuiltinKind.ThreadSuspendThenPromote, "thread.suspend-then-promote", BuiltinShape.Cancel, ComponentFeatures.Threads),
        (BuiltinKind.ThreadYieldThenPromote, "thread.yield-then-promote", BuiltinShape.Cancel, ComponentFeatures.Threads),
        (BuiltinKind.ThreadSpawnRef, "thread.spawn-ref", BuiltinShape.SharedFunctionType, ComponentFeatures.SharedThreads),
        (BuiltinKind.ThreadSpawnIndirect, "thread.spawn-indirect", BuiltinShape.SharedFunctionTypeTable, ComponentFeatures.SharedThreads),
        (BuiltinKind.ThreadAvailableParallelism, "thread.available-parallelism", BuiltinShape.Shared, ComponentFeatures.SharedThreads),
    ];

    private static readonly Dictionary<string, BuiltinKind> s_byName = s_rows.ToDictionary(row => row.Name, row => row.Kind);
    private static readonly Dictionary<BuiltinKind, (string Name, BuiltinShape Shape, ComponentFeatures Feature)> s_byKind =
        s_rows.ToDictionary(row => row.Kind, row => (row.Name, row.Shape, row.Feature));

    /// <summary>The built-in that a keyword names, or null.</summary>
    public static BuiltinKind? Find(string name) => s_byName.TryGetValue(name, out var kind) ? kind : null;

    /// <summary>Whether a code of the binary format is a built-in.</summary>
    public static bool IsKnown(byte code) => s_byKind.ContainsKey((BuiltinKind)code);

    /// <summary>The keyword.</summary>
    public static string GetName(BuiltinKind kind) => s_byKind[kind].Name;

    /// <summary>What follows.</summary>
    public static BuiltinShape GetShape(BuiltinKind kind) => s_byKind[kind].Shape;

    /// <summary>The feature that it belongs to.</summary>
    public static ComponentFeatures GetFeature(BuiltinKind kind) => s_byKind[kind].Feature;
}
