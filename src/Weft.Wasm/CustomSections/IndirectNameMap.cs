// An indirect name map of the name section (spec appendix A.4): names in two levels, such as the locals of functions.
using Weft.Wasm.Binary;

namespace Weft.Wasm.CustomSections;

/// <summary>Name maps by the index of their owner: a function or a structure type.</summary>
public sealed class IndirectNameMap
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int[] _owners;
    private readonly int[] _starts;

    private IndirectNameMap(ReadOnlyMemory<byte> bytes, int[] owners, int[] starts)
    {
        _bytes = bytes;
        _owners = owners;
        _starts = starts;
    }

    /// <summary>No names.</summary>
    public static IndirectNameMap Empty { get; } = new(default, [], []);

    /// <summary>The number of owners.</summary>
    public int Count => _owners.Length;

    /// <summary>The names that belong to an owner; empty when it has none. Built anew at every call: keep it while it is needed.</summary>
    public NameMap this[int owner]
    {
        get
        {
            var position = Array.BinarySearch(_owners, owner);
            return position < 0 ? NameMap.Empty : GetNames(position);
        }
    }

    /// <summary>The index of the owner at a position; indices ascend.</summary>
    /// <param name="position">From 0 to <see cref="Count"/> - 1.</param>
    public int GetOwner(int position) => _owners[position];

    /// <summary>The names of the owner at a position.</summary>
    /// <param name="position">From 0 to <see cref="Count"/> - 1.</param>
    public NameMap GetNames(int position)
    {
        var reader = new ByteReader(_bytes.Span) { Position = _starts[position] };
        return NameMap.Read(ref reader, _bytes);
    }

    /// <summary>Reads a map where the reader stands; the reader counts from the start of <paramref name="bytes"/>.</summary>
    /// <exception cref="MalformedModuleException">The bytes are not an indirect name map.</exception>
    internal static IndirectNameMap Read(ref ByteReader reader, ReadOnlyMemory<byte> bytes)
    {
        var count = reader.ReadCount(reader.Remaining / 2, "name maps");
        var owners = new int[count];
        var starts = new int[count];
        for (var i = 0; i < count; i++)
        {
            owners[i] = NameMap.ReadAscendingIndex(ref reader, i == 0 ? -1 : owners[i - 1]);
            starts[i] = reader.Position;
            NameMap.Skip(ref reader);
        }

        return new IndirectNameMap(bytes, owners, starts);
    }
}
