// Where threads wait for addresses of a shared memory (threads proposal).
using System.Diagnostics;

namespace Weft.Runtime;

/// <summary>What ended a wait; the values are those that the instruction gives.</summary>
internal enum WaitResult
{
    Notified = 0,
    NotEqual = 1,
    TimedOut = 2,
}

/// <summary>The threads that wait on the addresses of one memory, in the order they came.</summary>
internal sealed class ParkingLot
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, LinkedList<Waiter>> _queues = [];

    /// <summary>Waits for a notification, unless the condition does not hold.</summary>
    /// <param name="address">What to wait for.</param>
    /// <param name="condition">Tested while no notification can be given, so that none is lost.</param>
    /// <param name="nanoseconds">How long at most; negative for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public WaitResult Wait(ulong address, Func<bool> condition, long nanoseconds, CancellationToken cancellationToken)
    {
        var waiter = new Waiter();
        LinkedListNode<Waiter> node;
        lock (_lock)
        {
            if (!condition())
            {
                return WaitResult.NotEqual;
            }

            if (!_queues.TryGetValue(address, out var queue))
            {
                _queues[address] = queue = new LinkedList<Waiter>();
            }

            node = queue.AddLast(waiter);
        }

        try
        {
            Sleep(waiter, nanoseconds, cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                if (!waiter.IsNotified)
                {
                    Remove(address, node);
                }
            }

            // Nobody else knows the waiter now: notifications happen under the lock.
            waiter.Dispose();
        }

        return waiter.IsNotified ? WaitResult.Notified : WaitResult.TimedOut;
    }

    /// <summary>Wakes the threads that have waited longest.</summary>
    /// <returns>How many were woken.</returns>
    public uint Notify(ulong address, uint count)
    {
        lock (_lock)
        {
            var woken = 0u;
            while (woken < count && _queues.TryGetValue(address, out var queue))
            {
                var node = queue.First!;
                node.Value.Notify();
                Remove(address, node);
                woken++;
            }

            return woken;
        }
    }

    private static void Sleep(Waiter waiter, long nanoseconds, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        while (true)
        {
            // Milliseconds, rounded up: a thread may wake late but not early. A long wait is made of several.
            var wait = -1;
            if (nanoseconds >= 0)
            {
                var left = nanoseconds - Stopwatch.GetElapsedTime(begin).TotalNanoseconds;
                if (left <= 0)
                {
                    return;
                }

                wait = (int)Math.Min(Math.Ceiling(left / 1e6), int.MaxValue);
            }

            if (waiter.Wait(wait, cancellationToken))
            {
                return;
            }
        }
    }

    private void Remove(ulong address, LinkedListNode<Waiter> node)
    {
        var queue = node.List!;
        queue.Remove(node);
        if (queue.Count == 0)
        {
            _queues.Remove(address);
        }
    }

    private sealed class Waiter : IDisposable
    {
        private readonly ManualResetEventSlim _event = new(false, spinCount: 0);

        public bool IsNotified { get; private set; }

        public bool Wait(int milliseconds, CancellationToken cancellationToken) => _event.Wait(milliseconds, cancellationToken);

        public void Notify()
        {
            IsNotified = true;
            _event.Set();
        }

        public void Dispose() => _event.Dispose();
    }
}
