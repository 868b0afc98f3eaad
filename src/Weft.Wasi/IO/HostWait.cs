// WASI: a call of the guest's that waits for something asynchronous of the host: a store of keys, a source of configuration. The guest's thread
// sleeps meanwhile, and is woken when its store is interrupted, whether or not the other side listens to its token.

namespace Weft.Wasi.IO;

/// <summary>Waits for asynchronous operations of the host.</summary>
internal static class HostWait
{
    /// <summary>Starts an operation and waits for what it gives.</summary>
    /// <param name="store">The store of the guest that waits.</param>
    /// <param name="operation">Starts it; the token is cancelled when the guest is interrupted.</param>
    /// <exception cref="TrapException">The guest was interrupted.</exception>
    public static T Run<T>(Store store, Func<CancellationToken, ValueTask<T>> operation)
    {
        CancellationToken token = store.CancellationToken;
        try
        {
            ValueTask<T> pending = operation(token);
            if (pending.IsCompleted)
                return pending.GetAwaiter().GetResult();
            Task<T> task = pending.AsTask();
            return task.WaitAsync(token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException error) when (token.IsCancellationRequested)
        {
            throw new TrapException(TrapKind.Interrupted, "in a WASI call that was waiting", error);
        }
    }

    /// <summary>Starts an operation that gives nothing, and waits for its end.</summary>
    /// <inheritdoc cref="Run{T}"/>
    public static void Run(Store store, Func<CancellationToken, ValueTask> operation) => Run(store, async token =>
    {
        await operation(token).ConfigureAwait(false);
        return default(ValueTuple);
    });
}
