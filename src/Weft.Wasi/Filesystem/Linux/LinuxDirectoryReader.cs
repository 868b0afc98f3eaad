// WASI file systems, Linux: reading a directory with positions that survive changes. A position is the kernel's own (d_off) plus 3, since 0
// and 1 stand for "." and ".." and 2 for the start of the others. A guest mostly continues where it stopped, often a few entries before the
// end of what was read; those are still in the buffer. Only a position that is not there makes the kernel seek, which on some file systems
// loses its place when names come and go.

using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Weft.Wasi.Interop;

namespace Weft.Wasi.Filesystem.Linux;

/// <summary>Reads a directory's entries.</summary>
internal sealed class LinuxDirectoryReader(SafeFileHandle handle)
{
    private const int BufferSize = 32 * 1024;
    private const ulong FirstPosition = 2;
    private const ulong Bias = 3;

    // struct linux_dirent64: u64 inode, i64 position of the next, u16 size, u8 type, name with NUL.
    private const int NextOffset = 8;
    private const int SizeOffset = 16;
    private const int TypeOffset = 18;
    private const int NameOffset = 19;

    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly bool _asksEachInode = IsOverlay(handle);
    private int _length;
    private int _offset;
    private ulong _position = ulong.MaxValue;
    private ulong _bufferStart = ulong.MaxValue;

    /// <summary>Reads the entry at a position.</summary>
    public WasiError Read(ulong position, out DirectoryEntry entry, out bool found)
    {
        entry = default;
        found = false;
        if (position < FirstPosition)
        {
            WasiError failure = LinuxStatus.Read(handle, out FileStatus own);
            if (failure is not (WasiError.Success or WasiError.Overflow))
                return failure;
            // The parent of a guest's root is not the guest's to know, so ".." has the inode of ".".
            entry = new DirectoryEntry
            {
                Next = position + 1,
                Inode = own.Inode,
                Kind = FileKind.Directory,
                Name = position == 0 ? "."u8 : ".."u8,
            };
            found = true;
            return WasiError.Success;
        }

        WasiError error = MoveTo(position);
        while (error == WasiError.Success)
        {
            if (_offset >= _length)
            {
                error = Fill();
                if (error != WasiError.Success || _length == 0)
                    return error;
            }
            ReadOnlySpan<byte> raw = _buffer.AsSpan(_offset);
            ushort size = BinaryPrimitives.ReadUInt16LittleEndian(raw[SizeOffset..]);
            ReadOnlySpan<byte> name = raw[NameOffset..size];
            name = name[..name.IndexOf((byte)0)];
            entry.Inode = BinaryPrimitives.ReadUInt64LittleEndian(raw);
            entry.Next = BinaryPrimitives.ReadUInt64LittleEndian(raw[NextOffset..]) + Bias;
            entry.Kind = LinuxStatus.ToKind(raw[TypeOffset]);
            entry.Name = name;
            _offset += size;
            _position = entry.Next;
            if (name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
                continue;
            // Overlays list the inodes of their layers, which are not those that stat(2) tells; and some file systems list no kind.
            if ((_asksEachInode || entry.Kind == FileKind.Unknown)
                && LinuxStatus.ReadAt(handle, name, 0, out FileStatus status) is WasiError.Success or WasiError.Overflow)
            {
                entry.Inode = status.Inode;
                entry.Kind = status.Kind;
            }
            found = true;
            return WasiError.Success;
        }
        return error;
    }

    private static bool IsOverlay(SafeFileHandle handle)
    {
        // struct statfs has 120 bytes on 64-bit Linux; its first word is the file system's type.
        Span<long> status = stackalloc long[64];
        return LinuxNative.FileSystemStatus(handle, ref status[0]) == 0 && status[0] == LinuxConstants.OverlayFileSystem;
    }

    private WasiError MoveTo(ulong position)
    {
        // A new reading must see what was added since, so the start is never taken from the buffer.
        if (position == _position && position != FirstPosition)
            return WasiError.Success;
        if (position != FirstPosition && FindInBuffer(position))
            return WasiError.Success;
        ulong kernelPosition = position == FirstPosition ? 0 : position - Bias;
        if (kernelPosition > long.MaxValue)
            return WasiError.Invalid;
        if (LinuxNative.Seek(handle, (long)kernelPosition, 0) < 0)
            return LinuxConstants.LastError();
        _length = 0;
        _offset = 0;
        _position = position;
        return WasiError.Success;
    }

    private bool FindInBuffer(ulong position)
    {
        if (position == _bufferStart)
        {
            _offset = 0;
            _position = position;
            return _length > 0;
        }
        for (int offset = 0; offset < _length;)
        {
            ReadOnlySpan<byte> raw = _buffer.AsSpan(offset);
            offset += BinaryPrimitives.ReadUInt16LittleEndian(raw[SizeOffset..]);
            if (BinaryPrimitives.ReadUInt64LittleEndian(raw[NextOffset..]) + Bias == position)
            {
                _offset = offset;
                _position = position;
                return true;
            }
        }
        return false;
    }

    private WasiError Fill()
    {
        _bufferStart = _position;
        _offset = 0;
        _length = 0;
        int read = LinuxNative.ReadDirectory(handle, ref _buffer[0], BufferSize);
        if (read < 0)
            return LinuxConstants.LastError();
        _length = read;
        return WasiError.Success;
    }
}
