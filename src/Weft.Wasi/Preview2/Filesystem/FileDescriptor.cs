// WASI preview 2: wasi:filesystem's descriptor. Thin: what it was opened for, arguments in, error codes out. A directory says "bad descriptor" to
// what is for files, and a file "not a directory" to what is for directories.

using Weft.Components;
using Weft.Wasi.Filesystem;
using Weft.Wasi.Interop;
using Weft.Wasi.Preview2.IO;
using ErrorCode = Weft.Wasi.WasiPreview2.Types.ErrorCode;
using Types = Weft.Wasi.WasiPreview2.Types;

namespace Weft.Wasi.Preview2.Filesystem;

/// <summary>An open file or directory.</summary>
/// <param name="process">Whose it is.</param>
/// <param name="shared">What is open.</param>
/// <param name="access">What a file was opened for.</param>
internal sealed partial class FileDescriptor(Preview2Process process, SharedDescriptor shared, Types.DescriptorFlags access)
    : Types.IDescriptor, IDisposable
{
    private readonly DescriptorHold _hold = shared.Hold();

    private Descriptor Descriptor => _hold.Descriptor;
    private bool IsDirectory => Descriptor is DirectoryDescriptor;
    private bool CanRead => !IsDirectory && (access & Types.DescriptorFlags.Read) != 0;
    private bool CanWrite => !IsDirectory && (access & Types.DescriptorFlags.Write) != 0;

    /// <inheritdoc/>
    public ComponentResult<WasiPreview2.Streams.IInputStream, ErrorCode> ReadViaStream(ulong offset)
    {
        if (!CanRead)
            return ComponentResult.Error(ErrorCode.BadDescriptor);
        // A pipe or a device has no offsets.
        WasiPreview2.Streams.IInputStream stream = Descriptor.IsSeekable ? new FileInputStream(process, _hold.Shared, offset) : new DescriptorInputStream(process, _hold.Shared);
        return ComponentResult.Ok(stream);
    }

    /// <inheritdoc/>
    public ComponentResult<WasiPreview2.Streams.IOutputStream, ErrorCode> WriteViaStream(ulong offset) => WriteFrom(offset);

    /// <inheritdoc/>
    public ComponentResult<WasiPreview2.Streams.IOutputStream, ErrorCode> AppendViaStream() => WriteFrom(null);

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> Advise(ulong offset, ulong length, Types.Advice advice)
    {
        process.Enter();
        return Result(Descriptor.Advise(offset, length, (Advice)advice));
    }

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> SyncData() => Synchronize(dataOnly: true);

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> Sync() => Synchronize(dataOnly: false);

    /// <inheritdoc/>
    public ComponentResult<Types.DescriptorFlags, ErrorCode> GetFlags()
    {
        Types.DescriptorFlags flags = Descriptor is DirectoryDescriptor directory
            ? Types.DescriptorFlags.Read | (directory.IsReadOnly ? 0 : Types.DescriptorFlags.MutateDirectory)
            : access & (Types.DescriptorFlags.Read | Types.DescriptorFlags.Write);
        DescriptorFlags behaviour = Descriptor.Flags;
        flags |= (behaviour & DescriptorFlags.Sync) != 0 ? Types.DescriptorFlags.FileIntegritySync : 0;
        flags |= (behaviour & DescriptorFlags.DataSync) != 0 ? Types.DescriptorFlags.DataIntegritySync : 0;
        flags |= (behaviour & DescriptorFlags.ReadSync) != 0 ? Types.DescriptorFlags.RequestedWriteSync : 0;
        return flags;
    }

    /// <inheritdoc/>
    public ComponentResult<Types.DescriptorType, ErrorCode> GetType_() => FileTypes.Of(Descriptor.Kind);

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> SetSize(ulong size)
    {
        process.Enter();
        return CanWrite ? Result(Descriptor.SetSize(size)) : ComponentResult.Error(ErrorCode.BadDescriptor);
    }

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> SetTimes(Types.NewTimestamp dataAccessTimestamp, Types.NewTimestamp dataModificationTimestamp)
    {
        process.Enter();
        return FileTypes.TryRead(dataAccessTimestamp, out TimeUpdate accessTime)
            && FileTypes.TryRead(dataModificationTimestamp, out TimeUpdate modificationTime)
            ? Result(Descriptor.SetTimes(accessTime, modificationTime))
            : ComponentResult.Error(ErrorCode.Overflow);
    }

    /// <inheritdoc/>
    public ComponentResult<(byte[], bool), ErrorCode> Read(ulong length, ulong offset)
    {
        process.Enter();
        if (!CanRead)
            return ComponentResult.Error(ErrorCode.BadDescriptor);
        if (length == 0)
            return ((byte[])[], false);
        Span<byte> buffer = process.Scratch;
        buffer = buffer[..(int)Math.Min(length, (ulong)buffer.Length)];
        WasiError error = Descriptor.ReadAt([new IoVector(buffer)], offset, out int count);
        return error == WasiError.Success ? (buffer[..count].ToArray(), count == 0) : ErrorCodes.Error(error);
    }

    /// <inheritdoc/>
    public ComponentResult<ulong, ErrorCode> Write(byte[] buffer, ulong offset)
    {
        process.Enter();
        if (!CanWrite)
            return ComponentResult.Error(ErrorCode.BadDescriptor);
        WasiError error = PinnedTransfer.WriteAt(Descriptor, buffer, offset, out int count);
        return error == WasiError.Success ? (ulong)count : ErrorCodes.Error(error);
    }

    /// <inheritdoc/>
    public ComponentResult<Types.DescriptorStat, ErrorCode> Stat()
    {
        process.Enter();
        WasiError error = Descriptor.GetStatus(out FileStatus status);
        return error == WasiError.Success ? FileTypes.Of(status) : ErrorCodes.Error(error);
    }

    /// <inheritdoc/>
    public bool IsSameObject(Types.IDescriptor other)
    {
        process.Enter();
        return other is FileDescriptor own
            && Descriptor.GetStatus(out FileStatus mine) is WasiError.Success or WasiError.Overflow
            && own.Descriptor.GetStatus(out FileStatus others) is WasiError.Success or WasiError.Overflow
            && (mine.Device, mine.Inode) == (others.Device, others.Inode);
    }

    /// <inheritdoc/>
    public ComponentResult<Types.MetadataHashValue, ErrorCode> MetadataHash()
    {
        process.Enter();
        WasiError error = Descriptor.GetStatus(out FileStatus status);
        return error is WasiError.Success or WasiError.Overflow ? process.Filesystem.Hash(status) : ErrorCodes.Error(error);
    }

    /// <inheritdoc/>
    public void Dispose() => _hold.Dispose();

    private static ComponentResult<ValueTuple, ErrorCode> Result(WasiError error) =>
        error == WasiError.Success ? ComponentResult.Ok() : ErrorCodes.Error(error);

    private ComponentResult<WasiPreview2.Streams.IOutputStream, ErrorCode> WriteFrom(ulong? offset)
    {
        if (!CanWrite)
            return ComponentResult.Error(ErrorCode.BadDescriptor);
        WasiPreview2.Streams.IOutputStream stream = Descriptor.IsSeekable ? new FileOutputStream(process, _hold.Shared, offset) : new DescriptorOutputStream(process, _hold.Shared);
        return ComponentResult.Ok(stream);
    }

    private ComponentResult<ValueTuple, ErrorCode> Synchronize(bool dataOnly)
    {
        process.Enter();
        // What cannot be written has nothing to be made durable.
        return CanWrite || IsDirectory ? Result(Descriptor.Synchronize(dataOnly)) : ComponentResult.Ok();
    }
}
