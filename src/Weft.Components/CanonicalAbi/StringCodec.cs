// string: a pointer and a length, in memory as the options say.
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>The codec of string.</summary>
internal sealed class StringCodec : ComponentCodec<string>
{
    public override bool Accepts(ComponentValueType type) => type is PrimitiveType { Kind: PrimitiveKind.String };

    public override CodecLayout GetLayout(bool is64) => is64 ? new(16, 8, 2) : new(8, 4, 2);

    public override string Load(in LiftContext context, ulong address) =>
        StringLifting.Lift(context, context.ReadPointer(address), context.ReadPointer(address + (context.Is64 ? 8u : 4u)));

    public override void Store(in LowerContext context, ulong address, string value)
    {
        var (pointer, units) = StringLowering.Lower(context, value);
        context.WritePointer(address, pointer);
        context.WritePointer(address + (context.Is64 ? 8u : 4u), units);
    }

    public override string LiftFlat(ref FlatReader reader)
    {
        var pointer = reader.ReadPointer();
        return StringLifting.Lift(reader.Context, pointer, reader.ReadPointer());
    }

    public override void LowerFlat(ref FlatWriter writer, string value)
    {
        var (pointer, units) = StringLowering.Lower(writer.Context, value);
        writer.WritePointer(pointer);
        writer.WritePointer(units);
    }
}
