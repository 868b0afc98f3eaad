// Traps: how every tier raises them. A throw inside a leaf would keep RyuJIT from inlining it, so the throws are here.

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Weft;

/// <summary>Raises traps out of line.</summary>
internal static class Throw
{
    /// <summary>Raises a trap.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Trap(TrapKind kind) => throw new TrapException(kind);

    /// <summary>Raises a trap with more to say than the specification's words.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Trap(TrapKind kind, string? detail) => throw new TrapException(kind, detail);
}
