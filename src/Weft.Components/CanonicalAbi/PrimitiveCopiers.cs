// Copying of what is one core value and points to nothing: numbers, bool, char, flags.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Components.CanonicalAbi;

/// <summary>Copies numbers of a type.</summary>
/// <typeparam name="T">The .NET type.</typeparam>
internal sealed class NumberCopier<T> : ValueCopier
    where T : unmanaged
{
    private static readonly CodecLayout s_layout = new(Unsafe.SizeOf<T>(), Unsafe.SizeOf<T>(), 1);

    public NumberCopier()
        : base(s_layout, s_layout) => Numbers = NumberBytes.Of(Unsafe.SizeOf<T>(), CanonicalAbi.Numbers.IsFloat<T>());

    public override void CopyFlat(ref CopyFrame frame) =>
        frame.Write(CanonicalAbi.Numbers.ToBits(CanonicalAbi.Numbers.Canonical(CanonicalAbi.Numbers.FromBits<T>(frame.Read()))));

    public override void Copy(ref CopyFrame frame, ReadOnlySpan<byte> from, Span<byte> to) =>
        MemoryMarshal.Write(to, CanonicalAbi.Numbers.Canonical(MemoryMarshal.Read<T>(from)));
}

/// <summary>Copies truth values: whatever is not zero is one.</summary>
internal sealed class BoolCopier() : ValueCopier(s_layout, s_layout)
{
    private static readonly CodecLayout s_layout = new(1, 1, 1);

    public override void CopyFlat(ref CopyFrame frame) => frame.Write((uint)frame.Read() != 0 ? 1u : 0);

    public override void Copy(ref CopyFrame frame, ReadOnlySpan<byte> from, Span<byte> to) => to[0] = from[0] != 0 ? (byte)1 : (byte)0;
}

/// <summary>Copies characters.</summary>
internal sealed class CharCopier() : ValueCopier(s_layout, s_layout)
{
    private static readonly CodecLayout s_layout = new(4, 4, 1);

    public override void CopyFlat(ref CopyFrame frame) => frame.Write((uint)CharCodec.Check((uint)frame.Read()).Value);

    public override void Copy(ref CopyFrame frame, ReadOnlySpan<byte> from, Span<byte> to) =>
        MemoryMarshal.Write(to, (uint)CharCodec.Check(MemoryMarshal.Read<uint>(from)).Value);
}

/// <summary>Copies flags: bits that are none are dropped.</summary>
internal sealed class FlagsCopier(CodecLayout layout, int count) : ValueCopier(layout, layout)
{
    private readonly uint _mask = count == 32 ? uint.MaxValue : (1u << count) - 1;

    public override void CopyFlat(ref CopyFrame frame) => frame.Write((uint)frame.Read() & _mask);

    public override void Copy(ref CopyFrame frame, ReadOnlySpan<byte> from, Span<byte> to) =>
        SmallInteger.Write(to, Source.Size, SmallInteger.Read(from, Source.Size) & _mask);
}

/// <summary>Integers of one, two or four bytes: discriminants and flags.</summary>
internal static class SmallInteger
{
    /// <summary>Reads one.</summary>
    public static uint Read(ReadOnlySpan<byte> from, int size) => size switch
    {
        1 => from[0],
        2 => MemoryMarshal.Read<ushort>(from),
        _ => MemoryMarshal.Read<uint>(from),
    };

    /// <summary>Writes one.</summary>
    public static void Write(Span<byte> to, int size, uint value)
    {
        switch (size)
        {
            case 1:
                to[0] = (byte)value;
                break;
            case 2:
                MemoryMarshal.Write(to, (ushort)value);
                break;
            default:
                MemoryMarshal.Write(to, value);
                break;
        }
    }
}
