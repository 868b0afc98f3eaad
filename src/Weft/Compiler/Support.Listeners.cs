// What emitted code of listened functions calls. Arguments and results are where results beyond the first are, the first included.
using Weft.Runtime;

namespace Weft.Compiler;

internal static unsafe partial class Support
{
    /// <summary>A function begins.</summary>
    /// <returns>Its place among the active calls.</returns>
    public static int EnterListened(int functionIndex, InstanceContext* context)
    {
        var store = InstanceOf(context).Store;
        return store.Calls!.Enter(functionIndex, context, null, context->Results, (index, _) => TakeReference(index, store));
    }

    /// <summary>A function returns.</summary>
    public static void ReturnListened(InstanceContext* context)
    {
        var store = InstanceOf(context).Store;

        // The caller takes those beyond the first afterwards.
        store.Calls!.Return(context->Results, (index, _) => index == 0 ? TakeReference(index, store) : store.Machine.ResultReference(index));
    }

    /// <summary>A function gives its place to another.</summary>
    public static void ReplaceListened(InstanceContext* context) => InstanceOf(context).Store.Calls!.Replace();

    /// <summary>A function is about to take the exception that is pending.</summary>
    public static void CatchListened(int place, InstanceContext* context)
    {
        var store = InstanceOf(context).Store;
        store.Calls!.Catch(place, store.Machine.PendingException!);
    }

    private static object? TakeReference(int index, Store store)
    {
        ref var slot = ref store.Machine.ResultReference(index);
        var value = slot;
        slot = null;
        return value;
    }
}
