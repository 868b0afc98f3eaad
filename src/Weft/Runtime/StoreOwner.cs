// Who may run code of a store, and how many calls deep it is: what makes a second thread notice that a store is in use. Store.Ownership
// says how it is used, and why that is right.
namespace Weft.Runtime;

/// <summary>A thread's hold of a store. Only that thread writes the depth.</summary>
internal sealed unsafe class StoreOwner
{
    // How far below and above where a call came from others are taken to come from there as well.
    private const nuint Reach = 256 << 10;

    private readonly ThreadMark? _mark;
    private readonly nuint _window;

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
            _window = Math.Min(2 * Reach, _mark.Size);
        }
    }

    private StoreOwner()
    {
    }

    /// <summary>A hold of nobody: no thread that comes enters with it, but makes one of its own first.</summary>
    public static StoreOwner Nobody { get; } = new();

    /// <summary>Whether the thread enters without the lock.</summary>
    public readonly bool IsOwned;

    /// <summary>The lowest address of a part of the stack of the thread that enters without the lock: it does so from there.</summary>
    public nuint Limit;

    /// <summary>Not 0 when that thread is gone.</summary>
    public readonly int* Ended;

    /// <summary>How large that part is; 0 when the thread must take the lock too.</summary>
    public nuint Size;

    /// <summary>How many calls of the host into the store are active.</summary>
    public int Depth;

    /// <summary>The thread that entered last, as <see cref="ThreadStack.Limit"/> knows it. Under the store's lock.</summary>
    public nuint Holder;

    /// <summary>Lets the thread enter without the lock, or not: it does when the guest is to run and not to stop. Under the store's lock.</summary>
    public void Open(bool isOpen) => Volatile.Write(ref Size, isOpen ? _window : 0);

    /// <summary>
    /// Moves the part of the stack from which the thread enters without the lock to where it is now. Whatever another thread sees of the
    /// part meanwhile, its own stack is not in it: neither the old part nor the new one leaves this thread's. Under the store's lock.
    /// </summary>
    /// <param name="here">Where the stack of the thread ends now.</param>
    /// <returns>The lowest address that a call may come from.</returns>
    public nuint Centre(nuint here)
    {
        var lowest = Math.Max(Holder, here > Reach ? here - Reach : 0);
        if (IsOwned)
        {
            lowest = Math.Min(lowest, Holder + (_mark!.Size - _window));
            Volatile.Write(ref Limit, lowest);
        }

        return lowest;
    }

    /// <summary>Whether a call comes from near the one that a part begins at.</summary>
    public static bool IsNear(nuint here, nuint lowest) => here - lowest < 2 * Reach;
}
