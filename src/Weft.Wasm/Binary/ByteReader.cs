// The lowest layer of the binary format: bytes, LEB128 numbers, names (spec 5.2, 5.1.3). Every read is checked.
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Weft.Wasm.Binary;

/// <summary>A forward cursor over bytes of a module. Failures are <see cref="MalformedModuleException"/> with the offset in the module.</summary>
public ref struct ByteReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly long _baseOffset;

    /// <summary>Starts at the first byte.</summary>
    /// <param name="bytes">What to read.</param>
    /// <param name="baseOffset">Where <paramref name="bytes"/> start in the module, for errors.</param>
    public ByteReader(ReadOnlySpan<byte> bytes, long baseOffset = 0)
    {
        _bytes = bytes;
        _baseOffset = baseOffset;
    }

    /// <summary>Bytes from the start to the next byte to read.</summary>
    public int Position { get; set; }

    /// <summary>The same place, from the start of the module.</summary>
    public readonly long Offset => _baseOffset + Position;

    /// <summary>The number of bytes in all.</summary>
    public readonly int Length => _bytes.Length;

    /// <summary>The number of bytes left.</summary>
    public readonly int Remaining => _bytes.Length - Position;

    /// <summary>Whether every byte has been read.</summary>
    public readonly bool AtEnd => Position >= _bytes.Length;

    /// <summary>One byte.</summary>
    public byte ReadByte()
    {
        if (Position >= _bytes.Length)
        {
            ThrowUnexpectedEnd();
        }

        return _bytes[Position++];
    }

    /// <summary>The next byte, without moving.</summary>
    public readonly byte PeekByte()
    {
        if (Position >= _bytes.Length)
        {
            ThrowUnexpectedEnd();
        }

        return _bytes[Position];
    }

    /// <summary>Exactly <paramref name="count"/> bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            ThrowUnexpectedEnd();
        }

        var bytes = _bytes.Slice(Position, count);
        Position += count;
        return bytes;
    }

    /// <summary>An unsigned 32-bit LEB128 number (spec 5.2.2).</summary>
    public uint ReadU32()
    {
        if (Position < _bytes.Length && _bytes[Position] < 0x80)
        {
            return _bytes[Position++];
        }

        return (uint)ReadUnsigned(32);
    }

    /// <summary>An unsigned 64-bit LEB128 number.</summary>
    public ulong ReadU64()
    {
        if (Position < _bytes.Length && _bytes[Position] < 0x80)
        {
            return _bytes[Position++];
        }

        return ReadUnsigned(64);
    }

    /// <summary>A signed 32-bit LEB128 number.</summary>
    public int ReadS32()
    {
        // Most numbers in code fit one byte.
        if (Position < _bytes.Length && _bytes[Position] < 0x80)
        {
            return (sbyte)(_bytes[Position++] << 1) >> 1;
        }

        return (int)ReadSigned(32);
    }

    /// <summary>A signed 33-bit LEB128 number: block and heap types.</summary>
    public long ReadS33() => ReadSigned(33);

    /// <summary>A signed 64-bit LEB128 number.</summary>
    public long ReadS64() => ReadSigned(64);

    /// <summary>Four little-endian bytes.</summary>
    public uint ReadFixedU32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

    /// <summary>Eight little-endian bytes.</summary>
    public ulong ReadFixedU64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(8));

    /// <summary>An index. Larger ones than any index space can hold become <see cref="int.MaxValue"/>, which validation refuses.</summary>
    public int ReadIndex() => (int)Math.Min(ReadU32(), int.MaxValue);

    /// <summary>The length of a vector, refused before anything is allocated when it exceeds a limit or the bytes that are left.</summary>
    /// <param name="limit">One of <see cref="ImplementationLimits"/>.</param>
    /// <param name="what">The plural noun for the message.</param>
    public int ReadCount(int limit, string what)
    {
        var at = Offset;
        var count = ReadU32();
        if (count > (uint)Remaining)
        {
            throw new MalformedModuleException($"unexpected end of section or function: {count} {what} announced, but only {Remaining} bytes follow", at);
        }

        if (count > (uint)limit)
        {
            throw new MalformedModuleException($"too many {what}: {count}, the limit is {limit}", at);
        }

        return (int)count;
    }

    /// <summary>A name: a length and UTF-8 bytes (spec 5.2.4).</summary>
    public string ReadName()
    {
        var length = ReadU32();
        if (length > (uint)Remaining)
        {
            Throw($"length out of bounds: a name of {length} bytes announced, but only {Remaining} bytes follow");
        }

        if (length > ImplementationLimits.NameBytes)
        {
            Throw($"name too long: {length} bytes, the limit is {ImplementationLimits.NameBytes}");
        }

        var at = Offset;
        var bytes = ReadBytes((int)length);
        return IsAscii(bytes) || IsUtf8(bytes) ? Encoding.UTF8.GetString(bytes) : throw new MalformedModuleException("malformed UTF-8 encoding in a name", at);
    }

    private static bool IsAscii(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (value >= 0x80)
            {
                return false;
            }
        }

        return true;
    }

    // A method of its own: nearly no name comes here, and what it calls is in an assembly that nothing else loads.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsUtf8(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes);

    /// <summary>Fails at the current place.</summary>
    [DoesNotReturn]
    public readonly void Throw(string message) => throw new MalformedModuleException(message, Offset);

    [DoesNotReturn]
    private readonly void ThrowUnexpectedEnd() => throw new MalformedModuleException("unexpected end of section or function", _baseOffset + _bytes.Length);

    private ulong ReadUnsigned(int bits)
    {
        var result = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var b = ReadByte();
            if (shift + 7 > bits)
            {
                // The last byte that may appear: no continuation, and no bits beyond the width.
                if (b >= 0x80)
                {
                    ThrowNumber("integer representation too long");
                }

                if (b >> (bits - shift) != 0)
                {
                    ThrowNumber("integer too large");
                }
            }

            result |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return result;
            }
        }
    }

    private long ReadSigned(int bits)
    {
        var result = 0L;
        for (var shift = 0; ; shift += 7)
        {
            var b = ReadByte();
            if (shift + 7 >= bits)
            {
                if (b >= 0x80)
                {
                    ThrowNumber("integer representation too long");
                }

                // The unused bits must repeat the sign bit.
                var top = (sbyte)(b << 1) >> (bits - shift);
                if (top is not (0 or -1))
                {
                    ThrowNumber("integer too large");
                }
            }

            result |= (long)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                var used = shift + 7;
                return used >= 64 ? result : result << (64 - used) >> (64 - used);
            }
        }
    }

    [DoesNotReturn]
    private readonly void ThrowNumber(string message) => throw new MalformedModuleException(message, Offset - 1);
}
