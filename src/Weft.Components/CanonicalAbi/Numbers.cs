// Numbers as bits of core values (CanonicalABI.md, "Flat Lifting", "Loading"): signed ones of fewer than 64 bits are those of an i32.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Components.CanonicalAbi;

/// <summary>Conversions that the JIT compiles to what they are for each type.</summary>
internal static class Numbers
{
    private const uint CanonicalNaN32 = 0x7FC00000;
    private const ulong CanonicalNaN64 = 0x7FF8000000000000;

    /// <summary>Whether there are not-a-numbers among the values of a type.</summary>
    public static bool IsFloat<T>() => typeof(T) == typeof(float) || typeof(T) == typeof(double);

    /// <summary>The number in a slot, of which smaller ones take the low part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T FromBits<T>(ulong bits)
        where T : unmanaged => Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.BitCast<byte, T>((byte)bits),
            2 => Unsafe.BitCast<ushort, T>((ushort)bits),
            4 => Unsafe.BitCast<uint, T>((uint)bits),
            _ => Unsafe.BitCast<ulong, T>(bits),
        };

    /// <summary>The slot of a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ToBits<T>(T value)
        where T : unmanaged
    {
        if (typeof(T) == typeof(sbyte))
        {
            return (uint)(int)Unsafe.BitCast<T, sbyte>(value);
        }

        if (typeof(T) == typeof(short))
        {
            return (uint)(int)Unsafe.BitCast<T, short>(value);
        }

        return Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.BitCast<T, byte>(value),
            2 => Unsafe.BitCast<T, ushort>(value),
            4 => Unsafe.BitCast<T, uint>(value),
            _ => Unsafe.BitCast<T, ulong>(value),
        };
    }

    /// <summary>A number itself; every not-a-number becomes the same one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Canonical<T>(T value)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float) && float.IsNaN(Unsafe.BitCast<T, float>(value)))
        {
            return Unsafe.BitCast<uint, T>(CanonicalNaN32);
        }

        if (typeof(T) == typeof(double) && double.IsNaN(Unsafe.BitCast<T, double>(value)))
        {
            return Unsafe.BitCast<ulong, T>(CanonicalNaN64);
        }

        return value;
    }

    /// <summary>The same for many.</summary>
    public static void Canonicalize<T>(Span<T> values)
        where T : unmanaged
    {
        if (IsFloat<T>())
        {
            foreach (ref var value in values)
            {
                value = Canonical(value);
            }
        }
    }

    /// <summary>Reads numbers that lie in bytes.</summary>
    public static T[] ReadMany<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged
    {
        var values = GC.AllocateUninitializedArray<T>(bytes.Length / Unsafe.SizeOf<T>());
        bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        Canonicalize(values.AsSpan());
        return values;
    }
}
