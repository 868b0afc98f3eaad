// WASI: writes of memory that may move, through descriptors that take memory that does not.

using Weft.Wasi.Filesystem;
using Weft.Wasi.IO;

namespace Weft.Wasi.Interop;

/// <summary>Pins bytes while a descriptor takes them.</summary>
internal static unsafe class PinnedTransfer
{
    /// <summary>Writes all of the bytes at a descriptor's position, and waits as the descriptor does.</summary>
    public static WasiError WriteAll(Descriptor descriptor, ReadOnlySpan<byte> bytes, Interruption interruption)
    {
        // SAFETY: the bytes are pinned for as long as the vectors over them are in use.
        fixed (byte* start = bytes)
        {
            for (int written = 0; written < bytes.Length;)
            {
                var rest = new IoVector(new Span<byte>(start + written, bytes.Length - written));
                WasiError error = descriptor.Write([rest], interruption, out int count);
                if (error != WasiError.Success)
                    return error;
                if (count == 0)
                    return WasiError.InputOutput;
                written += count;
            }
        }
        return WasiError.Success;
    }

    /// <summary>Writes bytes at an offset, or at the end.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="offset">The offset; null for the end.</param>
    /// <param name="count">How many were written, perhaps not all.</param>
    public static WasiError WriteAt(Descriptor descriptor, ReadOnlySpan<byte> bytes, ulong? offset, out int count)
    {
        // SAFETY: as above.
        fixed (byte* start = bytes)
        {
            IoVector all = new(new Span<byte>(start, bytes.Length));
            return offset is { } place ? descriptor.WriteAt([all], place, out count) : descriptor.Append([all], out count);
        }
    }
}
