// Methods that RyuJIT must not see through: each hides something that it would simplify in a way the specification does not allow.
using System.Runtime.CompilerServices;

namespace Weft.Compiler;

internal static unsafe partial class Support
{
    /// <summary>A constant that is a NaN: the JIT keeps constants of 32 bits as doubles, which makes signalling ones quiet.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float SingleFromBits(int bits) => BitConverter.Int32BitsToSingle(bits);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float Demote(double value) => (float)value;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Hide32(int value) => value;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Hide64(long value) => value;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float AddSingle(float left, float right) => left + right;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static double AddDouble(double left, double right) => left + right;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float SubtractSingle(float left, float right) => left - right;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static double SubtractDouble(double left, double right) => left - right;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float MultiplySingle(float left, float right) => left * right;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static double MultiplyDouble(double left, double right) => left * right;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float DivideSingle(float left, float right) => left / right;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static double DivideDouble(double left, double right) => left / right;
}
