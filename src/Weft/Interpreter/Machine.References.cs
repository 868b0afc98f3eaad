// References of frames: an array of objects parallel to the value stack. Functions that use references clear their part of it when they
// return, so that nothing stays alive for longer than the function.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Interpreter;

internal sealed unsafe partial class Machine
{
    // A longer array is not worth keeping for the next who uses the store.
    private const int KeptReferences = 4096;

    /// <summary>A reference slot of a frame.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref object? Reference(ulong* fp, int slot)
    {
        // SAFETY: a function that uses references begins by reserving as many as its frame has slots, and the array never shrinks.
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_references), (nint)(fp - _stackBase) + slot);
    }

    /// <summary>Where compiled functions leave a result beyond the first that is a reference.</summary>
    public ref object? ResultReference(int index)
    {
        if (index >= _results.Length)
        {
            Array.Resize(ref _results, Math.Max(index + 1, 16));
        }

        return ref _results[index];
    }

    /// <summary>The reference slots from a slot of the value stack on, as far as the array goes.</summary>
    /// <param name="from">The first slot.</param>
    /// <param name="count">How many, at most.</param>
    public Span<object?> ReferencesAt(ulong* from, int count)
    {
        var start = (int)(from - _stackBase);
        return start >= _references.Length ? default : _references.AsSpan(start, Math.Min(count, _references.Length - start));
    }

    /// <summary>Reserves the reference slots below a slot of the value stack.</summary>
    public void ReserveReferences(ulong* end)
    {
        var count = (int)(end - _stackBase);
        if (count > _references.Length)
        {
            var limit = (int)Math.Min(_context->StackLimit - _stackBase, Array.MaxLength);
            Array.Resize(ref _references, Math.Max(count, Math.Min(limit, Math.Max(256, _references.Length * 2))));
        }
    }

    /// <summary>At the start of a function that uses references.</summary>
    /// <param name="fp">Its frame.</param>
    /// <param name="first">The first slot after the arguments.</param>
    /// <param name="end">The slot after the locals.</param>
    /// <param name="frameSlots">The slots of the frame.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void EnterReferences(ulong* fp, int first, int end, int frameSlots)
    {
        ReserveReferences(fp + frameSlots);
        _references.AsSpan((int)(fp - _stackBase) + first, end - first).Clear();
    }

    /// <summary>Forgets references.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void ClearReferences(ulong* from, int count) => ReferencesAt(from, count).Clear();

    /// <summary>Copies references of a frame to lower slots.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void CopyReferences(ulong* fp, int to, int from, int count)
    {
        var slots = ReferencesAt(fp, Math.Max(to, from) + count);
        slots.Slice(from, count).CopyTo(slots[to..]);
    }

    /// <summary>Hands arguments to the function that takes the place of the running one, and forgets the rest of the frame.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void PassReferences(ulong* fp, int from, int count, int frameSlots)
    {
        var slots = ReferencesAt(fp, frameSlots);
        slots.Slice(from, count).CopyTo(slots);
        slots[count..].Clear();
    }

    // What was called with slots of an array may have called the guest, for which the array became a longer one: what it has left since in
    // the old one follows.
    private void FollowReferences(object?[] before, ulong* from, int count)
    {
        if (count != 0 && !ReferenceEquals(before, _references))
        {
            before.AsSpan((int)(from - _stackBase), count).CopyTo(ReferencesAt(from, count));
        }
    }

    /// <summary>Forgets all references, when no code runs.</summary>
    public void ForgetReferences()
    {
        if (_references.Length <= KeptReferences)
        {
            Array.Clear(_references);
        }
        else
        {
            _references = [];
        }
    }

    private void ClearReferencesAbove(ulong* from)
    {
        var start = (int)(from - _stackBase);
        if (start < _references.Length)
        {
            _references.AsSpan(start).Clear();
        }
    }
}
