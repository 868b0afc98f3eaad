// Which pages of a memory have been written: Linux tells in /proc/self/pagemap, without privileges, in a word a page.
using System.Runtime.InteropServices;

namespace Weft.Runtime;

/// <summary>Finds the pages of a private mapping that are no longer those of its file, or no longer the zero that nobody has touched.</summary>
internal static class PageMap
{
    /// <summary>The page is in memory.</summary>
    private const ulong Present = 1UL << 63;

    /// <summary>The page was written out to swap space.</summary>
    private const ulong Swapped = 1UL << 62;

    /// <summary>The page is one of a file, or shared.</summary>
    private const ulong OfFile = 1UL << 61;

    // Kept open for as long as the process lives; it tells about the process that opened it.
    private static readonly ProcessFile s_file = new("pagemap");

    /// <summary>Whether it can be asked for here.</summary>
    public static bool IsSupported => s_file.IsOpen;

    /// <summary>Reads a word for each page from an address on.</summary>
    /// <returns>False when the system does not tell.</returns>
    public static unsafe bool TryRead(byte* start, Span<ulong> pages) =>
        s_file.TryRead((nint)((nuint)start / (nuint)Environment.SystemPageSize * sizeof(ulong)), MemoryMarshal.AsBytes(pages));

    /// <summary>Whether a page, by its word, may have been written. A page of zeros that was only read counts as well.</summary>
    public static bool MayBeWritten(ulong page) => (page & (Present | Swapped)) != 0 && (page & OfFile) == 0;

    /// <summary>Whether a page, by its word, is one that nobody has touched, so that it still has its first content.</summary>
    public static bool IsUntouched(ulong page) => (page & (Present | Swapped)) == 0;
}
