// Handlers of counters that have run out: the function or loop is hot, and goes on in compiled code when there is some.
using System.Runtime.CompilerServices;
using Weft.Runtime;

namespace Weft.Interpreter;

// SAFETY: as in the generated handlers.
internal static unsafe partial class RawCalliHelper
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HotFunction(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        ip = machine.EnterHotFunction(ip, fp, ctx);
        At(handlers, ip)(ip, fp, mem, ctx, handlers, machine);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HotLoop(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        if (machine.EnterHotLoop(ip, fp, ctx))
        {
            ip = machine.ResumeIp;
            fp = machine.ResumeFp;
            ctx = machine.ResumeInstance;
            mem = ctx->Memory0Base;
        }
        else
        {
            ip += BytecodeInfo.GetLength(Bytecode.CountLoop);
        }

        At(handlers, ip)(ip, fp, mem, ctx, handlers, machine);
    }
}
