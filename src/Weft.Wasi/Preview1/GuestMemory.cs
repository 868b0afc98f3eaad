// WASI preview 1: the guest's memory as the functions see it. Every pointer and length of a guest comes through here, and nowhere else is one
// turned into memory: an address and a length are widened to 64 bits, added and compared. What does not fit makes the function answer
// `fault`, and nothing has then been touched.

using System.Buffers.Binary;
using Weft.Wasi.Interop;

namespace Weft.Wasi.Preview1;

/// <summary>A guest's memory, which must not move while this exists: wasm memory is native, tests pin theirs.</summary>
internal readonly ref struct GuestMemory
{
    // A memory of 4 GiB is longer than a span can be, so a guest's is kept as it is; a span is for tests.
    private readonly Memory? _memory;
    private readonly Span<byte> _bytes;

    /// <summary>A guest's memory.</summary>
    public GuestMemory(Memory memory) => _memory = memory;

    /// <summary>Bytes that stand for a guest's memory.</summary>
    public GuestMemory(Span<byte> bytes) => _bytes = bytes;

    /// <summary>Whether other threads of the guest may change it during a call.</summary>
    public bool IsShared => _memory is { IsShared: true };

    /// <summary>Finds a range.</summary>
    /// <param name="address">Where it starts.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="range">The range; only the first <see cref="Transfer.MaximumBytes"/> of a longer one.</param>
    /// <returns>False where the range does not lie in the memory.</returns>
    public bool TryGetRange(uint address, uint length, out Span<byte> range)
    {
        range = default;
        ulong end = (ulong)address + length;
        int visible = (int)Math.Min(length, Transfer.MaximumBytes);
        if (_memory is not null)
            return end <= _memory.Length && _memory.TryGetSpan((ulong)address, visible, out range);
        if (end > (ulong)_bytes.Length)
            return false;
        range = _bytes.Slice((int)address, visible);
        return true;
    }

    /// <summary>Reads a 32-bit integer.</summary>
    public bool TryRead(uint address, out uint value)
    {
        value = 0;
        if (!TryGetRange(address, sizeof(uint), out Span<byte> range))
            return false;
        value = BinaryPrimitives.ReadUInt32LittleEndian(range);
        return true;
    }

    /// <summary>Writes a 32-bit integer.</summary>
    public bool TryWrite(uint address, uint value)
    {
        if (!TryGetRange(address, sizeof(uint), out Span<byte> range))
            return false;
        BinaryPrimitives.WriteUInt32LittleEndian(range, value);
        return true;
    }

    /// <summary>Writes a 64-bit integer.</summary>
    public bool TryWrite(uint address, ulong value)
    {
        if (!TryGetRange(address, sizeof(ulong), out Span<byte> range))
            return false;
        BinaryPrimitives.WriteUInt64LittleEndian(range, value);
        return true;
    }

    /// <summary>Reads a list of buffers (`iovec`, `ciovec`: address and length, 32 bits each).</summary>
    /// <param name="address">The list.</param>
    /// <param name="vectors">Receives the buffers, as many as it has room for; buffers beyond what one transfer moves are left empty.</param>
    public WasiError TryReadVectors(uint address, Span<IoVector> vectors)
    {
        if (!TryGetRange(address, (uint)vectors.Length * 8, out Span<byte> list))
            return WasiError.Fault;
        int left = Transfer.MaximumBytes;
        for (int index = 0; index < vectors.Length; index++)
        {
            uint start = BinaryPrimitives.ReadUInt32LittleEndian(list[(index * 8)..]);
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(list[((index * 8) + 4)..]);
            if (!TryGetRange(start, length, out Span<byte> buffer))
                return WasiError.Fault;
            buffer = buffer[..Math.Min(buffer.Length, left)];
            left -= buffer.Length;
            vectors[index] = new IoVector(buffer);
        }
        return WasiError.Success;
    }
}
