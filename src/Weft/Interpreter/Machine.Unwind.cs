// Walking the guest's frames: to find the handler of an exception (spec 4.6.12), and to tell where a trap happened.
using System.Runtime.CompilerServices;
using Weft.Interpreter.Lowering;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Interpreter;

internal sealed unsafe partial class Machine
{
    /// <summary>Throws an exception for a handler: execution goes on at <see cref="ResumeIp"/>.</summary>
    /// <exception cref="GuestException">No frame of this run handles it.</exception>
    private void ThrowException(ExceptionObject exception, in Place place)
    {
        SetPlace(place);
        if (IsStopped)
        {
            // A loop may consist of nothing but a throw and its handler.
            Throw.Trap(TrapKind.Interrupted);
        }

        Unwind(exception, null, place, isReturnAddress: false);
    }

    /// <summary>throw: the tag's index and the first slot of the payload are the instruction's operands.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void ThrowTag(ushort* ip, ulong* fp, InstanceContext* ctx)
    {
        var tag = TagOf(ctx, *(int*)(ip + 1));
        var place = new Place(ip, fp, ctx);
        var exception = ExceptionObject.Make(tag);
        int slot = *(int*)(ip + 3), number = 0, reference = 0;
        foreach (var type in tag.Type.Parameters)
        {
            switch (type.Kind)
            {
                case ValueKind.Ref:
                    exception.Reference(reference++) = Reference(fp, slot++);
                    break;
                case ValueKind.V128:
                    exception.Number(number++) = fp[slot++];
                    exception.Number(number++) = fp[slot++];
                    break;
                case ValueKind.I32 or ValueKind.F32:
                    exception.Number(number++) = (uint)fp[slot++];
                    break;
                default:
                    exception.Number(number++) = fp[slot++];
                    break;
            }
        }

        SetPlace(place);
        _store.Heap.Add(exception, ExceptionObject.BytesOf(tag.PayloadNumbers, tag.PayloadReferences));
        ThrowException(exception, place);
    }

    /// <summary>throw_ref and rethrow: the slot of the exception is the instruction's operand.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void ThrowReference(ushort* ip, ulong* fp, InstanceContext* ctx)
    {
        if (Reference(fp, ip[1]) is not ExceptionObject exception)
        {
            SetPlace(new Place(ip, fp, ctx));
            Throw.Trap(TrapKind.NullExceptionReference);
            return;
        }

        ThrowException(exception, new Place(ip, fp, ctx));
    }

    // Finds the handler of an exception among the frames of the innermost run, and resumes there.
    private void Unwind(ExceptionObject exception, GuestException? thrown, Place place, bool isReturnAddress)
    {
        var crossings = _crossingCount;
        while (place.Ip != ExitCode)
        {
            if (place.Ip == CrossReturnCode)
            {
                place = _crossings[--crossings];
            }

            var ip = isReturnAddress ? place.Ip - 1 : place.Ip;
            var code = CodeMap.Find(ip) ?? throw new InvalidOperationException("a frame returns to no code");
            if (FindHandler(code, exception, (int)(ip - code.Start), place.Instance) is { } region)
            {
                _crossingCount = crossings;
                ClearReferencesAbove(place.Fp + code.FrameSlots);
                _store.Calls?.Catch(place.Fp, exception);
                Deliver(exception, region, place.Fp);
                ResumeIp = code.Start + region.Target;
                ResumeFp = place.Fp;
                ResumeInstance = place.Instance;
                return;
            }

            place = CallerOf(code, place);
            isReturnAddress = true;
        }

        throw thrown ?? new GuestException(exception);
    }

    private static Place CallerOf(FunctionCode code, in Place place) =>
        new((ushort*)place.Fp[code.HeaderSlot], (ulong*)place.Fp[code.HeaderSlot + 1], place.Instance);

    private HandlerRegion? FindHandler(FunctionCode code, ExceptionObject exception, int position, InstanceContext* ctx)
    {
        var depth = int.MaxValue;
        foreach (var region in code.Regions)
        {
            if (position < region.Start || position >= region.End || region.Depth > depth)
            {
                continue;
            }

            if (region.Kind == HandlerKind.Delegate)
            {
                depth = region.Target;
            }
            else if (region.Tag < 0 || ReferenceEquals(TagOf(ctx, region.Tag), exception.Tag))
            {
                return region;
            }
        }

        return null;
    }

    private void Deliver(ExceptionObject exception, in HandlerRegion region, ulong* fp)
    {
        var slot = region.Slot;
        if (region.Kind == HandlerKind.Legacy)
        {
            Reference(fp, slot++) = exception;
        }

        if (region.Tag >= 0)
        {
            int number = 0, reference = 0;
            foreach (var type in exception.Tag.Type.Parameters)
            {
                if (type.Kind == ValueKind.Ref)
                {
                    Reference(fp, slot++) = exception.Reference(reference++);
                    continue;
                }

                fp[slot++] = exception.Number(number++);
                if (type.Kind == ValueKind.V128)
                {
                    fp[slot++] = exception.Number(number++);
                }
            }
        }

        if (region.Kind == HandlerKind.CatchReference)
        {
            Reference(fp, slot) = exception;
        }
    }

    // Whether a fault was an access of the running handler to a guard page; then the context says where.
    private bool IsGuardFault()
    {
        if (_runs[_runCount - 1].IsInHost || !GuardPages.TryGetFault(_context, out var fault))
        {
            return false;
        }

        // Where compiled code keeps the interpreter's state elsewhere, the place is not known: then there is no trace.
        var isKnown = fault.Ip != null && CodeMap.Find(fault.Ip) is not null && fault.Fp >= _stackBase && fault.Fp < _context->StackLimit;
        SetPlace(isKnown ? new Place(fault.Ip, fault.Fp, fault.Instance) : default);
        return true;
    }

    // The trap that a fault is, at a place that IsGuardFault has found.
    private TrapException MakeTrap(int run, NullReferenceException fault)
    {
        var trap = new TrapException(TrapKind.MemoryOutOfBounds, null, fault);
        Describe(trap, run);
        return trap;
    }

    // A filter that lets every trap pass: gives it the frames of a run. Runs inside of it may still be there.
    private bool Describe(TrapException trap, int number)
    {
        var frames = new List<WasmFrame>();
        var omitted = 0;
        ref var run = ref _runs[number];
        var isInnermost = number == _runCount - 1;
        var crossings = isInnermost ? _crossingCount : _runs[number + 1].Crossings;
        var place = isInnermost ? new Place(_context->Ip, _context->Fp, _context->Instance) : run.Host;
        var isReturnAddress = run.IsInHost;
        while (place.Ip != null && place.Ip != ExitCode)
        {
            if (place.Ip == CrossReturnCode)
            {
                place = _crossings[--crossings];
            }

            var ip = isReturnAddress ? place.Ip - 1 : place.Ip;
            if (CodeMap.Find(ip) is not { } code)
            {
                break;
            }

            if (InstanceOf(place.Instance).Module.IsHidden)
            {
                // As if its caller had called its callee.
            }
            else if (frames.Count < TrapException.MaximumFrames && !trap.IsFull)
            {
                frames.Add(Describe(code, ip, place.Instance));
            }
            else
            {
                omitted++;
            }

            place = CallerOf(code, place);
            isReturnAddress = true;
        }

        trap.AddFrames(frames, omitted);
        return false;
    }

    // Whether a run handles an exception that comes out of a call it made at a place. Runs inside of it may still be there.
    private bool IsHandled(ExceptionObject exception, int number, Place place)
    {
        var crossings = number == _runCount - 1 ? _crossingCount : _runs[number + 1].Crossings;
        while (place.Ip != ExitCode)
        {
            if (place.Ip == CrossReturnCode)
            {
                place = _crossings[--crossings];
            }

            var ip = place.Ip - 1;
            var code = CodeMap.Find(ip) ?? throw new InvalidOperationException("a frame returns to no code");
            if (FindHandler(code, exception, (int)(ip - code.Start), place.Instance) is not null)
            {
                return true;
            }

            place = CallerOf(code, place);
        }

        return false;
    }
}
