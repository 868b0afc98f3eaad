// One thread at a time in a store. Entering is part of every call from the host, so the thread that did it last (the owner) does it again
// with plain reads and writes, and a thread that wants to be the owner in its place pays for both.
//
//     owner                             another thread, under the lock
//     1  depth of its record + 1        a  the store's record = a new one of this thread
//     2  is its record the store's?     b  barrier in every thread of the process
//        yes: it is in                  c  is the depth of the old record 0?
//        no: depth - 1, and the lock       yes: it is the owner; no: the old record again, and "in use"
//
// The barrier falls into the owner's program somewhere. Before 2: then the owner reads what a wrote, and goes to the lock. After 2, so
// after 1: then c reads a depth that is not 0, unless the owner has left since, which also publishes what it did. So never are both in.
// Because each owner has a record of its own, one that was overtaken between looking at its record and writing to it disturbs nobody.
//
// A thread is known by where its stack ends: stacks of living threads are disjoint. A new thread may get the stack of one that is gone; it
// then is the owner in its place, rightly, as compiled code compares with the same end of the stack. While a thread is in, it is alive.
using System.Runtime.CompilerServices;
using Weft.Runtime;

namespace Weft;

public sealed unsafe partial class Store
{
    // A store that wanders from thread to thread has no use for an owner: after so many changes, everybody takes the lock.
    private const int MaximumChanges = 16;

    // Until one thread has entered so often in a row.
    private const int EntriesToOwn = 1000;

    private StoreOwner _owner = new(StoreOwner.Nobody);
    private int _ownerChanges;
    private int _entriesInRow;

    /// <summary>Begins to run code: one thread at a time. <see cref="Leave"/> ends it.</summary>
    /// <param name="depth">How many calls into the store were active before.</param>
    /// <returns>What to leave with.</returns>
    /// <exception cref="InvalidOperationException">Another thread is in.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal StoreOwner Enter(out int depth)
    {
        var owner = _owner;
        if (owner.Thread == ThreadStack.KnownLimit)
        {
            // Both accesses volatile: the compiler keeps their order, and the barrier of the other thread makes the processor do so.
            depth = owner.Depth;
            Volatile.Write(ref owner.Depth, depth + 1);
            if (Volatile.Read(ref _owner) == owner)
            {
                return owner;
            }

            Volatile.Write(ref owner.Depth, depth);
        }

        return EnterSlowly(out depth);
    }

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    /// <param name="owner">What it returned.</param>
    /// <param name="depth">The depth that it gave.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Leave(StoreOwner owner, int depth) => Volatile.Write(ref owner.Depth, depth);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private StoreOwner EnterSlowly(out int depth)
    {
        var thread = ThreadStack.Limit;
        lock (_lock)
        {
            CheckUse();
            if (_owner.Holder != thread)
            {
                Hand(thread);
            }
            else if (_owner.Thread == StoreOwner.Nobody && _owner.Depth == 0 && ++_entriesInRow == EntriesToOwn)
            {
                // Nobody enters without the lock, so that there is nobody to overtake.
                _ownerChanges = 0;
                _owner = new StoreOwner(thread);
            }

            depth = _owner.Depth++;
            return _owner;
        }
    }

    // Gives the store to this thread. Under the lock.
    private void Hand(nuint thread)
    {
        var before = _owner;
        if (before.Thread == StoreOwner.Nobody)
        {
            // Who holds it left by writing the depth, nothing else.
            if (Volatile.Read(ref before.Depth) != 0)
            {
                throw InUse();
            }

            if (_ownerChanges < MaximumChanges)
            {
                _owner = new StoreOwner(thread);
            }

            before.Holder = thread;
        }
        else
        {
            var isRestless = _ownerChanges + 1 >= MaximumChanges;
            Volatile.Write(ref _owner, new StoreOwner(isRestless ? StoreOwner.Nobody : thread) { Holder = thread });
            Interlocked.MemoryBarrierProcessWide();
            if (Volatile.Read(ref before.Depth) != 0)
            {
                Volatile.Write(ref _owner, before);
                throw InUse();
            }

            _ownerChanges++;
        }

        _entriesInRow = 0;
        SetStackLimit(thread);
    }

    private static InvalidOperationException InUse() =>
        new("the store is in use by another thread: a store belongs to one thread at a time");

    // Makes the store nobody's for ever. Throws when its guest is running, on this thread or another.
    private void Retire()
    {
        var owner = Enter(out var depth);
        lock (_lock)
        {
            Leave(owner, depth);
            if (depth != 0)
            {
                throw new InvalidOperationException("the store cannot be disposed while its guest is running");
            }

            // This thread is here, so that none is overtaken.
            _disposed = true;
            _owner = new StoreOwner(StoreOwner.Nobody);
        }
    }
}
