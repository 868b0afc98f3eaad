// Instances of one module that are made once and rented many times. Between two renters an instance goes back to the state that it had after
// instantiation (InstanceSnapshot), or, where that is not possible, another one takes its place.
using Weft.Runtime;
using Weft.Wasm;

namespace Weft;

/// <summary>
/// Lends instances of one module, each in a store of its own, to one renter after the other. A renter finds the instance as instantiation
/// makes it, whatever others did with it: memories, tables, globals, segments, fuel, limits and interruptions go back to what they were. What
/// the host keeps, in objects that its functions refer to, is the host's affair. Every member may be called from any thread.
/// </summary>
public sealed class InstancePool : IDisposable
{
    private readonly Linker _linker;
    private readonly SemaphoreSlim _permits;
    private readonly Lock _lock = new();
    private readonly Stack<Slot> _idle = new();
    private readonly MemorySnapshot[] _memories = [];
    private int _rented;
    private long _rents;
    private long _created;
    private long _reset;
    private long _discarded;
    private bool _disposed;

    /// <summary>Makes a pool, and its first instance.</summary>
    /// <param name="linker">What imports are given: functions of the host. It must not change any more.</param>
    /// <param name="module">The module, which must not be disposed before the pool.</param>
    /// <param name="options">The settings; the defaults when null.</param>
    /// <exception cref="ArgumentException">The module imports something other than functions, or is of another engine.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is negative, or the capacity is not positive.</exception>
    /// <exception cref="LinkException">An import is unknown or of another type, or a limit of the store is exceeded.</exception>
    /// <exception cref="TrapException">An initialiser, a segment or the start function trapped.</exception>
    public InstancePool(Linker linker, Module module, InstancePoolOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(module);
        _linker = linker;
        Module = module;
        Options = options ?? new InstancePoolOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.Capacity, 1, nameof(options));
        if (module.ImportTypes.FirstOrDefault(type => type is not ExternalFunctionType) is { } type)
        {
            throw new ArgumentException($"a pool can give a module nothing but functions, not a {type.Kind.ToString().ToLowerInvariant()}", nameof(module));
        }

        _permits = new SemaphoreSlim(Options.Capacity);
        var instance = Instantiate();
        try
        {
            WhyNotReset = InstanceSnapshot.WhyNot(instance, Options.RerunStart);
            if (WhyNotReset is null)
            {
                _memories = [.. instance.Memories.Select(memory => memory.TakeSnapshot())];
            }

            var slot = MakeSlot(instance);
            slot.Instance.Store.TryPark();
            _idle.Push(slot);
        }
        catch
        {
            instance.Store.Dispose();
            throw;
        }
    }

    /// <summary>The module.</summary>
    public Module Module { get; }

    /// <summary>The settings.</summary>
    public InstancePoolOptions Options { get; }

    /// <summary>
    /// Why instances cannot go back to their first state, so that each renter gets a new one; null when they can. Reasons are a start function
    /// that may call the host (see <see cref="InstancePoolOptions.RerunStart"/>), a shared memory, and references to objects in globals,
    /// tables or segments.
    /// </summary>
    public string? WhyNotReset { get; }

    /// <summary>What the pool holds and has done.</summary>
    public InstancePoolStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                return new InstancePoolStatistics
                {
                    Rented = _rented,
                    Idle = _idle.Count,
                    Rents = _rents,
                    Created = _created,
                    Reset = _reset,
                    Discarded = _discarded,
                };
            }
        }
    }

    /// <summary>Rents an instance; waits for one to be given back when all are rented.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The instance; dispose it to give it back.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    /// <exception cref="LinkException">There is no instance yet, and a limit does not allow another one.</exception>
    /// <exception cref="TrapException">There is no instance yet, and making another one trapped.</exception>
    public InstanceLease Rent(CancellationToken cancellationToken = default)
    {
        if (!_permits.Wait(0, CancellationToken.None))
        {
            _permits.Wait(cancellationToken);
        }

        return Lend();
    }

    /// <summary>Rents an instance if not all are rented.</summary>
    /// <param name="lease">The instance; null when all are rented.</param>
    /// <inheritdoc cref="Rent"/>
    public bool TryRent([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out InstanceLease? lease)
    {
        lease = _permits.Wait(0, CancellationToken.None) ? Lend() : null;
        return lease is not null;
    }

    /// <summary>Rents an instance; waits, without a thread, for one to be given back when all are rented.</summary>
    /// <inheritdoc cref="Rent"/>
    public async ValueTask<InstanceLease> RentAsync(CancellationToken cancellationToken = default)
    {
        await _permits.WaitAsync(cancellationToken).ConfigureAwait(false);
        return Lend();
    }

    /// <summary>Frees the instances: those that are idle now, those that are rented when they are given back. Whoever waits for one is told.</summary>
    public void Dispose()
    {
        Slot[] idle;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            idle = [.. _idle];
            _idle.Clear();
        }

        foreach (var slot in idle)
        {
            slot.Free();
        }

        foreach (var memory in _memories)
        {
            memory.Dispose();
        }

        // One who waits wakes up, finds the pool disposed, and wakes the next.
        _permits.Release();
    }

    /// <summary>Takes an instance back, whose store is parked.</summary>
    internal void Return(Slot slot)
    {
        var isKept = false;
        try
        {
            isKept = slot.Snapshot?.TryRestore() == true;
        }
        finally
        {
            lock (_lock)
            {
                isKept &= !_disposed;
                _rented--;
                if (isKept)
                {
                    _reset++;
                    _idle.Push(slot);
                }
                else
                {
                    _discarded++;
                }
            }

            if (!isKept)
            {
                slot.Free();
            }

            _permits.Release();
        }
    }

    // The caller has a permit.
    private InstanceLease Lend()
    {
        Slot? slot = null;
        try
        {
            bool isIdle;
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                isIdle = _idle.TryPop(out slot);
            }

            slot ??= MakeSlot(Instantiate());
            lock (_lock)
            {
                _rented++;
                _rents++;
            }

            if (isIdle)
            {
                slot.Instance.Store.Unpark();
            }

            return new InstanceLease(this, slot);
        }
        catch
        {
            _permits.Release();
            throw;
        }
    }

    private Instance Instantiate()
    {
        var store = new Store(_linker.Engine, Options.Store);
        try
        {
            var instance = _linker.Instantiate(store, Module);
            lock (_lock)
            {
                _created++;
            }

            return instance;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private Slot MakeSlot(Instance instance)
    {
        if (WhyNotReset is not null)
        {
            return new Slot(instance, null);
        }

        // Segments leave the same in every instance. A start function may not, if only because the system refused it memory.
        var memories = Module.Validated.Definition.Start is null
            ? _memories
            : [.. instance.Memories.Zip(_memories, (memory, snapshot) => memory.Matches(snapshot) ? snapshot : memory.TakeSnapshot())];
        var slot = new Slot(instance, new InstanceSnapshot(instance, memories));
        if (!slot.Snapshot!.TryAttach())
        {
            instance.Store.Dispose();
            throw new LinkException("the system does not let the content of memories be mapped");
        }

        return slot;
    }

    /// <summary>An instance of the pool.</summary>
    internal sealed class Slot(Instance instance, InstanceSnapshot? snapshot)
    {
        public Instance Instance { get; } = instance;

        /// <summary>What it goes back to; null when it cannot.</summary>
        public InstanceSnapshot? Snapshot { get; } = snapshot;

        /// <summary>Frees its parked store.</summary>
        public void Free() => Instance.Store.Dispose();
    }
}
