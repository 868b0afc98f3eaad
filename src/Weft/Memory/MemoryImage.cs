// The content that a memory begins with (spec 4.7.2, active data segments; or the state that a pool goes back to), made once and put into any
// number of memories. Where the system can, that is a file without a name whose pages stand in the memory until they are written.
using Microsoft.Win32.SafeHandles;

namespace Weft.Runtime;

/// <summary>What a memory begins with: pages to map, and what is too little to be worth it, to copy. May be used from any thread.</summary>
internal sealed unsafe class MemoryImage : IDisposable
{
    private readonly SafeFileHandle? _file;
    private readonly bool _ownsFile;
    private readonly Mapping[] _mappings;
    private readonly MemoryRange[] _copies;

    private MemoryImage(SafeFileHandle? file, bool ownsFile, Mapping[] mappings, MemoryRange[] copies)
    {
        _file = file;
        _ownsFile = ownsFile;
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
        var pieces = ImagePiece.Find(ranges, (ulong)Environment.SystemPageSize);
        HashSet<ImagePiece> mapped = ImageFile.IsSupported ? [.. ImagePiece.WorthMapping(pieces)] : [];
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
                return new MemoryImage(file, true, [.. mappings], [.. pieces.Where(piece => !mapped.Contains(piece)).SelectMany(piece => piece.Ranges)]);
            }

            file.Dispose();
        }

        return new MemoryImage(null, false, [], [.. ranges]);
    }

    /// <summary>Makes an image of one that is in a file already.</summary>
    /// <param name="file">The file, which nobody changes and which stays open.</param>
    /// <param name="mappings">What of it stands where: whole pages.</param>
    /// <param name="copies">What is not in there, one after the other. Their bytes must not change.</param>
    public static MemoryImage OfFile(SafeFileHandle file, Mapping[] mappings, MemoryRange[] copies) => new(file, false, mappings, copies);

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
    public void Dispose()
    {
        if (_ownsFile)
        {
            _file?.Dispose();
        }
    }

    /// <summary>Pages of a file in a memory.</summary>
    /// <param name="Address">Where they stand.</param>
    /// <param name="Length">How many bytes.</param>
    /// <param name="Offset">Where they are in the file.</param>
    public readonly record struct Mapping(ulong Address, ulong Length, ulong Offset);
}
