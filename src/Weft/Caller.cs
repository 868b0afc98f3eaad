// What a host function knows about the guest that calls it.

namespace Weft;

/// <summary>The guest that calls a host function: its instance, its memory, its store.</summary>
public sealed class Caller
{
    internal Caller(Store store, Instance? instance)
    {
        Store = store;
        Instance = instance;
    }

    /// <summary>The store.</summary>
    public Store Store { get; }

    /// <summary>The instance whose code calls; null when the host itself calls the function.</summary>
    public Instance? Instance { get; }

    /// <summary>The memory that the calling instance exports as "memory".</summary>
    /// <exception cref="InvalidOperationException">There is no such export.</exception>
    public Memory Memory => GetExport("memory") as Memory
        ?? throw new InvalidOperationException("the calling instance exports no memory named \"memory\"");

    /// <summary>Cancelled when the guest is interrupted: a host function that blocks should watch it.</summary>
    public CancellationToken CancellationToken => Store.CancellationToken;

    /// <summary>An export of the calling instance.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Null when there is none, or no calling instance.</returns>
    public External? GetExport(string name) => Instance?.GetExport(name);
}
