// A range of address space: reserved whole at first, made accessible from its start as it is needed. It never moves.
using System.Runtime.ConstrainedExecution;

namespace Weft.Runtime;

/// <summary>Reserved address space. Freed when disposed or collected; whoever uses <see cref="Base"/> keeps it alive.</summary>
internal sealed unsafe class MemoryReservation : CriticalFinalizerObject, IDisposable
{
    private const uint MostKept = 64 << 10;

    private readonly Lock _lock = new();
    private readonly nuint _reserved;
    private byte* _base;
    private nuint _committed;
    private int _guardEntry = -1;
    private int _uses;
    private bool _isStack;

    private MemoryReservation(byte* address, nuint reserved)
    {
        _base = address;
        _reserved = reserved;
    }

    ~MemoryReservation() => Free();

    /// <summary>One that is disposed: for who has given away what it had.</summary>
    public static MemoryReservation None { get; } = new(null, 0);

    /// <summary>The first byte; null after disposal.</summary>
    public byte* Base => _base;

    /// <summary>How many bytes are reserved.</summary>
    public ulong Reserved => _reserved;

    /// <summary>How many bytes, from the first, may be accessed.</summary>
    public ulong Committed => _committed;

    /// <summary>Reserves address space.</summary>
    /// <param name="bytes">How much; rounded up to whole pages of the system.</param>
    /// <returns>Null when the system refuses.</returns>
    public static MemoryReservation? TryReserve(ulong bytes)
    {
        if (bytes > long.MaxValue / 2 || bytes > nuint.MaxValue / 2)
        {
            return null;
        }

        var rounded = RoundUp(Math.Max(bytes, 1));
        var address = SystemMemory.Reserve(rounded);
        return address == null ? null : new MemoryReservation(address, rounded);
    }

    /// <summary>Makes bytes accessible, from the first.</summary>
    /// <returns>False when more was asked for than is reserved, or the system refuses.</returns>
    public bool TryCommit(ulong bytes)
    {
        // Nobody takes back what is accessible while others ask for more.
        if (bytes <= Volatile.Read(ref _committed) && _base != null)
        {
            return true;
        }

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_base == null, this);
            if (bytes <= _committed)
            {
                return true;
            }

            if (bytes > _reserved)
            {
                return false;
            }

            // SAFETY: the range lies within the reservation, which this object owns.
            var target = RoundUp(bytes);
            if (!SystemMemory.Commit(_base + _committed, target - _committed))
            {
                return false;
            }

            _committed = target;
            return true;
        }
    }

    /// <summary>Takes back what is accessible beyond a number of bytes, in whole pages.</summary>
    /// <returns>False when the system refuses.</returns>
    public bool TryShrink(ulong bytes)
    {
        var target = RoundUp(bytes);
        if (target >= Volatile.Read(ref _committed) && _base != null)
        {
            return true;
        }

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_base == null, this);
            if (target >= _committed)
            {
                return true;
            }

            // SAFETY: the range lies within what this object has committed.
            if (!SystemMemory.Decommit(_base + target, _committed - target))
            {
                return false;
            }

            _committed = target;
            return true;
        }
    }

    /// <summary>Gives what is accessible, from an offset on, its first content again: zero, or what an image has put there.</summary>
    /// <param name="offset">A multiple of the system's page size.</param>
    /// <returns>False when the system refuses.</returns>
    public bool TryDiscard(ulong offset = 0)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_base == null, this);

            // SAFETY: as above.
            return offset >= _committed || SystemMemory.Discard(_base + offset, _committed - (nuint)offset);
        }
    }

    /// <summary>Tells the signal handler that faults in this range are the guest's, and where to write that they happened (or null).</summary>
    public void RegisterGuard(GuardFault* record)
    {
        if (_guardEntry < 0)
        {
            _guardEntry = GuardPages.Register(_base, _reserved, record);
        }
        else
        {
            // It has served before, and nobody else has had the range since.
            GuardPages.Hand(_guardEntry, record);
        }
    }

    /// <summary>Tells the signal handler that frames in this range belong to a store, and where to write what happened.</summary>
    public void RegisterStack(GuardFault* record)
    {
        _guardEntry = GuardPages.RegisterStack(_base, _reserved, record);
        _isStack = true;
    }

    /// <summary>Makes what is accessible zero, when nothing is mapped into it, so that a memory may serve again.</summary>
    /// <param name="isFinalizing">Whether its owner is being finalized, and it will be, too.</param>
    /// <returns>What serves again; null when the system refuses.</returns>
    public MemoryReservation? TryClear(bool isFinalizing)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_base == null, this);

            // The system is told that the pages are not needed, and gives others when they are touched, one by one and slowly. The few pages of what
            // is used again and again are kept.
            // SAFETY: what is committed may be written, and belongs to this object.
            if (_uses != 0 && _committed <= MostKept)
            {
                Zeros.Clear(new Span<byte>(_base, (int)_committed));
            }
            else if (!SystemMemory.Discard(_base, _committed))
            {
                return null;
            }

            if (isFinalizing)
            {
                return Move();
            }

            if (_guardEntry >= 0)
            {
                GuardPages.Hand(_guardEntry, null);
            }

            _uses++;
            return this;
        }
    }

    /// <summary>Takes away its guard, so that a stack may serve again. For an owner that gives it away and will not be finalized.</summary>
    public MemoryReservation Renew()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_base == null, this);
            Unregister();
            _uses++;
            return this;
        }
    }

    /// <summary>Moves what is reserved, without its guard, to a new object: this one, which may be about to be finalized, is disposed then.</summary>
    public MemoryReservation Move()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_base == null, this);
            Unregister();
            var moved = new MemoryReservation(_base, _reserved) { _committed = _committed, _uses = _uses + 1 };
            _base = null;
            _committed = 0;
            return moved;
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        lock (_lock)
        {
            if (_base == null)
            {
                return;
            }

            Unregister();
            SystemMemory.Release(_base, _reserved);
            _base = null;
            _committed = 0;
        }
    }

    private void Unregister()
    {
        if (_guardEntry >= 0)
        {
            GuardPages.Unregister(_guardEntry, _isStack);
            _guardEntry = -1;
        }
    }

    private static nuint RoundUp(ulong bytes)
    {
        var page = (ulong)Environment.SystemPageSize;
        return (nuint)((bytes + page - 1) & ~(page - 1));
    }
}
