// The managed companion of a store's running code: it enters and leaves the handlers, keeps the references of frames where the collector
// sees them, and does what handlers leave to it. A machine belongs to one store and, like it, to one thread at a time.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weft.Runtime;
using unsafe Next = delegate*<ushort*, ulong*, byte*, Weft.Runtime.InstanceContext*, nint*, Weft.Interpreter.Machine, void>;

namespace Weft.Interpreter;

/// <summary>
/// Runs a store's functions. What handlers call here is not inlined, unless it is small and takes no address: a handler into which a local
/// comes whose address is taken calls the next one instead of jumping to it, and a loop of the guest then fills the stack.
/// </summary>
internal sealed unsafe partial class Machine
{
    /// <summary>Code whose only instruction leaves the run: the return address of its outermost function.</summary>
    public static readonly ushort* ExitCode = MakeStub(Bytecode.Exit);

    /// <summary>Code whose only instruction returns to a caller of another instance.</summary>
    public static readonly ushort* CrossReturnCode = MakeStub(Bytecode.CrossReturn);

    // Runs nested through host functions also nest on the .NET stack, of which each needs this much for certain.
    private const int MaximumRuns = 10_000;

    // What is compiled runs without them.
    private const int FirstRuns = 4;

    [SuppressMessage("Performance", "CA1825", Justification = "The empty array of .NET is code that is compiled at each start, for elements of this type.")]
    private static readonly Run[] s_noRuns = new Run[0];

    [SuppressMessage("Performance", "CA1825", Justification = "As above.")]
    private static readonly Place[] s_noPlaces = new Place[0];

    /// <summary>
    /// What jumps backwards add to the number of the next instruction: 0, or, when the guest is to stop, as much as leads to the half of
    /// <see cref="HandlerTable"/> where every instruction is <see cref="Bytecode.Interrupt"/>.
    /// </summary>
    public volatile nint StopOffset;

    /// <summary>What calls compare the end of their frames with: the end of the stack, or null when the guest is to stop.</summary>
    public ulong* CallLimit;

    private readonly Store _store;
    private readonly StoreContext* _context;
    private readonly ulong* _stackBase;
    // Made when something is there that may throw: what is pinned takes long to make.
    private object?[]? _pending;
    private object?[] _references = [];
    private object?[] _results = [];
    private Run[] _runs = s_noRuns;
    private int _runCount;
    private Place[] _crossings = s_noPlaces;
    private int _crossingCount;
    private ulong* _top;
    private volatile bool _isStopped;

    /// <summary>Makes the machine of a store whose context and value stack exist.</summary>
    public Machine(Store store, StoreContext* context)
    {
        _store = store;
        _context = context;
        _stackBase = context->StackBase;
        _top = context->StackBase;
        CallLimit = context->StackLimit;
    }

    /// <summary>Whether the guest is to stop at the next loop or call.</summary>
    public bool IsStopped => _isStopped;

    /// <summary>Where execution goes on after a call of the machine that moves it.</summary>
    public ushort* ResumeIp { get; private set; }

    /// <summary>The frame there.</summary>
    public ulong* ResumeFp { get; private set; }

    /// <summary>The instance there.</summary>
    public InstanceContext* ResumeInstance { get; private set; }

    /// <summary>The exception of the guest that is on its way through compiled frames, while the store's context says that one is.</summary>
    public ExceptionObject? PendingException
    {
        get
        {
            var exception = (ExceptionObject?)_pending?[0];
            exception?.Keep();
            return exception;
        }

        set
        {
            if (value is not null || _pending is not null)
            {
                ReservePending();
                _pending[0] = value;
            }
        }
    }

    /// <summary>Makes the place of <see cref="PendingException"/>, which code that throws and catches finds by its address.</summary>
    [MemberNotNull(nameof(_pending))]
    public void ReservePending()
    {
        if (_pending is null)
        {
            _pending = GC.AllocateArray<object?>(1, pinned: true);

            // SAFETY: the array is pinned, and the store, which keeps it alive, is alive while its code runs.
            _context->PendingException = Unsafe.AsPointer(ref _pending[0]);
        }
    }

    /// <summary>Lets running code stop at its next loop or call. Any thread may call it.</summary>
    public void Stop()
    {
        _isStopped = true;
        StopOffset = BytecodeInfo.Count;
        CallLimit = null;
    }

    /// <summary>Takes <see cref="Stop"/> back.</summary>
    public void Resume()
    {
        CallLimit = _context->StackLimit;
        _isStopped = false;
        StopOffset = _isSampleDue ? BytecodeInfo.Count : 0;
    }

    /// <summary>Whether it has run anything: then the value stack was written.</summary>
    public bool HasRun { get; private set; }

    /// <summary>Calls a function of the guest and waits for its end. Re-entrant: host functions may call it.</summary>
    /// <param name="cell">The function: not one of the host.</param>
    /// <param name="slots">Its arguments, v128 in two slots; then its results. As long as the longer of the two.</param>
    /// <param name="references">References among them, at the same indices; empty when there are none.</param>
    /// <exception cref="TrapException">The guest trapped.</exception>
    /// <exception cref="GuestException">The guest threw an exception that no guest function inside caught.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Invoke(FunctionCell* cell, Span<ulong> slots, Span<object?> references)
    {
        // SAFETY: the store keeps cells, contexts and the value stack alive while it is not disposed, and it is not while code runs.
        HasRun = true;
        var frame = _top;
        var code = cell->Code;
        var ctx = cell->Instance;
        if (_runCount >= MaximumRuns || !RuntimeHelpers.TryEnsureSufficientExecutionStack() || frame + CodeHeader.FrameSlots(code) > CallLimit)
        {
            RefuseRun();
        }

        slots.CopyTo(new Span<ulong>(frame, slots.Length));
        if (!references.IsEmpty)
        {
            ReserveReferences(frame + references.Length);
            references.CopyTo(ReferencesAt(frame, references.Length));
        }

        var saved = frame + CodeHeader.HeaderSlot(code);
        saved[0] = (ulong)ExitCode;
        saved[1] = 0;
        if (_runCount == _runs.Length)
        {
            Array.Resize(ref _runs, Math.Max(FirstRuns, _runCount * 2));
        }

        var number = _runCount;
        _runs[_runCount++] = new Run { Crossings = _crossingCount };
        var ended = false;
        try
        {
            var handlers = HandlerTable.Addresses;
            ((Next)handlers[*code])(code, frame, ctx->Memory0Base, ctx, handlers, this);
            ended = true;
        }
        catch (NullReferenceException fault) when (IsGuardFault())
        {
            throw MakeTrap(number, fault);
        }
        catch (TrapException trap) when (Describe(trap, number))
        {
            // Never here: handlers that throw again pile up on the .NET stack, one for each run that is left.
            throw;
        }
        finally
        {
            ref var run = ref _runs[--_runCount];
            _crossingCount = run.Crossings;
            _top = frame;
            if (!ended)
            {
                ClearReferencesAbove(frame);
            }

            if (_runCount != 0)
            {
                ref var outer = ref _runs[_runCount - 1];
                SetPlace(outer.Host);
            }
        }

        new Span<ulong>(frame, slots.Length).CopyTo(slots);
        if (!references.IsEmpty)
        {
            var results = ReferencesAt(frame, references.Length);
            results.CopyTo(references);
            results.Clear();
        }
    }

    /// <summary>Calls a function of the host for a handler.</summary>
    /// <returns>False when an exception of the guest came out of it: execution goes on at <see cref="ResumeIp"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool CallHost(FunctionCell* cell, ulong* fp, InstanceContext* ctx)
    {
        var headerSlot = (int)(cell->StubHeader >> 32);
        var number = _runCount - 1;
        var host = new Place((ushort*)fp[headerSlot], (ulong*)fp[headerSlot + 1], ctx);
        var top = EnterHost(host, fp + headerSlot + 2);
        try
        {
            CallHostFunction(cell, fp, headerSlot, ctx);
        }
        catch (GuestException exception) when (IsHandled(exception.Exception, number, host))
        {
            LeaveHost(top);
            Unwind(exception.Exception, exception, host, isReturnAddress: true);
            return false;
        }

        LeaveHost(top);
        return true;
    }

    /// <summary>Lowers a function for its first call, and lets its cell point at the code.</summary>
    public void LowerFunction(FunctionCell* cell, ushort* returnIp, ulong* returnFp)
    {
        SetPlace(new Place(CallBefore(returnIp), returnFp, cell->Instance));
        cell->Code = CodeOf(cell->Instance).Get(cell->FunctionIndex).Start;
    }

    /// <summary>Refuses a call for which the stack has no room, or that came after an interruption.</summary>
    // Not inlined: a handler with a local whose address is taken cannot end in a jump.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Refuse(ushort* ip, ulong* fp, InstanceContext* ctx)
    {
        SetPlace(new Place(ip, fp, ctx));
        Throw.Trap(IsStopped ? TrapKind.Interrupted : TrapKind.StackExhausted);
    }

    /// <summary>The same, of a call whose return address is known.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void RefuseFirstCall(ushort* returnIp, ulong* returnFp, InstanceContext* ctx) => Refuse(CallBefore(returnIp), returnFp, ctx);

    /// <summary>Puts a function in the place of the running one: <see cref="ResumeIp"/> and <see cref="ResumeInstance"/> say where it is.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Replace(FunctionCell* cell, ushort* ip, ulong* fp, int argumentSlot, int argumentCount, int headerSlot, InstanceContext* ctx)
    {
        FillCell(cell);
        var code = cell->Code;
        if (fp + CodeHeader.FrameSlots(code) > CallLimit)
        {
            Refuse(ip, fp, ctx);
        }

        var (returnIp, returnFp) = (fp[headerSlot], fp[headerSlot + 1]);
        new Span<ulong>(fp + argumentSlot, argumentCount).CopyTo(new Span<ulong>(fp, argumentCount));
        if (cell->Instance != ctx && cell->Instance != null)
        {
            // Whoever called the running function must find its own instance again, unless a stub sees to that already.
            if (returnIp != (ulong)CrossReturnCode && returnIp != (ulong)ExitCode)
            {
                PushCrossing((ushort*)returnIp, (ulong*)returnFp, ctx);
                returnIp = (ulong)CrossReturnCode;
            }

            ctx = cell->Instance;
        }

        var saved = fp + CodeHeader.HeaderSlot(code);
        saved[0] = returnIp;
        saved[1] = returnFp;
        ResumeIp = code;
        ResumeInstance = ctx;
    }

    /// <summary>Remembers where a call to another instance returns to.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void PushCrossing(ushort* ip, ulong* fp, InstanceContext* ctx)
    {
        if (_crossingCount == _crossings.Length)
        {
            Array.Resize(ref _crossings, Math.Max(FirstRuns, _crossingCount * 2));
        }

        _crossings[_crossingCount++] = new Place(ip, fp, ctx);
    }

    /// <summary>Where the innermost call to another instance returns to.</summary>
    public ref Place PopCrossing() => ref _crossings[--_crossingCount];

    private void RefuseRun()
    {
        if (_top == _context->StackLimit)
        {
            throw new InvalidOperationException("the guest cannot be called by what decides whether its memories and tables may grow");
        }

        var trap = new TrapException(IsStopped ? TrapKind.Interrupted : TrapKind.StackExhausted);
        throw trap;
    }

    // A place in the call that a return address follows.
    private static ushort* CallBefore(ushort* returnIp) => returnIp == ExitCode || returnIp == CrossReturnCode ? returnIp : returnIp - 1;

    private static ushort* MakeStub(Bytecode op)
    {
        HandlerTable.Prepare(op);

        // SAFETY: never freed; code of any store returns to it.
        var stub = (ushort*)NativeMemory.AllocZeroed(CodeHeader.Words + 1, sizeof(ushort)) + CodeHeader.Words;
        *stub = (ushort)op;
        return stub;
    }

    private void SetPlace(in Place place)
    {
        _context->Ip = place.Ip;
        _context->Fp = place.Fp;
        _context->Instance = place.Instance;
    }

    /// <summary>A place in running code: an instruction (or where a call returns to), its frame and its instance.</summary>
    internal readonly struct Place(ushort* ip, ulong* fp, InstanceContext* instance)
    {
        public ushort* Ip { get; } = ip;

        public ulong* Fp { get; } = fp;

        public InstanceContext* Instance { get; } = instance;
    }

    // A call of Invoke that has not returned.
    private struct Run
    {
        public int Crossings;

        // Where the guest called the host function that this run waits for.
        public Place Host;
        public bool IsInHost;
    }
}
