// How the content of a memory is cut into what is worth mapping and what is not, for MemoryImage and for images in files.
namespace Weft.Runtime;

/// <summary>Ranges in whole pages that are not far apart.</summary>
internal sealed class ImagePiece
{
    // Fewer bytes are copied: mapping costs a system call, and the pages that are then written are copied as well. RATIONALE.md has numbers.
    private const ulong SmallestMapped = 16 << 10;

    // Ranges that lie closer together than this are one piece.
    private const ulong LargestGap = 16 << 10;

    // Every piece that is mapped is one of the mappings of which a process has about 65,000.
    private const int MostMapped = 8;

    private readonly SortedDictionary<int, MemoryRange> _ranges = [];

    private ImagePiece(ulong start)
    {
        Start = start;
        End = start;
    }

    /// <summary>The address of its first page.</summary>
    public ulong Start { get; }

    /// <summary>The address after its last page.</summary>
    public ulong End { get; private set; }

    /// <summary>The bytes of its pages.</summary>
    public ulong Length => End - Start;

    /// <summary>The bytes of its ranges.</summary>
    public ulong Bytes { get; private set; }

    /// <summary>What is in it, in the order in which it was given, which tells who wins.</summary>
    public IEnumerable<MemoryRange> Ranges => _ranges.Values;

    /// <summary>Puts ranges together.</summary>
    /// <param name="ranges">The ranges, of which later ones win.</param>
    /// <param name="page">The size of a page, a power of two.</param>
    public static List<ImagePiece> Find(IReadOnlyList<MemoryRange> ranges, ulong page)
    {
        var pieces = new List<ImagePiece>();
        foreach (var (range, index) in ranges.Select((range, index) => (range, index)).Where(pair => !pair.range.Bytes.IsEmpty).OrderBy(pair => pair.range.Address))
        {
            var start = range.Address & ~(page - 1);
            if (pieces.Count == 0 || start > pieces[^1].End + LargestGap)
            {
                pieces.Add(new ImagePiece(start));
            }

            pieces[^1].Add(range, index, (range.End + page - 1) & ~(page - 1));
        }

        return pieces;
    }

    /// <summary>Those that are mapped where the system can do so.</summary>
    /// <remarks>
    /// Pages of the file that nobody has written become memory when they are read, and no limit of a store counts them: so they must be few.
    /// </remarks>
    public static IEnumerable<ImagePiece> WorthMapping(IEnumerable<ImagePiece> pieces) =>
        pieces.Where(piece => piece.Length >= SmallestMapped && piece.Bytes >= piece.Length / 4).OrderByDescending(piece => piece.Bytes).Take(MostMapped);

    private void Add(MemoryRange range, int index, ulong end)
    {
        _ranges.Add(index, range);
        Bytes += (ulong)range.Bytes.Length;
        End = Math.Max(End, end);
    }
}
