// WASI file systems, in memory: a directory's names. Each entry keeps the number it got when it was added, which is its position for reading:
// a guest that reads and removes as it goes misses nothing and sees nothing twice.

namespace Weft.Wasi.Filesystem.InMemory;

/// <summary>A directory.</summary>
internal sealed class MemoryDirectoryNode : MemoryNode
{
    private readonly Dictionary<string, Entry> _byName = new(StringComparer.Ordinal);

    // In order of number. A removed entry stays, without node, until such entries are the half of all.
    private readonly List<Entry> _ordered = [];
    private ulong _nextNumber = FirstNumber;
    private int _removed;

    /// <summary>Makes an empty directory.</summary>
    /// <param name="fileSystem">Where.</param>
    /// <param name="inode">Its number.</param>
    /// <param name="parent">What holds it; null for a root, which is its own parent.</param>
    public MemoryDirectoryNode(InMemoryFileSystem fileSystem, ulong inode, MemoryDirectoryNode? parent)
        : base(fileSystem, inode)
    {
        Parent = parent ?? this;
        LinkCount = 2;
    }

    /// <summary>The number of the first entry; those before are "." and "..".</summary>
    public const ulong FirstNumber = 2;

    /// <summary>What holds it.</summary>
    public MemoryDirectoryNode Parent { get; set; }

    /// <summary>Whether its name was removed: nothing can be made in it any more.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>How many names it has.</summary>
    public int Count => _byName.Count;

    /// <summary>The names, in the order they were added.</summary>
    public IEnumerable<string> Names => _ordered.Where(entry => entry.Node is not null).Select(entry => entry.Name);

    /// <inheritdoc/>
    public override FileKind Kind => FileKind.Directory;

    /// <inheritdoc/>
    public override ulong Size => (ulong)_byName.Count;

    /// <summary>What a name refers to, or null.</summary>
    public MemoryNode? Find(string name) => _byName.GetValueOrDefault(name)?.Node;

    /// <summary>Adds a name that is not there.</summary>
    public void Add(string name, MemoryNode node)
    {
        var entry = new Entry(name, _nextNumber++) { Node = node };
        _byName.Add(name, entry);
        _ordered.Add(entry);
        Touch();
    }

    /// <summary>Removes a name that is there.</summary>
    public void Remove(string name)
    {
        if (!_byName.Remove(name, out Entry? entry))
            throw new InvalidOperationException($"no entry '{name}'");
        entry.Node = null;
        if (++_removed > 16 && _removed > _ordered.Count / 2)
        {
            _ordered.RemoveAll(candidate => candidate.Node is null);
            _removed = 0;
        }
        Touch();
    }

    /// <summary>The first entry whose number is not less than one.</summary>
    public bool TryGetFrom(ulong number, out string name, out MemoryNode node, out ulong next)
    {
        int low = 0;
        int high = _ordered.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_ordered[middle].Number < number)
                low = middle + 1;
            else
                high = middle;
        }
        for (; low < _ordered.Count; low++)
        {
            Entry entry = _ordered[low];
            if (entry.Node is null)
                continue;
            (name, node, next) = (entry.Name, entry.Node, entry.Number + 1);
            return true;
        }
        (name, node, next) = ("", this, 0);
        return false;
    }

    private sealed class Entry(string name, ulong number)
    {
        public string Name => name;
        public ulong Number => number;
        public MemoryNode? Node { get; set; }
    }
}
