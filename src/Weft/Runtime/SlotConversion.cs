// .NET numbers to the bits of slots and back. Generic code that RyuJIT reduces to a move for each type.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Weft.Runtime;

/// <summary>Converts between typed values and slots. References travel beside the slots and are not converted here.</summary>
internal static class SlotConversion
{
    /// <summary>Whether a type takes two slots.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsVector<T>() => typeof(T) == typeof(Vector128<byte>);

    /// <summary>Whether a type travels as bits of one slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNumber<T>() => typeof(T) == typeof(int) || typeof(T) == typeof(uint) || typeof(T) == typeof(long) || typeof(T) == typeof(ulong)
        || typeof(T) == typeof(float) || typeof(T) == typeof(double);

    /// <summary>The bits of a number; narrow ones are zero-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ToBits<T>(T value) =>
        typeof(T) == typeof(int) || typeof(T) == typeof(uint) || typeof(T) == typeof(float) ? Unsafe.BitCast<T, uint>(value) : Unsafe.BitCast<T, ulong>(value);

    /// <summary>The number of bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T FromBits<T>(ulong bits) =>
        typeof(T) == typeof(int) || typeof(T) == typeof(uint) || typeof(T) == typeof(float) ? Unsafe.BitCast<uint, T>((uint)bits) : Unsafe.BitCast<ulong, T>(bits);
}
