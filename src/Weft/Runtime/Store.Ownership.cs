// One thread at a time in a store. Entering is part of every call from the host, so the thread that did it last (the owner) does it again
// with plain reads and writes, and a thread that wants to be the owner in its place pays for both.
//
//     owner                             another thread, under the lock
//     1  depth of its record + 1        a  the store's record = a new one of this thread
//     2  is its record the store's?     b  barrier in every thread of the process
//        yes: it is in                  c  is the depth of the old record 0?
//        no: depth as before, the lock     yes: it is the owner; no: the old record again, and "in use"
//
// The barrier falls into the owner's program somewhere. Before 2: then the owner reads what a wrote, and goes to the lock. After 2, so
// after 1: then c reads a depth that is not 0, unless the owner has left since, which also publishes what it did. So never are both in.
// Because each owner has a record of its own, one that was overtaken between looking at its record and writing to it disturbs nobody.
//
// The owner knows itself by its stack: the address of a local is between the ends in its record. Stacks of living threads are disjoint,
// and a mark (ThreadMark) tells when a thread has gone, whose stack may be another's now. The ends hold only a part of the stack, about
// where the host called last: what compiled code may use counts from there, so a call from elsewhere goes to the lock, which moves both.
// So the same comparison finds that there is stack left for a call; and an interruption moves the ends together, so that it finds that too.
using System.Runtime.CompilerServices;
using Weft.Runtime;

namespace Weft;

public sealed unsafe partial class Store
{
    // A store that wanders from thread to thread has no use for an owner: after so many changes, everybody takes the lock.
    private const int MaximumChanges = 16;

    // Until one thread has entered so often in a row.
    private const int EntriesToOwn = 1000;

    private StoreOwner _owner = StoreOwner.Nobody;
    private int _ownerChanges;
    private int _entriesInRow;

    // The lowest address that outermost calls come from, as far as the limit of the stack goes by it; the highest when it is not known.
    private nuint _lowestCaller = nuint.MaxValue;

    /// <summary>Begins to run code, if this thread is the owner, the stack has room and nothing is to stop.</summary>
    /// <param name="depth">How many calls into the store were active before.</param>
    /// <returns>What to leave with; null when only <see cref="Enter"/> can tell.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal StoreOwner? TryEnter(out int depth)
    {
        var owner = _owner;
        depth = 0;
        if (ThreadStack.Here - owner.Limit >= owner.Size || *owner.Ended != 0)
        {
            return null;
        }

        // Both accesses volatile: the compiler keeps their order, and the barrier of the other thread makes the processor do so.
        depth = owner.Depth;
        Volatile.Write(ref owner.Depth, depth + 1);
        if (Volatile.Read(ref _owner) != owner)
        {
            Volatile.Write(ref owner.Depth, depth);
            return null;
        }

        return owner;
    }

    /// <summary>Begins to run code: one thread at a time. <see cref="Leave"/> ends it.</summary>
    /// <param name="depth">How many calls into the store were active before.</param>
    /// <returns>What to leave with.</returns>
    /// <exception cref="InvalidOperationException">Another thread is in.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal StoreOwner Enter(out int depth) => TryEnter(out depth) ?? EnterSlowly(out depth);

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    /// <param name="owner">What it returned.</param>
    /// <param name="depth">The depth that it gave.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Leave(StoreOwner owner, int depth) => Volatile.Write(ref owner.Depth, depth);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private StoreOwner EnterSlowly(out int depth)
    {
        lock (_lock)
        {
            CheckUse();
            if (!TryHold())
            {
                throw InUse();
            }

            depth = _owner.Depth;
            if (depth == 0)
            {
                Centre();
            }

            _owner.Open(!Machine.IsStopped);
            Volatile.Write(ref _owner.Depth, depth + 1);
            return _owner;
        }
    }

    // The host calls the guest: from here on the stack is the guest's, as much of it as it may have. Under the lock.
    private void Centre()
    {
        var here = ThreadStack.Here;
        if (StoreOwner.IsNear(here, _lowestCaller))
        {
            return;
        }

        _lowestCaller = _owner.Centre(here);
        var allowed = (nuint)(Options.MaxCompiledStack ?? Math.Min(Options.MaxStack, StoreOptions.DefaultMaxCompiledStack));
        SetStackLimit(Math.Max(_owner.Holder, _lowestCaller > allowed ? _lowestCaller - allowed : 0));
    }

    // Lets this thread be the one that holds the store, if no other is in. Under the lock.
    private bool TryHold()
    {
        var thread = ThreadStack.Limit;
        if (_owner.Holder != thread || (_owner.IsOwned && *_owner.Ended != 0))
        {
            return TryHand(thread);
        }

        if (!_owner.IsOwned && _owner.Depth == 0 && ++_entriesInRow == EntriesToOwn)
        {
            // Nobody enters without the lock, so that there is nobody to overtake.
            _ownerChanges = 0;
            _owner = new StoreOwner(isShared: false);
            _lowestCaller = nuint.MaxValue;
        }

        return true;
    }

    // Gives the store to this thread, if no other is in. Under the lock.
    private bool TryHand(nuint thread)
    {
        var before = _owner;
        if (!before.IsOwned)
        {
            // Who holds it left by writing the depth, nothing else.
            if (Volatile.Read(ref before.Depth) != 0)
            {
                return false;
            }

            // What was nobody's has not changed before.
            if (_ownerChanges < MaximumChanges)
            {
                _owner = new StoreOwner(isShared: false);
            }
            else
            {
                before.Holder = thread;
            }
        }
        else
        {
            Volatile.Write(ref _owner, new StoreOwner(isShared: _ownerChanges + 1 >= MaximumChanges));
            Interlocked.MemoryBarrierProcessWide();
            if (Volatile.Read(ref before.Depth) != 0)
            {
                Volatile.Write(ref _owner, before);
                return false;
            }

            _ownerChanges++;
        }

        _entriesInRow = 0;
        _lowestCaller = nuint.MaxValue;
        return true;
    }

    // Makes the store nobody's, if no thread is in, this one included: from now on all go through the lock, to what is tested there.
    // Under the lock.
    private bool TryRelease()
    {
        // When this thread holds the store, there is none to overtake: this one is here.
        if (!TryHold() || _owner.Depth != 0)
        {
            return false;
        }

        _owner = StoreOwner.Nobody;
        _ownerChanges = 0;
        return true;
    }

    private static InvalidOperationException InUse() =>
        new("the store is in use by another thread: a store belongs to one thread at a time");

    // Makes the store nobody's for ever. Throws when its guest is running, on this thread or another; false when it was disposed before.
    private bool TryRetire()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return false;
            }

            // One that is parked is nobody's already.
            if (!_isParked && !TryRelease())
            {
                throw new InvalidOperationException("the store cannot be disposed while its guest is running");
            }

            _disposed = true;
            return true;
        }
    }
}
