// The core values that a value is lifted from (CanonicalABI.md, "Flat Lifting").
using System.Runtime.CompilerServices;

namespace Weft.Components.CanonicalAbi;

/// <summary>
/// Core values one after another, as bits. The payloads of a variant share slots: whoever reads a 32-bit value from one that is 64 bits wide
/// for another case takes the low half, as the specification has it.
/// </summary>
public ref struct FlatReader
{
    private readonly ReadOnlySpan<ulong> _slots;
    private int _next;

    internal FlatReader(scoped in LiftContext context, ReadOnlySpan<ulong> slots)
    {
        Context = context;
        _slots = slots;
    }

    /// <summary>Where what the values point to is read.</summary>
    public LiftContext Context { get; }

    /// <summary>The next value's place.</summary>
    public int Position => _next;

    /// <summary>The next value: an i32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadUInt32() => (uint)_slots[_next++];

    /// <summary>The next value: an i64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadUInt64() => _slots[_next++];

    /// <summary>The next value: a pointer or a length.</summary>
    public ulong ReadPointer() => Context.Is64 ? ReadUInt64() : ReadUInt32();

    /// <summary>Goes to the first value behind a variant, whichever case it was.</summary>
    public void SkipTo(int position) => _next = position;
}
