// WASI file systems, Linux: an open directory of the host. Operations on names open the name's parent beneath the directory and then work on
// one component with the kernel's *at calls, which do not follow a link at the end; operations on objects open the object itself with O_PATH.
// "." and ".." as last component never reach an *at call: the whole path is resolved instead, so that "a/.." is judged like any path.

using Microsoft.Win32.SafeHandles;
using Weft.Wasi.Interop;
using static Weft.Wasi.Interop.LinuxConstants;

namespace Weft.Wasi.Filesystem.Linux;

/// <summary>An open directory of the host.</summary>
internal sealed class LinuxDirectory : DirectoryDescriptor
{
    private const int MaximumName = LinuxSandbox.MaximumPath;
    private readonly SafeFileHandle _handle;
    private readonly bool _isReadOnly;
    private readonly bool _alwaysWalk;
    private DescriptorFlags _flags;
    private LinuxDirectoryReader? _reader;

    private LinuxDirectory(SafeFileHandle handle, bool isReadOnly, bool alwaysWalk, DescriptorFlags flags)
    {
        _handle = handle;
        _isReadOnly = isReadOnly;
        _alwaysWalk = alwaysWalk;
        _flags = flags;
    }

    /// <inheritdoc/>
    public override DescriptorFlags Flags => _flags;

    /// <inheritdoc/>
    public override bool IsReadOnly => _isReadOnly;

    /// <summary>Opens a directory of the host by its path there, as the root of what a guest may see.</summary>
    /// <param name="hostPath">A path of the host, followed as any.</param>
    /// <param name="isReadOnly">Whether the guest may change nothing beneath.</param>
    /// <param name="alwaysWalk">Whether paths are walked component by component even where the kernel would resolve them.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory, or it cannot be opened.</exception>
    public static LinuxDirectory OpenRoot(string hostPath, bool isReadOnly, bool alwaysWalk = false)
    {
        byte[] path = [.. System.Text.Encoding.UTF8.GetBytes(hostPath), 0];
        int descriptor = LinuxNative.Open(in path[0], OpenReadOnly | OpenDirectory | OpenCloseOnExecute, 0);
        if (descriptor < 0)
            throw new DirectoryNotFoundException($"cannot map directory '{hostPath}': {LastError()}");
        return new LinuxDirectory(new SafeFileHandle(descriptor, ownsHandle: true), isReadOnly, alwaysWalk, DescriptorFlags.None);
    }

    /// <inheritdoc/>
    public override WasiError GetStatus(out FileStatus status) => LinuxStatus.Read(_handle, out status);

    /// <inheritdoc/>
    public override WasiError SetFlags(DescriptorFlags flags)
    {
        if (((flags ^ _flags) & DescriptorFlags.Synchronous) != 0)
            return WasiError.Invalid;
        _flags = flags;
        return WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError SetTimes(TimeUpdate access, TimeUpdate modification) =>
        _isReadOnly ? WasiError.NotPermitted : LinuxStatus.SetTimes(_handle, access, modification);

    /// <inheritdoc/>
    public override WasiError Synchronize(bool dataOnly) =>
        (dataOnly ? LinuxNative.SynchronizeData(_handle) : LinuxNative.Synchronize(_handle)) < 0 ? LastError() : WasiError.Success;

    /// <inheritdoc/>
    public override WasiError Open(ReadOnlySpan<byte> path, OpenRequest request, out Descriptor? descriptor)
    {
        descriptor = null;
        bool writes = request.Write || (request.Flags & (OpenFlags.Create | OpenFlags.Truncate)) != 0;
        if (writes && _isReadOnly)
            return WasiError.NotPermitted;

        // Truncation needs a descriptor that can write. A read-only file may still be created.
        bool write = request.Write || (request.Flags & OpenFlags.Truncate) != 0;
        int flags = OpenNoTerminal | OpenNonBlocking;
        flags |= !write ? OpenReadOnly : request.Read || !request.Write ? OpenReadWrite : OpenWriteOnly;
        flags |= request.FollowLinks ? 0 : OpenNoFollow;
        flags |= (request.Flags & OpenFlags.Create) != 0 ? OpenCreate : 0;
        flags |= (request.Flags & OpenFlags.Directory) != 0 ? OpenDirectory : 0;
        flags |= (request.Flags & OpenFlags.Exclusive) != 0 ? OpenExclusive : 0;
        flags |= (request.Flags & OpenFlags.Truncate) != 0 ? OpenTruncate : 0;
        flags |= (request.DescriptorFlags & DescriptorFlags.Append) != 0 ? OpenAppend : 0;
        flags |= (request.DescriptorFlags & (DescriptorFlags.Sync | DescriptorFlags.ReadSync)) != 0 ? OpenSync
            : (request.DescriptorFlags & DescriptorFlags.DataSync) != 0 ? OpenDataSync : 0;

        int error;
        SafeFileHandle? handle;
        if (!write && request.WriteIfPossible && !_isReadOnly)
        {
            error = OpenBeneath(path, flags | OpenReadWrite, 0x1b6, out handle);
            if (error is ErrorAccess or ErrorIsDirectory or ErrorReadOnly or ErrorNotPermitted or ErrorTextBusy)
                error = OpenBeneath(path, flags, 0x1b6, out handle);
        }
        else
        {
            error = OpenBeneath(path, flags, 0x1b6, out handle);
        }
        if (error != 0)
            return ToWasi(error);

        WasiError failure = LinuxStatus.Read(handle!, out FileStatus status);
        // Times that overflow do not keep a file from being opened.
        if (failure is not (WasiError.Success or WasiError.Overflow))
        {
            handle!.Dispose();
            return failure;
        }
        descriptor = status.Kind switch
        {
            FileKind.Directory => new LinuxDirectory(handle!, _isReadOnly, _alwaysWalk, request.DescriptorFlags),
            FileKind.RegularFile => new LinuxFile(handle!, request.DescriptorFlags, _isReadOnly),
            _ => OpenStream(handle!, status.Kind, request.DescriptorFlags),
        };
        return WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError GetStatusAt(ReadOnlySpan<byte> path, bool followLinks, out FileStatus status)
    {
        status = default;
        int error = OpenBeneath(path, OpenPath | (followLinks ? 0 : OpenNoFollow), 0, out SafeFileHandle? handle);
        if (error != 0)
            return ToWasi(error);
        using (handle)
            return LinuxStatus.Read(handle!, out status);
    }

    /// <inheritdoc/>
    public override WasiError SetTimesAt(ReadOnlySpan<byte> path, bool followLinks, TimeUpdate access, TimeUpdate modification)
    {
        if (_isReadOnly)
            return WasiError.NotPermitted;
        int error = OpenBeneath(path, OpenPath | (followLinks ? 0 : OpenNoFollow), 0, out SafeFileHandle? handle);
        if (error != 0)
            return ToWasi(error);
        using (handle)
            return LinuxStatus.SetTimesOfPath(handle!, access, modification);
    }

    /// <inheritdoc/>
    public override WasiError CreateDirectory(ReadOnlySpan<byte> path)
    {
        Span<byte> name = stackalloc byte[MaximumName];
        WasiError error = OpenParent(path, name, keepSlash: false, WasiError.Exists, WasiError.Exists, out SafeFileHandle? parent);
        if (error != WasiError.Success)
            return error;
        using (parent)
            return LinuxNative.MakeDirectoryAt(parent!, in name[0], 0x1ff) < 0 ? LastError() : WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError RemoveDirectory(ReadOnlySpan<byte> path)
    {
        Span<byte> name = stackalloc byte[MaximumName];
        WasiError error = OpenParent(path, name, keepSlash: false, WasiError.Invalid, WasiError.NotEmpty, out SafeFileHandle? parent);
        if (error != WasiError.Success)
            return error;
        using (parent)
            return LinuxNative.UnlinkAt(parent!, in name[0], AtRemoveDirectory) < 0 ? LastError() : WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError Unlink(ReadOnlySpan<byte> path)
    {
        Span<byte> name = stackalloc byte[MaximumName];
        WasiError error = OpenParent(path, name, keepSlash: true, WasiError.IsDirectory, WasiError.IsDirectory, out SafeFileHandle? parent);
        if (error != WasiError.Success)
            return error;
        using (parent)
            return LinuxNative.UnlinkAt(parent!, in name[0], 0) < 0 ? LastError() : WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError Link(ReadOnlySpan<byte> oldPath, DirectoryDescriptor newDirectory, ReadOnlySpan<byte> newPath)
    {
        if (newDirectory is not LinuxDirectory target)
            return WasiError.CrossDevice;
        // A link made in a writable directory to a file of a read-only one would let the guest write that file.
        if (_isReadOnly || target._isReadOnly)
            return WasiError.NotPermitted;
        // With a slash behind it the old path names a directory, through a link if need be, and a directory has no hard links.
        LinuxSandbox.Split(oldPath, out _, out _, out bool hasTrailingSlash);
        if (hasTrailingSlash)
        {
            WasiError missing = GetStatusAt(oldPath, followLinks: true, out _);
            return missing is WasiError.Success or WasiError.Overflow ? WasiError.NotPermitted : missing;
        }
        Span<byte> oldName = stackalloc byte[MaximumName];
        WasiError error = OpenParent(oldPath, oldName, keepSlash: false, WasiError.NotPermitted, WasiError.NotPermitted, out SafeFileHandle? oldParent);
        if (error != WasiError.Success)
            return error;
        using (oldParent)
        {
            Span<byte> newName = stackalloc byte[MaximumName];
            error = target.OpenParent(newPath, newName, keepSlash: true, WasiError.Exists, WasiError.Exists, out SafeFileHandle? newParent);
            if (error != WasiError.Success)
                return error;
            using (newParent)
                return LinuxNative.LinkAt(oldParent!, in oldName[0], newParent!, in newName[0], 0) < 0 ? LastError() : WasiError.Success;
        }
    }

    /// <inheritdoc/>
    public override WasiError Rename(ReadOnlySpan<byte> oldPath, DirectoryDescriptor newDirectory, ReadOnlySpan<byte> newPath)
    {
        if (newDirectory is not LinuxDirectory target)
            return WasiError.CrossDevice;
        if (_isReadOnly || target._isReadOnly)
            return WasiError.NotPermitted;
        Span<byte> oldName = stackalloc byte[MaximumName];
        WasiError error = OpenParent(oldPath, oldName, keepSlash: true, WasiError.Busy, WasiError.Busy, out SafeFileHandle? oldParent);
        if (error != WasiError.Success)
            return error;
        using (oldParent)
        {
            Span<byte> newName = stackalloc byte[MaximumName];
            error = target.OpenParent(newPath, newName, keepSlash: true, WasiError.Busy, WasiError.Busy, out SafeFileHandle? newParent);
            if (error != WasiError.Success)
                return error;
            using (newParent)
                return LinuxNative.RenameAt(oldParent!, in oldName[0], newParent!, in newName[0]) < 0 ? LastError() : WasiError.Success;
        }
    }

    /// <inheritdoc/>
    public override WasiError CreateSymbolicLink(ReadOnlySpan<byte> target, ReadOnlySpan<byte> path)
    {
        if (target.Length >= LinuxSandbox.MaximumPath)
            return WasiError.NameTooLong;
        if (!target.IsEmpty && target[0] == (byte)'/')
            return WasiError.NotPermitted;
        Span<byte> name = stackalloc byte[MaximumName];
        WasiError error = OpenParent(path, name, keepSlash: true, WasiError.Exists, WasiError.Exists, out SafeFileHandle? parent);
        if (error != WasiError.Success)
            return error;
        Span<byte> text = stackalloc byte[LinuxSandbox.MaximumPath];
        LinuxSandbox.Terminate(target, text);
        using (parent)
        {
            if (LinuxNative.SymbolicLinkAt(in text[0], parent!, in name[0]) == 0)
                return WasiError.Success;
            error = LastError();
            // With a slash behind it a name is a directory's. Linux says "exists" for any; POSIX, and Wasmtime, distinguish.
            return error == WasiError.Exists && path[^1] == (byte)'/'
                && GetStatusAt(path.TrimEnd((byte)'/'), followLinks: false, out FileStatus status) == WasiError.Success
                && status.Kind != FileKind.Directory
                ? WasiError.NotDirectory
                : error;
        }
    }

    /// <inheritdoc/>
    public override WasiError ReadLink(ReadOnlySpan<byte> path, Span<byte> destination, out int count)
    {
        count = 0;
        int error = OpenBeneath(path, OpenPath | OpenNoFollow, 0, out SafeFileHandle? handle);
        if (error != 0)
            return ToWasi(error);
        using (handle)
        {
            Span<byte> target = stackalloc byte[LinuxSandbox.MaximumPath];
            nint length = LinuxNative.ReadLinkAt(handle!, in "\0"u8[0], ref target[0], LinuxSandbox.MaximumPath);
            if (length < 0)
            {
                // For an object that is no link, the empty path answers "no such entry".
                WasiError failure = LastError();
                return failure == WasiError.NoEntry ? WasiError.Invalid : failure;
            }
            if (length > 0 && target[0] == (byte)'/')
                return WasiError.NotPermitted;
            count = Math.Min((int)length, destination.Length);
            target[..count].CopyTo(destination);
            return WasiError.Success;
        }
    }

    /// <inheritdoc/>
    public override WasiError ReadEntry(ulong position, out DirectoryEntry entry, out bool found) =>
        (_reader ??= new LinuxDirectoryReader(_handle)).Read(position, out entry, out found);

    /// <inheritdoc/>
    public override void Dispose() => _handle.Dispose();

    private int OpenBeneath(ReadOnlySpan<byte> path, int flags, uint mode, out SafeFileHandle? handle) =>
        LinuxSandbox.OpenBeneath(_handle, path, flags, mode, _alwaysWalk, out handle);

    // A pipe was opened without waiting for its other end, so that a guest cannot hang there for ever; afterwards it blocks as asked.
    private static LinuxStream OpenStream(SafeFileHandle handle, FileKind kind, DescriptorFlags flags)
    {
        int current = LinuxNative.Control(handle, ControlGetFlags, 0);
        if (current >= 0)
            _ = LinuxNative.Control(handle, ControlSetFlags, current & ~OpenNonBlocking);
        return new LinuxStream(handle, kind, flags);
    }

    /// <summary>Opens the directory that holds a path's last component, for an operation that changes it.</summary>
    /// <param name="path">The path.</param>
    /// <param name="name">Receives the last component, terminated; room for <see cref="MaximumName"/> bytes.</param>
    /// <param name="keepSlash">Whether slashes behind it are kept (as one), for the kernel to judge.</param>
    /// <param name="dot">The error where the last component is "." and the path is good.</param>
    /// <param name="dotDot">The error where it is ".." and the path is good.</param>
    /// <param name="parent">The directory, or null.</param>
    private WasiError OpenParent(
        ReadOnlySpan<byte> path, Span<byte> name, bool keepSlash, WasiError dot, WasiError dotDot, out SafeFileHandle? parent)
    {
        parent = null;
        if (_isReadOnly)
            return WasiError.NotPermitted;
        if (path.Length >= LinuxSandbox.MaximumPath)
            return WasiError.NameTooLong;
        LinuxSandbox.Split(path, out ReadOnlySpan<byte> before, out ReadOnlySpan<byte> last, out bool hasTrailingSlash);
        bool isDot = last.SequenceEqual("."u8);
        if (last.IsEmpty || isDot || last.SequenceEqual(".."u8))
        {
            int error = OpenBeneath(path, OpenPath, 0, out SafeFileHandle? whole);
            whole?.Dispose();
            return error != 0 ? ToWasi(error) : isDot ? dot : dotDot;
        }
        int failure = OpenBeneath(before.IsEmpty ? "."u8 : before, OpenPath | OpenDirectory, 0, out parent);
        if (failure != 0)
            return ToWasi(failure);
        last.CopyTo(name);
        int length = last.Length;
        if (keepSlash && hasTrailingSlash)
            name[length++] = (byte)'/';
        name[length] = 0;
        return WasiError.Success;
    }
}
