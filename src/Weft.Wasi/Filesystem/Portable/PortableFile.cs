// WASI file systems, other platforms: an open file through .NET's RandomAccess, with its position kept here.

using Microsoft.Win32.SafeHandles;
using Weft.Wasi.Interop;
using Weft.Wasi.IO;

namespace Weft.Wasi.Filesystem.Portable;

/// <summary>An open file.</summary>
internal sealed class PortableFile(SafeFileHandle handle, string path, OpenRequest request, bool isReadOnly) : Descriptor
{
    private readonly bool _canRead = request.Read || !request.Write;
    private readonly bool _canWrite = request.Write || (request.WriteIfPossible && !isReadOnly);
    private DescriptorFlags _flags = request.DescriptorFlags;
    private readonly Lock _positionGate = new();
    private long _position;

    /// <inheritdoc/>
    public override FileKind Kind => FileKind.RegularFile;

    /// <inheritdoc/>
    public override bool IsSeekable => true;

    /// <inheritdoc/>
    public override DescriptorFlags Flags => _flags;

    /// <inheritdoc/>
    public override WasiError GetStatus(out FileStatus status)
    {
        FileStatus read = default;
        WasiError error = PortableStatus.Attempt(() =>
        {
            var info = new FileInfo(path);
            // A file that was unlinked is still open, though its path tells nothing any more.
            read = info.Exists ? PortableStatus.Read(info) : new FileStatus { Kind = FileKind.RegularFile };
            read.Size = (ulong)RandomAccess.GetLength(handle);
            return WasiError.Success;
        });
        status = read;
        return error;
    }

    /// <inheritdoc/>
    public override WasiError SetFlags(DescriptorFlags flags)
    {
        if (((flags ^ _flags) & DescriptorFlags.Synchronous) != 0)
            return WasiError.Invalid;
        _flags = flags;
        return WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError SetTimes(TimeUpdate access, TimeUpdate modification) => isReadOnly
        ? WasiError.NotPermitted
        : PortableStatus.Attempt(() =>
        {
            DateTime now = DateTime.UtcNow;
            if (access.Kind != TimeUpdateKind.Keep)
                File.SetLastAccessTimeUtc(handle, access.Kind == TimeUpdateKind.Now ? now : DateTime.UnixEpoch.AddTicks((long)(access.Nanoseconds / 100)));
            if (modification.Kind != TimeUpdateKind.Keep)
                File.SetLastWriteTimeUtc(handle, modification.Kind == TimeUpdateKind.Now ? now : DateTime.UnixEpoch.AddTicks((long)(modification.Nanoseconds / 100)));
            return WasiError.Success;
        });

    /// <inheritdoc/>
    public override WasiError Synchronize(bool dataOnly) => PortableStatus.Attempt(() =>
    {
        RandomAccess.FlushToDisk(handle);
        return WasiError.Success;
    });

    /// <inheritdoc/>
    public override WasiError Read(ReadOnlySpan<IoVector> buffers, Interruption interruption, out int count)
    {
        lock (_positionGate)
        {
            WasiError error = ReadAt(buffers, (ulong)_position, out count);
            _position += count;
            return error;
        }
    }

    /// <inheritdoc/>
    public override WasiError Write(ReadOnlySpan<IoVector> buffers, Interruption interruption, out int count)
    {
        lock (_positionGate)
        {
            if ((_flags & DescriptorFlags.Append) != 0)
                _position = RandomAccess.GetLength(handle);
            WasiError error = WriteAt(buffers, (ulong)_position, out count);
            _position += count;
            return error;
        }
    }

    /// <inheritdoc/>
    public override WasiError ReadAt(ReadOnlySpan<IoVector> buffers, ulong offset, out int count)
    {
        count = 0;
        if (!_canRead)
            return WasiError.BadDescriptor;
        if (offset > long.MaxValue)
            return WasiError.Invalid;
        try
        {
            foreach (ref readonly IoVector buffer in buffers)
            {
                int read = RandomAccess.Read(handle, buffer.Span, (long)offset + count);
                count += read;
                if (read < buffer.Length)
                    break;
            }
            return WasiError.Success;
        }
        catch (IOException)
        {
            return count > 0 ? WasiError.Success : WasiError.InputOutput;
        }
    }

    /// <inheritdoc/>
    public override WasiError WriteAt(ReadOnlySpan<IoVector> buffers, ulong offset, out int count)
    {
        count = 0;
        if (!_canWrite)
            return WasiError.BadDescriptor;
        if (offset > long.MaxValue - Transfer.MaximumBytes)
            return WasiError.Invalid;
        try
        {
            long start = (_flags & DescriptorFlags.Append) != 0 ? RandomAccess.GetLength(handle) : (long)offset;
            foreach (ref readonly IoVector buffer in buffers)
            {
                RandomAccess.Write(handle, buffer.Span, start + count);
                count += buffer.Length;
            }
            if ((_flags & DescriptorFlags.Synchronous) != 0)
                RandomAccess.FlushToDisk(handle);
            return WasiError.Success;
        }
        catch (IOException)
        {
            return count > 0 ? WasiError.Success : WasiError.NoSpace;
        }
    }

    /// <inheritdoc/>
    public override WasiError Append(ReadOnlySpan<IoVector> buffers, out int count)
    {
        lock (_positionGate)
            return WriteAt(buffers, (ulong)RandomAccess.GetLength(handle), out count);
    }

    /// <inheritdoc/>
    public override WasiError Seek(long offset, SeekOrigin origin, out ulong position)
    {
        position = 0;
        lock (_positionGate)
        {
            long start = origin switch
            {
                SeekOrigin.Begin => 0,
                SeekOrigin.Current => _position,
                _ => RandomAccess.GetLength(handle),
            };
            if (offset > 0 && start > long.MaxValue - offset)
                return WasiError.Overflow;
            if (start + offset < 0)
                return WasiError.Invalid;
            _position = start + offset;
            position = (ulong)_position;
            return WasiError.Success;
        }
    }

    /// <inheritdoc/>
    public override WasiError SetSize(ulong size)
    {
        if (isReadOnly)
            return WasiError.NotPermitted;
        if (!_canWrite || size > long.MaxValue)
            return WasiError.Invalid;
        return PortableStatus.Attempt(() =>
        {
            RandomAccess.SetLength(handle, (long)size);
            return WasiError.Success;
        });
    }

    /// <inheritdoc/>
    public override WasiError Allocate(ulong offset, ulong length)
    {
        if (isReadOnly)
            return WasiError.NotPermitted;
        if (!_canWrite)
            return WasiError.BadDescriptor;
        if (length == 0 || offset > long.MaxValue || length > long.MaxValue)
            return WasiError.Invalid;
        if (offset + length > long.MaxValue)
            return WasiError.FileTooBig;
        return offset + length > (ulong)RandomAccess.GetLength(handle) ? SetSize(offset + length) : WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError Advise(ulong offset, ulong length, Advice advice) =>
        offset > long.MaxValue || length > long.MaxValue ? WasiError.Invalid : WasiError.Success;

    /// <inheritdoc/>
    public override ulong GetReadableBytes() => (ulong)Math.Max(0, RandomAccess.GetLength(handle) - _position);

    /// <inheritdoc/>
    public override void Dispose() => handle.Dispose();
}
