// Which pages of a memory have been written: Linux tells in /proc/self/pagemap, without privileges, in a word a page.
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weft.Runtime;

/// <summary>Finds the pages of a private mapping that are no longer those of its file, or no longer the zero that nobody has touched.</summary>
internal static partial class PageMap
{
    /// <summary>The page is in memory.</summary>
    private const ulong Present = 1UL << 63;

    /// <summary>The page was written out to swap space.</summary>
    private const ulong Swapped = 1UL << 62;

    /// <summary>The page is one of a file, or shared.</summary>
    private const ulong OfFile = 1UL << 61;

    // Kept open for as long as the process lives; it tells about the process that opened it.
    private static readonly SafeFileHandle? s_file = Open();

    /// <summary>Whether it can be asked for here.</summary>
    public static bool IsSupported => s_file is not null;

    /// <summary>Reads a word for each page from an address on.</summary>
    /// <returns>False when the system does not tell.</returns>
    public static unsafe bool TryRead(byte* start, Span<ulong> pages)
    {
        if (s_file is null)
        {
            return false;
        }

        // SAFETY: the system writes at most as many bytes as the span has.
        fixed (ulong* first = pages)
        {
            var bytes = pages.Length * sizeof(ulong);
            return Read(s_file, (byte*)first, (nuint)bytes, (nint)((nuint)start / (nuint)Environment.SystemPageSize * sizeof(ulong))) == bytes;
        }
    }

    /// <summary>Whether a page, by its word, may have been written. A page of zeros that was only read counts as well.</summary>
    public static bool MayBeWritten(ulong page) => (page & (Present | Swapped)) != 0 && (page & OfFile) == 0;

    /// <summary>Whether a page, by its word, is one that nobody has touched, so that it still has its first content.</summary>
    public static bool IsUntouched(ulong page) => (page & (Present | Swapped)) == 0;

    private static SafeFileHandle? Open()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var descriptor = SystemMemory.OpenToRead("/proc/self/pagemap");
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "pread")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial nint Read(SafeFileHandle file, byte* bytes, nuint count, nint offset);
}
