// Reads what BinaryWriter has written, from memory: readers and streams of .NET's are felt where a start is counted in milliseconds.
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Weft.Hashing;

namespace Weft.Precompilation;

/// <summary>Takes the values of a header one after the other.</summary>
/// <param name="bytes">The header.</param>
internal ref struct HeaderReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Some bytes.</summary>
    /// <exception cref="FormatException">There are not as many left.</exception>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)_rest.Length)
        {
            throw new FormatException("it is cut off");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>A byte.</summary>
    public byte ReadByte() => ReadBytes(1)[0];

    /// <summary>A truth value.</summary>
    public bool ReadBoolean() => ReadByte() != 0;

    /// <summary>A number of 32 bits.</summary>
    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(sizeof(int)));

    /// <summary>A string in UTF-8, its length before it, seven bits a byte.</summary>
    public string ReadString()
    {
        var length = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = ReadByte();
            length |= (part & 0x7F) << shift;
            if (part < 0x80)
            {
                return Encoding.UTF8.GetString(ReadBytes(length));
            }

            if (shift >= 28)
            {
                throw new FormatException("a length that is too long");
            }
        }
    }

    /// <summary>The SHA-256 of something.</summary>
    public ImmutableArray<byte> ReadHash()
    {
        var hash = ReadBytes(Sha256.Size).ToArray();
        return ImmutableCollectionsMarshal.AsImmutableArray(hash);
    }

    /// <summary>Numbers of 32 bits, their count before them.</summary>
    public ImmutableArray<int> ReadNumbers()
    {
        var count = ReadInt32();
        if (count < 0 || count > _rest.Length / sizeof(int))
        {
            throw new FormatException("too many numbers");
        }

        var numbers = new int[count];
        ReadBytes(count * sizeof(int)).CopyTo(MemoryMarshal.AsBytes(numbers.AsSpan()));
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(numbers, numbers);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(numbers);
    }
}
