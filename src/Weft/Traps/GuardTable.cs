// The address ranges that the signal handler of GuardPages looks faults up in. The handler reads them at any time, on any thread.
using System.Runtime.InteropServices;

namespace Weft.Runtime;

/// <summary>One range, as the handler reads it.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal unsafe struct GuardEntry
{
    /// <summary>The first address; the largest number while the entry is free.</summary>
    public ulong Start;

    /// <summary>The address after the last; 0 while the entry is free.</summary>
    public ulong End;

    /// <summary>Where to write what happened, or null.</summary>
    public GuardFault* Record;
}

/// <summary>
/// A table of ranges: a count, then entries, in native memory that never moves. The handler takes no lock: it trusts an entry only
/// when its start is the same before and after reading the end, and a free entry contains no address.
/// </summary>
internal sealed unsafe class GuardTable
{
    private const int Capacity = 1 << 18;

    private readonly Lock _lock = new();
    private readonly List<int> _free = [];
    private readonly GuardEntry* _entries;
    private readonly long* _count;

    private GuardTable(byte* memory)
    {
        _count = (long*)memory;
        _entries = (GuardEntry*)(memory + sizeof(GuardEntry));
    }

    /// <summary>The address of the count, with the entries behind it.</summary>
    public nint Address => (nint)_count;

    /// <summary>Makes a table; null when there is no address space.</summary>
    public static GuardTable? TryCreate()
    {
        // Address space for the largest table, once a process: the pages behind it are taken as they are touched.
        var bytes = (nuint)((Capacity + 1) * sizeof(GuardEntry));
        var memory = SystemMemory.Reserve(bytes);
        return memory != null && SystemMemory.Commit(memory, bytes) ? new GuardTable(memory) : null;
    }

    /// <summary>Adds a range.</summary>
    /// <returns>Its place, for <see cref="Remove"/>.</returns>
    public int Add(byte* start, nuint length, GuardFault* record)
    {
        lock (_lock)
        {
            var isNew = _free.Count == 0;
            int index;
            if (!isNew)
            {
                index = _free[^1];
                _free.RemoveAt(_free.Count - 1);
            }
            else
            {
                index = (int)*_count;
                if (index == Capacity)
                {
                    throw new InvalidOperationException($"more than {Capacity} memories with guard pages");
                }
            }

            // SAFETY: index is below the capacity. The end is written last: until then the entry contains nothing.
            var entry = _entries + index;
            entry->Record = record;
            Volatile.Write(ref entry->Start, (ulong)start);
            Volatile.Write(ref entry->End, (ulong)start + length);
            if (isNew)
            {
                Volatile.Write(ref *_count, index + 1);
            }

            return index;
        }
    }

    /// <summary>Changes where it is written what happens in a range, in which nothing happens meanwhile.</summary>
    public void SetRecord(int index, GuardFault* record)
    {
        // SAFETY: index came from Add, and the range is still there.
        _entries[index].Record = record;
    }

    /// <summary>Removes a range.</summary>
    public void Remove(int index)
    {
        lock (_lock)
        {
            // SAFETY: index came from Add. The end goes first: from then on the entry contains nothing.
            var entry = _entries + index;
            Volatile.Write(ref entry->End, 0);
            Volatile.Write(ref entry->Start, ulong.MaxValue);
            _free.Add(index);
        }
    }
}
