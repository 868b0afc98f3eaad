// A name map of the name section (spec appendix A.4): indices to names, left as the bytes they are until somebody asks.
using System.Text;
using System.Text.Unicode;
using Weft.Wasm.Binary;

namespace Weft.Wasm.CustomSections;

/// <summary>Names by index. Holds two numbers for each name and no strings; what it gives out is decoded on request.</summary>
public sealed class NameMap
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int[] _indices;
    private readonly int[] _starts;

    private NameMap(ReadOnlyMemory<byte> bytes, int[] indices, int[] starts)
    {
        _bytes = bytes;
        _indices = indices;
        _starts = starts;
    }

    /// <summary>No names.</summary>
    public static NameMap Empty { get; } = new(default, [], []);

    /// <summary>The number of names.</summary>
    public int Count => _indices.Length;

    /// <summary>The name of an index, or null.</summary>
    public string? this[int index] => TryGetUtf8(index, out var name) ? Encoding.UTF8.GetString(name) : null;

    /// <summary>The name of an index as valid UTF-8, without allocating.</summary>
    public bool TryGetUtf8(int index, out ReadOnlySpan<byte> name)
    {
        // Most maps name everything from index 0 on.
        var position = (uint)index < (uint)_indices.Length && _indices[index] == index ? index : Array.BinarySearch(_indices, index);
        name = position < 0 ? default : GetUtf8(position);
        return position >= 0;
    }

    /// <summary>The index of the name at a position; indices ascend.</summary>
    /// <param name="position">From 0 to <see cref="Count"/> - 1.</param>
    public int GetIndex(int position) => _indices[position];

    /// <summary>The name at a position as valid UTF-8.</summary>
    /// <param name="position">From 0 to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<byte> GetUtf8(int position)
    {
        var reader = new ByteReader(_bytes.Span) { Position = _starts[position] };
        return reader.ReadBytes((int)reader.ReadU32());
    }

    /// <summary>Reads a map where the reader stands; the reader counts from the start of <paramref name="bytes"/>.</summary>
    /// <exception cref="MalformedModuleException">The bytes are not a name map.</exception>
    internal static NameMap Read(ref ByteReader reader, ReadOnlyMemory<byte> bytes)
    {
        // An entry takes two bytes at least.
        var count = reader.ReadCount(reader.Remaining / 2, "names");
        var indices = new int[count];
        var starts = new int[count];
        for (var i = 0; i < count; i++)
        {
            indices[i] = ReadAscendingIndex(ref reader, i == 0 ? -1 : indices[i - 1]);
            starts[i] = reader.Position;
            ReadName(ref reader);
        }

        return new NameMap(bytes, indices, starts);
    }

    /// <summary>Passes over a map, checking it.</summary>
    internal static void Skip(ref ByteReader reader)
    {
        var last = -1;
        for (var count = reader.ReadCount(reader.Remaining / 2, "names"); count > 0; count--)
        {
            last = ReadAscendingIndex(ref reader, last);
            ReadName(ref reader);
        }
    }

    /// <summary>An index that must be above the one before it.</summary>
    internal static int ReadAscendingIndex(ref ByteReader reader, int last)
    {
        var at = reader.Offset;
        var index = reader.ReadIndex();
        return index > last ? index : throw new MalformedModuleException($"malformed name map: index {index} after {last}, indices must ascend", at);
    }

    /// <summary>A name, checked and left as it is.</summary>
    internal static ReadOnlySpan<byte> ReadName(scoped ref ByteReader reader)
    {
        var at = reader.Offset;
        var length = reader.ReadU32();
        if (length > (uint)reader.Remaining)
        {
            throw new MalformedModuleException($"unexpected end: a name of {length} bytes announced, but only {reader.Remaining} bytes follow", at);
        }

        if (length > ImplementationLimits.NameBytes)
        {
            throw new MalformedModuleException($"name too long: {length} bytes, the limit is {ImplementationLimits.NameBytes}", at);
        }

        var name = reader.ReadBytes((int)length);
        return Utf8.IsValid(name) ? name : throw new MalformedModuleException("malformed UTF-8 encoding in a name", at);
    }
}
