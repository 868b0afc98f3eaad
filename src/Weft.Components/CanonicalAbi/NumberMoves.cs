// Core values of functions of nothing but numbers, from one component to another: without a copier for each.
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>Lifts and lowers numbers in one step.</summary>
internal static class NumberMoves
{
    /// <summary>Whether a type is one of numbers.</summary>
    public static bool IsNumber(ComponentValueType type) => type is PrimitiveType primitive && ValueLifting.IsNumber(primitive.Kind);

    /// <summary>Moves numbers.</summary>
    /// <param name="kinds">Their kinds.</param>
    /// <param name="from">The core values of the caller.</param>
    /// <param name="to">Those of the callee.</param>
    public static void Move(PrimitiveKind[] kinds, ReadOnlySpan<ulong> from, Span<ulong> to)
    {
        for (var i = 0; i < kinds.Length; i++)
        {
            to[i] = Move(kinds[i], from[i]);
        }
    }

    /// <summary>Moves a number.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="bits">The core value.</param>
    public static ulong Move(PrimitiveKind kind, ulong bits) => kind switch
    {
        PrimitiveKind.U32 or PrimitiveKind.S32 => (uint)bits,
        PrimitiveKind.U64 or PrimitiveKind.S64 => bits,
        PrimitiveKind.U8 => (byte)bits,
        PrimitiveKind.S8 => (uint)(sbyte)bits,
        PrimitiveKind.U16 => (ushort)bits,
        PrimitiveKind.S16 => (uint)(short)bits,
        PrimitiveKind.F32 => Numbers.ToBits(Numbers.Canonical(Numbers.FromBits<float>(bits))),
        _ => Numbers.ToBits(Numbers.Canonical(Numbers.FromBits<double>(bits))),
    };
}
