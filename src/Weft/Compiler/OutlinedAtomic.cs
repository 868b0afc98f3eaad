// Atomic accesses that compiled code calls instead of having them put in its place. Around `lock cmpxchg`, whose operand and result are in RAX,
// RyuJIT is wrong in code that a guest may write: it takes a result of 32 bits for zero-extended, though the processor leaves RAX alone when
// it exchanges; it moves a 64-bit local out of RAX by its low half when the instruction takes only that; and the result of the loop
// that it makes of Interlocked.And and Or is not where the next instruction reads it. A call is not disturbed by what stands around.
using System.Reflection;
using System.Runtime.CompilerServices;
using Weft.Semantics;

namespace Weft.Compiler;

/// <summary><see cref="Atomic"/>'s methods that compare and exchange, not inlined.</summary>
internal static class OutlinedAtomic
{
    /// <summary>What compiled code calls for a method of <see cref="Atomic"/>.</summary>
    public static MethodInfo For(MethodInfo method) =>
        typeof(OutlinedAtomic).GetMethod(method.Name, [.. method.GetParameters().Select(parameter => parameter.ParameterType)]) ?? method;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte And(ref byte cell, byte value) => Atomic.And(ref cell, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ushort And(ref ushort cell, ushort value) => Atomic.And(ref cell, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint And(ref uint cell, uint value) => Atomic.And(ref cell, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong And(ref ulong cell, ulong value) => Atomic.And(ref cell, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte Or(ref byte cell, byte value) => Atomic.Or(ref cell, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ushort Or(ref ushort cell, ushort value) => Atomic.Or(ref cell, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Or(ref uint cell, uint value) => Atomic.Or(ref cell, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong Or(ref ulong cell, ulong value) => Atomic.Or(ref cell, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte Xor(ref byte cell, byte value) => Atomic.Xor(ref cell, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ushort Xor(ref ushort cell, ushort value) => Atomic.Xor(ref cell, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Xor(ref uint cell, uint value) => Atomic.Xor(ref cell, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong Xor(ref ulong cell, ulong value) => Atomic.Xor(ref cell, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte CompareExchange(ref byte cell, byte expected, byte replacement) => Atomic.CompareExchange(ref cell, expected, replacement);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ushort CompareExchange(ref ushort cell, ushort expected, ushort replacement) => Atomic.CompareExchange(ref cell, expected, replacement);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint CompareExchange(ref uint cell, uint expected, uint replacement) => Atomic.CompareExchange(ref cell, expected, replacement);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong CompareExchange(ref ulong cell, ulong expected, ulong replacement) => Atomic.CompareExchange(ref cell, expected, replacement);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte Add(ref byte cell, byte value) => Atomic.Add(ref cell, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ushort Add(ref ushort cell, ushort value) => Atomic.Add(ref cell, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte Sub(ref byte cell, byte value) => Atomic.Sub(ref cell, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ushort Sub(ref ushort cell, ushort value) => Atomic.Sub(ref cell, value);
}
