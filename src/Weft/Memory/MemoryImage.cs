// The content that a memory begins with (spec 4.7.2, active data segments; or the state that a pool goes back to), made once and put into any
// number of memories. Where the system can, that is a file without a name whose pages stand in the memory until they are written.
using Microsoft.Win32.SafeHandles;

namespace Weft.Runtime;

/// <summary>What a memory begins with: pages to map, and what is too little to be worth it, to copy. May be used from any thread.</summary>
internal sealed unsafe class MemoryImage : IDisposable
{
    // Fewer bytes are copied: mapping costs a system call, and the pages that are then written are copied as well. RATIONALE.md has numbers.
    private const ulong SmallestMapped = 16 << 10;

    // Ranges that lie closer together than this are one piece.
    private const ulong LargestGap = 16 << 10;

    // Every piece that is mapped is one of the mappings of which a process has about 65,000.
    private const int MostMapped = 8;

    private readonly SafeFileHandle? _file;
    private readonly Mapping[] _mappings;
    private readonly MemoryRange[] _copies;

    private MemoryImage(SafeFileHandle? file, Mapping[] mappings, MemoryRange[] copies)
    {
        _file = file;
        _mappings = mappings;
        _copies = copies;
    }

    /// <summary>Whether any of it is mapped.</summary>
    public bool IsMapped => _mappings.Length != 0;

    /// <summary>Whether the page at an address is one of the file.</summary>
    public bool IsMappedAt(ulong address)
    {
        foreach (var mapping in _mappings)
        {
            if (address - mapping.Address < mapping.Length)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Makes an image.</summary>
    /// <param name="ranges">What to write, one after the other: later ones win. Their bytes must not change.</param>
    public static MemoryImage Create(IReadOnlyList<MemoryRange> ranges)
    {
        var pieces = FindPieces(ranges);
        var mapped = pieces.Where(piece => piece.IsWorthMapping).OrderByDescending(piece => piece.Bytes).Take(MostMapped).ToHashSet();
        if (mapped.Count != 0 && ImageFile.TryCreate(mapped.Aggregate(0UL, (sum, piece) => sum + piece.Length)) is { } file)
        {
            var mappings = new List<Mapping>();
            var offset = 0UL;
            var isWritten = true;
            foreach (var piece in mapped)
            {
                foreach (var range in piece.Ranges)
                {
                    isWritten &= ImageFile.TryWrite(file, range.Bytes.Span, offset + range.Address - piece.Start);
                }

                mappings.Add(new Mapping(piece.Start, piece.Length, offset));
                offset += piece.Length;
            }

            if (isWritten && ImageFile.TrySeal(file))
            {
                return new MemoryImage(file, [.. mappings], [.. pieces.Where(piece => !mapped.Contains(piece)).SelectMany(piece => piece.Ranges)]);
            }

            file.Dispose();
        }

        return new MemoryImage(null, [], [.. ranges]);
    }

    /// <summary>Puts the content into a memory that is zero.</summary>
    /// <param name="start">The first byte of the memory: of as many committed ones as the ranges reach.</param>
    /// <returns>False when the system refuses: then nothing can be said of the content.</returns>
    /// <exception cref="ObjectDisposedException">The image is disposed.</exception>
    public bool TryApply(byte* start)
    {
        foreach (var mapping in _mappings)
        {
            // SAFETY: whole pages inside the committed bytes; who made the image has checked the ranges against the size of the memory.
            if (!SystemMemory.MapCopyOnWrite(start + mapping.Address, (nuint)mapping.Length, _file!, (nuint)mapping.Offset))
            {
                return false;
            }
        }

        Copy(start);
        return true;
    }

    /// <summary>The same for a memory that has the mappings already, and whose pages have their first content again.</summary>
    public void Copy(byte* start)
    {
        foreach (var range in _copies)
        {
            // SAFETY: as above.
            range.Bytes.Span.CopyTo(new Span<byte>(start + range.Address, range.Bytes.Length));
        }
    }

    /// <summary>Memories keep the pages that they map.</summary>
    public void Dispose() => _file?.Dispose();

    // Ranges in whole pages that are not far apart make one piece.
    private static List<Piece> FindPieces(IReadOnlyList<MemoryRange> ranges)
    {
        var page = (ulong)Environment.SystemPageSize;
        var pieces = new List<Piece>();
        foreach (var (range, index) in ranges.Select((range, index) => (range, index)).Where(pair => !pair.range.Bytes.IsEmpty).OrderBy(pair => pair.range.Address))
        {
            var start = range.Address & ~(page - 1);
            if (pieces.Count == 0 || start > pieces[^1].End + LargestGap)
            {
                pieces.Add(new Piece(start));
            }

            pieces[^1].Add(range, index, (range.End + page - 1) & ~(page - 1));
        }

        return pieces;
    }

    private readonly record struct Mapping(ulong Address, ulong Length, ulong Offset);

    private sealed class Piece(ulong start)
    {
        private readonly SortedDictionary<int, MemoryRange> _ranges = [];

        public ulong Start { get; } = start;

        public ulong End { get; private set; } = start;

        public ulong Length => End - Start;

        public ulong Bytes { get; private set; }

        // In the order in which they were given, which tells who wins.
        public IEnumerable<MemoryRange> Ranges => _ranges.Values;

        // Pages of the file that nobody has written become memory when they are read, and no limit of a store counts them: so they must be few.
        public bool IsWorthMapping => ImageFile.IsSupported && Length >= SmallestMapped && Bytes >= Length / 4;

        public void Add(MemoryRange range, int index, ulong end)
        {
            _ranges.Add(index, range);
            Bytes += (ulong)range.Bytes.Length;
            End = Math.Max(End, end);
        }
    }
}
