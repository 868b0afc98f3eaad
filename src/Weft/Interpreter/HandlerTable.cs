// Where handlers are. Each is found, and under a JIT compiled, when lowering first emits its instruction.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using unsafe Next = delegate*<ushort*, ulong*, byte*, Weft.Runtime.InstanceContext*, nint*, Weft.Interpreter.Machine, void>;

namespace Weft.Interpreter;

/// <summary>The addresses of the interpreter's handlers.</summary>
internal static unsafe class HandlerTable
{
    /// <summary>
    /// The address of each handler by its instruction, 0 where no code has needed it yet; then as many addresses of the handler that
    /// stops the guest, for jumps backwards when it is to stop.
    /// </summary>
    // SAFETY: twice as long as the number of instructions, and never freed: code of any module jumps through it.
    public static readonly nint* Addresses = (nint*)NativeMemory.AllocZeroed(2 * BytecodeInfo.Count, (nuint)sizeof(nint));

    // The stubs in the cells of functions are there before anything is interpreted, and where all is compiled nothing ever is: so their handlers are
    // not prepared with them, but here, before the first run of the machine reads the table.
    static HandlerTable()
    {
        Prepare(Bytecode.CallHost);
        Prepare(Bytecode.LowerFunction);
        Prepare(Bytecode.EnterCompiled);
        Prepare(Bytecode.Interrupt);
        for (var i = 0; i < BytecodeInfo.Count; i++)
        {
            Addresses[BytecodeInfo.Count + i] = Addresses[(int)Bytecode.Interrupt];
        }
    }

    /// <summary>Sees to it that the handler of an instruction is compiled before code with the instruction runs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prepare(Bytecode bytecode)
    {
        if (Addresses[(int)bytecode] == 0)
        {
            Addresses[(int)bytecode] = RawCalliHelper.Address((int)bytecode);
        }
    }

    /// <summary>Where the code of a handler is.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="prepared">The handler as a delegate, for the runtime to compile.</param>
    // On CoreCLR the address of a method is a stub, `jmp [rip + d]`; going straight to its target makes the interpreter a fifth faster.
    // The handlers are compiled once and fully optimised, so the target does not change.
    public static nint Target(Next handler, Handler prepared)
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

    /// <summary>A handler, as the runtime's own methods want to have it.</summary>
    internal delegate void Handler(ushort* ip, ulong* fp, byte* mem, Runtime.InstanceContext* ctx, nint* handlers, Machine machine);
}
