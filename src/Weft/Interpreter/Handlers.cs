// The interpreter's engine room: each bytecode instruction is a static method that ends by jumping to the next one's. RyuJIT keeps the six
// parameters in registers and makes real tail calls of them, so that a run of any length is one stack frame. The generated files have
// most handlers; here are the slow paths that the fast ones jump to. HandlerTable has their addresses.
using System.Runtime.CompilerServices;
using Weft.Runtime;

namespace Weft.Interpreter;

// The name is not ours. NativeAOT's compiler tests every function pointer before it calls it, as one of a generic method leads to its
// target by a detour; only in a class of this name it trusts the program to have none of them, as is the case here. With the test a
// handler saves and restores six registers around its one or two instructions. Under another name everything works, at half the speed.
// No static constructor may be here either: every handler would ask whether it has run.
internal static unsafe partial class RawCalliHelper
{
    private static void Save(ushort* ip, ulong* fp, InstanceContext* ctx)
    {
        // SAFETY: the context of the store lives as long as the instance's.
        var store = ctx->Store;
        store->Ip = ip;
        store->Fp = fp;
        store->Instance = ctx;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Trap(TrapKind kind, ushort* ip, ulong* fp, InstanceContext* ctx)
    {
        Save(ip, fp, ctx);
        Weft.Throw.Trap(kind);
    }

    // A poll found the status word set.
    private static void Interrupt(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine) =>
        Trap(TrapKind.Interrupted, ip, fp, ctx);

    // A call found no room, or the limit taken away to stop it.
    private static void CallRefused(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine) =>
        Trap(machine.IsStopped != 0 ? TrapKind.Interrupted : TrapKind.StackExhausted, ip, fp, ctx);
}
