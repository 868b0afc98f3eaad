// Constants of vectors that may decide a result whatever the other operand is: products with 0, comparisons with the ends of the numbers, arithmetic with NaNs.
using System.Runtime.Intrinsics;

namespace Weft.Compiler;

/// <summary>Looks at constants as lanes of every width.</summary>
internal static class VectorConstant
{
    /// <summary>Whether some instruction of two vectors has the same result for a constant and any other operand.</summary>
    public static bool MayDecide(Int128 constant)
    {
        var bits = (UInt128)constant;
        var vector = Vector128.Create((ulong)bits, (ulong)(bits >> 64));
        return vector == Vector128<ulong>.Zero || vector == Vector128<ulong>.AllBitsSet
            || IsEnd(vector.AsSByte(), sbyte.MinValue, sbyte.MaxValue) || IsEnd(vector.AsInt16(), short.MinValue, short.MaxValue)
            || IsEnd(vector.AsInt32(), int.MinValue, int.MaxValue) || IsEnd(vector.AsInt64(), long.MinValue, long.MaxValue)
            || Vector128.IsNaN(vector.AsSingle()) != Vector128<float>.Zero || Vector128.IsNaN(vector.AsDouble()) != Vector128<double>.Zero;
    }

    private static bool IsEnd<T>(Vector128<T> vector, T least, T greatest) => vector == Vector128.Create(least) || vector == Vector128.Create(greatest);
}
