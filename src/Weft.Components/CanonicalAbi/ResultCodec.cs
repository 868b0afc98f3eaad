// result<t, e>.
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>The codec of results.</summary>
/// <typeparam name="TOk">What success carries.</typeparam>
/// <typeparam name="TError">What failure carries.</typeparam>
internal sealed class ResultCodec<TOk, TError>(ComponentCodec<TOk> ok, ComponentCodec<TError> error) : ComponentCodec<ComponentResult<TOk, TError>>
{
    private readonly CodecLayout _layout32 = CodecLayout.Variant(ok.GetLayout(false), error.GetLayout(false));
    private readonly CodecLayout _layout64 = CodecLayout.Variant(ok.GetLayout(true), error.GetLayout(true));

    public override bool Accepts(ComponentValueType type) => type is ResultType result && AcceptsCase(ok, result.Ok) && AcceptsCase(error, result.Error);

    public override CodecLayout GetLayout(bool is64) => is64 ? _layout64 : _layout32;

    public override ComponentResult<TOk, TError> Load(in LiftContext context, ulong address)
    {
        var payload = address + Offset(context.Is64);
        return Cases.Check(context.Read<byte>(address), 2) == 0
            ? ComponentResult<TOk, TError>.FromOk(ok.Load(context, payload))
            : ComponentResult<TOk, TError>.FromError(error.Load(context, payload));
    }

    public override void Store(in LowerContext context, ulong address, ComponentResult<TOk, TError> value)
    {
        var payload = address + Offset(context.Is64);
        context.Write(address, value.IsError ? (byte)1 : (byte)0);
        if (value.IsError)
        {
            error.Store(context, payload, value.Error);
        }
        else
        {
            ok.Store(context, payload, value.Ok);
        }
    }

    public override ComponentResult<TOk, TError> LiftFlat(ref FlatReader reader)
    {
        var end = reader.Position + GetLayout(reader.Context.Is64).FlatCount;
        var value = Cases.Check(reader.ReadUInt32(), 2) == 0
            ? ComponentResult<TOk, TError>.FromOk(ok.LiftFlat(ref reader))
            : ComponentResult<TOk, TError>.FromError(error.LiftFlat(ref reader));
        reader.SkipTo(end);
        return value;
    }

    public override void LowerFlat(ref FlatWriter writer, ComponentResult<TOk, TError> value)
    {
        var end = writer.Position + GetLayout(writer.Context.Is64).FlatCount;
        writer.WriteUInt32(value.IsError ? 1u : 0);
        if (value.IsError)
        {
            error.LowerFlat(ref writer, value.Error);
        }
        else
        {
            ok.LowerFlat(ref writer, value.Ok);
        }

        writer.PadTo(end);
    }

    private static bool AcceptsCase(ComponentCodec codec, ComponentValueType? type) => type is null ? codec is UnitCodec : codec.Accepts(type);

    private uint Offset(bool is64) => (uint)CodecLayout.PayloadOffset(ok.GetLayout(is64), error.GetLayout(is64));
}
