// WASI preview 1: path_*. Thin: rights, paths out of guest memory, errno out. A path must be UTF-8 (`ilseq` otherwise) and free of NUL (`inval`).

using System.Text.Unicode;
using Weft.Wasi.Filesystem;

namespace Weft.Wasi.Preview1;

/// <summary>The functions about paths.</summary>
internal static class PathFunctions
{
    private const int SymlinkFollow = 1;

    // Longer than any file system's limit, which then says so itself.
    private const uint LongestPath = 65536;

    /// <summary><c>path_create_directory</c></summary>
    public static WasiError PathCreateDirectory(Preview1Process process, GuestMemory memory, int fd, uint path, uint length)
    {
        WasiError error = Enter(process, memory, fd, Rights.PathCreateDirectory, path, length, out DirectoryDescriptor? directory, out ReadOnlySpan<byte> name);
        return error == WasiError.Success ? directory!.CreateDirectory(name) : error;
    }

    /// <summary><c>path_filestat_get</c></summary>
    public static WasiError PathFilestatGet(
        Preview1Process process, GuestMemory memory, Layout layout, int fd, int flags, uint path, uint length, uint result)
    {
        WasiError error = Enter(process, memory, fd, Rights.PathFilestatGet, path, length, out DirectoryDescriptor? directory, out ReadOnlySpan<byte> name);
        if (error != WasiError.Success)
            return error;
        if ((flags & ~SymlinkFollow) != 0)
            return WasiError.Invalid;
        if (!memory.TryGetRange(result, layout.FileStatusSize, out Span<byte> destination))
            return WasiError.Fault;
        error = directory!.GetStatusAt(name, (flags & SymlinkFollow) != 0, out FileStatus status);
        if (error == WasiError.Success)
            layout.Write(destination, status);
        return error;
    }

    /// <summary><c>path_filestat_set_times</c></summary>
    public static WasiError PathFilestatSetTimes(
        Preview1Process process, GuestMemory memory, int fd, int flags, uint path, uint length, ulong access, ulong modification, int timeFlags)
    {
        WasiError error = Enter(process, memory, fd, Rights.PathFilestatSetTimes, path, length, out DirectoryDescriptor? directory, out ReadOnlySpan<byte> name);
        if (error != WasiError.Success)
            return error;
        if ((flags & ~SymlinkFollow) != 0
            || !DescriptorFunctions.TryReadTimes(access, modification, timeFlags, out TimeUpdate accessUpdate, out TimeUpdate modificationUpdate))
        {
            return WasiError.Invalid;
        }
        return directory!.SetTimesAt(name, (flags & SymlinkFollow) != 0, accessUpdate, modificationUpdate);
    }

    /// <summary><c>path_link</c></summary>
    public static WasiError PathLink(
        Preview1Process process, GuestMemory memory, int oldFd, int oldFlags, uint oldPath, uint oldLength, int newFd, uint newPath, uint newLength)
    {
        WasiError error = Enter(process, memory, oldFd, Rights.PathLinkSource, oldPath, oldLength, out DirectoryDescriptor? from, out ReadOnlySpan<byte> oldName);
        if (error != WasiError.Success)
            return error;
        error = Enter(process, memory, newFd, Rights.PathLinkTarget, newPath, newLength, out DirectoryDescriptor? to, out ReadOnlySpan<byte> newName);
        if (error != WasiError.Success)
            return error;
        // Linking what a symbolic link leads to is refused, as Wasmtime does: it cannot be done without a race.
        return oldFlags != 0 ? WasiError.Invalid : from!.Link(oldName, to!, newName);
    }

    /// <summary><c>path_open</c></summary>
    public static WasiError PathOpen(
        Preview1Process process, GuestMemory memory, int fd, int lookupFlags, uint path, uint length, int openFlags, ulong rights, ulong inheriting,
        int descriptorFlags, uint result)
    {
        WasiError error = Enter(
            process, memory, fd, Rights.PathOpen, path, length, out DescriptorEntry? parent, out DirectoryDescriptor? directory, out ReadOnlySpan<byte> name);
        if (error != WasiError.Success)
            return error;
        var flags = (OpenFlags)openFlags;
        var behaviour = (DescriptorFlags)descriptorFlags;
        if ((lookupFlags & ~SymlinkFollow) != 0 || (openFlags & ~(int)OpenFlags.All) != 0 || (descriptorFlags & ~(int)DescriptorFlags.All) != 0)
            return WasiError.Invalid;
        if ((flags & OpenFlags.Directory) != 0 && flags != OpenFlags.Directory)
            return WasiError.Invalid;

        // Some toolchains ask for every bit there is: what is no right cannot be missing.
        Rights wanted = (Rights)rights & Rights.All;
        Rights wantedInheriting = (Rights)inheriting & Rights.All;
        Rights needed = (flags & OpenFlags.Create) != 0 ? Rights.PathCreateFile : Rights.None;
        if ((flags & OpenFlags.Truncate) != 0)
            needed |= Rights.PathFilestatSetSize;
        Rights neededInheriting = wanted | wantedInheriting;
        if ((behaviour & DescriptorFlags.DataSync) != 0)
            neededInheriting |= Rights.FdDatasync;
        if ((behaviour & (DescriptorFlags.Sync | DescriptorFlags.ReadSync)) != 0)
            neededInheriting |= Rights.FdSync;
        if (!parent!.Has(needed) || (neededInheriting & ~parent.Inheriting) != 0)
            return WasiError.NotCapable;
        if (!memory.TryGetRange(result, sizeof(uint), out _))
            return WasiError.Fault;

        var request = new OpenRequest(
            (lookupFlags & SymlinkFollow) != 0,
            flags,
            Read: (wanted & (Rights.FdRead | Rights.FdReaddir)) != 0,
            Write: (wanted & Rights.FdWrite) != 0,
            WriteIfPossible: (wanted & (Rights.FdAllocate | Rights.FdFilestatSetSize)) != 0,
            behaviour);
        error = directory!.Open(name, request, out Descriptor? opened);
        if (error != WasiError.Success)
            return error;
        int number = process.Add(
            new DescriptorEntry(opened!, wanted & RightsOf.Base(opened!), wantedInheriting & RightsOf.Inheriting(opened!)));
        if (number < 0)
        {
            opened!.Dispose();
            return WasiError.TooManyDescriptors;
        }
        return memory.TryWrite(result, (uint)number) ? WasiError.Success : WasiError.Fault;
    }

    /// <summary><c>path_readlink</c></summary>
    public static WasiError PathReadlink(
        Preview1Process process, GuestMemory memory, int fd, uint path, uint length, uint buffer, uint bufferLength, uint result)
    {
        WasiError error = Enter(process, memory, fd, Rights.PathReadlink, path, length, out DirectoryDescriptor? directory, out ReadOnlySpan<byte> name);
        if (error != WasiError.Success)
            return error;
        if (!memory.TryGetRange(buffer, bufferLength, out Span<byte> destination))
            return WasiError.Fault;
        error = directory!.ReadLink(name, destination, out int count);
        return error != WasiError.Success ? error : memory.TryWrite(result, (uint)count) ? WasiError.Success : WasiError.Fault;
    }

    /// <summary><c>path_remove_directory</c></summary>
    public static WasiError PathRemoveDirectory(Preview1Process process, GuestMemory memory, int fd, uint path, uint length)
    {
        WasiError error = Enter(process, memory, fd, Rights.PathRemoveDirectory, path, length, out DirectoryDescriptor? directory, out ReadOnlySpan<byte> name);
        return error == WasiError.Success ? directory!.RemoveDirectory(name) : error;
    }

    /// <summary><c>path_rename</c></summary>
    public static WasiError PathRename(
        Preview1Process process, GuestMemory memory, int oldFd, uint oldPath, uint oldLength, int newFd, uint newPath, uint newLength)
    {
        WasiError error = Enter(process, memory, oldFd, Rights.PathRenameSource, oldPath, oldLength, out DirectoryDescriptor? from, out ReadOnlySpan<byte> oldName);
        if (error != WasiError.Success)
            return error;
        error = Enter(process, memory, newFd, Rights.PathRenameTarget, newPath, newLength, out DirectoryDescriptor? to, out ReadOnlySpan<byte> newName);
        return error == WasiError.Success ? from!.Rename(oldName, to!, newName) : error;
    }

    /// <summary><c>path_symlink</c></summary>
    public static WasiError PathSymlink(
        Preview1Process process, GuestMemory memory, uint target, uint targetLength, int fd, uint path, uint length)
    {
        WasiError error = Enter(process, memory, fd, Rights.PathSymlink, path, length, out DirectoryDescriptor? directory, out ReadOnlySpan<byte> name);
        if (error != WasiError.Success)
            return error;
        error = ReadPath(memory, target, targetLength, out ReadOnlySpan<byte> text);
        return error == WasiError.Success ? directory!.CreateSymbolicLink(text, name) : error;
    }

    /// <summary><c>path_unlink_file</c></summary>
    public static WasiError PathUnlinkFile(Preview1Process process, GuestMemory memory, int fd, uint path, uint length)
    {
        WasiError error = Enter(process, memory, fd, Rights.PathUnlinkFile, path, length, out DirectoryDescriptor? directory, out ReadOnlySpan<byte> name);
        return error == WasiError.Success ? directory!.Unlink(name) : error;
    }

    private static WasiError Enter(
        Preview1Process process, GuestMemory memory, int fd, Rights needed, uint path, uint length,
        out DirectoryDescriptor? directory, out ReadOnlySpan<byte> name) =>
        Enter(process, memory, fd, needed, path, length, out _, out directory, out name);

    private static WasiError Enter(
        Preview1Process process, GuestMemory memory, int fd, Rights needed, uint path, uint length,
        out DescriptorEntry? entry, out DirectoryDescriptor? directory, out ReadOnlySpan<byte> name)
    {
        name = default;
        WasiError error = process.FindDirectory(fd, needed, out entry, out directory);
        return error == WasiError.Success ? ReadPath(memory, path, length, out name) : error;
    }

    // Shared memory may change at any time: what is checked, here and by the file systems, is a copy.
    private static WasiError ReadPath(GuestMemory memory, uint address, uint length, out ReadOnlySpan<byte> path)
    {
        path = default;
        if (!memory.TryGetRange(address, length, out Span<byte> bytes))
            return WasiError.Fault;
        if (length > LongestPath)
            return WasiError.NameTooLong;
        path = memory.IsShared ? bytes.ToArray() : bytes;
        if (path.Contains((byte)0))
            return WasiError.Invalid;
        if (!Utf8.IsValid(path))
            return WasiError.IllegalByteSequence;
        return WasiError.Success;
    }
}
