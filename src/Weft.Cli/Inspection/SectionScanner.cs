// The sections of a binary module and their sizes (spec 5.5.2), without reading their contents.
using Weft.Wasm.Binary;

namespace Weft.Cli.Inspection;

/// <summary>One section as it lies in the file.</summary>
/// <param name="Name">Its name; custom sections carry their own.</param>
/// <param name="Offset">Where its content starts, in bytes.</param>
/// <param name="Size">The size of its content in bytes.</param>
internal sealed record SectionSize(string Name, long Offset, long Size);

/// <summary>Walks over the sections of a binary.</summary>
internal static class SectionScanner
{
    private static readonly string[] s_names =
    [
        "custom", "type", "import", "function", "table", "memory", "global", "export", "start", "element", "code", "data", "data count", "tag",
    ];

    /// <summary>Every section in order; the module must have been read successfully.</summary>
    public static List<SectionSize> Scan(ReadOnlySpan<byte> module)
    {
        var sections = new List<SectionSize>();
        var reader = new ByteReader(module) { Position = 8 };
        while (!reader.AtEnd)
        {
            var id = reader.ReadByte();
            var size = reader.ReadIndex();
            var offset = reader.Position;
            var name = id < s_names.Length ? s_names[id] : $"section {id}";
            if (id == 0)
            {
                var content = reader;
                name = $"custom \"{content.ReadName()}\"";
            }

            reader.ReadBytes(size);
            sections.Add(new SectionSize(name, offset, size));
        }

        return sections;
    }
}
