// NaNs made canonical (spec 4.3.3, NaN propagation): which instructions make NaNs, and what is done to their results when an engine is
// asked to leave no choice. Instructions that only move bits or change a sign (abs, neg, copysign, pmin, pmax, reinterpretation, loads)
// are not arithmetic, and keep the NaN that they are given.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Weft.Wasm.Instructions;

namespace Weft.Semantics;

/// <summary>What a result consists of that may be a NaN.</summary>
internal enum NaNResult
{
    /// <summary>It is never a NaN that the instruction made.</summary>
    None,

    /// <summary>A number of 32 bits.</summary>
    F32,

    /// <summary>A number of 64 bits.</summary>
    F64,

    /// <summary>Four numbers of 32 bits.</summary>
    F32x4,

    /// <summary>Two numbers of 64 bits.</summary>
    F64x2,
}

/// <summary>Puts the canonical NaN (positive, only the highest bit of the payload set) in the place of any.</summary>
internal static class CanonicalNaN
{
    private const int Bits32 = 0x7FC0_0000;
    private const long Bits64 = 0x7FF8_0000_0000_0000;

    /// <summary>What the result of an instruction consists of, if it may be a NaN that the instruction made.</summary>
    public static NaNResult ResultOf(Opcode opcode) => opcode switch
    {
        Opcode.F32Ceil or Opcode.F32Floor or Opcode.F32Trunc or Opcode.F32Nearest or Opcode.F32Sqrt or Opcode.F32Add or Opcode.F32Sub
            or Opcode.F32Mul or Opcode.F32Div or Opcode.F32Min or Opcode.F32Max or Opcode.F32DemoteF64 => NaNResult.F32,
        Opcode.F64Ceil or Opcode.F64Floor or Opcode.F64Trunc or Opcode.F64Nearest or Opcode.F64Sqrt or Opcode.F64Add or Opcode.F64Sub
            or Opcode.F64Mul or Opcode.F64Div or Opcode.F64Min or Opcode.F64Max or Opcode.F64PromoteF32 => NaNResult.F64,
        Opcode.F32x4Ceil or Opcode.F32x4Floor or Opcode.F32x4Trunc or Opcode.F32x4Nearest or Opcode.F32x4Sqrt or Opcode.F32x4Add
            or Opcode.F32x4Sub or Opcode.F32x4Mul or Opcode.F32x4Div or Opcode.F32x4Min or Opcode.F32x4Max or Opcode.F32x4DemoteF64x2Zero
            or Opcode.F32x4RelaxedMadd or Opcode.F32x4RelaxedNmadd or Opcode.F32x4RelaxedMin or Opcode.F32x4RelaxedMax => NaNResult.F32x4,
        Opcode.F64x2Ceil or Opcode.F64x2Floor or Opcode.F64x2Trunc or Opcode.F64x2Nearest or Opcode.F64x2Sqrt or Opcode.F64x2Add
            or Opcode.F64x2Sub or Opcode.F64x2Mul or Opcode.F64x2Div or Opcode.F64x2Min or Opcode.F64x2Max or Opcode.F64x2PromoteLowF32x4
            or Opcode.F64x2RelaxedMadd or Opcode.F64x2RelaxedNmadd or Opcode.F64x2RelaxedMin or Opcode.F64x2RelaxedMax => NaNResult.F64x2,
        _ => NaNResult.None,
    };

    /// <summary>The number, or the canonical NaN for any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float F32(float x) => float.IsNaN(x) ? BitConverter.Int32BitsToSingle(Bits32) : x;

    /// <summary>The number, or the canonical NaN for any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double F64(double x) => double.IsNaN(x) ? BitConverter.Int64BitsToDouble(Bits64) : x;

    /// <summary>The numbers, with the canonical NaN for any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> F32x4(Vector128<byte> v) => Vector128.ConditionalSelect(
        Vector128.Equals(v.AsSingle(), v.AsSingle()).AsByte(), v, Vector128.Create(Bits32).AsByte());

    /// <summary>The numbers, with the canonical NaN for any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> F64x2(Vector128<byte> v) => Vector128.ConditionalSelect(
        Vector128.Equals(v.AsDouble(), v.AsDouble()).AsByte(), v, Vector128.Create(Bits64).AsByte());
}
