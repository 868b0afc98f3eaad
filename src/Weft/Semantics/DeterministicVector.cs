// Relaxed vector instructions in the specification's deterministic profile (spec 4.3.5, appendix A.4): of the results that each may choose
// between, the first. Most are then an instruction that is not relaxed; the others are here, one small leaf an instruction.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Weft.Wasm.Instructions;

namespace Weft.Semantics;

/// <summary>What relaxed vector instructions do where nothing is left to choose.</summary>
internal static class DeterministicVector
{
    /// <summary>The instruction that does what a relaxed one does; the same instruction when there is none, or when it is not relaxed.</summary>
    public static Opcode Plain(Opcode opcode) => opcode switch
    {
        Opcode.I8x16RelaxedSwizzle => Opcode.I8x16Swizzle,
        Opcode.I32x4RelaxedTruncF32x4S => Opcode.I32x4TruncSatF32x4S,
        Opcode.I32x4RelaxedTruncF32x4U => Opcode.I32x4TruncSatF32x4U,
        Opcode.I32x4RelaxedTruncF64x2SZero => Opcode.I32x4TruncSatF64x2SZero,
        Opcode.I32x4RelaxedTruncF64x2UZero => Opcode.I32x4TruncSatF64x2UZero,
        Opcode.I8x16RelaxedLaneselect or Opcode.I16x8RelaxedLaneselect or Opcode.I32x4RelaxedLaneselect or Opcode.I64x2RelaxedLaneselect
            => Opcode.V128Bitselect,
        Opcode.F32x4RelaxedMin => Opcode.F32x4Min,
        Opcode.F32x4RelaxedMax => Opcode.F32x4Max,
        Opcode.F64x2RelaxedMin => Opcode.F64x2Min,
        Opcode.F64x2RelaxedMax => Opcode.F64x2Max,
        Opcode.I16x8RelaxedQ15mulrS => Opcode.I16x8Q15mulrSatS,
        _ => opcode,
    };

    /// <summary>The name of the method here that an instruction is, if <see cref="Plain"/> knows none for it; null for one that is not relaxed.</summary>
    public static string? MethodFor(Opcode opcode) => opcode switch
    {
        Opcode.F32x4RelaxedMadd => nameof(MaddF32x4),
        Opcode.F32x4RelaxedNmadd => nameof(NmaddF32x4),
        Opcode.F64x2RelaxedMadd => nameof(MaddF64x2),
        Opcode.F64x2RelaxedNmadd => nameof(NmaddF64x2),
        Opcode.I16x8RelaxedDotI8x16I7x16S => nameof(DotI8x16),
        Opcode.I32x4RelaxedDotI8x16I7x16AddS => nameof(DotAddI8x16),
        _ => null,
    };

    /// <summary><c>f32x4.relaxed_madd</c>: a * b + c, rounded twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MaddF32x4(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c) =>
        ((a.AsSingle() * b.AsSingle()) + c.AsSingle()).AsByte();

    /// <summary><c>f32x4.relaxed_nmadd</c>: -a * b + c, rounded twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> NmaddF32x4(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c) =>
        ((-a.AsSingle() * b.AsSingle()) + c.AsSingle()).AsByte();

    /// <summary><c>f64x2.relaxed_madd</c>: a * b + c, rounded twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MaddF64x2(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c) =>
        ((a.AsDouble() * b.AsDouble()) + c.AsDouble()).AsByte();

    /// <summary><c>f64x2.relaxed_nmadd</c>: -a * b + c, rounded twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> NmaddF64x2(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c) =>
        ((-a.AsDouble() * b.AsDouble()) + c.AsDouble()).AsByte();

    /// <summary><c>i16x8.relaxed_dot_i8x16_i7x16_s</c>: saturated sums of products of neighbours, both signed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> DotI8x16(Vector128<byte> a, Vector128<byte> b)
    {
        var even = ((a.AsInt16() << 8) >> 8) * ((b.AsInt16() << 8) >> 8);
        var odd = (a.AsInt16() >> 8) * (b.AsInt16() >> 8);
        return Vector128.AddSaturate(even, odd).AsByte();
    }

    /// <summary><c>i32x4.relaxed_dot_i8x16_i7x16_add_s</c>: neighbours of <see cref="DotI8x16"/> and the third vector added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> DotAddI8x16(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c)
    {
        var even = ((a.AsInt16() << 8) >> 8) * ((b.AsInt16() << 8) >> 8);
        var odd = (a.AsInt16() >> 8) * (b.AsInt16() >> 8);
        var sums = Vector128.AddSaturate(even, odd).AsInt32();
        return (((sums << 16) >> 16) + (sums >> 16) + c.AsInt32()).AsByte();
    }
}
