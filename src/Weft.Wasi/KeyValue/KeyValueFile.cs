// wasi:keyvalue: the file of a key in FileKeyValueBucket. A mark, a version, the key, since the file's name does not tell it, and the value.

using System.Buffers.Binary;
using System.Text;

namespace Weft.Wasi.KeyValue;

/// <summary>Reads and writes files of keys.</summary>
internal static class KeyValueFile
{
    private const int VersionLength = 16;
    private const int HeadLength = 4 + VersionLength + sizeof(int);

    private static ReadOnlySpan<byte> Mark => "WKV1"u8;

    /// <summary>How long a file becomes.</summary>
    public static long LengthOf(string key, byte[] value) => (long)HeadLength + Encoding.UTF8.GetByteCount(key) + value.Length;

    /// <summary>Writes a file. Its version is one that no other has.</summary>
    public static void Write(Stream file, string key, byte[] value)
    {
        byte[] name = Encoding.UTF8.GetBytes(key);
        Span<byte> head = stackalloc byte[HeadLength];
        Mark.CopyTo(head);
        Guid.NewGuid().TryWriteBytes(head[Mark.Length..]);
        BinaryPrimitives.WriteInt32LittleEndian(head[^sizeof(int)..], name.Length);
        file.Write(head);
        file.Write(name);
        file.Write(value);
    }

    /// <summary>Reads the key.</summary>
    /// <exception cref="IOException">It is no such file.</exception>
    public static string ReadKey(Stream file)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        return Encoding.UTF8.GetString(ReadBytes(file, ReadHead(file, head)));
    }

    /// <summary>Reads the value and the version.</summary>
    /// <exception cref="IOException">It is no such file.</exception>
    public static KeyValueVersion Read(Stream file)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        file.Seek(ReadHead(file, head), SeekOrigin.Current);
        return new KeyValueVersion(ReadBytes(file, file.Length - file.Position), new Guid(head.Slice(Mark.Length, VersionLength)).ToString("n"));
    }

    // Returns the length of the key.
    private static int ReadHead(Stream file, Span<byte> head)
    {
        file.ReadExactly(head);
        int length = BinaryPrimitives.ReadInt32LittleEndian(head[^sizeof(int)..]);
        return head.StartsWith(Mark) && length >= 0 && length <= file.Length - HeadLength
            ? length
            : throw new IOException("not the file of a key");
    }

    private static byte[] ReadBytes(Stream file, long length)
    {
        byte[] bytes = new byte[length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
