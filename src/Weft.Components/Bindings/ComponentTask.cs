// Calls of guests for asynchronous code: the guest runs on another thread, and a token interrupts it.
namespace Weft.Components;

/// <summary>Runs guests on threads of the pool, as generated methods that return tasks do.</summary>
public static class ComponentTask
{
    /// <summary>Does something with a store on another thread. The store must not be used elsewhere until it is done.</summary>
    /// <param name="store">The store.</param>
    /// <param name="work">What to do.</param>
    /// <param name="cancellationToken">Interrupts the guest.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Task<T> Run<T>(Store store, Func<T> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(work);
        return Task.Run(
            () =>
            {
                using var interruption = store.InterruptOn(cancellationToken);
                try
                {
                    return work();
                }
                catch (TrapException trap) when (trap.Kind == TrapKind.Interrupted && cancellationToken.IsCancellationRequested)
                {
                    throw new OperationCanceledException(trap.Message, trap, cancellationToken);
                }
            },
            cancellationToken);
    }

    /// <inheritdoc cref="Run{T}(Store, Func{T}, CancellationToken)"/>
    public static Task Run(Store store, Action work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Run(
            store,
            () =>
            {
                work();
                return true;
            },
            cancellationToken);
    }
}
