// Numbers: in memory as they are, flat as i32, i64, f32 or f64.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>The codec of a type of numbers.</summary>
/// <typeparam name="T">byte for u8, sbyte for s8, and so on to double.</typeparam>
internal sealed class NumberCodec<T>(PrimitiveKind kind) : ComponentCodec<T>
    where T : unmanaged
{
    public override bool Accepts(ComponentValueType type) => type is PrimitiveType primitive && primitive.Kind == kind;

    public override CodecLayout GetLayout(bool is64) => new(Unsafe.SizeOf<T>(), Unsafe.SizeOf<T>(), 1);

    public override T Load(in LiftContext context, ulong address) => Numbers.Canonical(context.Read<T>(address));

    public override void Store(in LowerContext context, ulong address, T value) => context.Write(address, Numbers.Canonical(value));

    public override T LiftFlat(ref FlatReader reader) => Numbers.Canonical(Numbers.FromBits<T>(reader.ReadUInt64()));

    public override void LowerFlat(ref FlatWriter writer, T value) => writer.WriteUInt64(Numbers.ToBits(Numbers.Canonical(value)));

    public override void LoadMany(in LiftContext context, ulong address, Span<T> values)
    {
        context.GetBytes(address, values.Length * Unsafe.SizeOf<T>()).CopyTo(MemoryMarshal.AsBytes(values));
        Numbers.Canonicalize(values);
    }

    public override void StoreMany(in LowerContext context, ulong address, ReadOnlySpan<T> values)
    {
        var bytes = context.GetBytes(address, values.Length * Unsafe.SizeOf<T>());
        MemoryMarshal.AsBytes(values).CopyTo(bytes);
        if (Numbers.IsFloat<T>())
        {
            Numbers.Canonicalize(MemoryMarshal.Cast<byte, T>(bytes));
        }
    }
}
