// The core values that a value is lowered to (CanonicalABI.md, "Flat Lowering").
using System.Runtime.CompilerServices;

namespace Weft.Components.CanonicalAbi;

/// <summary>Core values one after another, as bits: 32-bit values are zero-extended, which is what the specification has for shared slots.</summary>
public ref struct FlatWriter
{
    private readonly Span<ulong> _slots;
    private int _next;

    internal FlatWriter(scoped in LowerContext context, Span<ulong> slots)
    {
        Context = context;
        _slots = slots;
    }

    /// <summary>Where what the values point to is written.</summary>
    public LowerContext Context { get; }

    /// <summary>The next value's place.</summary>
    public int Position => _next;

    /// <summary>The next value: an i32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUInt32(uint value) => _slots[_next++] = value;

    /// <summary>The next value: an i64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUInt64(ulong value) => _slots[_next++] = value;

    /// <summary>The next value: a pointer or a length.</summary>
    public void WritePointer(ulong value) => WriteUInt64(value);

    /// <summary>Fills up with zeros to the first value behind a variant, whichever case it was.</summary>
    public void PadTo(int position)
    {
        while (_next < position)
        {
            _slots[_next++] = 0;
        }
    }
}
