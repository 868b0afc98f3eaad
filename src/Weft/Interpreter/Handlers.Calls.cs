// Handlers of calls that leave the ordinary path: to another instance, to the host, to code that does not exist yet, in place of the caller.
using System.Runtime.CompilerServices;
using Weft.Runtime;
using unsafe Next = delegate*<ushort*, ulong*, byte*, Weft.Runtime.InstanceContext*, nint*, Weft.Interpreter.Machine, void>;

namespace Weft.Interpreter;

// SAFETY: as in the generated handlers: lowering numbers slots inside the frame that the call checked to fit on the value stack.
internal static unsafe partial class Handlers
{
    // The end of a run: back to Machine.Invoke.
    private static void Exit(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
    }

    // A function returned to a caller of another instance.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CrossReturn(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        ref var crossing = ref machine.PopCrossing();
        ip = crossing.Ip;
        fp = crossing.Fp;
        ctx = crossing.Instance;
        mem = ctx->Memory0Base;
        ((Next)handlers[*ip])(ip, fp, mem, ctx, handlers, machine);
    }

    // A function's first call.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LowerFunction(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        var cell = FunctionStub.CellOf(ip);
        var stub = fp + (cell->StubHeader >> 32);
        var (returnIp, returnFp) = (stub[0], stub[1]);
        machine.LowerFunction(cell, (ushort*)returnIp, (ulong*)returnFp);
        var code = cell->Code;
        var header = *(ulong*)(code - CodeHeader.Words);
        if (fp + (uint)header > machine.CallLimit)
        {
            machine.RefuseFirstCall((ushort*)returnIp, (ulong*)returnFp, ctx);
        }

        var saved = fp + (header >> 32);
        saved[0] = returnIp;
        saved[1] = returnFp;
        ip = code;
        ((Next)handlers[*ip])(ip, fp, mem, ctx, handlers, machine);
    }

    // A function of the host. When an exception of the guest comes out of it, execution goes on at a handler.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CallHost(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        var cell = FunctionStub.CellOf(ip);
        var saved = fp + (cell->StubHeader >> 32);
        if (machine.CallHost(cell, fp, ctx))
        {
            ip = (ushort*)saved[0];
            fp = (ulong*)saved[1];
        }
        else
        {
            ip = machine.ResumeIp;
            fp = machine.ResumeFp;
            ctx = machine.ResumeInstance;
            mem = ctx->Memory0Base;
        }

        ((Next)handlers[*ip])(ip, fp, mem, ctx, handlers, machine);
    }

    // A compiled function: its arguments go from slots to registers, and its results come back.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EnterCompiled(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        var cell = FunctionStub.CellOf(ip);
        var saved = fp + (cell->StubHeader >> 32);
        if (machine.EnterCompiled(cell, fp, ctx))
        {
            ip = (ushort*)saved[0];
            fp = (ulong*)saved[1];
        }
        else
        {
            ip = machine.ResumeIp;
            fp = machine.ResumeFp;
            ctx = machine.ResumeInstance;
            mem = ctx->Memory0Base;
        }

        ((Next)handlers[*ip])(ip, fp, mem, ctx, handlers, machine);
    }

    // The function called belongs to another instance: its return address is a stub that finds the way back.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Cross(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        var cell = Callee(ip, fp, ctx, machine);
        var frame = fp + ip[FrameOperand(ip)];
        var length = BytecodeInfo.GetLength((Bytecode)(*ip));
        var code = cell->Code;
        var header = *(ulong*)(code - CodeHeader.Words);
        if (frame + (uint)header > machine.CallLimit)
        {
            machine.Refuse(ip, fp, ctx);
        }

        machine.PushCrossing(ip + length, fp, ctx);
        var saved = frame + (header >> 32);
        saved[0] = (ulong)Machine.CrossReturnCode;
        saved[1] = (ulong)fp;
        ip = code;
        fp = frame;
        ctx = cell->Instance;
        mem = ctx->Memory0Base;
        ((Next)handlers[*ip])(ip, fp, mem, ctx, handlers, machine);
    }

    // The function in a table has another type than the call says: it may be a subtype.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CallIndirectSubtype(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        var cell = Callee(ip, fp, ctx, machine);
        var frame = fp + ip[FrameOperand(ip)];
        var length = BytecodeInfo.GetLength((Bytecode)(*ip));
        if (!machine.IsSubtype(cell->TypeId, *(int*)(ip + 1)))
        {
            Trap(TrapKind.IndirectCallTypeMismatch, ip, fp, ctx);
        }

        if (cell->Instance != ctx && cell->Instance != null)
        {
            Cross(ip, fp, mem, ctx, handlers, machine);
            return;
        }

        var code = cell->Code;
        var header = *(ulong*)(code - CodeHeader.Words);
        if (frame + (uint)header > machine.CallLimit)
        {
            machine.Refuse(ip, fp, ctx);
        }

        var saved = frame + (header >> 32);
        saved[0] = (ulong)(ip + length);
        saved[1] = (ulong)fp;
        ip = code;
        fp = frame;
        ((Next)handlers[*ip])(ip, fp, mem, ctx, handlers, machine);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CallRef(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        var cell = machine.FunctionAt(fp, ip[1]);
        if (cell == null)
        {
            Trap(TrapKind.NullFunctionReference, ip, fp, ctx);
        }

        if (cell->Instance != ctx && cell->Instance != null)
        {
            Cross(ip, fp, mem, ctx, handlers, machine);
            return;
        }

        var frame = fp + ip[2];
        const int length = 3;
        var code = cell->Code;
        var header = *(ulong*)(code - CodeHeader.Words);
        if (frame + (uint)header > machine.CallLimit)
        {
            machine.Refuse(ip, fp, ctx);
        }

        var saved = frame + (header >> 32);
        saved[0] = (ulong)(ip + length);
        saved[1] = (ulong)fp;
        ip = code;
        fp = frame;
        ((Next)handlers[*ip])(ip, fp, mem, ctx, handlers, machine);
    }

    // What a call instruction calls, again, for slow paths: they repeat what the fast path has found to exist.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FunctionCell* Callee(ushort* ip, ulong* fp, InstanceContext* ctx, Machine machine) => (Bytecode)(*ip) switch
    {
        Bytecode.CallImport => ctx->Functions[*(uint*)(ip + 1)],
        Bytecode.CallIndirect => ctx->Tables[*(int*)(ip + 5)]->Functions[(uint)fp[ip[4]]],
        Bytecode.CallIndirect64 => ctx->Tables[*(int*)(ip + 5)]->Functions[fp[ip[4]]],
        _ => machine.FunctionAt(fp, ip[1]),
    };

    // Which operand of a call instruction is the slot where the callee's frame begins.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int FrameOperand(ushort* ip) => (Bytecode)(*ip) is Bytecode.CallImport or Bytecode.CallIndirect or Bytecode.CallIndirect64 ? 3 : 2;

    // The callee takes the place of the running function: its frame, and who it returns to. All of the work is a call, the jump is here,
    // so that the .NET stack stays as it is.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReturnCall(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        machine.Replace(ctx->Functions[*(uint*)(ip + 1)], ip, fp, ip[3], ip[4], ip[5], ctx);
        ip = machine.ResumeIp;
        ctx = machine.ResumeInstance;
        mem = ctx->Memory0Base;
        ((Next)handlers[*ip])(ip, fp, mem, ctx, handlers, machine);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReturnCallIndirect(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        machine.Replace(TableCallee((uint)fp[ip[3]], ip, fp, ctx, machine), ip, fp, ip[6], ip[7], ip[8], ctx);
        ip = machine.ResumeIp;
        ctx = machine.ResumeInstance;
        mem = ctx->Memory0Base;
        ((Next)handlers[*ip])(ip, fp, mem, ctx, handlers, machine);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReturnCallIndirect64(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        machine.Replace(TableCallee(fp[ip[3]], ip, fp, ctx, machine), ip, fp, ip[6], ip[7], ip[8], ctx);
        ip = machine.ResumeIp;
        ctx = machine.ResumeInstance;
        mem = ctx->Memory0Base;
        ((Next)handlers[*ip])(ip, fp, mem, ctx, handlers, machine);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReturnCallRef(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        var cell = machine.FunctionAt(fp, ip[1]);
        if (cell == null)
        {
            Trap(TrapKind.NullFunctionReference, ip, fp, ctx);
        }

        machine.PassReferences(fp, ip[4], ip[5], *(int*)(ip + 2));
        machine.Replace(cell, ip, fp, ip[4], ip[5], ip[6], ctx);
        ip = machine.ResumeIp;
        ctx = machine.ResumeInstance;
        mem = ctx->Memory0Base;
        ((Next)handlers[*ip])(ip, fp, mem, ctx, handlers, machine);
    }

    private static FunctionCell* TableCallee(ulong index, ushort* ip, ulong* fp, InstanceContext* ctx, Machine machine)
    {
        var table = ctx->Tables[*(int*)(ip + 4)];
        if (index >= table->Length)
        {
            Trap(TrapKind.UndefinedElement, ip, fp, ctx);
        }

        var cell = table->Functions[index];
        if (cell == null)
        {
            Trap(TrapKind.IndirectCallToNull, ip, fp, ctx);
        }

        if (cell->TypeId != *(int*)(ip + 1) && !machine.IsSubtype(cell->TypeId, *(int*)(ip + 1)))
        {
            Trap(TrapKind.IndirectCallTypeMismatch, ip, fp, ctx);
        }

        return cell;
    }
}
