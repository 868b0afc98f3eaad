// A memory as it was at one moment, to which memories of the same module can go back any number of times.
namespace Weft.Runtime;

/// <summary>The bytes of a memory at one moment, in pages of the system. May be used from any thread.</summary>
internal sealed unsafe class MemorySnapshot : IDisposable
{
    private const int PagesAtATime = 1024;

    // A memory that is no larger is compared whole: that costs less than asking which pages were written.
    private const int ComparedPages = 16;

    // The same where the system does not tell.
    private const int ComparedPagesWithoutMap = 128;

    // Of the pages that it has written, a memory keeps so many bytes from one use to the next; then all go back to the system.
    private const int ResidentBytes = 1 << 20;

    private static readonly int s_pageSize = Environment.SystemPageSize;

    private readonly MemoryImage _image;

    // Null for a page of zeros.
    private readonly byte[]?[] _pages;

    /// <summary>Takes a snapshot.</summary>
    /// <param name="start">The first byte of a memory that nobody writes meanwhile.</param>
    /// <param name="length">Its size in bytes.</param>
    /// <param name="image">What was put into it at first; null for zeros.</param>
    public MemorySnapshot(byte* start, ulong length, MemoryImage? image)
    {
        Length = length;
        _pages = new byte[]?[checked((int)((length + (ulong)s_pageSize - 1) / (ulong)s_pageSize))];
        var ranges = new List<MemoryRange>();
        Span<ulong> map = stackalloc ulong[PagesAtATime];
        for (var first = 0; first < _pages.Length; first += PagesAtATime)
        {
            var count = Math.Min(PagesAtATime, _pages.Length - first);
            var isKnown = PageMap.TryRead(start + AddressOf(first), map[..count]);
            for (var page = first; page < first + count; page++)
            {
                // A page that nobody has touched is zero, or that of the image.
                if (isKnown && PageMap.IsUntouched(map[page - first]) && image?.IsMappedAt(AddressOf(page)) != true)
                {
                    continue;
                }

                var content = PageAt(start, page);
                if (content.ContainsAnyExcept((byte)0))
                {
                    var bytes = content.ToArray();
                    _pages[page] = bytes;
                    ranges.Add(new MemoryRange(AddressOf(page), bytes));
                }
            }
        }

        _image = MemoryImage.Create(ranges);
    }

    /// <summary>The size in bytes.</summary>
    public ulong Length { get; }

    /// <summary>Whether a memory of this size has this content.</summary>
    public bool Matches(byte* start)
    {
        for (var page = 0; page < _pages.Length; page++)
        {
            var content = PageAt(start, page);
            if (_pages[page] is { } bytes ? !content.SequenceEqual(bytes) : content.ContainsAnyExcept((byte)0))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Lets a memory have this content for the first time.</summary>
    /// <param name="reservation">The memory: of at least this size.</param>
    /// <returns>False when the system refuses: then nothing can be said of the content.</returns>
    public bool TryAttach(MemoryReservation reservation) =>
        reservation.TryShrink(0) && reservation.TryCommit(Length) && _image.TryApply(reservation.Base);

    /// <summary>Lets a memory to which this was attached have this content again.</summary>
    /// <param name="reservation">The memory, which nobody uses meanwhile.</param>
    /// <returns>False when the system refuses: then nothing can be said of the content.</returns>
    public bool TryRestore(MemoryReservation reservation)
    {
        if (!reservation.TryShrink(Length))
        {
            return false;
        }

        if (_pages.Length <= ComparedPages)
        {
            RestorePages(reservation.Base, 0, _pages.Length);
            return true;
        }

        if (TryRestoreWrittenPages(reservation.Base))
        {
            return true;
        }

        if (!PageMap.IsSupported && _pages.Length <= ComparedPagesWithoutMap)
        {
            RestorePages(reservation.Base, 0, _pages.Length);
            return true;
        }

        if (!reservation.TryDiscard())
        {
            return false;
        }

        _image.Copy(reservation.Base);
        return true;
    }

    public void Dispose() => _image.Dispose();

    private static ulong AddressOf(int page) => (ulong)page * (ulong)s_pageSize;

    // SAFETY: callers pass pages of the memory, whose last one is committed to its end.
    private static Span<byte> PageAt(byte* start, int page) => new(start + AddressOf(page), s_pageSize);

    // False when it cannot be known which pages these are, or when there are too many to keep.
    private bool TryRestoreWrittenPages(byte* start)
    {
        var most = ResidentBytes / s_pageSize;
        Span<ulong> map = stackalloc ulong[PagesAtATime];
        for (var first = 0; first < _pages.Length; first += PagesAtATime)
        {
            var words = map[..Math.Min(PagesAtATime, _pages.Length - first)];
            if (!PageMap.TryRead(start + AddressOf(first), words))
            {
                return false;
            }

            for (var i = 0; i < words.Length; i++)
            {
                if (PageMap.MayBeWritten(words[i]))
                {
                    if (--most < 0)
                    {
                        return false;
                    }

                    RestorePages(start, first + i, 1);
                }
            }
        }

        return true;
    }

    // Pages that are right are not written, because writing to one that was only read would take memory for it.
    private void RestorePages(byte* start, int first, int count)
    {
        for (var page = first; page < first + count; page++)
        {
            var content = PageAt(start, page);
            if (_pages[page] is not { } bytes)
            {
                if (content.ContainsAnyExcept((byte)0))
                {
                    content.Clear();
                }
            }
            else if (!content.SequenceEqual(bytes))
            {
                bytes.CopyTo(content);
            }
        }
    }
}
