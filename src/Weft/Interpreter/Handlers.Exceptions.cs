// Handlers that throw: the machine finds where execution goes on.
using System.Runtime.CompilerServices;
using Weft.Runtime;

namespace Weft.Interpreter;

// SAFETY: as in the generated handlers; the machine resumes at a handler of a frame that is on the value stack.
internal static unsafe partial class RawCalliHelper
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Throw(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        machine.ThrowTag(ip, fp, ctx);
        ip = machine.ResumeIp;
        fp = machine.ResumeFp;
        ctx = machine.ResumeInstance;
        mem = ctx->Memory0Base;
        At(handlers, ip)(ip, fp, mem, ctx, handlers, machine);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ThrowReference(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        machine.ThrowReference(ip, fp, ctx);
        ip = machine.ResumeIp;
        fp = machine.ResumeFp;
        ctx = machine.ResumeInstance;
        mem = ctx->Memory0Base;
        At(handlers, ip)(ip, fp, mem, ctx, handlers, machine);
    }
}
