// What is in a memory, apart from zeros: for what writes the state of an instance down.
using Weft.Runtime;

namespace Weft;

public sealed unsafe partial class Memory
{
    private const int PagesAtATime = 1024;

    /// <summary>The ranges that are not zero, by address.</summary>
    /// <param name="largestGap">Ranges with no more zeros than this between them are one.</param>
    /// <param name="most">How many ranges there may be.</param>
    /// <returns>Null when there are more.</returns>
    internal List<(ulong Address, ulong Length)>? FindContent(ulong largestGap, int most)
    {
        ThrowIfDisposed();
        var ranges = new List<(ulong Address, ulong Length)>();
        var length = Cell->Length;
        var pageSize = (ulong)Environment.SystemPageSize;
        Span<ulong> map = stackalloc ulong[PagesAtATime];
        for (var address = 0UL; address < length; address += PagesAtATime * pageSize)
        {
            var count = (int)Math.Min(PagesAtATime, (length - address + pageSize - 1) / pageSize);
            var isKnown = PageMap.TryRead(Cell->Base + address, map[..count]);
            for (var page = 0; page < count; page++)
            {
                var start = address + ((ulong)page * pageSize);

                // A page that nobody has touched is zero, or that of the image.
                if (isKnown && PageMap.IsUntouched(map[page]) && _image?.IsMappedAt(start) != true)
                {
                    continue;
                }

                // SAFETY: inside the length, which is committed and never shrinks.
                AddContent(ranges, start, new ReadOnlySpan<byte>(Cell->Base + start, (int)Math.Min(pageSize, length - start)), largestGap);
                if (ranges.Count > most)
                {
                    return null;
                }
            }
        }

        GC.KeepAlive(this);
        return ranges;
    }

    private static void AddContent(List<(ulong Address, ulong Length)> ranges, ulong start, ReadOnlySpan<byte> bytes, ulong largestGap)
    {
        for (var at = 0; ;)
        {
            var zeros = bytes[at..].IndexOfAnyExcept((byte)0);
            if (zeros < 0)
            {
                return;
            }

            at += zeros;
            var end = bytes[at..].IndexOf((byte)0) is var count and >= 0 ? at + count : bytes.Length;
            if (ranges.Count != 0 && start + (ulong)at - (ranges[^1].Address + ranges[^1].Length) <= largestGap)
            {
                ranges[^1] = (ranges[^1].Address, start + (ulong)end - ranges[^1].Address);
            }
            else
            {
                ranges.Add((start + (ulong)at, (ulong)(end - at)));
            }

            at = end;
        }
    }
}
