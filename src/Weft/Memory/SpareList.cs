// A few reservations that wait for somebody who needs one.
namespace Weft.Runtime;

/// <summary>Reservations, the last first. Not for several threads at once.</summary>
/// <param name="capacity">How many there may be.</param>
internal sealed class SpareList(int capacity)
{
    private readonly MemoryReservation?[] _spare = new MemoryReservation?[capacity];
    private int _count;

    /// <summary>Whether there are as many as there may be.</summary>
    public bool IsFull => _count == _spare.Length;

    /// <summary>Adds one, where there is room.</summary>
    public void Add(MemoryReservation reservation) => _spare[_count++] = reservation;

    /// <summary>Takes the last one.</summary>
    /// <returns>Null when there is none.</returns>
    public MemoryReservation? TryTake()
    {
        if (_count == 0)
        {
            return null;
        }

        var taken = _spare[--_count];
        _spare[_count] = null;
        return taken;
    }
}
