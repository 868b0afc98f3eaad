// Native memory that lives as long as a store: contexts, cells, index spaces, prepared code.
using System.Runtime.InteropServices;

namespace Weft.Runtime;

/// <summary>Hands out zeroed native memory and frees all of it at once: when it is disposed. Not for use by several threads at a time.</summary>
internal sealed unsafe class NativeArena : IDisposable
{
    private const nuint FirstChunkBytes = 8 << 10;
    private const nuint LargestChunkBytes = 64 << 10;

    // From here on the system's zero pages cost less than clearing, because most of what is large is never touched.
    private const nuint PagesBytes = 128 << 10;

    private List<nint>? _chunks;

    // Addresses and lengths in turn: a list of one's own structures has the runtime load and look up more at each start.
    private List<nint>? _pages;
    private byte* _first;
    private byte* _next;
    private nuint _left;
    private nuint _chunkBytes = FirstChunkBytes;
    private bool _disposed;

    /// <summary>Takes zeroed memory, aligned to 16 bytes.</summary>
    /// <param name="bytes">How much; 0 gives an address that must not be used.</param>
    public void* Allocate(nuint bytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        bytes = checked(bytes + 15) & ~(nuint)15;
        if (bytes > _left)
        {
            if (bytes >= PagesBytes)
            {
                return AllocatePages(bytes);
            }

            if (_first == null && bytes <= FirstChunkBytes)
            {
                _first = SpareChunks.TryTake();
                if (_first == null)
                {
                    _first = AllocateChunk(FirstChunkBytes);
                    NativeMemory.Clear(_first, FirstChunkBytes);
                }

                _next = _first + bytes;
                _left = FirstChunkBytes - bytes;
                _chunkBytes = 2 * FirstChunkBytes;
                return _first;
            }

            // What is large gets a chunk of its own, so that the rest of the current one is not lost.
            var size = Math.Max(bytes, _chunkBytes);
            _chunks ??= new(4);
            _chunks.EnsureCapacity(_chunks.Count + 1);
            var chunk = AllocateChunk(size);
            _chunks.Add((nint)chunk);
            NativeMemory.Clear(chunk, size);
            if (size == bytes)
            {
                return chunk;
            }

            _next = chunk;
            _left = size;
            _chunkBytes = Math.Min(_chunkBytes * 2, LargestChunkBytes);
        }

        var result = _next;
        _next += bytes;
        _left -= bytes;
        return result;
    }

    /// <summary>Takes zeroed memory for values of a type.</summary>
    /// <param name="count">How many.</param>
    public T* Allocate<T>(int count = 1) where T : unmanaged => (T*)Allocate(checked((nuint)count * (nuint)sizeof(T)));

    /// <summary>Takes zeroed memory for pointers.</summary>
    /// <param name="count">How many.</param>
    public void** AllocatePointers(int count) => (void**)Allocate(checked((nuint)count * (nuint)sizeof(void*)));

    /// <summary>Takes memory for pointers, which the caller writes before anything reads them.</summary>
    /// <param name="count">How many.</param>
    public void** AllocateUnwrittenPointers(int count)
    {
        var bytes = checked((nuint)count * (nuint)sizeof(void*));
        if (bytes < LargestChunkBytes)
        {
            return (void**)Allocate(bytes);
        }

        // A chunk of its own, which the allocator may have at hand: pages that were used before are touched faster than new ones.
        ObjectDisposedException.ThrowIf(_disposed, this);
        _chunks ??= new(4);
        _chunks.EnsureCapacity(_chunks.Count + 1);
        var chunk = AllocateChunk(bytes);
        _chunks.Add((nint)chunk);
        return (void**)chunk;
    }

    // SAFETY: a chunk is owned by this arena and freed once; AlignedAlloc throws when there is no memory.
    private static byte* AllocateChunk(nuint bytes) => (byte*)NativeMemory.AlignedAlloc(bytes, 64);

    private void* AllocatePages(nuint bytes)
    {
        _pages ??= new(8);
        _pages.EnsureCapacity(_pages.Count + 2);
        var address = SystemMemory.AllocatePages(bytes);
        if (address == null)
        {
            throw new InsufficientMemoryException($"the system has no {bytes} bytes");
        }

        _pages.Add((nint)address);
        _pages.Add((nint)bytes);
        return address;
    }

    public void Dispose()
    {
        _disposed = true;
        if (_pages is not null)
        {
            for (var i = 0; i < _pages.Count; i += 2)
            {
                // SAFETY: as for chunks below.
                SystemMemory.Release((byte*)_pages[i], (nuint)_pages[i + 1]);
            }

            _pages.Clear();
        }

        // SAFETY: allocated above by the matching function, and forgotten here.
        if (_first != null)
        {
            // Behind what comes next, all is as it was.
            var used = _chunks is null ? (nuint)(_next - _first) : FirstChunkBytes;
            NativeMemory.Clear(_first, used);
            if (!SpareChunks.TryKeep(_first))
            {
                NativeMemory.AlignedFree(_first);
            }

            _first = null;
        }

        if (_chunks is not null)
        {
            foreach (var chunk in _chunks)
            {
                NativeMemory.AlignedFree((void*)chunk);
            }

            _chunks.Clear();
        }

        _next = null;
        _left = 0;
    }

    // First chunks of arenas that are gone, zero: stores come and go.
    private static class SpareChunks
    {
        private const int Maximum = 8;

        private static readonly nint[] s_spare = new nint[Maximum];

        public static byte* TryTake()
        {
            foreach (ref var place in s_spare.AsSpan())
            {
                if (place != 0 && Interlocked.Exchange(ref place, 0) is not 0 and var taken)
                {
                    return (byte*)taken;
                }
            }

            return null;
        }

        public static bool TryKeep(byte* chunk)
        {
            foreach (ref var place in s_spare.AsSpan())
            {
                if (place == 0 && Interlocked.CompareExchange(ref place, (nint)chunk, 0) == 0)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
