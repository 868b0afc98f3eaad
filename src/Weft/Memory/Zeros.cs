// Making memory zero of which most is zero already: pages that nobody has written are read, which the system answers with one page for all of them,
// and stay as they are.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Runtime;

/// <summary>Clears memory.</summary>
internal static class Zeros
{
    private const int PageSize = 4096;

    /// <summary>Makes bytes zero; writes only where some are not.</summary>
    public static void Clear(Span<byte> bytes)
    {
        for (; bytes.Length >= PageSize; bytes = bytes[PageSize..])
        {
            var page = bytes[..PageSize];
            if (!AreAll(page))
            {
                page.Clear();
            }
        }

        bytes.Clear();
    }

    // At once what it will be: it is called in all stores that end, and is most of what those of small guests do then.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool AreAll(ReadOnlySpan<byte> page)
    {
        const int step = 4;
        var vectors = MemoryMarshal.Cast<byte, Vector256<ulong>>(page);
        for (; vectors.Length >= step; vectors = vectors[step..])
        {
            if (((vectors[0] | vectors[1]) | (vectors[2] | vectors[3])) != Vector256<ulong>.Zero)
            {
                return false;
            }
        }

        return true;
    }
}
