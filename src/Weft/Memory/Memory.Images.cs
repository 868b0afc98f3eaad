// How a memory gets the content that it begins with, and goes back to it.
using Weft.Runtime;

namespace Weft;

public sealed unsafe partial class Memory
{
    private MemoryImage? _image;

    // Whether pages of a file stand in it.
    private bool _isMapped;

    /// <summary>Gives a new memory what the data segments of its module say.</summary>
    /// <param name="image">The image, whose ranges lie inside the memory.</param>
    /// <exception cref="LinkException">The system refuses.</exception>
    internal void Apply(MemoryImage image)
    {
        ThrowIfDisposed();
        _isMapped = image.IsMapped;
        if (!image.TryApply(Cell->Base))
        {
            throw new LinkException("the system does not let data segments be mapped");
        }

        _image = image;
        GC.KeepAlive(this);
    }

    /// <summary>What is in it now.</summary>
    internal MemorySnapshot TakeSnapshot()
    {
        ThrowIfDisposed();
        var snapshot = new MemorySnapshot(Cell->Base, Cell->Length, _image);
        GC.KeepAlive(this);
        return snapshot;
    }

    /// <summary>Whether its size and content are those of a snapshot.</summary>
    internal bool Matches(MemorySnapshot snapshot)
    {
        ThrowIfDisposed();
        var matches = snapshot.Length == Cell->Length && snapshot.Matches(Cell->Base);
        GC.KeepAlive(this);
        return matches;
    }

    /// <summary>Goes to what another memory of the same module was.</summary>
    /// <param name="snapshot">What it was, and this memory is as large.</param>
    /// <param name="isFirst">Whether it is so for the first time.</param>
    /// <returns>False when the system refuses: the memory must not be used any more.</returns>
    internal bool TryRestore(MemorySnapshot snapshot, bool isFirst)
    {
        ThrowIfDisposed();
        _isMapped = true;
        var more = Cell->Length - snapshot.Length;
        Volatile.Write(ref Cell->Length, snapshot.Length);
        var isRestored = isFirst ? snapshot.TryAttach(_reservation) : snapshot.TryRestore(_reservation);
        _store?.ReturnMemory(more);
        GC.KeepAlive(this);
        return isRestored;
    }
}
