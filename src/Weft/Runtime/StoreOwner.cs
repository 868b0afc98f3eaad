// Who may run code of a store, and how many calls deep it is: what makes a second thread notice that a store is in use. Store.Ownership
// says how it is used, and why that is right.
namespace Weft.Runtime;

/// <summary>A thread's hold of a store. Only that thread writes the depth.</summary>
internal sealed unsafe class StoreOwner
{
    private readonly ThreadMark? _mark;

    /// <summary>A hold of the running thread.</summary>
    /// <param name="isShared">Whether the thread takes the lock like every other.</param>
    public StoreOwner(bool isShared)
    {
        Holder = ThreadStack.Limit;
        _mark = isShared ? null : ThreadStack.Mark;
        IsOwned = _mark is not null;
        if (IsOwned)
        {
            Limit = Holder;
            Ended = _mark!.Ended;
        }
    }

    private StoreOwner()
    {
    }

    /// <summary>A hold of nobody.</summary>
    public static StoreOwner Nobody() => new();

    /// <summary>Whether the thread enters without the lock.</summary>
    public readonly bool IsOwned;

    /// <summary>The end of the stack of the thread that enters without the lock, less what is kept free.</summary>
    public readonly nuint Limit;

    /// <summary>Not 0 when that thread is gone.</summary>
    public readonly int* Ended;

    /// <summary>How much stack it has above the limit; 0 when it must take the lock too.</summary>
    public nuint Size;

    /// <summary>How many calls of the host into the store are active.</summary>
    public int Depth;

    /// <summary>The thread that entered last, as <see cref="ThreadStack.Limit"/> knows it. Under the store's lock.</summary>
    public nuint Holder;

    /// <summary>Lets the thread enter without the lock, or not: it does when the guest is to run and not to stop. Under the store's lock.</summary>
    public void Open(bool isOpen) => Volatile.Write(ref Size, isOpen && IsOwned ? _mark!.Size : 0);
}
