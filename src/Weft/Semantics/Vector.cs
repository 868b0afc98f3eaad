// The semantics of vector instructions: whole vectors and lanes (spec 4.3.5), one small leaf an instruction. Interpreter handlers
// and compiled code call them and RyuJIT inlines them; so a leaf calls intrinsics of .NET alone, and what is rare or throws stands
// out of line.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weft.Semantics;

/// <summary>Vector instructions, a method each, named by operation, signedness and shape of the result.</summary>
public static partial class Vector
{
    /// <summary><c>v128.not</c>: every bit inverted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Not(Vector128<byte> v) => ~v;

    /// <summary><c>v128.and</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> And(Vector128<byte> a, Vector128<byte> b) => a & b;

    /// <summary><c>v128.andnot</c>: the bits of the first that the second has not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Andnot(Vector128<byte> a, Vector128<byte> b) => Vector128.AndNot(a, b);

    /// <summary><c>v128.or</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Or(Vector128<byte> a, Vector128<byte> b) => a | b;

    /// <summary><c>v128.xor</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Xor(Vector128<byte> a, Vector128<byte> b) => a ^ b;

    /// <summary><c>v128.bitselect</c>: a bit of the first where the mask has a one, of the second elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Bitselect(Vector128<byte> a, Vector128<byte> b, Vector128<byte> mask) =>
        Vector128.ConditionalSelect(mask, a, b);

    /// <summary><c>v128.any_true</c>: 1 if any bit is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AnyTrue(Vector128<byte> v) => v != Vector128<byte>.Zero ? 1 : 0;

    /// <summary><c>i8x16.all_true</c>: 1 if no lane is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AllTrueI8x16(Vector128<byte> v) => Vector128.EqualsAny(v, Vector128<byte>.Zero) ? 0 : 1;

    /// <summary><c>i16x8.all_true</c>: 1 if no lane is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AllTrueI16x8(Vector128<byte> v) => Vector128.EqualsAny(v.AsUInt16(), Vector128<ushort>.Zero) ? 0 : 1;

    /// <summary><c>i32x4.all_true</c>: 1 if no lane is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AllTrueI32x4(Vector128<byte> v) => Vector128.EqualsAny(v.AsUInt32(), Vector128<uint>.Zero) ? 0 : 1;

    /// <summary><c>i64x2.all_true</c>: 1 if no lane is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AllTrueI64x2(Vector128<byte> v) => Vector128.EqualsAny(v.AsUInt64(), Vector128<ulong>.Zero) ? 0 : 1;

    /// <summary><c>i8x16.bitmask</c>: the sign of every lane, lane 0 in the lowest bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int BitmaskI8x16(Vector128<byte> v) => (int)v.ExtractMostSignificantBits();

    /// <summary><c>i16x8.bitmask</c>: the sign of every lane, lane 0 in the lowest bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int BitmaskI16x8(Vector128<byte> v) => (int)v.AsUInt16().ExtractMostSignificantBits();

    /// <summary><c>i32x4.bitmask</c>: the sign of every lane, lane 0 in the lowest bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int BitmaskI32x4(Vector128<byte> v) => (int)v.AsUInt32().ExtractMostSignificantBits();

    /// <summary><c>i64x2.bitmask</c>: the sign of every lane, lane 0 in the lowest bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int BitmaskI64x2(Vector128<byte> v) => (int)v.AsUInt64().ExtractMostSignificantBits();

    /// <summary><c>i8x16.splat</c>: the same number in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SplatI8x16(int x) => Vector128.Create((byte)x);

    /// <summary><c>i16x8.splat</c>: the same number in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SplatI16x8(int x) => Vector128.Create((short)x).AsByte();

    /// <summary><c>i32x4.splat</c>: the same number in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SplatI32x4(int x) => Vector128.Create(x).AsByte();

    /// <summary><c>i64x2.splat</c>: the same number in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SplatI64x2(long x) => Vector128.Create(x).AsByte();

    /// <summary><c>f32x4.splat</c>: the same number in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SplatF32x4(float x) => Vector128.Create(x).AsByte();

    /// <summary><c>f64x2.splat</c>: the same number in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SplatF64x2(double x) => Vector128.Create(x).AsByte();

    /// <summary><c>i8x16.extract_lane_s</c>: a lane, sign-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ExtractLaneSI8x16(Vector128<byte> v, byte lane) => v.AsSByte().GetElement(lane);

    /// <summary><c>i8x16.extract_lane_u</c>: a lane, zero-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ExtractLaneUI8x16(Vector128<byte> v, byte lane) => v.GetElement(lane);

    /// <summary><c>i16x8.extract_lane_s</c>: a lane, sign-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ExtractLaneSI16x8(Vector128<byte> v, byte lane) => v.AsInt16().GetElement(lane);

    /// <summary><c>i16x8.extract_lane_u</c>: a lane, zero-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ExtractLaneUI16x8(Vector128<byte> v, byte lane) => v.AsUInt16().GetElement(lane);

    /// <summary><c>i32x4.extract_lane</c>: a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ExtractLaneI32x4(Vector128<byte> v, byte lane) => v.AsInt32().GetElement(lane);

    /// <summary><c>i64x2.extract_lane</c>: a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ExtractLaneI64x2(Vector128<byte> v, byte lane) => v.AsInt64().GetElement(lane);

    /// <summary><c>f32x4.extract_lane</c>: a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ExtractLaneF32x4(Vector128<byte> v, byte lane) => v.AsSingle().GetElement(lane);

    /// <summary><c>f64x2.extract_lane</c>: a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ExtractLaneF64x2(Vector128<byte> v, byte lane) => v.AsDouble().GetElement(lane);

    /// <summary><c>i8x16.replace_lane</c>: the vector with another number in a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ReplaceLaneI8x16(Vector128<byte> v, int x, byte lane) => v.WithElement(lane, (byte)x);

    /// <summary><c>i16x8.replace_lane</c>: the vector with another number in a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ReplaceLaneI16x8(Vector128<byte> v, int x, byte lane) =>
        v.AsInt16().WithElement(lane, (short)x).AsByte();

    /// <summary><c>i32x4.replace_lane</c>: the vector with another number in a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ReplaceLaneI32x4(Vector128<byte> v, int x, byte lane) => v.AsInt32().WithElement(lane, x).AsByte();

    /// <summary><c>i64x2.replace_lane</c>: the vector with another number in a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ReplaceLaneI64x2(Vector128<byte> v, long x, byte lane) => v.AsInt64().WithElement(lane, x).AsByte();

    /// <summary><c>f32x4.replace_lane</c>: the vector with another number in a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ReplaceLaneF32x4(Vector128<byte> v, float x, byte lane) => v.AsSingle().WithElement(lane, x).AsByte();

    /// <summary><c>f64x2.replace_lane</c>: the vector with another number in a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ReplaceLaneF64x2(Vector128<byte> v, double x, byte lane) => v.AsDouble().WithElement(lane, x).AsByte();

    /// <summary><c>v128.load32_zero</c>: a cell in the lowest lane, zeros above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Zero32(uint x) => Vector128.CreateScalar(x).AsByte();

    /// <summary><c>v128.load64_zero</c>: a cell in the lowest lane, zeros above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Zero64(ulong x) => Vector128.CreateScalar(x).AsByte();

    /// <summary><c>v128.load8x8_s</c>: the lanes of half a vector, widened.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> WidenI8x8S(ulong x) => Vector128.WidenLower(Vector128.CreateScalarUnsafe(x).AsSByte()).AsByte();

    /// <summary><c>v128.load8x8_u</c>: the lanes of half a vector, widened.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> WidenI8x8U(ulong x) => Vector128.WidenLower(Vector128.CreateScalarUnsafe(x).AsByte()).AsByte();

    /// <summary><c>v128.load16x4_s</c>: the lanes of half a vector, widened.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> WidenI16x4S(ulong x) => Vector128.WidenLower(Vector128.CreateScalarUnsafe(x).AsInt16()).AsByte();

    /// <summary><c>v128.load16x4_u</c>: the lanes of half a vector, widened.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> WidenI16x4U(ulong x) => Vector128.WidenLower(Vector128.CreateScalarUnsafe(x).AsUInt16()).AsByte();

    /// <summary><c>v128.load32x2_s</c>: the lanes of half a vector, widened.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> WidenI32x2S(ulong x) => Vector128.WidenLower(Vector128.CreateScalarUnsafe(x).AsInt32()).AsByte();

    /// <summary><c>v128.load32x2_u</c>: the lanes of half a vector, widened.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> WidenI32x2U(ulong x) => Vector128.WidenLower(Vector128.CreateScalarUnsafe(x).AsUInt32()).AsByte();

    /// <summary><c>i8x16.shuffle</c>: every lane a lane of the two vectors; 16 is the second's first, no number is above 31.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShuffleI8x16(Vector128<byte> a, Vector128<byte> b, Vector128<byte> lanes)
    {
        if (Ssse3.IsSupported)
        {
            // pshufb gives zero where bit 7 of the lane number is set and looks at bits 0 to 3 elsewhere. Plain sums, so that
            // RyuJIT folds them when the lane numbers are constant.
            return Ssse3.Shuffle(a, lanes + Vector128.Create((byte)0x70)) | Ssse3.Shuffle(b, lanes - Vector128.Create((byte)16));
        }

        return Vector128.Shuffle(a, lanes) | Vector128.Shuffle(b, lanes - Vector128.Create((byte)16));
    }

    /// <summary><c>i8x16.swizzle</c>: every lane a lane of the first vector, zero where the second says 16 or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SwizzleI8x16(Vector128<byte> a, Vector128<byte> lanes)
    {
        // Saturation sets bit 7 of every lane number from 16 on, which is where pshufb gives zero.
        return Ssse3.IsSupported
            ? Ssse3.Shuffle(a, Sse2.AddSaturate(lanes, Vector128.Create((byte)0x70)))
            : Vector128.Shuffle(a, lanes);
    }
}
