// WASI preview 1: the process that a guest believes to be: the version-neutral context and, above it, the numbers of its descriptors. 0 to 2 are
// the standard streams, then come the directories (guests look for them until the first number that is none), then the sockets.

using Weft.Wasi.Filesystem;
using Weft.Wasi.Sockets;

namespace Weft.Wasi.Preview1;

/// <summary>A guest's descriptor table over its context.</summary>
internal sealed class Preview1Process : IDisposable
{
    /// <summary>The most descriptors that a guest can have open; the host's own limit is mostly lower.</summary>
    public const int MaximumDescriptors = 65536;

    private readonly List<DescriptorEntry?> _entries = [];

    // No number below this is free.
    private int _firstFree;

    /// <summary>Makes the process of a context.</summary>
    public Preview1Process(WasiContext context)
    {
        Context = context;
        for (int number = 0; number < context.StandardStreams.Count; number++)
        {
            Descriptor stream = context.StandardStreams[number];
            Rights direction = number == 0 ? ~Rights.FdWrite : ~Rights.FdRead;
            Rights rights = RightsOf.Base(stream) & direction & ~(Rights.FdFilestatSetSize | Rights.FdAllocate | Rights.FdFilestatSetTimes);
            Add(new DescriptorEntry(stream, rights, rights));
        }
        foreach (Preopen preopen in context.Preopens)
            Add(new DescriptorEntry(preopen.Directory, RightsOf.PreopenBase, Rights.All, preopen.GuestPath));
        foreach (SocketDescriptor socket in context.Sockets)
            Add(new DescriptorEntry(socket, RightsOf.Base(socket), RightsOf.Inheriting(socket)));
        context.Own(this);
    }

    /// <summary>What the guest has of the world.</summary>
    public WasiContext Context { get; }

    /// <summary>The row of a number, or null.</summary>
    public DescriptorEntry? Find(int number) => (uint)number < (uint)_entries.Count ? _entries[number] : null;

    /// <summary>The row of a number, if it has some rights.</summary>
    /// <param name="number">The number.</param>
    /// <param name="needed">The rights.</param>
    /// <param name="entry">The row, or null.</param>
    public WasiError Find(int number, Rights needed, out DescriptorEntry? entry)
    {
        entry = Find(number);
        return entry is null ? WasiError.BadDescriptor : entry.Has(needed) ? WasiError.Success : WasiError.NotCapable;
    }

    /// <summary>The row of a directory, if it has some rights.</summary>
    /// <param name="number">The number.</param>
    /// <param name="needed">The rights.</param>
    /// <param name="directory">The directory, or null.</param>
    public WasiError FindDirectory(int number, Rights needed, out DirectoryDescriptor? directory)
    {
        DescriptorEntry? entry = Find(number);
        directory = entry?.Descriptor as DirectoryDescriptor;
        return entry is null ? WasiError.BadDescriptor
            : directory is null ? WasiError.NotDirectory
            : entry.Has(needed) ? WasiError.Success
            : WasiError.NotCapable;
    }

    /// <summary>Gives a descriptor the lowest free number.</summary>
    /// <returns>The number, or -1 where the table is full.</returns>
    public int Add(DescriptorEntry entry)
    {
        while (_firstFree < _entries.Count && _entries[_firstFree] is not null)
            _firstFree++;
        if (_firstFree >= MaximumDescriptors)
            return -1;
        if (_firstFree == _entries.Count)
            _entries.Add(entry);
        else
            _entries[_firstFree] = entry;
        return _firstFree++;
    }

    /// <summary>Closes a descriptor and frees its number.</summary>
    public WasiError Close(int number)
    {
        DescriptorEntry? entry = Find(number);
        if (entry is null)
            return WasiError.BadDescriptor;
        _entries[number] = null;
        _firstFree = Math.Min(_firstFree, number);
        entry.Descriptor.Dispose();
        return WasiError.Success;
    }

    /// <summary>Moves a descriptor to another's number, which is closed.</summary>
    public WasiError Renumber(int from, int to)
    {
        DescriptorEntry? moved = Find(from);
        if (moved is null || Find(to) is null)
            return WasiError.BadDescriptor;
        if (from == to)
            return WasiError.Success;
        Close(to);
        _entries[to] = moved;
        _entries[from] = null;
        _firstFree = Math.Min(_firstFree, from);
        return WasiError.Success;
    }

    /// <summary>Closes every descriptor.</summary>
    public void Dispose()
    {
        foreach (DescriptorEntry? entry in _entries)
            entry?.Descriptor.Dispose();
        _entries.Clear();
        _firstFree = 0;
    }
}
