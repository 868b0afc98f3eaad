// What a call holds while it lasts (CanonicalABI.md, "Tasks", "Subtask State"): handles lent, handles that must be dropped, and what was lifted.
namespace Weft.Components.CanonicalAbi;

/// <summary>The bookkeeping of one side of a call.</summary>
internal sealed class CallScope
{
    // Most calls have no handles.
    private List<(HandleTable Table, int Index)>? _lenders;
    private List<ComponentResource>? _lentByHost;
    private List<ComponentResource>? _borrowedByHost;
    private bool _hasHandles;

    /// <summary>The next scope that is not in use.</summary>
    public CallScope? Next { get; set; }

    /// <summary>The function that runs; null on the side of the caller.</summary>
    public LiftedFunction? Function { get; set; }

    /// <summary>What <c>context.get</c> reads: slots of the guest's own.</summary>
    public ulong Context0 { get; set; }

    /// <inheritdoc cref="Context0"/>
    public ulong Context1 { get; set; }

    /// <summary>Whether <c>task.return</c> was called, and with what.</summary>
    public (bool IsReturned, ComponentValue? Value) Returned { get; set; }

    /// <summary>Borrowed handles that the callee has not dropped yet.</summary>
    public int Borrows { get; set; }

    /// <summary>Bytes that values lifted in this call may still take.</summary>
    public long Budget { get; private set; } = ComponentLimits.LiftedBytes;

    /// <summary>Takes bytes for a value.</summary>
    public void Spend(long bytes)
    {
        Budget -= bytes;
        if (Budget < 0)
        {
            throw new AbiException($"the values of one call take more than {ComponentLimits.LiftedBytes} bytes");
        }
    }

    /// <summary>A handle of a guest is lent until the end of the call.</summary>
    public void AddLender(HandleTable table, int index)
    {
        table.Lend(index);
        _hasHandles = true;
        (_lenders ??= []).Add((table, index));
    }

    /// <summary>A handle of the host is lent until the end of the call.</summary>
    public void AddLender(ComponentResource resource)
    {
        resource.Lend();
        _hasHandles = true;
        (_lentByHost ??= []).Add(resource);
    }

    /// <summary>What the host may use until the end of the call.</summary>
    public ComponentResource AddBorrowed(ComponentResource resource)
    {
        (_borrowedByHost ??= []).Add(resource);
        _hasHandles = true;
        return resource;
    }

    /// <summary>The call is over: what was lent is back.</summary>
    public void End()
    {
        if (_hasHandles)
        {
            EndHandles();
        }

        Function = null;
        Context0 = Context1 = 0;
        if (Returned.IsReturned)
        {
            Returned = default;
        }

        Borrows = 0;
        Budget = ComponentLimits.LiftedBytes;
    }

    private void EndHandles()
    {
        _hasHandles = false;
        if (_lenders is not null)
        {
            foreach (var (table, index) in _lenders)
            {
                table.Return(index);
            }

            _lenders.Clear();
        }

        if (_lentByHost is not null)
        {
            foreach (var resource in _lentByHost)
            {
                resource.Return();
            }

            _lentByHost.Clear();
        }

        if (_borrowedByHost is not null)
        {
            foreach (var resource in _borrowedByHost)
            {
                resource.Invalidate();
            }

            _borrowedByHost.Clear();
        }
    }
}
