// WASI preview 1: the numbers of a guest's descriptors, which its threads share. 0 to 2 are the standard streams, then come the directories
// (guests look for them until the first number that is none), then the sockets.

using Weft.Wasi.Filesystem;
using Weft.Wasi.Sockets;

namespace Weft.Wasi.Preview1;

/// <summary>A guest's descriptors by number. Any thread may call its methods.</summary>
internal sealed class DescriptorTable : IDisposable
{
    /// <summary>The most descriptors that a guest can have open; the host's own limit is mostly lower.</summary>
    public const int MaximumDescriptors = 65536;

    private readonly Lock _lock = new();
    private readonly List<DescriptorEntry?> _entries = [];

    private readonly DescriptorEntry?[] _granted;

    // No number below this is free.
    private int _firstFree;
    private bool _isDisposed;

    /// <summary>Makes the table of a guest that begins.</summary>
    /// <param name="context">What it is granted.</param>
    /// <param name="isShared">Whether that stays open when the guest closes it, as others use it.</param>
    public DescriptorTable(WasiContext context, bool isShared = false)
    {
        for (int number = 0; number < context.StandardStreams.Count; number++)
        {
            Descriptor stream = context.StandardStreams[number];
            Rights direction = number == 0 ? ~Rights.FdWrite : ~Rights.FdRead;
            Rights rights = RightsOf.Base(stream) & direction & ~(Rights.FdFilestatSetSize | Rights.FdAllocate | Rights.FdFilestatSetTimes);
            Add(new DescriptorEntry(stream, rights, rights) { IsShared = isShared });
        }
        foreach (Preopen preopen in context.Preopens)
            Add(new DescriptorEntry(preopen.Directory, RightsOf.PreopenBase, Rights.All, preopen.GuestPath) { IsShared = isShared });
        foreach (SocketDescriptor socket in context.Sockets)
            Add(new DescriptorEntry(socket, RightsOf.Base(socket), RightsOf.Inheriting(socket)) { IsShared = isShared });
        _granted = [.. _entries];
    }

    /// <summary>The numbers of what the guest has opened, each with its kind.</summary>
    public IReadOnlyList<string> DescribeOpened()
    {
        lock (_lock)
            return [.. _entries.Index().Where(row => row.Item is not null && !_granted.Contains(row.Item)).Select(row => $"{row.Index}: {row.Item!.Descriptor.Kind}")];
    }

    /// <summary>The row of a number, or null.</summary>
    public DescriptorEntry? Find(int number)
    {
        lock (_lock)
            return (uint)number < (uint)_entries.Count ? _entries[number] : null;
    }

    /// <summary>Gives a descriptor the lowest free number.</summary>
    /// <returns>The number, or -1 where the table is full.</returns>
    public int Add(DescriptorEntry entry)
    {
        lock (_lock)
        {
            while (_firstFree < _entries.Count && _entries[_firstFree] is not null)
                _firstFree++;
            if (_firstFree >= MaximumDescriptors || _isDisposed)
                return -1;
            if (_firstFree == _entries.Count)
                _entries.Add(entry);
            else
                _entries[_firstFree] = entry;
            return _firstFree++;
        }
    }

    /// <summary>Closes a descriptor and frees its number.</summary>
    public WasiError Close(int number)
    {
        DescriptorEntry? entry;
        lock (_lock)
        {
            entry = Find(number);
            if (entry is null)
                return WasiError.BadDescriptor;
            _entries[number] = null;
            _firstFree = Math.Min(_firstFree, number);
        }
        entry.Close();
        return WasiError.Success;
    }

    /// <summary>Moves a descriptor to another's number, which is closed.</summary>
    public WasiError Renumber(int from, int to)
    {
        DescriptorEntry? replaced;
        lock (_lock)
        {
            DescriptorEntry? moved = Find(from);
            replaced = Find(to);
            if (moved is null || replaced is null)
                return WasiError.BadDescriptor;
            if (from == to)
                return WasiError.Success;
            _entries[to] = moved;
            _entries[from] = null;
            _firstFree = Math.Min(_firstFree, from);
        }
        replaced.Close();
        return WasiError.Success;
    }

    /// <summary>Closes every descriptor.</summary>
    public void Dispose()
    {
        DescriptorEntry?[] entries;
        lock (_lock)
        {
            _isDisposed = true;
            entries = [.. _entries];
            _entries.Clear();
            _firstFree = 0;
        }
        foreach (DescriptorEntry? entry in entries)
            entry?.Close();
    }
}
