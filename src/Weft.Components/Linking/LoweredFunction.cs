// Core functions that canon lower makes (CanonicalABI.md, "canon lower"): they call a function of another component, or of the host.
using Weft.Components.Adapters;
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>A component function as a core function of an instance that calls it.</summary>
internal sealed class LoweredFunction
{
    private const ulong Returned = 2;
    private const int CallsBeforeReadyAdapters = 16;

    private readonly ComponentFunction _callee;
    private readonly ComponentHostBody? _body;
    private FusedCall? _fused;
    private readonly Function? _core;
    private int _calls;
    private int _adaptAt = int.MaxValue;
    private bool _isPlain;
    private ValueCodec[]? _parameters;
    private ValueCodec? _result;

    /// <summary>Makes one.</summary>
    /// <param name="callee">What is called.</param>
    /// <param name="type">Its type, as the component that calls knows it.</param>
    /// <param name="options">How values cross, and the instance that calls.</param>
    /// <param name="core">The core function, in whose place an adapter may be put.</param>
    public LoweredFunction(ComponentFunction callee, ComponentFunctionType type, CanonicalOptions options, Function? core = null)
    {
        (_callee, Type, Options, _core) = (callee, type, options, core);
        Layout = CallLayout.Find(type, options.Is64, options.IsAsync);
        _body = (callee as HostComponentFunction)?.GetBody(type);
    }

    /// <summary>The type.</summary>
    public ComponentFunctionType Type { get; }

    /// <summary>How values cross, and the instance that calls.</summary>
    public CanonicalOptions Options { get; }

    /// <summary>How parameters and result lie.</summary>
    public CallLayout Layout { get; }

    /// <summary>Calls it.</summary>
    /// <param name="slots">The core arguments; then the core result.</param>
    public void Call(Span<ulong> slots)
    {
        if (_body is null)
        {
            CallGuest(slots);
        }
        else
        {
            Invoke(slots);
        }
    }

    private void CallGuest(Span<ulong> slots)
    {
        if (_fused is { } fused)
        {
            if (++_calls >= _adaptAt && TryAdapt(fused))
            {
                _core!.InvokeSlots(slots);
                return;
            }

            fused.Invoke(slots);
            return;
        }

        if (!_isPlain)
        {
            _fused = FusedCall.TryMake(_callee.Name, this, _callee.Lifted);
            _isPlain = _fused is null;
            _adaptAt = Math.Min(Options.Instance.CallsBeforeAdapters, CallsBeforeReadyAdapters);
            CallGuest(slots);
            return;
        }

        Invoke(slots);
    }

    // Code that is there already, for another instance, is put to use early.
    private bool TryAdapt(FusedCall fused)
    {
        var callee = _callee.Lifted;
        var limit = Options.Instance.CallsBeforeAdapters;
        if (limit == 0)
        {
            _adaptAt = int.MaxValue;
            return false;
        }

        if (!Options.Instance.IsComplete || !callee.Options.Instance.IsComplete)
        {
            // What their modules and built-ins are is known later.
            _adaptAt = _calls + CallsBeforeReadyAdapters;
            return false;
        }

        var adapter = Adapter.Find(fused, this, callee);
        if (adapter is null || (!adapter.IsReady && _calls < limit))
        {
            _adaptAt = adapter is null ? int.MaxValue : limit;
            return false;
        }

        adapter.Replace(_core!);
        return true;
    }

    private void Invoke(Span<ulong> slots)
    {
        var state = Options.Instance;
        state.CheckLeave(_callee.Name);
        var scope = state.RentScope();
        var call = default(ComponentHostCall);
        try
        {
            call = new ComponentHostCall(this, scope, slots);
            if (_body is null)
            {
                Forward(ref call);
            }
            else
            {
                _body(ref call);
                Check(call);
            }

            if (Options.IsAsync)
            {
                // Whoever is called returns before it waits for anything.
                slots[0] = Returned;
            }
        }
        catch (AbiException exception)
        {
            throw exception.ToTrap(Place(call));
        }
        finally
        {
            state.EndScope(scope);
        }
    }

    private void Forward(ref ComponentHostCall call)
    {
        var function = _callee.Lifted;
        var parameters = _parameters ??= [.. Type.Parameters.Select(field => new ValueCodec(field.Type))];
        var arguments = new ComponentValue[parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = call.Take(parameters[i]);
        }

        var inner = new ComponentCall(function, Options.Instance, stackalloc ulong[function.CallSlots]);
        try
        {
            for (var i = 0; i < arguments.Length; i++)
            {
                inner.Give(function.ParameterCodecs[i], arguments[i]);
            }

            inner.Run();
            ComponentValue? result = function.ResultCodec is { } codec ? inner.Take(codec) : default(ComponentValue?);
            inner.Return();
            GiveResult(ref call, result);
            inner.Finish();
        }
        catch (AbiException exception)
        {
            throw inner.Trap(exception);
        }
        finally
        {
            inner.Dispose();
        }
    }

    private void GiveResult(ref ComponentHostCall call, ComponentValue? result)
    {
        if (Type.Result is null)
        {
            return;
        }

        _result ??= new ValueCodec(Type.Result);
        try
        {
            call.Give(_result, result!.Value);
        }
        catch (AbiException exception)
        {
            // It is the instance that called which is at fault, not the one that is being called.
            throw exception.ToTrap($"`{_callee.Name}`, result");
        }
    }

    private void Check(in ComponentHostCall call)
    {
        if (call.Taken != Type.Parameters.Length || call.IsGiven != Type.Result is not null)
        {
            throw new InvalidOperationException($"the host's function `{_callee.Name}` has not taken all its arguments, or not given its result");
        }
    }

    private string Place(in ComponentHostCall call) => call.Taken < Type.Parameters.Length
        ? $"`{_callee.Name}`, parameter `{Type.Parameters[call.Taken].Name}`"
        : $"`{_callee.Name}`, result";
}
