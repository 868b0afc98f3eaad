// WASI file systems, in memory: a file's bytes, in pages that exist once written to, so that a hole costs nothing and growth copies nothing.

namespace Weft.Wasi.Filesystem.InMemory;

/// <summary>A regular file.</summary>
internal sealed class MemoryFileNode(InMemoryFileSystem fileSystem, ulong inode) : MemoryNode(fileSystem, inode)
{
    private const int PageSize = 64 * 1024;
    private readonly Dictionary<long, byte[]> _pages = [];
    private long _length;

    /// <inheritdoc/>
    public override FileKind Kind => FileKind.RegularFile;

    /// <inheritdoc/>
    public override ulong Size => (ulong)_length;

    /// <summary>The descriptors open on it; its bytes are given back when it has neither name nor descriptor.</summary>
    public int OpenCount { get; set; }

    /// <summary>Copies bytes out.</summary>
    /// <returns>How many; less than asked for at the end.</returns>
    public int Read(long offset, Span<byte> destination)
    {
        if (offset >= _length)
            return 0;
        int count = (int)Math.Min(destination.Length, _length - offset);
        for (int done = 0; done < count;)
        {
            long at = offset + done;
            int inPage = (int)(at % PageSize);
            Span<byte> piece = destination.Slice(done, Math.Min(count - done, PageSize - inPage));
            if (_pages.TryGetValue(at / PageSize, out byte[]? page))
                page.AsSpan(inPage, piece.Length).CopyTo(piece);
            else
                piece.Clear();
            done += piece.Length;
        }
        return count;
    }

    /// <summary>Copies bytes in and extends the file as needed; stops where the file system is full.</summary>
    /// <returns>How many.</returns>
    public int Write(long offset, ReadOnlySpan<byte> source)
    {
        int done = 0;
        while (done < source.Length)
        {
            long at = offset + done;
            int inPage = (int)(at % PageSize);
            ReadOnlySpan<byte> piece = source.Slice(done, Math.Min(source.Length - done, PageSize - inPage));
            if (!_pages.TryGetValue(at / PageSize, out byte[]? page))
            {
                if (!FileSystem.TryReserve(PageSize))
                    break;
                _pages[at / PageSize] = page = new byte[PageSize];
            }
            piece.CopyTo(page.AsSpan(inPage));
            done += piece.Length;
            _length = Math.Max(_length, at + piece.Length);
        }
        return done;
    }

    /// <summary>Cuts the file, or extends it by a hole.</summary>
    public void SetLength(long length)
    {
        if (length < _length)
        {
            long firstGone = (length + PageSize - 1) / PageSize;
            foreach (long index in _pages.Keys.Where(index => index >= firstGone).ToArray())
            {
                _pages.Remove(index);
                FileSystem.Release(PageSize);
            }
            if (length % PageSize != 0 && _pages.TryGetValue(length / PageSize, out byte[]? last))
                last.AsSpan((int)(length % PageSize)).Clear();
        }
        _length = length;
    }

    /// <summary>Reserves pages for a range, all or none.</summary>
    /// <returns>False where the file system is full.</returns>
    public bool Reserve(long offset, long length)
    {
        var added = new List<long>();
        for (long index = offset / PageSize; index * PageSize < offset + length; index++)
        {
            if (_pages.ContainsKey(index))
                continue;
            if (!FileSystem.TryReserve(PageSize))
            {
                foreach (long page in added)
                    _pages.Remove(page);
                FileSystem.Release((long)added.Count * PageSize);
                return false;
            }
            _pages[index] = new byte[PageSize];
            added.Add(index);
        }
        return true;
    }
}
