// Values without a static type: the plain implementation of the canonical ABI, which walks the resolved type. The other codecs are measured by it.
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>The codec of <see cref="ComponentValue"/> for a type.</summary>
internal sealed class ValueCodec(ComponentValueType type) : ComponentCodec<ComponentValue>
{
    public override bool Accepts(ComponentValueType other) => ReferenceEquals(type, other);

    public override CodecLayout GetLayout(bool is64)
    {
        var layout = type.GetLayout(is64);
        return new CodecLayout((int)layout.Size, layout.Alignment, layout.Flat.IsDefault ? ValueLayout.MaximumFlat + 1 : layout.Flat.Length);
    }

    public override ComponentValue Load(in LiftContext context, ulong address) => ValueLifting.Load(context, type, address);

    public override void Store(in LowerContext context, ulong address, ComponentValue value) => ValueLowering.Store(context, type, address, value);

    public override ComponentValue LiftFlat(ref FlatReader reader) => ValueLifting.LiftFlat(ref reader, type);

    public override void LowerFlat(ref FlatWriter writer, ComponentValue value) => ValueLowering.LowerFlat(ref writer, type, value);
}
