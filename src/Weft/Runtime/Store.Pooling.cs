// A store whose instance is rented again and again: it is parked in between, and its state goes back to what it was.
namespace Weft;

public sealed unsafe partial class Store
{
    // Of the value stack, so much is cleared; what a guest has used beyond it goes back to the system.
    private const int ClearedStackBytes = 16 << 10;

    private volatile bool _isParked;

    /// <summary>Which renter the store belongs to, for <see cref="TryInterrupt(int)"/>.</summary>
    internal int Epoch => _epoch;

    /// <summary>Keeps everybody out.</summary>
    /// <returns>False when the guest is running, or the store is parked already.</returns>
    internal bool TryPark()
    {
        lock (_lock)
        {
            // Nobody's store is entered through the lock alone, where CheckUse finds that it is parked.
            if (_disposed || _isParked || !TryRelease())
            {
                return false;
            }

            _isParked = true;
            return true;
        }
    }

    /// <summary>Takes <see cref="TryPark"/> back.</summary>
    internal void Unpark()
    {
        lock (_lock)
        {
            _isParked = false;
        }
    }

    /// <summary>Interrupts the guest, if the store still belongs to the renter of an epoch.</summary>
    internal void TryInterrupt(int epoch) => TryInterrupt((int?)epoch);

    /// <summary>What has to be restored of the store itself.</summary>
    internal StoreState TakeState() => new(Context->Fuel, _fuelGiven, _fuelConsumed, Resources);

    /// <summary>
    /// Goes back to a state, after the instance has: nothing that the last renter left is there for the next. The store is parked.
    /// </summary>
    /// <returns>False when it cannot: more was made in the store, or the system refuses. It must be disposed then.</returns>
    internal bool TryRestore(in StoreState state)
    {
        if (Resources != state.Resources)
        {
            return false;
        }

        lock (_lock)
        {
            _epoch++;
            _interruption = null;
            Machine.Resume();
            Context->Status = 0;
            SetLimits();
        }

        Machine.ForgetReferences();
        Heap.Reset();
        Context->Fuel = state.Fuel;
        _fuelGiven = state.FuelGiven;
        _fuelConsumed = state.FuelConsumed;
        Context->Ip = null;
        Context->Fp = null;
        Context->Instance = null;
        Context->Fault = default;
        Context->Pending = 0;
        Context->Caller = null;
        Machine.PendingException = null;
        Volatile.Write(ref _peakMemoryBytes, Volatile.Read(ref _memoryBytes));

        // SAFETY: the stack is committed whole and at least as long as is cleared, and no code runs.
        var cleared = Math.Min((ulong)ClearedStackBytes, _stack.Committed);
        new Span<byte>(_stack.Base, (int)cleared).Clear();
        return _stack.TryDiscard(cleared);
    }
}

/// <summary>What a store goes back to when its instance was rented.</summary>
internal readonly record struct StoreState(long Fuel, long FuelGiven, long FuelConsumed, long Resources);
