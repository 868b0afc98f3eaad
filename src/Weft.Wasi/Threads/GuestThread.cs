// WASI threads: a thread that a guest started. Its store finds the world of the process's first thread through it.

using System.Runtime.CompilerServices;

namespace Weft.Wasi.Threads;

/// <summary>A thread of a guest, with a store of its own.</summary>
internal sealed class GuestThread : IDisposable
{
    // Null while no guest has started a thread.
    private static ConditionalWeakTable<Store, GuestThread>? s_threads;
    private readonly List<IDisposable> _resources = [];

    /// <summary>Makes a thread; <see cref="Thread"/> is still to be given.</summary>
    /// <param name="id">Its number in the process.</param>
    /// <param name="store">Its own store, which this disposes.</param>
    /// <param name="mainStore">The store of the process's first thread.</param>
    public GuestThread(int id, Store store, Store mainStore)
    {
        Id = id;
        Store = store;
        MainStore = mainStore;
        (Volatile.Read(ref s_threads) ?? Interlocked.CompareExchange(ref s_threads, [], null) ?? s_threads).Add(store, this);
    }

    /// <summary>Its number in the process.</summary>
    public int Id { get; }

    /// <summary>Its own store.</summary>
    public Store Store { get; }

    /// <summary>The store of the process's first thread.</summary>
    public Store MainStore { get; }

    /// <summary>What runs it.</summary>
    public Thread? Thread { get; set; }

    /// <summary>The thread whose store this is, or null where the store is no thread's.</summary>
    public static GuestThread? Of(Store store) => Volatile.Read(ref s_threads) is { } threads && threads.TryGetValue(store, out GuestThread? thread) ? thread : null;

    /// <summary>Has something disposed when the thread ends.</summary>
    public void Own(IDisposable resource) => _resources.Add(resource);

    /// <summary>Frees what the thread had.</summary>
    public void Dispose()
    {
        foreach (IDisposable resource in _resources)
            resource.Dispose();
        Store.Dispose();
    }
}
