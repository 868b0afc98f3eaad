// WASI, system calls: one piece of a scattered transfer, laid out as POSIX `struct iovec`, so that readv(2) and writev(2) take it as is.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Wasi.Interop;

/// <summary>A range of memory that does not move: guest memory, or a pinned array.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct IoVector
{
    private readonly void* _address;
    private readonly nuint _length;

    /// <summary>Makes a vector over memory that the caller keeps in place for the vector's lifetime.</summary>
    /// <param name="memory">Guest memory, which is native and never moves, or a pinned array.</param>
    public IoVector(Span<byte> memory)
    {
        // SAFETY: the caller vouches that the memory does not move; a span's length is that of the memory behind it.
        _address = Unsafe.AsPointer(ref MemoryMarshal.GetReference(memory));
        _length = (nuint)memory.Length;
    }

    /// <summary>Bytes in the range.</summary>
    public int Length => (int)_length;

    /// <summary>The bytes.</summary>
    // SAFETY: the address and the length come together from a span, which the maker of the vector keeps in place.
    public Span<byte> Span => new(_address, (int)_length);

    /// <summary>The bytes of all vectors together.</summary>
    public static long TotalLength(ReadOnlySpan<IoVector> vectors)
    {
        long total = 0;
        foreach (ref readonly IoVector vector in vectors)
            total += vector.Length;
        return total;
    }
}
