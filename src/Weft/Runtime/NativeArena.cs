// Native memory that lives as long as a store: contexts, cells, index spaces, prepared code.
using System.Runtime.InteropServices;

namespace Weft.Runtime;

/// <summary>Hands out zeroed native memory and frees all of it at once. Not for use by several threads at a time.</summary>
/// <remarks>
/// The arena of a store is freed by its store alone, which still reads it then, finalizers having no order. Without such an owner it
/// frees itself when it is collected.
/// </remarks>
internal sealed unsafe class NativeArena : IDisposable
{
    private const nuint FirstChunkBytes = 4 << 10;
    private const nuint LargestChunkBytes = 64 << 10;

    // From here on the system's zero pages cost less than clearing, because most of what is large is never touched.
    private const nuint PagesBytes = 128 << 10;

    private readonly List<nint> _chunks = new(4);
    private List<(nint Address, nuint Bytes)>? _pages;
    private byte* _next;
    private nuint _left;
    private nuint _chunkBytes = FirstChunkBytes;
    private bool _disposed;

    /// <summary>An empty arena.</summary>
    /// <param name="hasOwner">Whether somebody will certainly dispose it.</param>
    public NativeArena(bool hasOwner)
    {
        if (hasOwner)
        {
            GC.SuppressFinalize(this);
        }
    }

    ~NativeArena() => Free();

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

            // What is large gets a chunk of its own, so that the rest of the current one is not lost.
            var size = Math.Max(bytes, _chunkBytes);
            _chunks.EnsureCapacity(_chunks.Count + 1);

            // SAFETY: the chunk is owned by this arena and freed once; AlignedAlloc throws when there is no memory.
            var chunk = (byte*)NativeMemory.AlignedAlloc(size, 64);
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
        _chunks.EnsureCapacity(_chunks.Count + 1);

        // SAFETY: as for other chunks.
        var chunk = NativeMemory.AlignedAlloc(bytes, 64);
        _chunks.Add((nint)chunk);
        return (void**)chunk;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void* AllocatePages(nuint bytes)
    {
        _pages ??= new(4);
        _pages.EnsureCapacity(_pages.Count + 1);
        var address = SystemMemory.AllocatePages(bytes);
        if (address == null)
        {
            throw new InsufficientMemoryException($"the system has no {bytes} bytes");
        }

        _pages.Add(((nint)address, bytes));
        return address;
    }

    private void Free()
    {
        _disposed = true;
        if (_pages is not null)
        {
            foreach (var (address, bytes) in _pages)
            {
                // SAFETY: as for chunks below.
                SystemMemory.Release((byte*)address, bytes);
            }

            _pages.Clear();
        }

        foreach (var chunk in _chunks)
        {
            // SAFETY: allocated above by the matching function, and forgotten here.
            NativeMemory.AlignedFree((void*)chunk);
        }

        _chunks.Clear();
        _next = null;
        _left = 0;
    }
}
