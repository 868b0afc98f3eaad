// The names under which core modules import built-ins that have to do with no function of the world.
using System.Globalization;
using Weft.Wasm;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Components.Tools.Componentizing;

/// <summary>Finds built-ins by the names of their imports from <c>$root</c>.</summary>
internal static class AsyncBuiltins
{
    private const string AsyncPrefix = "[async-lower]";
    private const string CancellablePrefix = "[cancellable]";

    private static readonly ValueType s_i32 = ValueType.I32;
    private static readonly FunctionType s_none = FunctionType.Empty;
    private static readonly FunctionType s_get = new([], [s_i32]);
    private static readonly FunctionType s_set = new([s_i32], []);
    private static readonly FunctionType s_map = new([s_i32], [s_i32]);
    private static readonly FunctionType s_pair = new([s_i32, s_i32], []);
    private static readonly FunctionType s_pairGet = new([s_i32, s_i32], [s_i32]);

    private static readonly Dictionary<string, (BuiltinKind Kind, FunctionType Type, bool NeedsMemory)> s_all = new()
    {
        ["[error-context-drop]"] = (BuiltinKind.ErrorContextDrop, s_set, false),
        ["[backpressure-inc]"] = (BuiltinKind.BackpressureInc, s_none, false),
        ["[backpressure-dec]"] = (BuiltinKind.BackpressureDec, s_none, false),
        ["[waitable-set-new]"] = (BuiltinKind.WaitableSetNew, s_get, false),
        ["[waitable-set-wait]"] = (BuiltinKind.WaitableSetWait, s_pairGet, true),
        ["[waitable-set-poll]"] = (BuiltinKind.WaitableSetPoll, s_pairGet, true),
        ["[waitable-set-drop]"] = (BuiltinKind.WaitableSetDrop, s_set, false),
        ["[waitable-join]"] = (BuiltinKind.WaitableJoin, s_pair, false),
        ["[subtask-drop]"] = (BuiltinKind.SubtaskDrop, s_set, false),
        ["[subtask-cancel]"] = (BuiltinKind.SubtaskCancel, s_map, false),
        ["[task-cancel]"] = (BuiltinKind.TaskCancel, s_none, false),
        ["[thread-index]"] = (BuiltinKind.ThreadIndex, s_get, false),
        ["[thread-resume-later]"] = (BuiltinKind.ThreadResumeLater, s_set, false),
        ["[thread-suspend]"] = (BuiltinKind.ThreadSuspend, s_get, false),
        ["[thread-yield]"] = (BuiltinKind.ThreadYield, s_get, false),
        ["[thread-suspend-then-resume]"] = (BuiltinKind.ThreadSuspendThenResume, s_map, false),
        ["[thread-yield-then-resume]"] = (BuiltinKind.ThreadYieldThenResume, s_map, false),
        ["[thread-suspend-then-promote]"] = (BuiltinKind.ThreadSuspendThenPromote, s_map, false),
        ["[thread-yield-then-promote]"] = (BuiltinKind.ThreadYieldThenPromote, s_map, false),
    };

    /// <summary>The built-in of a name; null when there is none.</summary>
    public static BuiltinUse? Find(string name)
    {
        var isFlagged = name.StartsWith(AsyncPrefix, StringComparison.Ordinal) || name.StartsWith(CancellablePrefix, StringComparison.Ordinal);
        var plain = isFlagged ? name[(name.IndexOf(']', StringComparison.Ordinal) + 1)..] : name;
        if (s_all.TryGetValue(plain, out var found))
        {
            var hasFlag = BuiltinTable.GetShape(found.Kind) is BuiltinShape.Async or BuiltinShape.Cancel or BuiltinShape.CancelMemory;
            return isFlagged && !hasFlag ? null
                : new BuiltinUse(new CanonicalBuiltin(found.Kind) { Flag = isFlagged }, found.Type, found.NeedsMemory, NeedsRealloc: false);
        }

        return isFlagged ? null : FindContext(plain) ?? FindErrorContext(plain);
    }

    // [context-get-0], [context-set-i64-1]
    private static BuiltinUse? FindContext(string name)
    {
        var isGet = name.StartsWith("[context-get-", StringComparison.Ordinal);
        if ((!isGet && !name.StartsWith("[context-set-", StringComparison.Ordinal)) || name[^1] != ']')
        {
            return null;
        }

        var slot = name["[context-get-".Length..^1];
        var type = slot.StartsWith("i64-", StringComparison.Ordinal) ? ValueType.I64 : ValueType.I32;
        if (slot.StartsWith("i64-", StringComparison.Ordinal) || slot.StartsWith("i32-", StringComparison.Ordinal))
        {
            slot = slot[4..];
        }

        return int.TryParse(slot, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new BuiltinUse(
                new CanonicalBuiltin(isGet ? BuiltinKind.ContextGet : BuiltinKind.ContextSet) { SlotType = type, Index = index },
                isGet ? new FunctionType([], [type]) : new FunctionType([type], []),
                NeedsMemory: false,
                NeedsRealloc: false)
            : null;
    }

    private static BuiltinUse? FindErrorContext(string name)
    {
        var isNew = name.StartsWith("[error-context-new-", StringComparison.Ordinal);
        var start = isNew ? "[error-context-new-" : "[error-context-debug-message-";
        if (!name.StartsWith(start, StringComparison.Ordinal))
        {
            return null;
        }

        CanonicalOptionKind? encoding = name[start.Length..] switch
        {
            "utf8]" => CanonicalOptionKind.Utf8,
            "utf16]" => CanonicalOptionKind.Utf16,
            "latin1+utf16]" => CanonicalOptionKind.Latin1Utf16,
            _ => null,
        };
        return encoding is { } kind
            ? new BuiltinUse(
                new CanonicalBuiltin(isNew ? BuiltinKind.ErrorContextNew : BuiltinKind.ErrorContextDebugMessage) { Options = [new CanonicalOption(kind, 0)] },
                isNew ? s_pairGet : s_pair,
                NeedsMemory: true,
                NeedsRealloc: !isNew)
            : null;
    }
}
