// What memories begin with, in the file of a precompiled module: pages that instances map from there, so that not even the first one copies its data.
using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;
using Weft.Runtime;
using Weft.Wasm.Validation;

namespace Weft.Precompilation;

/// <summary>The images of the memories of one module.</summary>
/// <param name="file">The file, which stays open.</param>
/// <param name="start">Where the images of all modules begin in it, a multiple of <see cref="Alignment"/>.</param>
/// <param name="places">Four numbers a piece: its memory, and in <see cref="Unit"/> where it stands, how long it is and where it is in the images.</param>
internal sealed class StoredImages(SafeFileHandle file, ulong start, ImmutableArray<int> places)
{
    /// <summary>What places are counted in.</summary>
    public const int Unit = 4 << 10;

    /// <summary>Where images may begin in a file: what no system's pages are larger than.</summary>
    public const int Alignment = 64 << 10;

    /// <summary>The numbers of a piece.</summary>
    public const int Numbers = 4;

    /// <summary>Lays out what the memories of modules begin with.</summary>
    /// <param name="modules">The modules.</param>
    /// <param name="target">Where they will run.</param>
    /// <returns>The bytes, and for each module its places; nothing where nobody would map them.</returns>
    public static (byte[] Images, int[][] Places) Make(IReadOnlyList<Module> modules, CodeTarget target)
    {
        // Pages are of 4 KiB on x64; on arm64 a kernel may have larger ones.
        var page = target.Processor == "x64" ? Unit : Alignment;
        var images = new MemoryStream();
        var places = new int[modules.Count][];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = target.System is "linux" or "linux-musl" ? Make(modules[i], page, images) : [];
        }

        return (images.ToArray(), places);
    }

    private static int[] Make(Module module, int page, MemoryStream images)
    {
        var places = new List<int>();
        var ranges = module.Data.FindRanges();
        for (var memory = 0; memory < ranges.Length; memory++)
        {
            // Otherwise the last page of a piece might not be one of the memory.
            if (ranges[memory] is not { } list || 1 << module.Validated.Memories[memory].PageSizeLog2 < page)
            {
                continue;
            }

            foreach (var piece in ImagePiece.WorthMapping(ImagePiece.Find(list, (ulong)page)))
            {
                if (piece.End / Unit <= int.MaxValue && images.Length + (long)piece.Length <= int.MaxValue)
                {
                    places.AddRange([memory, (int)(piece.Start / Unit), (int)(piece.Length / Unit), (int)(images.Length / Unit)]);
                    Write(piece, images);
                }
            }
        }

        return [.. places];
    }

    private static void Write(ImagePiece piece, MemoryStream images)
    {
        var bytes = new byte[piece.Length];
        foreach (var range in piece.Ranges)
        {
            range.Bytes.Span.CopyTo(bytes.AsSpan((int)(range.Address - piece.Start)));
        }

        images.Write(bytes);
    }

    /// <summary>Checks what a file says about images.</summary>
    /// <param name="module">The module whose memories they are for.</param>
    /// <param name="places">What it says.</param>
    /// <param name="length">The length of the images.</param>
    /// <returns>False when that cannot be.</returns>
    public static bool AreOf(ValidatedModule module, ImmutableArray<int> places, long length)
    {
        if (places.Length % Numbers != 0)
        {
            return false;
        }

        for (var i = 0; i < places.Length; i += Numbers)
        {
            var (memory, address, size, offset) = (places[i], places[i + 1], places[i + 2], places[i + 3]);
            if (memory < module.ImportedMemoryCount || memory >= module.Memories.Length || address < 0 || size <= 0 || offset < 0 || offset + (long)size > length / Unit)
            {
                return false;
            }

            // Whole pages of the memory. Its minimum may be too large for a number of bytes.
            var type = module.Memories[memory];
            var bytes = ((ulong)address + (ulong)size) * Unit;
            if (bytes >> type.PageSizeLog2 > type.Limits.Minimum || (bytes >> type.PageSizeLog2 == type.Limits.Minimum && (bytes & ((1UL << type.PageSizeLog2) - 1)) != 0))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether this system can map them.</summary>
    /// <param name="places">What a file says.</param>
    public static bool CanMap(ImmutableArray<int> places)
    {
        var unit = Environment.SystemPageSize / Unit;
        for (var i = 0; i < places.Length; i++)
        {
            if (i % Numbers != 0 && unit > 1 && places[i] % unit != 0)
            {
                return false;
            }
        }

        return places.Length != 0 && OperatingSystem.IsLinux();
    }

    /// <summary>The images, by the index of the memory; null for memories that begin with zeros.</summary>
    /// <param name="data">The segments: those that are in no piece are copied.</param>
    /// <param name="module">The module.</param>
    public MemoryImage?[] Open(ModuleData data, ValidatedModule module)
    {
        var ranges = data.FindRanges();
        var images = new MemoryImage?[module.Memories.Length];
        for (var memory = 0; memory < images.Length; memory++)
        {
            if (ranges[memory] is { } list)
            {
                var mappings = MappingsOf(memory);
                images[memory] = MemoryImage.OfFile(file, mappings, Outside(mappings, list));
            }
        }

        return images;
    }

    private MemoryImage.Mapping[] MappingsOf(int memory)
    {
        var count = 0;
        for (var i = 0; i < places.Length; i += Numbers)
        {
            count += places[i] == memory ? 1 : 0;
        }

        var mappings = new MemoryImage.Mapping[count];
        count = 0;
        for (var i = 0; i < places.Length; i += Numbers)
        {
            if (places[i] == memory)
            {
                mappings[count++] = new MemoryImage.Mapping((ulong)places[i + 1] * Unit, (ulong)places[i + 2] * Unit, start + ((ulong)places[i + 3] * Unit));
            }
        }

        return mappings;
    }

    private static MemoryRange[] Outside(MemoryImage.Mapping[] mappings, MemoryRange[] ranges)
    {
        var count = 0;
        foreach (var range in ranges)
        {
            count += IsInside(mappings, range) ? 0 : 1;
        }

        // To name an empty array of one's own structures has the runtime compile a method at each start.
        var outside = new MemoryRange[count];
        foreach (var range in ranges)
        {
            if (!IsInside(mappings, range))
            {
                outside[^count--] = range;
            }
        }

        return outside;
    }

    private static bool IsInside(MemoryImage.Mapping[] mappings, MemoryRange range)
    {
        foreach (var mapping in mappings)
        {
            if (range.Address >= mapping.Address && range.End <= mapping.Address + mapping.Length)
            {
                return true;
            }
        }

        return range.Bytes.IsEmpty;
    }
}
