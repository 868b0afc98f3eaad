// Calls between the host and compiled code, for the code of delegates and of host functions.
// SAFETY: a cell lives as long as its store, which a function holds and which is alive while its code runs.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weft.Runtime;

namespace Weft.Compiler;

internal static unsafe partial class Support
{
    /// <summary>Begins a call of a function by the host; null when <see cref="EnterStore"/> must.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static StoreOwner? TryEnterStore(out int depth, Function function) => function.Store.TryEnter(out depth);

    /// <summary>Begins a call of a function by the host.</summary>
    public static StoreOwner EnterStore(out int depth, Function function) => function.Store.Enter(out depth);

    /// <summary>Ends it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LeaveStore(StoreOwner owner, int depth, Function function)
    {
        Store.Leave(owner, depth);
        GC.KeepAlive(function);
    }

    /// <summary>Traps when the stack has no room for a call, or it comes after an interruption.</summary>
    public static void CheckCall(Function function)
    {
        var instance = function.Cell->Instance;
        if (ThreadStack.Here < instance->StackLimit)
        {
            RefuseCall(instance);
        }
    }

    /// <summary>A filter of exceptions that leave a call by the host: whether it becomes another, or ends an interruption.</summary>
    public static bool Catches(Exception exception, int depth, Function function) =>
        CompiledFault.Passes(exception, depth == 0) || (depth == 0 && function.Store.EndsInterruption(exception));

    /// <summary>For an exception that the filter let in.</summary>
    /// <returns>The exception to throw instead, or null to let the given one go on.</returns>
    public static Exception? Replace(Exception exception, Function function) =>
        function.Store.EndsInterruption(exception) ? function.Store.EndInterruption(exception) : CompiledFault.ToTrap(exception);

    /// <summary>After a call by the host: an exception that is pending becomes one of .NET.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void EndHostCall(FunctionCell* cell)
    {
        if (cell->Store->Pending != 0)
        {
            ThrowPending(cell->Instance);
        }
    }

    /// <summary>Checks a reference that the host passes.</summary>
    public static void CheckArgument(object? value, int index, Function function) =>
        ReferenceChecks.CheckReference(value, function.Type.Parameters[index], function.Store, "an argument");

    /// <summary>Checks a reference that a function of the host returns.</summary>
    public static object? CheckResult(object? value, int index, FunctionCell* cell)
    {
        var store = StoreOf(cell->Store);
        ReferenceChecks.CheckReference(value, store.GetFunction(cell).Type.Results[index], store, "the result of the host function");
        return value;
    }

    /// <summary>What a function of the host does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Delegate BodyOf(FunctionCell* cell) => Unsafe.As<Delegate>(GCHandle.FromIntPtr(cell->Body).Target!);

    /// <summary>Who calls a function of the host.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Caller CallerOf(FunctionCell* cell) => InstanceOf(cell->Store->Caller).Caller;
}
