// The interpreter's engine room: each bytecode instruction is a static method that ends by jumping to the next one's. RyuJIT keeps the six
// parameters in registers and makes real tail calls of them, so that a run of any length is one stack frame. The generated files have
// most handlers; here is what finds their addresses, and the slow paths that the fast ones jump to.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weft.Runtime;
using unsafe Next = delegate*<ushort*, ulong*, byte*, Weft.Runtime.InstanceContext*, nint*, Weft.Interpreter.Machine, void>;

namespace Weft.Interpreter;

internal static unsafe partial class Handlers
{
    private delegate void Handler(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine);

    /// <summary>The address of each handler by its instruction; 0 where no code has needed it yet.</summary>
    // SAFETY: as long as the number of instructions, and never freed: code of any module jumps through it.
    public static readonly nint* Table = (nint*)NativeMemory.AllocZeroed(BytecodeInfo.Count, (nuint)sizeof(nint));

    static Handlers()
    {
        // Handlers leave for slow paths through the table as well, though no code contains them.
        for (var slow = Bytecode.Exit; slow <= Bytecode.Interrupt; slow++)
        {
            Prepare(slow);
        }

        for (var trap = BytecodeInfo.FirstTrap; trap < (Bytecode)BytecodeInfo.Count; trap++)
        {
            Prepare(trap);
        }
    }

    /// <summary>Sees to it that the handler of an instruction is compiled before code with the instruction runs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prepare(Bytecode bytecode)
    {
        if (Table[(int)bytecode] == 0)
        {
            Table[(int)bytecode] = Address((int)bytecode);
        }
    }

    // On CoreCLR the address of a method is a stub, `jmp [rip + d]`; going straight to its target makes the interpreter a fifth faster.
    // The handlers are compiled once and fully optimised, so the target does not change.
    private static nint Prepare(Next handler, Handler prepared)
    {
        if (!RuntimeFeature.IsDynamicCodeCompiled || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return (nint)handler;
        }

        RuntimeHelpers.PrepareDelegate(prepared);
        var stub = (byte*)handler;

        // SAFETY: the address of a method is at least six bytes of code.
        return stub[0] == 0xFF && stub[1] == 0x25 ? *(nint*)(stub + 6 + *(int*)(stub + 2)) : (nint)handler;
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

    // A poll found the status word set.
    private static void Interrupt(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine) =>
        Trap(TrapKind.Interrupted, ip, fp, ctx);

    // A call found no room, or the limit taken away to stop it.
    private static void CallRefused(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine) =>
        Trap(machine.IsStopped != 0 ? TrapKind.Interrupted : TrapKind.StackExhausted, ip, fp, ctx);
}
