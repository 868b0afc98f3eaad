// Calls out of compiled code that leave it: to the host, and to functions that the interpreter runs.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weft.Runtime;

namespace Weft.Compiler;

internal static unsafe partial class Support
{
    /// <summary>Calls the function of a cell, whose arguments are in slots, as the results will be.</summary>
    /// <param name="cell">A function of the host, or one that is not compiled.</param>
    /// <param name="slots">The slots.</param>
    /// <param name="count">How many.</param>
    /// <param name="references">The references among them, at the same indices; null when the type has none.</param>
    public static void CallCell(FunctionCell* cell, ulong* slots, int count, object?[]? references)
    {
        var store = StoreOf(cell->Store);
        try
        {
            if (cell->Instance == null)
            {
                store.CallHost(cell, slots, references);
            }
            else
            {
                store.Machine.Invoke(cell, new Span<ulong>(slots, count), references);
            }
        }
        catch (GuestException thrown)
        {
            CatchPending(thrown, cell);
        }
    }

    /// <summary>Lets an exception that arrived as one of .NET go on as a pending one.</summary>
    public static void CatchPending(GuestException thrown, FunctionCell* cell)
    {
        StoreOf(cell->Store).Machine.PendingException = thrown.Exception;
        cell->Store->Pending = 1;
    }

    /// <summary>Leaves a result beyond the first for the caller, whose instance is not known.</summary>
    public static void GiveReferenceToStore(object? value, int index, StoreContext* context) => StoreOf(context).Machine.ResultReference(index) = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Store StoreOf(StoreContext* context) => Unsafe.As<Store>(GCHandle.FromIntPtr(context->Handle).Target!);
}
