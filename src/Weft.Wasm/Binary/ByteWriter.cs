// The lowest layer of the binary writer: bytes, LEB128 numbers, names (spec 5.2).
using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Weft.Wasm.Binary;

/// <summary>A growing buffer of bytes. Numbers are written in their shortest form.</summary>
public sealed class ByteWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>The number of bytes written.</summary>
    public int Length => _buffer.WrittenCount;

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.WrittenMemory;

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _buffer.WrittenSpan;

    /// <summary>A copy of what was written.</summary>
    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    /// <summary>Forgets everything, keeping the buffer.</summary>
    public void Clear() => _buffer.ResetWrittenCount();

    /// <summary>One byte.</summary>
    public void WriteByte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    /// <summary>Bytes as they are.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);

    /// <summary>An unsigned LEB128 number of up to 32 bits.</summary>
    public void WriteU32(uint value) => WriteU64(value);

    /// <summary>An index or count.</summary>
    public void WriteIndex(int value) => WriteU64((uint)value);

    /// <summary>An unsigned LEB128 number.</summary>
    public void WriteU64(ulong value)
    {
        var span = _buffer.GetSpan(10);
        var count = 0;
        while (value >= 0x80)
        {
            span[count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[count++] = (byte)value;
        _buffer.Advance(count);
    }

    /// <summary>A signed LEB128 number of any width.</summary>
    public void WriteS64(long value)
    {
        var span = _buffer.GetSpan(10);
        var count = 0;
        while (value is < -64 or > 63)
        {
            span[count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[count++] = (byte)(value & 0x7F);
        _buffer.Advance(count);
    }

    /// <summary>Four little-endian bytes.</summary>
    public void WriteFixedU32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    /// <summary>Eight little-endian bytes.</summary>
    public void WriteFixedU64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
    }

    /// <summary>A name: length and UTF-8 bytes (spec 5.2.4).</summary>
    public void WriteName(string name)
    {
        var count = Encoding.UTF8.GetByteCount(name);
        WriteU32((uint)count);
        Encoding.UTF8.GetBytes(name, _buffer.GetSpan(count));
        _buffer.Advance(count);
    }
}
