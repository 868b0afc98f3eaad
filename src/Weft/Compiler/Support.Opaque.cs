// Methods that RyuJIT must not see through: each hides something that it would simplify in a way the specification does not allow.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Weft.Semantics;

namespace Weft.Compiler;

internal static unsafe partial class Support
{
    /// <summary><c>f32.demote_f64</c> of what may be a promoted number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Demote(double value) => Sse2.IsSupported ? Conversion.DemoteF64(value) : DemoteUnseen(value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float DemoteUnseen(double value) => (float)value;

    /// <summary><c>f32.reinterpret_i32</c> of what may be known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ReinterpretI32(int value) =>
        Sse2.IsSupported ? Sse2.ConvertScalarToVector128Int32(value).AsSingle().ToScalar() : ReinterpretUnseen(value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float ReinterpretUnseen(int value) => BitConverter.Int32BitsToSingle(value);

    /// <summary><c>f32x4.extract_lane</c> of what may be known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ExtractLaneF32x4(Vector128<byte> value, int lane)
    {
        if (!Sse.IsSupported)
        {
            return ExtractLaneUnseen(value, lane);
        }

        var lanes = value.AsSingle();
        return (lane switch
        {
            0 => Sse.Shuffle(lanes, lanes, 0x00),
            1 => Sse.Shuffle(lanes, lanes, 0x55),
            2 => Sse.Shuffle(lanes, lanes, 0xAA),
            _ => Sse.Shuffle(lanes, lanes, 0xFF),
        }).ToScalar();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float ExtractLaneUnseen(Vector128<byte> value, int lane) => value.AsSingle()[lane];

    // Rotations whose result may be tested: RyuJIT makes a rotation of shifts that are joined by "or", and leaves out the test. It makes none of a
    // sum. The second shift is in two steps, so that with a count of 0 it leaves nothing.

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Rotl32(int a, int b) => (a << b) + (a >>> 1 >>> ~b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Rotr32(int a, int b) => (a >>> b) + (a << 1 << ~b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Rotl64(long a, long b) => (a << (int)b) + (a >>> 1 >>> ~(int)b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Rotr64(long a, long b) => (a >>> (int)b) + (a << 1 << ~(int)b);
}
