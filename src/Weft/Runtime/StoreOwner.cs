// Who may run code of a store, and how many calls deep it is: what makes a second thread notice that a store is in use. Store.Ownership
// says how it is used, and why that is right.
namespace Weft.Runtime;

/// <summary>A thread's hold of a store. Only that thread writes the depth.</summary>
/// <param name="thread">The thread that enters without a lock, as <see cref="ThreadStack.Limit"/> knows it; <see cref="Nobody"/> for none.</param>
internal sealed class StoreOwner(nuint thread)
{
    /// <summary>No thread: no stack ends there.</summary>
    public static nuint Nobody => nuint.MaxValue;

    /// <summary>The thread that enters without a lock.</summary>
    public readonly nuint Thread = thread;

    /// <summary>The thread that entered last. Under the store's lock.</summary>
    public nuint Holder = thread;

    /// <summary>How many calls of the host into the store are active.</summary>
    public int Depth;
}
