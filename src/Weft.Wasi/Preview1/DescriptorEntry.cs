// WASI preview 1: a row of the descriptor table.

using Weft.Wasi.Filesystem;

namespace Weft.Wasi.Preview1;

/// <summary>A descriptor with its rights.</summary>
/// <param name="descriptor">The open object.</param>
/// <param name="rights">What may be done with it.</param>
/// <param name="inheriting">The most that what is opened through it gets.</param>
/// <param name="preopenPath">The guest's path of a directory that was open from the start, in UTF-8; null otherwise.</param>
internal sealed class DescriptorEntry(Descriptor descriptor, Rights rights, Rights inheriting, byte[]? preopenPath = null)
{
    private readonly Lock _lock = new();
    private int _uses;
    private bool _isClosed;

    public Descriptor Descriptor => descriptor;
    public Rights Rights { get; private set; } = rights;
    public Rights Inheriting { get; private set; } = inheriting;
    public byte[]? PreopenPath => preopenPath;

    /// <summary>Whether others use the descriptor, so that it stays open when this is closed: whoever granted it closes it.</summary>
    public bool IsShared { get; init; }

    /// <summary>Whether it has every one of some rights.</summary>
    public bool Has(Rights needed) => (Rights & needed) == needed;

    /// <summary>Gives up rights.</summary>
    /// <returns>False, and nothing is changed, where one is asked for that it does not have.</returns>
    public bool TryNarrow(Rights rights, Rights inheriting)
    {
        // Two threads that narrow at once must not give back to each other what one of them gave up.
        lock (_lock)
        {
            if ((rights & ~Rights) != 0 || (inheriting & ~Inheriting) != 0)
                return false;
            (Rights, Inheriting) = (rights, inheriting);
            return true;
        }
    }

    /// <summary>Begins to use the descriptor in a call: until <see cref="Release"/> it stays open, whatever other threads of the guest do.</summary>
    /// <returns>False where it is closed already.</returns>
    public bool TryUse()
    {
        lock (_lock)
        {
            if (_isClosed)
                return false;
            _uses++;
            return true;
        }
    }

    /// <summary>Ends what <see cref="TryUse"/> began.</summary>
    public void Release()
    {
        lock (_lock)
        {
            if (--_uses > 0 || !_isClosed)
                return;
        }
        End();
    }

    /// <summary>Closes the descriptor, once no call uses it any more: the host may give its number to another file at once.</summary>
    public void Close()
    {
        lock (_lock)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            if (_uses > 0)
                return;
        }
        End();
    }

    private void End()
    {
        if (!IsShared)
            descriptor.Dispose();
    }
}
