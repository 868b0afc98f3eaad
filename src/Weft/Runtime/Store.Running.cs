// Running code of a store: one thread at a time, interruption, fuel.
using System.Runtime.CompilerServices;
using Weft.Interpreter;
using Weft.Runtime;

namespace Weft;

public sealed unsafe partial class Store
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _interruption;
    private int _epoch;
    private long _fuelGiven;
    private long _fuelConsumed;

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
            _fuelConsumed = FuelConsumed;
            _fuelGiven = value;
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
            lock (_lock)
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
    public void Interrupt() => ObjectDisposedException.ThrowIf(!TryInterrupt(null), this);

    /// <summary>Interrupts the guest when a token is cancelled, until the result is disposed.</summary>
    /// <param name="cancellationToken">The token.</param>
    /// <returns>Dispose it when the guest has come back: an interruption that came too late is then forgotten.</returns>
    public IDisposable InterruptOn(CancellationToken cancellationToken) => new Interruption(CheckUse(), cancellationToken);

    /// <summary>Takes back an interruption that has not ended a guest yet.</summary>
    public void ClearInterrupt()
    {
        lock (_lock)
        {
            CheckUse();
            Machine.Resume();
            _owner.Open(true);
            SetLimits();

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
        var owner = Enter(out var depth);
        try
        {
            EnsureStack();
            if (Calls is null)
            {
                Invoke(function, slots, references, depth == 0);
            }
            else
            {
                InvokeListened(function, slots, references, depth == 0);
            }
        }
        catch (Exception exception) when (depth == 0 && EndsInterruption(exception))
        {
            if (EndInterruption(exception) is { } instead)
            {
                throw instead;
            }

            throw;
        }
        finally
        {
            Leave(owner, depth);
        }
    }

    private void Invoke(Function function, Span<ulong> slots, Span<object?> references, bool isOutermost)
    {
        var cell = function.Cell;
        if (!function.IsHost && !FunctionStub.IsCompiled(cell))
        {
            Machine.Invoke(cell, slots, references);
        }
        else
        {
            fixed (ulong* first = slots)
            {
                if (!function.IsHost)
                {
                    InvokeCompiled(cell, first, references, isOutermost);
                }
                else
                {
                    function.InvokeHost(null, first, references);
                }
            }
        }
    }

    // Whatever ends the calls that have begun since, listeners hear of each.
    private void InvokeListened(Function function, Span<ulong> slots, Span<object?> references, bool isOutermost)
    {
        var calls = Calls!.Begin();
        try
        {
            Invoke(function, slots, references, isOutermost);
        }
        catch (Exception exception)
        {
            Calls.FailAbove(calls, exception);
            throw;
        }
    }

    /// <summary>Whether an exception that leaves the outermost call is how an interruption ends the guest.</summary>
    internal bool EndsInterruption(Exception exception) => exception is TrapException { Kind: TrapKind.Interrupted }
        || (exception is OperationCanceledException cancelled && IsInterruption(cancelled));

    /// <summary>Forgets the interruption that has ended the guest with an exception.</summary>
    /// <returns>The exception to throw instead; null to let the given one go on.</returns>
    internal TrapException? EndInterruption(Exception exception)
    {
        ClearInterrupt();

        // A host function that waited gave up because the guest was interrupted.
        return exception is TrapException ? null : new TrapException(TrapKind.Interrupted, null, exception);
    }

    /// <summary>Traps when calls between guest and host are nested so deeply that little .NET stack is left.</summary>
    internal static void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Throw.Trap(TrapKind.StackExhausted, "calls between guest and host are nested too deeply");
        }
    }

    private bool IsInterruption(OperationCanceledException cancelled)
    {
        lock (_lock)
        {
            return _interruption is { IsCancellationRequested: true } source && cancelled.CancellationToken == source.Token;
        }
    }

    // Another thread may dispose the store meanwhile: its native memory is touched under the lock alone.
    // An interruption that was asked for on behalf of one who rented the instance does not reach the next one: each has an epoch.
    private bool TryInterrupt(int? epoch)
    {
        CancellationTokenSource? source;
        lock (_lock)
        {
            if (_disposed)
            {
                return false;
            }

            if (epoch is null ? _isParked : epoch != _epoch)
            {
                return true;
            }

            Interlocked.Or(ref Context->Status, (int)RunStatus.Interrupted);
            Machine.Stop();
            _owner.Open(false);
            SetLimits();

            source = _interruption;
        }

        source?.Cancel();
        return true;
    }

    // What was used of the fuel given last, and before that.
    private long FuelConsumed => _fuelConsumed + _fuelGiven - Math.Max(0, Context->Fuel);

    private void CheckFuel()
    {
        CheckUse();
        if (!MetersFuel)
        {
            throw new InvalidOperationException("the store does not meter fuel: set StoreOptions.Fuel");
        }
    }

    private sealed class Interruption : IDisposable
    {
        private readonly Store _store;
        private readonly int _epoch;
        private readonly CancellationToken _cancellationToken;
        private readonly CancellationTokenRegistration _registration;

        public Interruption(Store store, CancellationToken cancellationToken)
        {
            _store = store;
            _epoch = store._epoch;
            _cancellationToken = cancellationToken;
            _registration = cancellationToken.UnsafeRegister(
                static state =>
                {
                    var interruption = (Interruption)state!;
                    interruption._store.TryInterrupt(interruption._epoch);
                },
                this);
        }

        public void Dispose()
        {
            _registration.Dispose();
            if (_cancellationToken.IsCancellationRequested && !_store._disposed && _store._epoch == _epoch && !_store._isParked)
            {
                _store.ClearInterrupt();
            }
        }
    }
}
