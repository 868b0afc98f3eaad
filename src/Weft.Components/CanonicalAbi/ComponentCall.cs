// A call of a function of a component (CanonicalABI.md, "canon lift"): arguments one by one, then the call, then the result.

namespace Weft.Components.CanonicalAbi;

/// <summary>
/// A call of a component's function, for code that has codecs: the library's typed delegates and generated bindings. Give the arguments in
/// order, <see cref="Run"/>, <see cref="Take"/> the result if there is one, <see cref="Finish"/>; always <see cref="Dispose"/>, and make a
/// trap of an exception with <see cref="Trap"/>.
/// </summary>
public ref struct ComponentCall
{
    private readonly LiftedFunction _function;
    private readonly InstanceState? _caller;
    private readonly InstanceState _state;
    private readonly CallScope _scope;
    private readonly Span<ulong> _slots;
    private readonly CallScope? _outerTask;
    private FlatWriter _writer;
    private ulong _address;
    private int _given;
    private Phase _phase;

    /// <summary>Begins a call by the host.</summary>
    /// <param name="function">The function.</param>
    /// <param name="slots">Room for as many slots as <see cref="ComponentFunction.SlotCount"/> says.</param>
    /// <exception cref="TrapException">The instance cannot be entered.</exception>
    public ComponentCall(ComponentFunction function, Span<ulong> slots)
        : this(NotNull(function).Lifted, null, slots)
    {
    }

    internal ComponentCall(LiftedFunction function, InstanceState? caller, Span<ulong> slots)
    {
        (_function, _caller, _state) = (function, caller, function.Options.Instance);
        _state.Enter(caller, function.Name);
        _slots = slots;
        _scope = _state.RentScope();
        _scope.Function = function;
        _outerTask = _state.Task;
        _state.Task = _scope;
        _writer = new FlatWriter(new LowerContext(function.Options, _scope), slots);
    }

    private enum Phase
    {
        Lowering,
        Running,
        Finished,
    }

    /// <summary>Where arguments point to.</summary>
    internal readonly LowerContext LowerContext => _writer.Context;

    /// <summary>The next argument.</summary>
    public void Give<T>(ComponentCodec<T> codec, T value)
    {
        ArgumentNullException.ThrowIfNull(codec);
        if (_function.Layout.HasFlatParameters)
        {
            codec.LowerFlat(ref _writer, value);
        }
        else
        {
            if (_given == 0)
            {
                _address = _writer.Context.Allocate((ulong)_function.Layout.Parameters.Size, _function.Layout.Parameters.Alignment);
                _writer.WritePointer(_address);
            }

            var layout = codec.GetLayout(_function.Layout.Is64);
            _address = ValueLifting.Align(_address, layout.Alignment);
            codec.Store(_writer.Context, _address, value);
            _address += (uint)layout.Size;
        }

        _given++;
    }

    /// <summary>Calls the core function.</summary>
    /// <exception cref="TrapException">It trapped.</exception>
    public void Run()
    {
        _phase = Phase.Running;
        InstanceState.CallCore(_function.Core, _slots);
        if (_function.Options.IsAsync)
        {
            CheckReturned();
        }
    }

    /// <summary>An asynchronous function gives its result while it runs; one that has not, would have to go on later.</summary>
    private readonly void CheckReturned()
    {
        const uint Exit = 0;
        const uint Last = 2;
        var code = _function.Options.Callback is null ? Exit : (uint)_slots[0] & 0xF;
        if (code > Last)
        {
            throw new AbiException($"unsupported callback code {code}");
        }

        if (code != Exit || !_scope.Returned.IsReturned)
        {
            throw new AbiException(code == Exit ? "the function ended without `task.return`" : "the function would wait, which is not supported yet");
        }
    }

    /// <summary>The result.</summary>
    public readonly T Take<T>(ComponentCodec<T> codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        if (_function.Options.IsAsync)
        {
            return _scope.Returned.Value is T returned ? returned : throw new InvalidOperationException("results of asynchronous functions come as values without a static type");
        }

        var context = new LiftContext(_function.Options, _scope);
        var layout = _function.Layout;
        if (layout.HasFlatResult)
        {
            var reader = new FlatReader(context, _slots[..1]);
            return codec.LiftFlat(ref reader);
        }

        var address = layout.Is64 ? _slots[0] : (uint)_slots[0];
        context.CheckRecord(address, layout.Result.Size, layout.Result.Alignment);
        return codec.Load(context, address);
    }

    /// <summary>The result was taken: checks that what was lent came back.</summary>
    internal readonly void Return()
    {
        if (_scope.Borrows != 0)
        {
            throw new AbiException(FusedCall.BorrowsRemain);
        }
    }

    /// <summary>Ends the call: the guest may free its result.</summary>
    /// <exception cref="TrapException">It trapped.</exception>
    public void Finish()
    {
        Return();
        if (_function.Options.PostReturn is { } postReturn)
        {
            _state.CallCoreInside(postReturn, _slots);
        }

        _phase = Phase.Finished;
    }

    /// <summary>Whether an exception of a codec is a trap: the guest has broken a rule.</summary>
    public static bool IsViolation(Exception exception) => exception is AbiException;

    /// <summary>The trap for an exception of a codec.</summary>
    public TrapException Trap(Exception exception)
    {
        var place = $"`{_function.Name}`";
        if (_phase == Phase.Lowering && _given < _function.Type.Parameters.Length)
        {
            place += $", parameter `{_function.Type.Parameters[_given].Name}`";
        }
        else if (_phase == Phase.Running)
        {
            place += ", result";
        }

        // Whatever the phase, the guest has broken a rule: its instance is lost.
        _phase = Phase.Running;
        return exception as TrapException ?? ((AbiException)exception).ToTrap(place);
    }

    /// <summary>Leaves the instance, unless it is lost; what was lent is back in any case.</summary>
    public readonly void Dispose()
    {
        // When an argument was wrong, none of the guest's code ran, or it has come back from realloc.
        if (_phase == Phase.Finished || (_phase == Phase.Lowering && _state.MayLeave))
        {
            _state.Leave(_caller);
        }

        _state.Task = _outerTask;
        _state.EndScope(_scope);
    }

    private static ComponentFunction NotNull(ComponentFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return function;
    }
}
