// WASI preview 1: the process that a guest believes to be, as one of its threads sees it: the version-neutral context and the numbers of its
// descriptors, which all its threads share, and what belongs to the thread: the descriptors its present call uses, and its waiting.

using Weft.Wasi.Filesystem;
using Weft.Wasi.IO;

namespace Weft.Wasi.Preview1;

/// <summary>A thread of a guest's process. Like the store it serves, it belongs to one thread at a time.</summary>
internal sealed class Preview1Process : IDisposable
{
    private readonly DescriptorTable _table;
    private readonly bool _ownsTable;
    private readonly List<DescriptorEntry> _used = [];
    private bool _isInCall;

    /// <summary>Makes the process of a context.</summary>
    /// <param name="context">The context.</param>
    /// <param name="isShared">Whether others use what the context grants, so that it stays open when the guest closes it.</param>
    public Preview1Process(WasiContext context, bool isShared = false) : this(context, new DescriptorTable(context, isShared), ownsTable: true) => context.Own(this);

    private Preview1Process(WasiContext context, DescriptorTable table, bool ownsTable)
    {
        Context = context;
        _table = table;
        _ownsTable = ownsTable;
        Interruption = new Interruption();
        Poller = new Poller(context.Clocks, Interruption);
    }

    /// <summary>What the guest has of the world.</summary>
    public WasiContext Context { get; }

    /// <summary>What ends this thread's waits early.</summary>
    public Interruption Interruption { get; }

    /// <summary>Waits for this thread.</summary>
    public Poller Poller { get; }

    /// <summary>Another thread of the process; the caller disposes it when the thread has ended.</summary>
    public Preview1Process CreateThread() => new(Context, _table, ownsTable: false);

    /// <summary>Begins a call of the guest's: what it finds stays open until <see cref="EndCall"/>.</summary>
    public void BeginCall() => _isInCall = true;

    /// <summary>Ends what <see cref="BeginCall"/> began.</summary>
    public void EndCall()
    {
        _isInCall = false;
        foreach (DescriptorEntry entry in _used)
            entry.Release();
        _used.Clear();
    }

    /// <summary>The row of a number, or null, for a call that does something with it.</summary>
    public DescriptorEntry? Find(int number)
    {
        Context.Touch();
        return Look(number);
    }

    /// <summary>The row of a number, or null, for a call that only asks what it is.</summary>
    public DescriptorEntry? Look(int number)
    {
        DescriptorEntry? entry = _table.Find(number);
        if (entry is null || !_isInCall)
            return entry;
        if (!entry.TryUse())
            return null;
        _used.Add(entry);
        return entry;
    }

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
    /// <param name="entry">The row, or null.</param>
    /// <param name="directory">The directory, or null.</param>
    public WasiError FindDirectory(int number, Rights needed, out DescriptorEntry? entry, out DirectoryDescriptor? directory)
    {
        entry = Find(number);
        directory = entry?.Descriptor as DirectoryDescriptor;
        return entry is null ? WasiError.BadDescriptor
            : directory is null ? WasiError.NotDirectory
            : entry.Has(needed) ? WasiError.Success
            : WasiError.NotCapable;
    }

    /// <summary>Gives a descriptor the lowest free number.</summary>
    /// <returns>The number, or -1 where the table is full.</returns>
    public int Add(DescriptorEntry entry) => _table.Add(entry);

    /// <summary>The descriptors that the guest has opened.</summary>
    public IReadOnlyList<string> DescribeOpened() => _table.DescribeOpened();

    /// <summary>Closes a descriptor and frees its number.</summary>
    public WasiError Close(int number) => _table.Close(number);

    /// <summary>Moves a descriptor to another's number, which is closed.</summary>
    public WasiError Renumber(int from, int to) => _table.Renumber(from, to);

    /// <summary>Closes every descriptor, where this is the process's first thread.</summary>
    public void Dispose()
    {
        EndCall();
        if (_ownsTable)
            _table.Dispose();
        Interruption.Dispose();
    }
}
