// Address space of memories that are gone, for those to come: reserving it, making its first pages accessible and giving it back takes longer
// than all else that instantiates a small module.
namespace Weft.Runtime;

/// <summary>A few reservations of the one size that memories behind guard pages have, empty and accessible as far as they were.</summary>
internal static class SpareReservations
{
    // Of 8 GiB each: nothing of 47 bits of addresses. What was larger goes back to the system, which may be short of memory.
    private const int Maximum = 16;
    private const ulong MaximumCommitted = 4 << 20;

    private static readonly SpareList s_spare = new(Maximum);

    /// <summary>Takes one.</summary>
    /// <param name="bytes">How much of it, from the first byte, is to be accessible, and no more.</param>
    /// <returns>Null when there is none.</returns>
    public static MemoryReservation? TryTake(ulong bytes)
    {
        var spare = s_spare.TryTake();
        if (spare is not null && !(spare.TryShrink(bytes) && spare.TryCommit(bytes)))
        {
            spare.Dispose();
            return null;
        }

        return spare;
    }

    /// <summary>Keeps what a reservation has of the system, if there is room, and disposes the reservation.</summary>
    /// <param name="reservation">One that has nothing mapped into it, of the size that all here have.</param>
    /// <param name="isFinalizing">Whether its owner is being finalized, and it will be, too.</param>
    public static void Keep(MemoryReservation reservation, bool isFinalizing)
    {
        if (reservation.Committed <= MaximumCommitted && reservation.TryClear(isFinalizing) is { } spare)
        {
            if (!s_spare.TryAdd(spare))
            {
                spare.Dispose();
            }

            return;
        }

        reservation.Dispose();
    }

    /// <summary>Gives all back to the system, which has no address space left.</summary>
    public static void Clear()
    {
        while (s_spare.TryTake() is { } spare)
        {
            spare.Dispose();
        }
    }
}
