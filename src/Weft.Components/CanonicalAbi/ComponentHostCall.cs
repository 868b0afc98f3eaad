// A call of a function of the host by a component (CanonicalABI.md, "canon lower"): arguments one by one, then the result.
namespace Weft.Components.CanonicalAbi;

/// <summary>What a function of the host does with a call.</summary>
/// <param name="call">The call: take all arguments in order, then give the result if there is one.</param>
public delegate void ComponentHostBody(ref ComponentHostCall call);

/// <summary>A call of a function of the host, for code that has codecs: the library's typed definitions and generated bindings.</summary>
public ref struct ComponentHostCall
{
    private readonly LoweredFunction _function;
    private readonly CallScope _scope;
    private readonly Span<ulong> _slots;
    private readonly ulong _resultAddress;
    private FlatReader _reader;
    private ulong _address;
    private int _taken;
    private bool _isGiven;

    internal ComponentHostCall(LoweredFunction function, CallScope scope, Span<ulong> slots)
    {
        (_function, _scope) = (function, scope);
        _slots = slots;
        _reader = new FlatReader(new LiftContext(function.Options, scope), slots);
        var layout = function.Layout;
        if (!layout.HasFlatParameters)
        {
            _address = _reader.ReadPointer();
            _reader.Context.CheckRecord(_address, layout.Parameters.Size, layout.Parameters.Alignment);
        }

        if (!layout.HasFlatResult)
        {
            // The result may be written before all arguments are read, and where it goes stands behind them.
            var pointer = slots[layout.ParameterSlots];
            _resultAddress = layout.Is64 ? pointer : (uint)pointer;
        }
    }

    /// <summary>The store of the component that calls.</summary>
    public readonly Store Store => _function.Options.Instance.Store;

    /// <summary>How many arguments were taken.</summary>
    internal readonly int Taken => _taken;

    /// <summary>Whether the result was given.</summary>
    internal readonly bool IsGiven => _isGiven;

    /// <summary>The next argument.</summary>
    public T Take<T>(ComponentCodec<T> codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        T value;
        if (_function.Layout.HasFlatParameters)
        {
            value = codec.LiftFlat(ref _reader);
        }
        else
        {
            var layout = codec.GetLayout(_function.Layout.Is64);
            _address = ValueLifting.Align(_address, layout.Alignment);
            value = codec.Load(_reader.Context, _address);
            _address += (uint)layout.Size;
        }

        _taken++;
        return value;
    }

    /// <summary>The result.</summary>
    public void Give<T>(ComponentCodec<T> codec, T value)
    {
        ArgumentNullException.ThrowIfNull(codec);
        var context = new LowerContext(_function.Options, _scope);
        var layout = _function.Layout;
        if (layout.HasFlatResult)
        {
            var writer = new FlatWriter(context, _slots[..1]);
            codec.LowerFlat(ref writer, value);
        }
        else
        {
            context.CheckRecord(_resultAddress, layout.Result.Size, layout.Result.Alignment);
            codec.Store(context, _resultAddress, value);
        }

        _isGiven = true;
    }
}
