// WASI threads: how many, and within which limits.

namespace Weft.Wasi;

/// <summary>What a guest may do with threads.</summary>
public sealed record WasiThreadsOptions
{
    /// <summary>The default of <see cref="MaxThreads"/>.</summary>
    public const int DefaultMaxThreads = 64;

    /// <summary>Threads that may run at once beside the first; <c>thread-spawn</c> answers "again" to a guest that wants more.</summary>
    public int MaxThreads { get; init; } = DefaultMaxThreads;

    /// <summary>
    /// The limits of each thread's own store; those of the first thread's store where null. The shared memory counts against the first
    /// thread's <see cref="StoreOptions.MaxMemory"/> whoever makes it grow. <see cref="StoreOptions.Fuel"/> is that of the first thread's
    /// store, of which a thread gets half of what its starter has left.
    /// </summary>
    public StoreOptions? ThreadStore { get; init; }

    /// <summary>How long the end of the program waits for threads that a blocking function of the host keeps from ending.</summary>
    public TimeSpan EndTimeout { get; init; } = TimeSpan.FromSeconds(1);
}
