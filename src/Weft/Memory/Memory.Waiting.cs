// Waiting for a change of a shared memory (threads proposal: memory.atomic.wait32, wait64 and notify).
using Weft.Runtime;

namespace Weft;

public sealed unsafe partial class Memory
{
    private ParkingLot? _waiters;

    // Most memories are not shared, and nobody waits on most that are.
    private ParkingLot Waiters => Volatile.Read(ref _waiters) ?? Interlocked.CompareExchange(ref _waiters, new ParkingLot(), null) ?? _waiters;

    /// <summary>Waits until another thread notifies an address, if a 32-bit number is there (memory.atomic.wait32).</summary>
    /// <param name="address">The address, a multiple of 4.</param>
    /// <param name="expected">The number to wait on.</param>
    /// <param name="timeout">Nanoseconds to wait at most; negative waits for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>0 when notified, 1 when another number is there, 2 when the time is over.</returns>
    /// <exception cref="TrapException">The address is not aligned or not inside the memory, or the memory is not shared.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public int AtomicWait32(ulong address, int expected, long timeout, CancellationToken cancellationToken = default)
    {
        CheckWait(address, sizeof(int));

        // SAFETY: aligned and inside the memory, which never shrinks.
        var cell = (int*)(Cell->Base + address);
        var result = Waiters.Wait(address, () => Volatile.Read(ref *cell) == expected, timeout, cancellationToken);
        GC.KeepAlive(this);
        return (int)result;
    }

    /// <summary>Waits until another thread notifies an address, if a 64-bit number is there (memory.atomic.wait64).</summary>
    /// <param name="address">The address, a multiple of 8.</param>
    /// <param name="expected">The number to wait on.</param>
    /// <param name="timeout">Nanoseconds to wait at most; negative waits for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>0 when notified, 1 when another number is there, 2 when the time is over.</returns>
    /// <exception cref="TrapException">The address is not aligned or not inside the memory, or the memory is not shared.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public int AtomicWait64(ulong address, long expected, long timeout, CancellationToken cancellationToken = default)
    {
        CheckWait(address, sizeof(long));

        // SAFETY: aligned and inside the memory, which never shrinks.
        var cell = (long*)(Cell->Base + address);
        var result = Waiters.Wait(address, () => Volatile.Read(ref *cell) == expected, timeout, cancellationToken);
        GC.KeepAlive(this);
        return (int)result;
    }

    /// <summary>Wakes threads that wait on an address (memory.atomic.notify).</summary>
    /// <param name="address">The address, a multiple of 4.</param>
    /// <param name="count">How many threads at most.</param>
    /// <returns>How many threads were woken; none wait on a memory that is not shared.</returns>
    /// <exception cref="TrapException">The address is not aligned or not inside the memory.</exception>
    public uint AtomicNotify(ulong address, uint count)
    {
        CheckAligned(address, sizeof(int));
        return IsShared ? Waiters.Notify(address, count) : 0;
    }

    private void CheckWait(ulong address, uint size)
    {
        CheckAligned(address, size);
        if (!IsShared)
        {
            Throw.Trap(TrapKind.ExpectedSharedMemory);
        }
    }

    private void CheckAligned(ulong address, uint size)
    {
        if ((address & (size - 1)) != 0)
        {
            Throw.Trap(TrapKind.UnalignedAtomic, $"address 0x{address:x}");
        }

        Check(address, size);
    }
}
