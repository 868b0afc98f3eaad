// Methods that RyuJIT must not see through: each hides something that it would simplify in a way the specification does not allow.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weft.Compiler;

internal static unsafe partial class Support
{
    /// <summary><c>f32.demote_f64</c> of what may be a promoted number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Demote(double value) => Sse2.IsSupported
        ? Sse2.ConvertScalarToVector128Single(Vector128<float>.Zero, Vector128.CreateScalarUnsafe(value)).ToScalar()
        : DemoteUnseen(value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float DemoteUnseen(double value) => (float)value;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Hide32(int value) => value;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Hide64(long value) => value;
}
