// From the interpreter into compiled code: calls of compiled functions, and functions and loops that have become hot while they ran.
using Weft.Runtime;

namespace Weft.Interpreter;

internal sealed unsafe partial class Machine
{
    // How long a counter waits before it asks again for what is being compiled.
    private const int CallsBetweenLooks = 50;
    private const int RoundsBetweenLooks = 500;

    /// <summary>Calls a compiled function for a handler.</summary>
    /// <returns>False when an exception of the guest came out of it: execution goes on at <see cref="ResumeIp"/>.</returns>
    public bool EnterCompiled(FunctionCell* cell, ulong* fp, InstanceContext* ctx)
    {
        var headerSlot = (int)(cell->StubHeader >> 32);
        var number = _runCount - 1;
        var caller = new Place((ushort*)fp[headerSlot], (ulong*)fp[headerSlot + 1], ctx);
        var top = EnterHost(caller, fp + headerSlot + 2);
        try
        {
            var references = default(Span<object?>);
            if (_store.HasReferences(cell))
            {
                ReserveReferences(fp + headerSlot);
                references = ReferencesAt(fp, headerSlot);
            }

            var array = _references;
            _store.InvokeCompiled(cell, fp, references);
            FollowReferences(array, fp, references.Length);
        }
        catch (GuestException exception) when (IsHandled(exception.Exception, number, caller))
        {
            LeaveHost(top);
            Unwind(exception.Exception, exception, caller, isReturnAddress: true);
            return false;
        }

        LeaveHost(top);
        return true;
    }

    /// <summary>A function's counter has run out: lets the function be compiled, or goes on in its compiled code.</summary>
    /// <returns>Where to go on.</returns>
    public ushort* EnterHotFunction(ushort* ip, ulong* fp, InstanceContext* ctx)
    {
        var code = CodeMap.Find(ip)!;
        var instance = InstanceOf(ctx);
        var module = instance.Module;
        nint entry = 0;
        if (instance.Binding?.TryFind(instance, code.FunctionIndex, out entry) != true)
        {
            entry = module.GetTiered(_store.MetersFuel).GetEntryOrAsk(code.FunctionIndex);
        }

        if (entry == 0)
        {
            *(int*)(ip + 1) = CallsBetweenLooks;
            return ip + BytecodeInfo.GetLength(Bytecode.CountEntry);
        }

        var cell = ctx->Functions[code.FunctionIndex];
        FunctionStub.SetCompiled(cell, entry, module.Validated.HandlesExceptions);
        var stub = fp + (cell->StubHeader >> 32);
        var (returnIp, returnFp) = (fp[code.HeaderSlot], fp[code.HeaderSlot + 1]);
        stub[0] = returnIp;
        stub[1] = returnFp;
        return cell->Code;
    }

    /// <summary>A loop's counter has run out: lets a variant be compiled, or goes on in it to the end of the function.</summary>
    /// <returns>Whether the function has ended: then execution goes on at <see cref="ResumeIp"/>.</returns>
    public bool EnterHotLoop(ushort* ip, ulong* fp, InstanceContext* ctx)
    {
        var code = CodeMap.Find(ip)!;
        var tiered = InstanceOf(ctx).Module.GetTiered(_store.MetersFuel);
        var entry = tiered.GetLoopEntryOrAsk(code.FunctionIndex, *(int*)(ip + 3));
        if (entry == 0)
        {
            *(int*)(ip + 1) = RoundsBetweenLooks;
            return false;
        }

        var number = _runCount - 1;
        var caller = new Place((ushort*)fp[code.HeaderSlot], (ulong*)fp[code.HeaderSlot + 1], ctx);
        var top = EnterHost(caller, fp + code.FrameSlots);
        var references = ReferencesAt(fp, code.FrameSlots);
        var array = _references;
        try
        {
            _store.InvokeLoop(entry, ctx, fp, references);
        }
        catch (GuestException exception) when (IsHandled(exception.Exception, number, caller))
        {
            LeaveHost(top);
            Unwind(exception.Exception, exception, caller, isReturnAddress: true);
            return true;
        }

        LeaveHost(top);
        FollowReferences(array, fp, references.Length);
        references = ReferencesAt(fp, code.FrameSlots);
        references[Math.Min(references.Length, ResultSlotsOf(code))..].Clear();
        ResumeIp = caller.Ip;
        ResumeFp = caller.Fp;
        ResumeInstance = ctx;
        return true;
    }

    // From here on the innermost frame is that of the caller, and the value stack is free from a slot on.
    private ulong* EnterHost(in Place caller, ulong* free)
    {
        ref var run = ref _runs[_runCount - 1];
        run.Host = caller;
        run.IsInHost = true;
        SetPlace(caller);
        var top = _top;
        _top = free;
        return top;
    }

    private void LeaveHost(ulong* top)
    {
        _runs[_runCount - 1].IsInHost = false;
        _top = top;
    }
}
