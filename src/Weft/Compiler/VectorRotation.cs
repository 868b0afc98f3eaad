// Rotations of the lanes of a vector, which WebAssembly writes as two shifts and an "or".
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

/// <summary>Lanes that are rotated to the left by a constant.</summary>
/// <param name="Width">The bits of a lane: 32 or 64.</param>
/// <param name="Count">By how many bits.</param>
internal readonly record struct VectorRotation(int Width, int Count)
{
    /// <summary>The local that has the vector.</summary>
    public int Local { get; init; }

    /// <summary>The offset of the instruction that read or wrote the local.</summary>
    public int Producer { get; init; }

    /// <summary>The width of the lanes that an instruction shifts, if two of its kind can be a rotation that some processor has; otherwise 0.</summary>
    public static int WidthOf(Opcode opcode) => opcode switch
    {
        Opcode.I32x4Shl or Opcode.I32x4ShrU => 32,
        Opcode.I64x2Shl or Opcode.I64x2ShrU => 64,
        _ => 0,
    };

    /// <summary>What two shifts of one vector are together; null if that is no rotation.</summary>
    public static VectorRotation? Find(Opcode one, int oneCount, Opcode other, int otherCount)
    {
        var (left, leftCount, right, rightCount) = IsLeft(one) ? (one, oneCount, other, otherCount) : (other, otherCount, one, oneCount);
        var width = WidthOf(left);
        return IsLeft(left) && !IsLeft(right) && width == WidthOf(right) && leftCount + rightCount == width ? new VectorRotation(width, leftCount) : null;
    }

    private static bool IsLeft(Opcode opcode) => opcode is Opcode.I32x4Shl or Opcode.I64x2Shl;
}
