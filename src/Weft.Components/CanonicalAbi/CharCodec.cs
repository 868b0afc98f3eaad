// char: a Unicode scalar value as a 32-bit number.
using System.Text;
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>The codec of char, which a .NET char cannot hold: it is a rune.</summary>
internal sealed class CharCodec : ComponentCodec<Rune>
{
    public override bool Accepts(ComponentValueType type) => type is PrimitiveType { Kind: PrimitiveKind.Char };

    public override CodecLayout GetLayout(bool is64) => new(4, 4, 1);

    public override Rune Load(in LiftContext context, ulong address) => Check(context.Read<uint>(address));

    public override void Store(in LowerContext context, ulong address, Rune value) => context.Write(address, (uint)value.Value);

    public override Rune LiftFlat(ref FlatReader reader) => Check(reader.ReadUInt32());

    public override void LowerFlat(ref FlatWriter writer, Rune value) => writer.WriteUInt32((uint)value.Value);

    /// <summary>The character of a number, which must be one.</summary>
    public static Rune Check(uint value) => Rune.TryCreate(value, out var rune) ? rune : throw new AbiException($"invalid `char` bit pattern: 0x{value:x}");
}
