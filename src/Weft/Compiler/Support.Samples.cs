// Where sampled code looks whether to stop or to say where it is.
using System.Runtime.CompilerServices;
using Weft.Runtime;

namespace Weft.Compiler;

internal static unsafe partial class Support
{
    /// <summary>In place of <see cref="InstanceContext.Stop"/> in sampled code: not 0 when the guest is to stop.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PollStop(InstanceContext* context) => context->Stop == 0 ? 0 : SayWhere(0, context);

    /// <summary>At the beginning of a sampled function: the time until now was its caller's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PollEntry(InstanceContext* context)
    {
        if (context->Stop != 0)
        {
            SayWhere(1, context);
        }
    }

    /// <summary>At the end of a sampled function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PollReturn(InstanceContext* context)
    {
        if (context->Stop != 0)
        {
            SayWhere(0, context);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int SayWhere(int skipped, InstanceContext* context)
    {
        var store = InstanceOf(context).Store;
        store.TakeSample(skipped);
        return store.Machine.IsStopped ? 1 : 0;
    }
}
