// Functions that canon lift makes (CanonicalABI.md, "canon lift").
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>A component function over a core function.</summary>
internal sealed class LiftedFunction : ComponentFunction
{
    private ValueCodec[]? _parameterCodecs;
    private ValueCodec? _resultCodec;

    public LiftedFunction(string name, ComponentFunctionType type, Function core, CanonicalOptions options)
        : base(name, type)
    {
        (Core, Options) = (core, options);
        Layout = CallLayout.Find(type, options.Is64);
        CallSlots = Math.Max(1, Layout.ParameterSlots);
    }

    /// <summary>The core function.</summary>
    public Function Core { get; }

    /// <summary>How values cross, and the instance.</summary>
    public CanonicalOptions Options { get; }

    /// <summary>How parameters and result lie.</summary>
    public CallLayout Layout { get; }

    /// <summary>The slots that a call needs.</summary>
    public int CallSlots { get; }

    /// <summary>The codecs of the parameters for calls without static types.</summary>
    public ValueCodec[] ParameterCodecs => _parameterCodecs ??= [.. Type.Parameters.Select(parameter => new ValueCodec(parameter.Type))];

    /// <summary>The codec of the result for calls without static types.</summary>
    public ValueCodec? ResultCodec => Type.Result is { } result ? _resultCodec ??= new ValueCodec(result) : null;

    internal override LiftedFunction Lifted => this;
}
