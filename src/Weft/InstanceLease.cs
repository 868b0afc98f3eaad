// A rented instance.
namespace Weft;

/// <summary>
/// An instance of an <see cref="InstancePool"/>, rented. Dispose it to give the instance back; nothing of it, its store, memories and
/// functions included, may be used after that, because they are then another renter's.
/// </summary>
public sealed class InstanceLease : IDisposable
{
    private readonly InstancePool _pool;
    private readonly int _epoch;
    private InstancePool.Slot? _slot;

    internal InstanceLease(InstancePool pool, InstancePool.Slot slot)
    {
        _pool = pool;
        _slot = slot;
        _epoch = slot.Instance.Store.Epoch;
    }

    /// <summary>The instance, as it was when it was made.</summary>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    public Instance Instance
    {
        get
        {
            ObjectDisposedException.ThrowIf(_slot is null, this);
            return _slot.Instance;
        }
    }

    /// <summary>Its store. Whoever makes anything in it lets the instance be given up when it is given back.</summary>
    /// <exception cref="ObjectDisposedException">The instance was given back.</exception>
    public Store Store => Instance.Store;

    /// <summary>
    /// Ends the guest as <see cref="Store.Interrupt"/> does, from any thread; when the instance has been given back, it does nothing, so that an
    /// interruption that comes late does not meet the next renter.
    /// </summary>
    public void Interrupt() => Volatile.Read(ref _slot)?.Instance.Store.TryInterrupt(_epoch);

    /// <summary>Gives the instance back. Doing so again does nothing.</summary>
    /// <exception cref="InvalidOperationException">The guest is running.</exception>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _slot, null) is not { } slot)
        {
            return;
        }

        if (!slot.Instance.Store.TryPark())
        {
            Volatile.Write(ref _slot, slot);
            throw new InvalidOperationException("the instance cannot be given back while its guest is running");
        }

        _pool.Return(slot);
    }
}
