// The interpreter's engine room: each bytecode instruction is a static method that ends by jumping to the next one's. RyuJIT keeps the six
// parameters in registers and makes real tail calls of them, so that a run of any length is one stack frame. The generated files have
// most handlers; here are the slow paths that the fast ones jump to. HandlerTable has their addresses. None that goes on to another
// instruction may be marked against inlining: .NET makes no jumps out of such methods.
using System.Runtime.CompilerServices;
using Weft.Runtime;
using unsafe Next = delegate*<ushort*, ulong*, byte*, Weft.Runtime.InstanceContext*, nint*, Weft.Interpreter.Machine, void>;

namespace Weft.Interpreter;

// The name is not ours. NativeAOT's compiler tests every function pointer before it calls it, as one of a generic method leads to its
// target by a detour; only in a class of this name it trusts the program to have none of them, as is the case here. With the test a
// handler saves and restores six registers around its one or two instructions. Under another name everything works, at half the speed.
// No static constructor may be here either: every handler would ask whether it has run.
internal static unsafe partial class RawCalliHelper
{
    // The handler of an instruction that code contains, which lowering has prepared.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Next At(nint* handlers, ushort* ip) => (Next)handlers[*ip];

    // The same where a jump backwards leads; that of Interrupt when the guest is to stop.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Next AtOrStop(nint* handlers, ushort* ip, Machine machine) => (Next)handlers[*ip + machine.StopOffset];

    // A function of the instance. Lowering numbers those that there are.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FunctionCell* FunctionAt(InstanceContext* ctx, int index) => ctx->Functions[index];

    // Whether an access to the instance's first memory reaches behind its end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsOutside(InstanceContext* ctx, ulong address, uint width) => address + width > ctx->Memory0->Length;

    // Whether a frame for code fits on the stack, and nobody has taken the limit away.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasRoom(ulong* frame, ushort* code, Machine machine) => frame + CodeHeader.FrameSlots(code) <= machine.CallLimit;

    // Where a new frame keeps the way back.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SaveReturn(ulong* frame, ushort* code, ushort* returnIp, ulong* returnFp)
    {
        // SAFETY: the caller has asked HasRoom, and the place is inside of the frame.
        var saved = frame + CodeHeader.HeaderSlot(code);
        saved[0] = (ulong)returnIp;
        saved[1] = (ulong)returnFp;
    }

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

    // A jump backwards while the guest is to stop, or to say where it is: it has arrived where it goes.
    // Not marked against inlining: the runtime lets no method that is end in a jump, and each sample would leave a frame on the .NET stack.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Interrupt(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        if (machine.TakeSample(ip, fp, ctx))
        {
            At(handlers, ip)(ip, fp, mem, ctx, handlers, machine);
            return;
        }

        Trap(TrapKind.Interrupted, ip, fp, ctx);
    }

    // A call found no room, or the limit taken away to stop it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CallRefused(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine) =>
        Trap(machine.IsStopped ? TrapKind.Interrupted : TrapKind.StackExhausted, ip, fp, ctx);
}
