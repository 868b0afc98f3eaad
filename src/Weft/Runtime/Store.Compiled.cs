// Running compiled code of a store: how calls enter it, and what comes out of it besides results.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weft.Compiler;
using Weft.Interpreter;
using Weft.Runtime;

namespace Weft;

public sealed unsafe partial class Store
{
    /// <summary>Calls a compiled function.</summary>
    /// <param name="cell">Its cell.</param>
    /// <param name="slots">The arguments; then the results.</param>
    /// <param name="references">The references among them, at the same indices; empty when there are none.</param>
    /// <param name="isOutermost">Whether the host calls, and no other call into the store is active.</param>
    /// <exception cref="TrapException">The guest trapped.</exception>
    /// <exception cref="GuestException">The guest threw an exception that it did not handle.</exception>
    internal void InvokeCompiled(FunctionCell* cell, ulong* slots, Span<object?> references, bool isOutermost = false)
    {
        if (ThreadStack.Here < cell->Instance->StackLimit)
        {
            Support.RefuseCall(cell->Instance);
        }

        var code = Engine.Signatures.Get(cell->TypeId);
        try
        {
            code.Bridge(cell->Entry, cell->Context, slots, ref MemoryMarshal.GetReference(references));
        }
        catch (Exception exception) when (CompiledFault.Passes(exception, isOutermost))
        {
            throw CompiledFault.ToTrap(exception);
        }

        ThrowPending();
    }

    /// <summary>Calls a compiled function without vectors and references, if nothing unusual is to be done: what is usual does not take long.</summary>
    /// <param name="function">The function, of this store.</param>
    /// <param name="signature">Its signature.</param>
    /// <param name="slots">The arguments; then the results.</param>
    /// <returns>Whether it was called; if not, <see cref="Run"/> must.</returns>
    internal bool TryRun(Function function, FunctionSignature signature, Span<ulong> slots)
    {
        if (function.IsHost || Calls is not null || TryEnter(out var depth) is not { } owner)
        {
            return false;
        }

        // SAFETY: the store is entered, so that the cell is there, and stays: the function is used until the end. The bridge takes as many slots as
        // the signature says, which the caller has counted.
        var cell = function.Cell;
        if (!FunctionStub.IsCompiled(cell))
        {
            Leave(owner, depth);
            return false;
        }

        var isOutermost = depth == 0;
        try
        {
            if (signature.Bridge == null)
            {
                signature.Bridge = Engine.Signatures.Get(cell->TypeId).Bridge;
            }

            fixed (ulong* first = slots)
            {
                signature.Bridge(cell->Entry, cell->Context, first, ref Unsafe.NullRef<object?>());
            }

            ThrowPending();
        }
        catch (Exception exception) when (CompiledFault.Passes(exception, isOutermost) || (isOutermost && EndsInterruption(exception)))
        {
            if (Support.Replace(exception, function) is { } instead)
            {
                throw instead;
            }

            throw;
        }
        finally
        {
            Leave(owner, depth);
            GC.KeepAlive(function);
        }

        return true;
    }

    /// <summary>Runs the rest of a function from one of its loops on, whose frame holds locals and operands; then its results.</summary>
    /// <param name="entry">The compiled variant.</param>
    /// <param name="context">The instance.</param>
    /// <param name="slots">The frame.</param>
    /// <param name="references">The references in the frame, at the same indices.</param>
    /// <inheritdoc cref="InvokeCompiled"/>
    internal void InvokeLoop(nint entry, InstanceContext* context, ulong* slots, Span<object?> references)
    {
        if (ThreadStack.Here < context->StackLimit)
        {
            Support.RefuseCall(context);
        }

        try
        {
            ((delegate*<ulong*, ref object?, InstanceContext*, void>)entry)(slots, ref MemoryMarshal.GetReference(references), context);
        }
        catch (Exception exception) when (CompiledFault.Passes(exception, isOutermost: false))
        {
            throw CompiledFault.ToTrap(exception);
        }

        ThrowPending();
    }

    /// <summary>Calls a function of the host for compiled code.</summary>
    internal void CallHost(FunctionCell* cell, ulong* slots, object?[]? references)
    {
        var caller = Context->Caller;
        GetFunction(cell).InvokeHost(caller == null ? null : _instances[caller->Index], slots, references);
    }

    /// <summary>Gives a cell that compiled callers come upon its entries.</summary>
    internal void PrepareEntry(FunctionCell* cell)
    {
        Machine.FillCell(cell);
        var body = cell->Instance == null ? GetFunction(cell).Body : null;
        if (body is not null && cell->Body == 0)
        {
            var handle = GCHandle.Alloc(body, GCHandleType.Weak);
            cell->Body = GCHandle.ToIntPtr(handle);
            (_bodies ??= new(8)).Add(cell->Body);
        }

        Engine.Signatures.Prepare(cell, body);
    }

    /// <summary>Whether the type of a function has references.</summary>
    internal bool HasReferences(FunctionCell* cell) => Engine.Signatures.Get(cell->TypeId).HasReferences;

    /// <summary>Throws the exception that is pending, if one is.</summary>
    private void ThrowPending()
    {
        if (Context->Pending != 0)
        {
            Context->Pending = 0;
            var exception = Machine.PendingException!;
            Machine.PendingException = null;
            throw new GuestException(exception);
        }
    }

    // Where the stack of the running thread ends, for the checks of compiled functions; changes only with the thread. Under the lock.
    private void SetStackLimit(nuint limit)
    {
        _stackLimit = limit;
        SetLimits();
    }

    // Under the lock.
    private void SetLimits()
    {
        foreach (var instance in Instances)
        {
            SetLimits(instance.Context);
        }
    }

    // What compiled code compares with, copied to each instance. Under the lock.
    private void SetLimits(InstanceContext* context)
    {
        var stops = Machine.IsStopped;
        context->Stop = stops || Machine.IsSampleDue ? 1 : 0;
        context->StackLimit = stops ? nuint.MaxValue : _stackLimit;
    }
}
