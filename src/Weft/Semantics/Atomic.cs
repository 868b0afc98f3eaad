// The semantics of atomic memory accesses (spec threads proposal), one small leaf an instruction. Interpreter handlers
// and compiled code call them and RyuJIT inlines them; so a leaf calls intrinsics of .NET alone, and what is rare or throws stands
// out of line.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Weft.Semantics;

/// <summary>Atomic accesses, sequentially consistent, to a cell of memory that is aligned to its width.</summary>
public static class Atomic
{
    /// <summary>Reads the byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Load(ref byte cell)
    {
        // An acquiring load alone may pass an earlier store on arm64; x86 never lets a load pass a locked store.
        if (!X86Base.IsSupported)
        {
            Interlocked.MemoryBarrier();
        }

        return Volatile.Read(ref cell);
    }

    /// <summary>Reads the 16-bit cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Load(ref ushort cell)
    {
        // An acquiring load alone may pass an earlier store on arm64; x86 never lets a load pass a locked store.
        if (!X86Base.IsSupported)
        {
            Interlocked.MemoryBarrier();
        }

        return Volatile.Read(ref cell);
    }

    /// <summary>Reads the 32-bit cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Load(ref uint cell)
    {
        // An acquiring load alone may pass an earlier store on arm64; x86 never lets a load pass a locked store.
        if (!X86Base.IsSupported)
        {
            Interlocked.MemoryBarrier();
        }

        return Volatile.Read(ref cell);
    }

    /// <summary>Reads the 64-bit cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load(ref ulong cell)
    {
        // An acquiring load alone may pass an earlier store on arm64; x86 never lets a load pass a locked store.
        if (!X86Base.IsSupported)
        {
            Interlocked.MemoryBarrier();
        }

        return Volatile.Read(ref cell);
    }

    /// <summary>Writes the byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref byte cell, byte value) => Interlocked.Exchange(ref cell, value);

    /// <summary>Writes the 16-bit cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref ushort cell, ushort value) => Interlocked.Exchange(ref cell, value);

    /// <summary>Writes the 32-bit cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref uint cell, uint value) => Interlocked.Exchange(ref cell, value);

    /// <summary>Writes the 64-bit cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref ulong cell, ulong value) => Interlocked.Exchange(ref cell, value);

    /// <summary>Adds to the byte; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Add(ref byte cell, byte value)
    {
        byte old = Volatile.Read(ref cell);
        while (true)
        {
            byte seen = Interlocked.CompareExchange(ref cell, (byte)(old + value), old);
            if (seen == old)
            {
                return old;
            }

            old = seen;
        }
    }

    /// <summary>Adds to the 16-bit cell; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Add(ref ushort cell, ushort value)
    {
        ushort old = Volatile.Read(ref cell);
        while (true)
        {
            ushort seen = Interlocked.CompareExchange(ref cell, (ushort)(old + value), old);
            if (seen == old)
            {
                return old;
            }

            old = seen;
        }
    }

    /// <summary>Adds to the 32-bit cell; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Add(ref uint cell, uint value) => Interlocked.Add(ref cell, value) - value;

    /// <summary>Adds to the 64-bit cell; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(ref ulong cell, ulong value) => Interlocked.Add(ref cell, value) - value;

    /// <summary>Subtracts from the byte; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Sub(ref byte cell, byte value)
    {
        byte old = Volatile.Read(ref cell);
        while (true)
        {
            byte seen = Interlocked.CompareExchange(ref cell, (byte)(old - value), old);
            if (seen == old)
            {
                return old;
            }

            old = seen;
        }
    }

    /// <summary>Subtracts from the 16-bit cell; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Sub(ref ushort cell, ushort value)
    {
        ushort old = Volatile.Read(ref cell);
        while (true)
        {
            ushort seen = Interlocked.CompareExchange(ref cell, (ushort)(old - value), old);
            if (seen == old)
            {
                return old;
            }

            old = seen;
        }
    }

    /// <summary>Subtracts from the 32-bit cell; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Sub(ref uint cell, uint value) => Interlocked.Add(ref cell, 0 - value) + value;

    /// <summary>Subtracts from the 64-bit cell; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Sub(ref ulong cell, ulong value) => Interlocked.Add(ref cell, 0 - value) + value;

    /// <summary>Ands to the byte; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte And(ref byte cell, byte value)
    {
        byte old = Volatile.Read(ref cell);
        while (true)
        {
            byte seen = Interlocked.CompareExchange(ref cell, (byte)(old & value), old);
            if (seen == old)
            {
                return old;
            }

            old = seen;
        }
    }

    /// <summary>Ands to the 16-bit cell; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort And(ref ushort cell, ushort value)
    {
        ushort old = Volatile.Read(ref cell);
        while (true)
        {
            ushort seen = Interlocked.CompareExchange(ref cell, (ushort)(old & value), old);
            if (seen == old)
            {
                return old;
            }

            old = seen;
        }
    }

    /// <summary>Ands to the 32-bit cell; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint And(ref uint cell, uint value) => Interlocked.And(ref cell, value);

    /// <summary>Ands to the 64-bit cell; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong And(ref ulong cell, ulong value) => Interlocked.And(ref cell, value);

    /// <summary>Ors to the byte; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Or(ref byte cell, byte value)
    {
        byte old = Volatile.Read(ref cell);
        while (true)
        {
            byte seen = Interlocked.CompareExchange(ref cell, (byte)(old | value), old);
            if (seen == old)
            {
                return old;
            }

            old = seen;
        }
    }

    /// <summary>Ors to the 16-bit cell; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Or(ref ushort cell, ushort value)
    {
        ushort old = Volatile.Read(ref cell);
        while (true)
        {
            ushort seen = Interlocked.CompareExchange(ref cell, (ushort)(old | value), old);
            if (seen == old)
            {
                return old;
            }

            old = seen;
        }
    }

    /// <summary>Ors to the 32-bit cell; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Or(ref uint cell, uint value) => Interlocked.Or(ref cell, value);

    /// <summary>Ors to the 64-bit cell; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Or(ref ulong cell, ulong value) => Interlocked.Or(ref cell, value);

    /// <summary>Xors to the byte; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Xor(ref byte cell, byte value)
    {
        byte old = Volatile.Read(ref cell);
        while (true)
        {
            byte seen = Interlocked.CompareExchange(ref cell, (byte)(old ^ value), old);
            if (seen == old)
            {
                return old;
            }

            old = seen;
        }
    }

    /// <summary>Xors to the 16-bit cell; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Xor(ref ushort cell, ushort value)
    {
        ushort old = Volatile.Read(ref cell);
        while (true)
        {
            ushort seen = Interlocked.CompareExchange(ref cell, (ushort)(old ^ value), old);
            if (seen == old)
            {
                return old;
            }

            old = seen;
        }
    }

    /// <summary>Xors to the 32-bit cell; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Xor(ref uint cell, uint value)
    {
        uint old = Volatile.Read(ref cell);
        while (true)
        {
            uint seen = Interlocked.CompareExchange(ref cell, old ^ value, old);
            if (seen == old)
            {
                return old;
            }

            old = seen;
        }
    }

    /// <summary>Xors to the 64-bit cell; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Xor(ref ulong cell, ulong value)
    {
        ulong old = Volatile.Read(ref cell);
        while (true)
        {
            ulong seen = Interlocked.CompareExchange(ref cell, old ^ value, old);
            if (seen == old)
            {
                return old;
            }

            old = seen;
        }
    }

    /// <summary>Replaces the byte; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Exchange(ref byte cell, byte value) => Interlocked.Exchange(ref cell, value);

    /// <summary>Replaces the 16-bit cell; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Exchange(ref ushort cell, ushort value) => Interlocked.Exchange(ref cell, value);

    /// <summary>Replaces the 32-bit cell; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Exchange(ref uint cell, uint value) => Interlocked.Exchange(ref cell, value);

    /// <summary>Replaces the 64-bit cell; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Exchange(ref ulong cell, ulong value) => Interlocked.Exchange(ref cell, value);

    /// <summary>Replaces the byte if it holds what is expected; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte CompareExchange(ref byte cell, byte expected, byte replacement) =>
        Interlocked.CompareExchange(ref cell, replacement, expected);

    /// <summary>Replaces the 16-bit cell if it holds what is expected; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort CompareExchange(ref ushort cell, ushort expected, ushort replacement) =>
        Interlocked.CompareExchange(ref cell, replacement, expected);

    /// <summary>Replaces the 32-bit cell if it holds what is expected; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint CompareExchange(ref uint cell, uint expected, uint replacement) =>
        Interlocked.CompareExchange(ref cell, replacement, expected);

    /// <summary>
    /// <see cref="CompareExchange(ref uint, uint, uint)"/> whose result becomes 64 bits: <c>i64.atomic.rmw32.cmpxchg_u</c>.
    /// </summary>
    /// <remarks>
    /// RyuJIT takes what <c>cmpxchg</c> leaves in EAX for zero-extended. But when the cell holds what is expected, the processor does not write
    /// EAX, and the upper half of RAX is that of the 64-bit operand that the expected value was cut from. The shifts clear it; a mask would
    /// be left out as the conversion is.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint CompareExchangeToWiden(ref uint cell, uint expected, uint replacement) =>
        (uint)((ulong)Interlocked.CompareExchange(ref cell, replacement, expected) << 32 >> 32);

    /// <summary>Replaces the 64-bit cell if it holds what is expected; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong CompareExchange(ref ulong cell, ulong expected, ulong replacement) =>
        Interlocked.CompareExchange(ref cell, replacement, expected);
}
