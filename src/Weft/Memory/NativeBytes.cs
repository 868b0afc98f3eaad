// Bytes outside of the managed heap as memory that readers take.
// SAFETY: whoever makes one sees to it that the bytes stay.
using System.Buffers;

namespace Weft.Runtime;

/// <summary>Bytes at an address.</summary>
/// <param name="start">The address.</param>
/// <param name="length">How many.</param>
internal sealed unsafe class NativeBytes(byte* start, int length) : MemoryManager<byte>
{
    /// <inheritdoc/>
    public override Span<byte> GetSpan() => new(start, length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
