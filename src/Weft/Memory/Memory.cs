// Linear memories (spec 4.2.7): address space reserved up front, made accessible as the memory grows, never moved.
using System.Diagnostics.CodeAnalysis;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft;

/// <summary>
/// A linear memory (spec 4.2.7). Its bytes never move while its store lives, and it never shrinks, so a span of it stays valid while
/// the guest runs and the memory grows. Spans must not be used after the store (or for a shared memory: the memory) is gone. Host code
/// reads and writes through members that check bounds and throw the guest's trap, so that a host function can pass on the pointers it was given.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The store frees it, or, when it is shared, the finalizers of what it owns.")]
public sealed unsafe partial class Memory : External
{
    // What an unlimited memory with 64-bit addresses reserves at most.
    private const ulong MaxReservation = 64UL << 30;

    // Two 32-bit numbers, address and offset, and an access of 16 bytes: everything that code without checks can reach.
    private const ulong GuardedReservation = (8UL << 30) + (64 << 10);

    private MemoryReservation _reservation = MemoryReservation.None;
    private readonly OwnedArena? _ownCell;
    private readonly Lock _lock = new();
    private readonly Store? _store;
    private readonly ulong _maximumPages;

    /// <summary>Makes a memory in a store.</summary>
    /// <param name="store">The store it belongs to.</param>
    /// <param name="type">Its type; a shared memory may join other stores of the engine too.</param>
    /// <exception cref="ArgumentException">The type is not valid.</exception>
    /// <exception cref="LinkException">The store's limit or the system does not allow its size.</exception>
    public Memory(Store store, MemoryType type) : this(store.CheckUse().Engine, store, type)
    {
    }

    private Memory(Engine engine, Store? store, MemoryType type)
    {
        CheckType(type);
        Engine = engine;
        _store = store;
        Type = type;
        _maximumPages = Math.Min(type.Limits.Maximum ?? ulong.MaxValue, MaximumPages(type));
        var bytes = type.Limits.Minimum > _maximumPages ? ulong.MaxValue : type.Limits.Minimum << type.PageSizeLog2;
        if (bytes > long.MaxValue || store?.TryTakeMemory(bytes) == false)
        {
            throw new LinkException($"memory of {type.Limits.Minimum} pages is more than the store allows");
        }

        try
        {
            if (!Allows(0, bytes))
            {
                throw new LinkException($"memory of {type.Limits.Minimum} pages is more than the host allows");
            }

            UsesGuardPages = engine.CoversWithGuardPages(type);
            _reservation = Reserve(bytes);
            if (store is null || type.IsShared)
            {
                _ownCell = new OwnedArena();
            }

            // SAFETY: the cell lives as long as the store, or as this object when stores share it.
            Cell = (_ownCell?.Arena ?? store!.Arena).Allocate<MemoryCell>();
            Cell->Base = _reservation.Base;
            Cell->Length = bytes;
            store?.Own(this);
            store?.RaisePeak();
        }
        catch
        {
            store?.ReturnMemory(bytes);
            _reservation.Dispose();
            throw;
        }
    }

    /// <summary>The type it was made with; <see cref="Pages"/> is its present size.</summary>
    public MemoryType Type { get; }

    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Memory;

    /// <inheritdoc/>
    public override ExternalType ExternalType => Type with { Limits = Type.Limits with { Minimum = Pages } };

    /// <summary>Its size in bytes.</summary>
    /// <exception cref="ObjectDisposedException">Its store is disposed.</exception>
    public ulong Length
    {
        get
        {
            ThrowIfDisposed();
            return Volatile.Read(ref Cell->Length);
        }
    }

    /// <summary>Its size in pages of <see cref="MemoryType.PageSize"/> bytes.</summary>
    public ulong Pages => Length >> Type.PageSizeLog2;

    /// <summary>Whether threads may share it.</summary>
    public bool IsShared => Type.IsShared;

    internal Engine Engine { get; }

    internal MemoryCell* Cell { get; }

    /// <summary>Whether running code leaves the check of bounds to guard pages.</summary>
    internal bool UsesGuardPages { get; }

    internal override Store? Owner => IsShared ? null : _store;

    /// <summary>Makes a shared memory for several stores of an engine (spec threads proposal). It lives until it is collected.</summary>
    /// <param name="engine">The engine of the stores.</param>
    /// <param name="type">Its type: shared, with a maximum.</param>
    /// <exception cref="ArgumentException">The type is not valid or not shared.</exception>
    /// <exception cref="LinkException">The system does not allow its size.</exception>
    public static Memory CreateShared(Engine engine, MemoryType type)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(type);
        return type.IsShared ? new Memory(engine, null, type) : throw new ArgumentException("the type is not shared", nameof(type));
    }

    /// <summary>Makes it larger (spec 4.4.7, memory.grow). New bytes are zero.</summary>
    /// <param name="pages">How many pages more.</param>
    /// <returns>The size before, in pages; -1 when the type, the store's limit or the system does not allow it.</returns>
    public long Grow(ulong pages)
    {
        ThrowIfDisposed();
        lock (_lock)
        {
            var length = Cell->Length;
            var before = length >> Type.PageSizeLog2;
            if (pages > _maximumPages - before)
            {
                return -1;
            }

            var more = pages << Type.PageSizeLog2;
            if (more > _reservation.Reserved || length + more > _reservation.Reserved || _store?.TryTakeMemory(more) == false)
            {
                return -1;
            }

            var isGranted = false;
            try
            {
                isGranted = Allows(length, length + more) && IsUnchanged(length) && _reservation.TryCommit(length + more);
            }
            finally
            {
                if (!isGranted)
                {
                    _store?.ReturnMemory(more);
                }
            }

            if (!isGranted)
            {
                return -1;
            }

            _store?.RaisePeak();

            // Other threads see the new length only after the bytes are accessible.
            Volatile.Write(ref Cell->Length, length + more);
            GC.KeepAlive(this);
            return (long)before;
        }
    }

    /// <summary>Gives its address space back: its store is gone.</summary>
    /// <param name="isFinalizing">Whether nobody has disposed it.</param>
    internal void Free(bool isFinalizing)
    {
        if (IsShared)
        {
            return;
        }

        MemoryReservation reservation;
        lock (_lock)
        {
            // Whoever is late finds one that is disposed.
            reservation = _reservation;
            _reservation = MemoryReservation.None;
        }

        if (UsesGuardPages && !_isMapped && !OperatingSystem.IsWindows())
        {
            SpareReservations.Keep(reservation, isFinalizing);
        }
        else
        {
            reservation.Dispose();
        }
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_reservation.Base == null, this);

    private static void CheckType(MemoryType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (type.PageSizeLog2 is not (0 or 16))
        {
            throw new ArgumentException($"pages have 65536 bytes or one, not 2^{type.PageSizeLog2}", nameof(type));
        }

        if (type.Limits.Minimum > (type.Limits.Maximum ?? ulong.MaxValue))
        {
            throw new ArgumentException("size minimum must not be greater than maximum", nameof(type));
        }

        if (type.IsShared && type.Limits.Maximum is null)
        {
            throw new ArgumentException("shared memory must have maximum", nameof(type));
        }
    }

    private bool Allows(ulong current, ulong desired)
    {
        if (_store?.Options.MemoryGrowing is not { } limiter)
        {
            return true;
        }

        var maximum = Type.Limits.Maximum is { } pages && pages <= ulong.MaxValue >> Type.PageSizeLog2 ? pages << Type.PageSizeLog2 : (ulong?)null;
        return limiter(new GrowthRequest(current, desired, maximum));
    }

    // The host's function that was asked may have grown this memory, or disposed the store.
    private bool IsUnchanged(ulong length)
    {
        ThrowIfDisposed();
        return Cell->Length == length;
    }

    // Addresses of 32 bits reach 4 GiB; with pages of one byte the count of pages must fit an i32 as well.
    private static ulong MaximumPages(MemoryType type) => type.Address == AddressType.I64
        ? (ulong)long.MaxValue >> type.PageSizeLog2
        : type.PageSizeLog2 == 0 ? uint.MaxValue : (1UL << 32) >> type.PageSizeLog2;

    private static MemoryReservation? ReserveGuarded()
    {
        if (MemoryReservation.TryReserve(GuardedReservation) is { } reservation)
        {
            return reservation;
        }

        SpareReservations.Clear();
        return MemoryReservation.TryReserve(GuardedReservation);
    }

    private MemoryReservation Reserve(ulong bytes)
    {
        var reservation = UsesGuardPages ? SpareReservations.TryTake(bytes) ?? ReserveGuarded() : ReserveUnguarded(bytes);
        if (reservation is null)
        {
            throw new LinkException(UsesGuardPages
                ? "memory cannot be reserved: no 8 GiB of address space left; an engine with BoundsChecks.Explicit needs less"
                : $"memory cannot be reserved: no address space of {bytes} bytes left");
        }

        if (!reservation.TryCommit(bytes))
        {
            reservation.Dispose();
            throw new LinkException($"memory of {bytes} bytes is more than the system gives");
        }

        if (UsesGuardPages)
        {
            reservation.RegisterGuard(IsShared || _store is null ? null : &_store.Context->Fault);
        }

        return reservation;
    }

    // As much as the memory may ever use; less when the system refuses, and growth beyond that fails.
    private MemoryReservation? ReserveUnguarded(ulong bytes)
    {
        var pages = Math.Min(_maximumPages, Math.Max(MaxReservation, bytes) >> Type.PageSizeLog2);
        var wanted = pages << Type.PageSizeLog2;
        if (_store?.Options.MaxMemory is { } limit && wanted > (ulong)limit)
        {
            wanted = Math.Max((ulong)limit, bytes);
        }

        for (; ; wanted = Math.Max(wanted / 2, bytes))
        {
            if (MemoryReservation.TryReserve(wanted) is { } reservation)
            {
                return reservation;
            }

            if (wanted <= bytes)
            {
                return null;
            }
        }
    }
}
