// Checks of the stack in front of functions with large frames.
// SAFETY: the context of a probe is on the stack of the thread that measures, which has room for any frame of this size, and the probed function only writes to it and returns.
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Weft.Runtime;

namespace Weft.Compiler;

internal static unsafe partial class Support
{
    private const int FrameSlack = 4096;
    private const int ProbeStack = 1 << 20;

    /// <summary>Traps when the stack has no room for a function with a large frame, or the call came after an interruption.</summary>
    /// <param name="size">The size of the frame; 0 when it is not known yet.</param>
    /// <param name="probe">Calls the function with a context without a store: it then calls <see cref="NoteFrame"/> and returns.</param>
    /// <param name="estimate">About how large the frame may be.</param>
    /// <param name="context">The instance.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CheckFrame(ref int size, nint probe, int estimate, InstanceContext* context)
    {
        var needed = Volatile.Read(ref size);
        if (needed == 0)
        {
            needed = Measure(probe, estimate);
            Volatile.Write(ref size, needed);
        }

        // A single frame may be larger than all that the store allows: where the thread has room for it, it is not recursion.
        var here = ThreadStack.Here;
        if (here < context->StackLimit || here - ThreadStack.Limit < (uint)needed)
        {
            RefuseCall(context);
        }
    }

    /// <summary>Tells where the frame of the caller ends.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void NoteFrame(InstanceContext* context)
    {
        int mark;
        context->Results = (ulong*)&mark;
    }

    // A thread costs half a millisecond, which a start feels; most have stack enough for what is measured.
    private static int Measure(nint probe, int estimate)
    {
        var needed = ProbeStack + (4L * estimate);
        return ThreadStack.Here > ThreadStack.Limit && ThreadStack.Here - ThreadStack.Limit > (ulong)needed
            ? MeasureHere(probe)
            : MeasureElsewhere(probe, needed);
    }

    private static int MeasureHere(nint probe)
    {
        var context = default(InstanceContext);
        ((delegate*<InstanceContext*, void>)probe)(&context);
        return checked((int)((nuint)(&context) - (nuint)context.Results)) + FrameSlack;
    }

    private static int MeasureElsewhere(nint probe, long stack)
    {
        var size = 0;
        ExceptionDispatchInfo? failure = null;

        // The stack is only address space until it is touched.
        var thread = new Thread(
            () =>
            {
                try
                {
                    size = MeasureHere(probe);
                }
                catch (Exception exception)
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                }
            },
            (int)Math.Min(int.MaxValue, stack));
        thread.Start();
        thread.Join();
        failure?.Throw();
        return size;
    }
}
