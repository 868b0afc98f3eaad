// What a case without payload carries: nothing, in no byte and no core value.
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>The codec of nothing.</summary>
internal sealed class UnitCodec : ComponentCodec<ValueTuple>
{
    public override bool Accepts(ComponentValueType type) => false;

    public override CodecLayout GetLayout(bool is64) => default;

    public override ValueTuple Load(in LiftContext context, ulong address) => default;

    public override void Store(in LowerContext context, ulong address, ValueTuple value)
    {
    }

    public override ValueTuple LiftFlat(ref FlatReader reader) => default;

    public override void LowerFlat(ref FlatWriter writer, ValueTuple value)
    {
    }
}
