// WASI preview 2: what wasi:filesystem's descriptor does with paths beneath a directory.

using System.Text;
using System.Text.Unicode;
using Weft.Components;
using Weft.Wasi.Filesystem;
using ErrorCode = Weft.Wasi.WasiPreview2.Types.ErrorCode;
using Types = Weft.Wasi.WasiPreview2.Types;

namespace Weft.Wasi.Preview2.Filesystem;

internal sealed partial class FileDescriptor
{
    // As long as any file system's path.
    private const int LongestLink = 4096;

    /// <inheritdoc/>
    public ComponentResult<Types.IDirectoryEntryStream, ErrorCode> ReadDirectory()
    {
        process.Enter();
        return IsDirectory ? ComponentResult.Ok<Types.IDirectoryEntryStream>(new DirectoryEntries(process, _hold.Shared)) : ComponentResult.Error(ErrorCode.NotDirectory);
    }

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> CreateDirectoryAt(string path) =>
        Find(path, out DirectoryDescriptor? directory, out byte[] name) is { } error ? error : Result(directory!.CreateDirectory(name));

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> RemoveDirectoryAt(string path) =>
        Find(path, out DirectoryDescriptor? directory, out byte[] name) is { } error ? error : Result(directory!.RemoveDirectory(name));

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> UnlinkFileAt(string path) =>
        Find(path, out DirectoryDescriptor? directory, out byte[] name) is { } error ? error : Result(directory!.Unlink(name));

    /// <inheritdoc/>
    public ComponentResult<Types.DescriptorStat, ErrorCode> StatAt(Types.PathFlags pathFlags, string path)
    {
        WasiError error = GetStatus(pathFlags, path, out FileStatus status);
        return error == WasiError.Success ? FileTypes.Of(status) : ErrorCodes.Error(error);
    }

    /// <inheritdoc/>
    public ComponentResult<Types.MetadataHashValue, ErrorCode> MetadataHashAt(Types.PathFlags pathFlags, string path)
    {
        WasiError error = GetStatus(pathFlags, path, out FileStatus status);
        return error is WasiError.Success or WasiError.Overflow ? process.Filesystem.Hash(status) : ErrorCodes.Error(error);
    }

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> SetTimesAt(
        Types.PathFlags pathFlags, string path, Types.NewTimestamp dataAccessTimestamp, Types.NewTimestamp dataModificationTimestamp)
    {
        if (Find(path, out DirectoryDescriptor? directory, out byte[] name) is { } error)
            return error;
        return FileTypes.TryRead(dataAccessTimestamp, out TimeUpdate accessTime)
            && FileTypes.TryRead(dataModificationTimestamp, out TimeUpdate modificationTime)
            ? Result(directory!.SetTimesAt(name, FollowsLinks(pathFlags), accessTime, modificationTime))
            : ComponentResult.Error(ErrorCode.Overflow);
    }

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> LinkAt(
        Types.PathFlags oldPathFlags, string oldPath, Types.IDescriptor newDescriptor, string newPath)
    {
        if (Find(oldPath, out DirectoryDescriptor? from, out byte[] oldName) is { } error)
            return error;
        if (Find(newDescriptor, newPath, out DirectoryDescriptor? to, out byte[] newName) is { } otherError)
            return otherError;
        // Linking what a symbolic link leads to cannot be done without a race.
        return FollowsLinks(oldPathFlags) ? ComponentResult.Error(ErrorCode.Invalid) : Result(from!.Link(oldName, to!, newName));
    }

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> RenameAt(string oldPath, Types.IDescriptor newDescriptor, string newPath)
    {
        if (Find(oldPath, out DirectoryDescriptor? from, out byte[] oldName) is { } error)
            return error;
        return Find(newDescriptor, newPath, out DirectoryDescriptor? to, out byte[] newName) is { } otherError
            ? otherError
            : Result(from!.Rename(oldName, to!, newName));
    }

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> SymlinkAt(string oldPath, string newPath)
    {
        if (Find(newPath, out DirectoryDescriptor? directory, out byte[] name) is { } error)
            return error;
        return oldPath.Contains('\0', StringComparison.Ordinal)
            ? ComponentResult.Error(ErrorCode.Invalid)
            : Result(directory!.CreateSymbolicLink(Encoding.UTF8.GetBytes(oldPath), name));
    }

    /// <inheritdoc/>
    public ComponentResult<string, ErrorCode> ReadlinkAt(string path)
    {
        if (Find(path, out DirectoryDescriptor? directory, out byte[] name) is { } error)
            return error;
        Span<byte> target = stackalloc byte[LongestLink];
        WasiError failure = directory!.ReadLink(name, target, out int count);
        if (failure != WasiError.Success)
            return ErrorCodes.Error(failure);
        return Utf8.IsValid(target[..count]) ? Encoding.UTF8.GetString(target[..count]) : ComponentResult.Error(ErrorCode.IllegalByteSequence);
    }

    /// <inheritdoc/>
    public ComponentResult<Types.IDescriptor, ErrorCode> OpenAt(
        Types.PathFlags pathFlags, string path, Types.OpenFlags openFlags, Types.DescriptorFlags flags)
    {
        if (Find(path, out DirectoryDescriptor? directory, out byte[] name) is { } error)
            return error;
        const Types.DescriptorFlags Changing = Types.DescriptorFlags.Write | Types.DescriptorFlags.MutateDirectory;
        const Types.OpenFlags Making = Types.OpenFlags.Create | Types.OpenFlags.Truncate;
        if (directory!.IsReadOnly && ((flags & Changing) != 0 || (openFlags & Making) != 0))
            return ComponentResult.Error(ErrorCode.ReadOnly);
        if ((openFlags & Types.OpenFlags.Directory) != 0 && openFlags != Types.OpenFlags.Directory)
            return ComponentResult.Error(ErrorCode.Invalid);
        var request = new OpenRequest(
            FollowsLinks(pathFlags), ToOpenFlags(openFlags), Read: (flags & Types.DescriptorFlags.Read) != 0,
            Write: (flags & Types.DescriptorFlags.Write) != 0, WriteIfPossible: false, ToBehaviour(flags));
        WasiError failure = directory.Open(name, request, out Descriptor? descriptor);
        if (failure != WasiError.Success)
            return ErrorCodes.Error(failure);
        failure = process.Open(descriptor!, out SharedDescriptor? opened);
        return failure == WasiError.Success
            ? ComponentResult.Ok<Types.IDescriptor>(new FileDescriptor(process, opened!, flags))
            : ErrorCodes.Error(failure);
    }

    private static bool FollowsLinks(Types.PathFlags flags) => (flags & Types.PathFlags.SymlinkFollow) != 0;

    private static OpenFlags ToOpenFlags(Types.OpenFlags flags) =>
        ((flags & Types.OpenFlags.Create) != 0 ? OpenFlags.Create : OpenFlags.None)
        | ((flags & Types.OpenFlags.Directory) != 0 ? OpenFlags.Directory : OpenFlags.None)
        | ((flags & Types.OpenFlags.Exclusive) != 0 ? OpenFlags.Exclusive : OpenFlags.None)
        | ((flags & Types.OpenFlags.Truncate) != 0 ? OpenFlags.Truncate : OpenFlags.None);

    private static DescriptorFlags ToBehaviour(Types.DescriptorFlags flags) =>
        ((flags & Types.DescriptorFlags.FileIntegritySync) != 0 ? DescriptorFlags.Sync : DescriptorFlags.None)
        | ((flags & Types.DescriptorFlags.DataIntegritySync) != 0 ? DescriptorFlags.DataSync : DescriptorFlags.None)
        | ((flags & Types.DescriptorFlags.RequestedWriteSync) != 0 ? DescriptorFlags.ReadSync : DescriptorFlags.None);

    private WasiError GetStatus(Types.PathFlags flags, string path, out FileStatus status)
    {
        status = default;
        process.Enter();
        return Descriptor is not DirectoryDescriptor directory ? WasiError.NotDirectory
            : path.Contains('\0', StringComparison.Ordinal) ? WasiError.Invalid
            : directory.GetStatusAt(Encoding.UTF8.GetBytes(path), FollowsLinks(flags), out status);
    }

    private ComponentError<ErrorCode>? Find(string path, out DirectoryDescriptor? directory, out byte[] name) => Find(this, path, out directory, out name);

    private ComponentError<ErrorCode>? Find(Types.IDescriptor descriptor, string path, out DirectoryDescriptor? directory, out byte[] name)
    {
        process.Enter();
        directory = (descriptor as FileDescriptor)?.Descriptor as DirectoryDescriptor;
        name = [];
        if (directory is null)
            return ComponentResult.Error(ErrorCode.NotDirectory);
        if (path.Contains('\0', StringComparison.Ordinal))
            return ComponentResult.Error(ErrorCode.Invalid);
        name = Encoding.UTF8.GetBytes(path);
        return null;
    }
}
