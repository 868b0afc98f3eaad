// Handlers of calls that leave the ordinary path: to another instance, to the host, to code that does not exist yet, in place of the caller.
using System.Runtime.CompilerServices;
using Weft.Runtime;

namespace Weft.Interpreter;

// SAFETY: as in the generated handlers: lowering numbers slots inside the frame that the call checked to fit on the value stack.
internal static unsafe partial class RawCalliHelper
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
        At(handlers, ip)(ip, fp, mem, ctx, handlers, machine);
    }

    // A call found the cell of a function of this instance empty: it is filled, and the call begins again.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillCell(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        machine.FillCell(ctx->Functions[*(uint*)(ip + 1)]);
        At(handlers, ip)(ip, fp, mem, ctx, handlers, machine);
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
        if (!HasRoom(fp, code, machine))
        {
            machine.RefuseFirstCall((ushort*)returnIp, (ulong*)returnFp, ctx);
        }

        SaveReturn(fp, code, (ushort*)returnIp, (ulong*)returnFp);
        At(handlers, code)(code, fp, mem, ctx, handlers, machine);
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

        At(handlers, ip)(ip, fp, mem, ctx, handlers, machine);
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

        At(handlers, ip)(ip, fp, mem, ctx, handlers, machine);
    }

    // The function called belongs to another instance: its return address is a stub that finds the way back.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Cross(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        var cell = Callee(ip, fp, ctx, machine);
        var frame = CalleeFrame(ip, fp);
        var length = BytecodeInfo.GetLength((Bytecode)(*ip));
        var code = cell->Code;
        if (!HasRoom(frame, code, machine))
        {
            CallRefused(ip, fp, mem, ctx, handlers, machine);
            return;
        }

        machine.PushCrossing(ip + length, fp, ctx);
        SaveReturn(frame, code, Machine.CrossReturnCode, fp);
        ctx = cell->Instance;
        mem = ctx->Memory0Base;
        At(handlers, code)(code, frame, mem, ctx, handlers, machine);
    }

    // The function in a table has another type than the call says: it may be a subtype, or its cell may still be empty.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CallIndirectSubtype(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        var cell = Callee(ip, fp, ctx, machine);
        var frame = CalleeFrame(ip, fp);
        var length = BytecodeInfo.GetLength((Bytecode)(*ip));
        machine.FillCell(cell);
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
        if (!HasRoom(frame, code, machine))
        {
            CallRefused(ip, fp, mem, ctx, handlers, machine);
            return;
        }

        SaveReturn(frame, code, ip + length, fp);
        At(handlers, code)(code, frame, mem, ctx, handlers, machine);
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

        var frame = fp + *(int*)(ip + 2);
        const int length = 4;
        var code = cell->Code;
        if (!HasRoom(frame, code, machine))
        {
            CallRefused(ip, fp, mem, ctx, handlers, machine);
            return;
        }

        SaveReturn(frame, code, ip + length, fp);
        At(handlers, code)(code, frame, mem, ctx, handlers, machine);
    }

    // What a call instruction calls, again, for slow paths: they repeat what the fast path has found to exist.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FunctionCell* Callee(ushort* ip, ulong* fp, InstanceContext* ctx, Machine machine) => (Bytecode)(*ip) switch
    {
        Bytecode.CallImport => ctx->Functions[*(uint*)(ip + 1)],
        Bytecode.CallIndirect => ctx->Tables[*(int*)(ip + 6)]->Functions[(uint)fp[ip[5]]],
        Bytecode.CallIndirect64 => ctx->Tables[*(int*)(ip + 6)]->Functions[fp[ip[5]]],
        _ => machine.FunctionAt(fp, ip[1]),
    };

    // Where the frame of the function called begins. Not an out parameter of the above: a handler with a local whose address is taken
    // cannot end in a jump.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong* CalleeFrame(ushort* ip, ulong* fp) =>
        fp + ((Bytecode)(*ip) is Bytecode.CallImport or Bytecode.CallIndirect or Bytecode.CallIndirect64 ? *(int*)(ip + 3) : *(int*)(ip + 2));

    // The callee takes the place of the running function: its frame, and who it returns to. All of the work is a call, the jump is here,
    // so that the .NET stack stays as it is.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReturnCall(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        machine.Replace(ctx->Functions[*(uint*)(ip + 1)], ip, fp, *(int*)(ip + 3), ip[5], ip[6], ctx);
        ip = machine.ResumeIp;
        ctx = machine.ResumeInstance;
        mem = ctx->Memory0Base;
        At(handlers, ip)(ip, fp, mem, ctx, handlers, machine);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReturnCallIndirect(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        machine.Replace(TableCallee((uint)fp[ip[3]], ip, fp, ctx, machine), ip, fp, *(int*)(ip + 6), ip[8], ip[9], ctx);
        ip = machine.ResumeIp;
        ctx = machine.ResumeInstance;
        mem = ctx->Memory0Base;
        At(handlers, ip)(ip, fp, mem, ctx, handlers, machine);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReturnCallIndirect64(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        machine.Replace(TableCallee(fp[ip[3]], ip, fp, ctx, machine), ip, fp, *(int*)(ip + 6), ip[8], ip[9], ctx);
        ip = machine.ResumeIp;
        ctx = machine.ResumeInstance;
        mem = ctx->Memory0Base;
        At(handlers, ip)(ip, fp, mem, ctx, handlers, machine);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReturnCallRef(ushort* ip, ulong* fp, byte* mem, InstanceContext* ctx, nint* handlers, Machine machine)
    {
        var cell = machine.FunctionAt(fp, ip[1]);
        if (cell == null)
        {
            Trap(TrapKind.NullFunctionReference, ip, fp, ctx);
        }

        machine.PassReferences(fp, *(int*)(ip + 4), ip[6], *(int*)(ip + 2));
        machine.Replace(cell, ip, fp, *(int*)(ip + 4), ip[6], ip[7], ctx);
        ip = machine.ResumeIp;
        ctx = machine.ResumeInstance;
        mem = ctx->Memory0Base;
        At(handlers, ip)(ip, fp, mem, ctx, handlers, machine);
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

        machine.FillCell(cell);
        if (cell->TypeId != *(int*)(ip + 1) && !machine.IsSubtype(cell->TypeId, *(int*)(ip + 1)))
        {
            Trap(TrapKind.IndirectCallTypeMismatch, ip, fp, ctx);
        }

        return cell;
    }
}
