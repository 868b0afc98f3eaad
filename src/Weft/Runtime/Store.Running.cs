// Running code of a store: one thread at a time, interruption, fuel.
using System.Runtime.CompilerServices;
using Weft.Interpreter;
using Weft.Runtime;

namespace Weft;

public sealed unsafe partial class Store
{
    private readonly Lock _interruptLock = new();
    private CancellationTokenSource? _interruption;
    private int _activeThread;
    private int _depth;

    /// <summary>Fuel left. A guest that needs more than is left traps with <see cref="TrapKind.OutOfFuel"/>.</summary>
    /// <exception cref="InvalidOperationException">The store does not meter fuel (<see cref="StoreOptions.Fuel"/>).</exception>
    public long Fuel
    {
        get
        {
            CheckFuel();
            return Math.Max(0, Context->Fuel);
        }

        set
        {
            CheckFuel();
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            Context->Fuel = value;
        }
    }

    /// <summary>
    /// Cancelled when the guest is interrupted: host functions that block should watch it. The trap that ends the guest renews it.
    /// </summary>
    public CancellationToken CancellationToken
    {
        get
        {
            lock (_interruptLock)
            {
                _interruption ??= new CancellationTokenSource();
                if ((Context->Status & (int)RunStatus.Interrupted) != 0 && !_interruption.IsCancellationRequested)
                {
                    _interruption.Cancel();
                }

                return _interruption.Token;
            }
        }
    }

    /// <summary>
    /// Ends the guest with a trap, <see cref="TrapKind.Interrupted"/>, at the next loop or call; if none is running, the next one. May be
    /// called from any thread, and again.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public void Interrupt() => ObjectDisposedException.ThrowIf(!TryInterrupt(), this);

    /// <summary>Interrupts the guest when a token is cancelled, until the result is disposed.</summary>
    /// <param name="cancellationToken">The token.</param>
    /// <returns>Dispose it when the guest has come back: an interruption that came too late is then forgotten.</returns>
    public IDisposable InterruptOn(CancellationToken cancellationToken) => new Interruption(CheckUse(), cancellationToken);

    /// <summary>Takes back an interruption that has not ended a guest yet.</summary>
    public void ClearInterrupt()
    {
        lock (_interruptLock)
        {
            CheckUse();
            Machine.Resume();
            foreach (var instance in Instances)
            {
                SetLimits(instance.Context);
            }

            Interlocked.And(ref Context->Status, ~(int)RunStatus.Interrupted);
            if (_interruption?.IsCancellationRequested == true)
            {
                _interruption = null;
            }
        }
    }

    /// <summary>Calls a function.</summary>
    /// <param name="function">The function, of this store.</param>
    /// <param name="slots">The arguments, then the results.</param>
    /// <param name="references">The references among them at the same indices; empty when the type has none.</param>
    internal void Run(Function function, Span<ulong> slots, Span<object?> references)
    {
        Enter();
        try
        {
            var cell = function.Cell;
            if (function.Callback is null && !FunctionStub.IsCompiled(cell))
            {
                Machine.Invoke(cell, slots, references);
                return;
            }

            fixed (ulong* first = slots)
            {
                if (function.Callback is null)
                {
                    InvokeCompiled(cell, first, references);
                }
                else
                {
                    function.InvokeHost(null, first, references);
                }
            }
        }
        catch (TrapException trap) when (trap.Kind == TrapKind.Interrupted && _depth == 1)
        {
            ClearInterrupt();
            throw;
        }
        catch (OperationCanceledException cancelled) when (_depth == 1 && IsInterruption(cancelled))
        {
            // A host function that waited gave up because the guest was interrupted.
            ClearInterrupt();
            throw new TrapException(TrapKind.Interrupted, null, cancelled);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Begins to run code: one thread at a time, and while there is .NET stack left. <see cref="Leave"/> ends it.</summary>
    internal void Enter()
    {
        CheckUse();
        var thread = Environment.CurrentManagedThreadId;
        var active = Interlocked.CompareExchange(ref _activeThread, thread, 0);
        if (active != 0 && active != thread)
        {
            throw new InvalidOperationException("the store is in use by another thread: a store belongs to one thread at a time");
        }

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            if (_depth == 0)
            {
                _activeThread = 0;
            }

            Throw.Trap(TrapKind.StackExhausted, "calls between guest and host are nested too deeply");
        }

        _depth++;
    }

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    internal void Leave()
    {
        if (--_depth == 0)
        {
            Volatile.Write(ref _activeThread, 0);
        }
    }

    private bool IsInterruption(OperationCanceledException cancelled)
    {
        lock (_interruptLock)
        {
            return _interruption is { IsCancellationRequested: true } source && cancelled.CancellationToken == source.Token;
        }
    }

    // Another thread may dispose the store meanwhile: its native memory is touched under the lock alone.
    private bool TryInterrupt()
    {
        CancellationTokenSource? source;
        lock (_interruptLock)
        {
            if (_disposed)
            {
                return false;
            }

            Interlocked.Or(ref Context->Status, (int)RunStatus.Interrupted);
            Machine.Stop();
            foreach (var instance in Instances)
            {
                SetLimits(instance.Context);
            }

            source = _interruption;
        }

        source?.Cancel();
        return true;
    }

    private void CheckFuel()
    {
        CheckUse();
        if (!MetersFuel)
        {
            throw new InvalidOperationException("the store does not meter fuel: set StoreOptions.Fuel");
        }
    }

    private sealed class Interruption(Store store, CancellationToken cancellationToken) : IDisposable
    {
        private readonly CancellationTokenRegistration _registration =
            cancellationToken.UnsafeRegister(static store => ((Store)store!).TryInterrupt(), store);

        public void Dispose()
        {
            _registration.Dispose();
            if (cancellationToken.IsCancellationRequested && !store._disposed)
            {
                store.ClearInterrupt();
            }
        }
    }
}
