// Copying of what is a pointer and a length: strings and lists.
using System.Runtime.InteropServices;

namespace Weft.Components.CanonicalAbi;

/// <summary>Copies what a pointer and a length stand for.</summary>
internal abstract class PointerCopier(bool sourceIs64, bool targetIs64) : ValueCopier(LayoutOf(sourceIs64), LayoutOf(targetIs64))
{
    public sealed override void CopyFlat(ref CopyFrame frame)
    {
        var pointer = frame.ReadPointer();
        var (address, length) = Copy(ref frame, pointer, frame.ReadPointer());
        frame.Write(address);
        frame.Write(length);
    }

    public sealed override void Copy(ref CopyFrame frame, ReadOnlySpan<byte> from, Span<byte> to)
    {
        var (pointer, units) = sourceIs64
            ? (MemoryMarshal.Read<ulong>(from), MemoryMarshal.Read<ulong>(from[sizeof(ulong)..]))
            : (MemoryMarshal.Read<uint>(from), MemoryMarshal.Read<uint>(from[sizeof(uint)..]));
        var (address, length) = Copy(ref frame, pointer, units);
        if (targetIs64)
        {
            MemoryMarshal.Write(to, address);
            MemoryMarshal.Write(to[sizeof(ulong)..], length);
        }
        else
        {
            MemoryMarshal.Write(to, (uint)address);
            MemoryMarshal.Write(to[sizeof(uint)..], (uint)length);
        }
    }

    /// <summary>Copies it into memory that the second side allocates.</summary>
    protected abstract (ulong Address, ulong Length) Copy(ref CopyFrame frame, ulong address, ulong length);

    private static CodecLayout LayoutOf(bool is64) => is64 ? new(16, 8, 2) : new(8, 4, 2);
}
