// WASI file systems, in memory: an open file with its position.

using Weft.Wasi.Interop;
using Weft.Wasi.IO;

namespace Weft.Wasi.Filesystem.InMemory;

/// <summary>An open file.</summary>
internal sealed class MemoryFile : Descriptor
{
    private readonly MemoryFileNode _node;
    private readonly bool _isReadOnly;
    private readonly bool _canRead;
    private readonly bool _canWrite;
    private DescriptorFlags _flags;
    private long _position;
    private bool _isClosed;

    /// <summary>Opens a file; the caller holds the file system's lock.</summary>
    public MemoryFile(MemoryFileNode node, OpenRequest request, bool isReadOnly)
    {
        _node = node;
        _isReadOnly = isReadOnly;
        _canWrite = request.Write || (request.WriteIfPossible && !isReadOnly);
        _canRead = request.Read || !request.Write;
        _flags = request.DescriptorFlags;
        node.OpenCount++;
    }

    /// <inheritdoc/>
    public override FileKind Kind => FileKind.RegularFile;

    /// <inheritdoc/>
    public override bool IsSeekable => true;

    /// <inheritdoc/>
    public override DescriptorFlags Flags => _flags;

    private Lock Gate => _node.FileSystem.Gate;

    /// <inheritdoc/>
    public override WasiError GetStatus(out FileStatus status)
    {
        lock (Gate)
            _node.GetStatus(out status);
        return WasiError.Success;
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
    public override WasiError SetTimes(TimeUpdate access, TimeUpdate modification)
    {
        if (_isReadOnly)
            return WasiError.NotPermitted;
        lock (Gate)
            _node.SetTimes(access, modification);
        return WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError Synchronize(bool dataOnly) => WasiError.Success;

    /// <inheritdoc/>
    public override WasiError Read(ReadOnlySpan<IoVector> buffers, Interruption interruption, out int count)
    {
        lock (Gate)
        {
            WasiError error = ReadAt(buffers, (ulong)_position, out count);
            _position += count;
            return error;
        }
    }

    /// <inheritdoc/>
    public override WasiError Write(ReadOnlySpan<IoVector> buffers, Interruption interruption, out int count)
    {
        lock (Gate)
        {
            if ((_flags & DescriptorFlags.Append) != 0)
                _position = (long)_node.Size;
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
        lock (Gate)
        {
            foreach (ref readonly IoVector buffer in buffers)
            {
                int read = _node.Read((long)offset + count, buffer.Span);
                count += read;
                if (read < buffer.Length)
                    break;
            }
            if (count > 0)
                _node.AccessTime = _node.FileSystem.Now();
        }
        return WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError Append(ReadOnlySpan<IoVector> buffers, out int count)
    {
        lock (Gate)
            return WriteAt(buffers, _node.Size, out count);
    }

    /// <inheritdoc/>
    public override WasiError WriteAt(ReadOnlySpan<IoVector> buffers, ulong offset, out int count)
    {
        count = 0;
        if (!_canWrite)
            return WasiError.BadDescriptor;
        if (offset > long.MaxValue)
            return WasiError.Invalid;
        lock (Gate)
        {
            // As on Linux, what is opened for appending appends here too.
            long start = (_flags & DescriptorFlags.Append) != 0 ? (long)_node.Size : (long)offset;
            long total = IoVector.TotalLength(buffers);
            if (total == 0)
                return WasiError.Success;
            if (start > long.MaxValue - total)
                return WasiError.FileTooBig;
            foreach (ref readonly IoVector buffer in buffers)
            {
                int written = _node.Write(start + count, buffer.Span);
                count += written;
                if (written < buffer.Length)
                    break;
            }
            if (count == 0)
                return WasiError.NoSpace;
            _node.Touch();
        }
        return WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError Seek(long offset, SeekOrigin origin, out ulong position)
    {
        position = 0;
        lock (Gate)
        {
            long start = origin switch
            {
                SeekOrigin.Begin => 0,
                SeekOrigin.Current => _position,
                _ => (long)_node.Size,
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
        if (_isReadOnly)
            return WasiError.NotPermitted;
        if (!_canWrite || size > long.MaxValue)
            return WasiError.Invalid;
        lock (Gate)
        {
            _node.SetLength((long)size);
            _node.Touch();
        }
        return WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError Allocate(ulong offset, ulong length)
    {
        if (_isReadOnly)
            return WasiError.NotPermitted;
        if (!_canWrite)
            return WasiError.BadDescriptor;
        if (length == 0 || offset > long.MaxValue || length > long.MaxValue)
            return WasiError.Invalid;
        if (offset + length > long.MaxValue)
            return WasiError.FileTooBig;
        lock (Gate)
        {
            if (length > (ulong)_node.FileSystem.Capacity || !_node.Reserve((long)offset, (long)length))
                return WasiError.NoSpace;
            if (offset + length > _node.Size)
                _node.SetLength((long)(offset + length));
            _node.Touch();
        }
        return WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError Advise(ulong offset, ulong length, Advice advice) =>
        offset > long.MaxValue || length > long.MaxValue ? WasiError.Invalid : WasiError.Success;

    /// <inheritdoc/>
    public override ulong GetReadableBytes()
    {
        lock (Gate)
            return (ulong)Math.Max(0, (long)_node.Size - _position);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        lock (Gate)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            _node.OpenCount--;
            _node.FileSystem.ReleaseIfGone(_node);
        }
    }
}
