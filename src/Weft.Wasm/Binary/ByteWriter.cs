// The lowest layer of the binary writer: bytes, LEB128 numbers, names (spec 5.2).
using System.Buffers.Binary;
using System.Text;

namespace Weft.Wasm.Binary;

/// <summary>A growing buffer of bytes. Numbers are written in their shortest form.</summary>
public sealed class ByteWriter
{
    private byte[] _buffer = new byte[256];

    /// <summary>The number of bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, Length);

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _buffer.AsSpan(0, Length);

    /// <summary>A copy of what was written.</summary>
    public byte[] ToArray() => WrittenSpan.ToArray();

    /// <summary>Forgets everything, keeping the buffer.</summary>
    public void Clear() => Length = 0;

    /// <summary>Forgets what was written after the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Length);
        Length = length;
    }

    /// <summary>One byte.</summary>
    public void WriteByte(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    /// <summary>Bytes as they are.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>An unsigned LEB128 number of up to 32 bits.</summary>
    public void WriteU32(uint value) => WriteU64(value);

    /// <summary>An index or count.</summary>
    public void WriteIndex(int value) => WriteU64((uint)value);

    /// <summary>An unsigned LEB128 number.</summary>
    public void WriteU64(ulong value)
    {
        var span = Reserve(10);
        var count = 0;
        while (value >= 0x80)
        {
            span[count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[count++] = (byte)value;
        Length += count;
    }

    /// <summary>A signed LEB128 number of any width.</summary>
    public void WriteS64(long value)
    {
        var span = Reserve(10);
        var count = 0;
        while (value is < -64 or > 63)
        {
            span[count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[count++] = (byte)(value & 0x7F);
        Length += count;
    }

    /// <summary>Four little-endian bytes.</summary>
    public void WriteFixedU32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);
        Length += 4;
    }

    /// <summary>Eight little-endian bytes.</summary>
    public void WriteFixedU64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);
        Length += 8;
    }

    /// <summary>A name: length and UTF-8 bytes (spec 5.2.4).</summary>
    public void WriteName(string name)
    {
        var count = Encoding.UTF8.GetByteCount(name);
        WriteU32((uint)count);
        Encoding.UTF8.GetBytes(name, Reserve(count));
        Length += count;
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - Length < count)
        {
            Array.Resize(ref _buffer, Math.Max((int)Math.Min(_buffer.Length * 2L, Array.MaxLength), checked(Length + count)));
        }

        return _buffer.AsSpan(Length);
    }
}
