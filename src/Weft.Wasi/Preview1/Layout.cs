// WASI preview 1: where wasi_snapshot_preview1 and wasi_unstable lay out structures differently, and the codes that only guests know.

using System.Buffers.Binary;
using Weft.Wasi.Filesystem;

namespace Weft.Wasi.Preview1;

/// <summary>One of the two versions of preview 1, by what differs: `filestat`, `subscription` and `whence`.</summary>
internal sealed class Layout
{
    private Layout()
    {
    }

    /// <summary>wasi_snapshot_preview1.</summary>
    public static Layout Snapshot { get; } = new()
    {
        FileStatusSize = 64,
        SubscriptionSize = 48,
        SubscriptionClock = 16,
    };

    /// <summary>wasi_unstable: link counts have 32 bits, clocks have an identifier that nobody reads, and seeking counts from the position first.</summary>
    public static Layout Unstable { get; } = new()
    {
        FileStatusSize = 56,
        SubscriptionSize = 56,
        SubscriptionClock = 24,
    };

    /// <summary>Bytes of a `filestat`.</summary>
    public uint FileStatusSize { get; private init; }

    /// <summary>Bytes of a `subscription`.</summary>
    public uint SubscriptionSize { get; private init; }

    /// <summary>Where in a `subscription` a clock's id is. The timeout follows 8, the precision 16, the flags 24 bytes behind.</summary>
    public int SubscriptionClock { get; private init; }

    private bool IsUnstable => ReferenceEquals(this, Unstable);

    /// <summary>What a `filetype` of the guest's is.</summary>
    public static byte ToFileType(FileKind kind) => kind switch
    {
        FileKind.BlockDevice => 1,
        FileKind.CharacterDevice => 2,
        FileKind.Directory => 3,
        FileKind.RegularFile => 4,
        FileKind.DatagramSocket => 5,
        FileKind.StreamSocket => 6,
        FileKind.SymbolicLink => 7,
        // Preview 1 has no word for a pipe.
        _ => 0,
    };

    /// <summary>What a `whence` means, or null for none.</summary>
    public SeekOrigin? ToOrigin(int whence) => (whence, IsUnstable) switch
    {
        (0, false) or (2, true) => SeekOrigin.Begin,
        (1, false) or (0, true) => SeekOrigin.Current,
        (2, false) or (1, true) => SeekOrigin.End,
        _ => null,
    };

    /// <summary>Writes a `filestat`.</summary>
    /// <param name="destination">Room for <see cref="FileStatusSize"/> bytes.</param>
    /// <param name="status">What to write.</param>
    public void Write(Span<byte> destination, in FileStatus status)
    {
        destination[..(int)FileStatusSize].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(destination, status.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], status.Inode);
        destination[16] = ToFileType(status.Kind);
        if (IsUnstable)
            BinaryPrimitives.WriteUInt32LittleEndian(destination[20..], (uint)Math.Min(status.LinkCount, uint.MaxValue));
        else
            BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], status.LinkCount);
        Span<byte> rest = destination[(IsUnstable ? 24 : 32)..];
        BinaryPrimitives.WriteUInt64LittleEndian(rest, status.Size);
        BinaryPrimitives.WriteUInt64LittleEndian(rest[8..], status.AccessTime);
        BinaryPrimitives.WriteUInt64LittleEndian(rest[16..], status.ModificationTime);
        BinaryPrimitives.WriteUInt64LittleEndian(rest[24..], status.ChangeTime);
    }
}
