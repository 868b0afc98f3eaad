// A few reservations that wait for somebody who needs one.
namespace Weft.Runtime;

/// <summary>Reservations, those first that were used last. May be used from any thread.</summary>
/// <param name="capacity">How many there may be.</param>
internal sealed class SpareList(int capacity)
{
    private readonly MemoryReservation?[] _spare = new MemoryReservation?[capacity];

    /// <summary>Adds one.</summary>
    /// <returns>False when there are as many as there may be.</returns>
    public bool TryAdd(MemoryReservation reservation)
    {
        foreach (ref var place in _spare.AsSpan())
        {
            if (place is null && Interlocked.CompareExchange(ref place, reservation, null) is null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes one.</summary>
    /// <returns>Null when there is none.</returns>
    public MemoryReservation? TryTake()
    {
        foreach (ref var place in _spare.AsSpan())
        {
            if (place is not null && Interlocked.Exchange(ref place, null) is { } taken)
            {
                return taken;
            }
        }

        return null;
    }
}
