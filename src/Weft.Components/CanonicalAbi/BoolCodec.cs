// bool: a byte or an i32; whatever is not zero is true.
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>The codec of bool.</summary>
internal sealed class BoolCodec : ComponentCodec<bool>
{
    public override bool Accepts(ComponentValueType type) => type is PrimitiveType { Kind: PrimitiveKind.Bool };

    public override CodecLayout GetLayout(bool is64) => new(1, 1, 1);

    public override bool Load(in LiftContext context, ulong address) => context.Read<byte>(address) != 0;

    public override void Store(in LowerContext context, ulong address, bool value) => context.Write(address, value ? (byte)1 : (byte)0);

    public override bool LiftFlat(ref FlatReader reader) => reader.ReadUInt32() != 0;

    public override void LowerFlat(ref FlatWriter writer, bool value) => writer.WriteUInt32(value ? 1u : 0);
}
