// WASI preview 1: fd_*. Thin: rights, arguments in, errno out. The order of the checks is: does the descriptor exist, can such an object do
// this at all, does it have the right, are the arguments good, is the memory there.

using System.Buffers.Binary;
using Weft.Wasi.Filesystem;
using Weft.Wasi.Interop;

namespace Weft.Wasi.Preview1;

/// <summary>The functions about descriptors.</summary>
internal static class DescriptorFunctions
{
    private const int DirectoryEntrySize = 24;

    /// <summary><c>fd_advise</c></summary>
    public static WasiError FdAdvise(Preview1Process process, int fd, ulong offset, ulong length, int advice)
    {
        DescriptorEntry? entry = process.Find(fd);
        if (entry is null || entry.Descriptor is DirectoryDescriptor)
            return WasiError.BadDescriptor;
        if (!entry.Has(Rights.FdAdvise))
            return entry.Descriptor.IsSeekable ? WasiError.NotCapable : WasiError.BadDescriptor;
        return (uint)advice > (uint)Advice.NoReuse ? WasiError.Invalid : entry.Descriptor.Advise(offset, length, (Advice)advice);
    }

    /// <summary><c>fd_allocate</c></summary>
    public static WasiError FdAllocate(Preview1Process process, int fd, ulong offset, ulong length)
    {
        DescriptorEntry? entry = process.Find(fd);
        if (entry is null || !entry.Descriptor.IsSeekable)
            return WasiError.BadDescriptor;
        return entry.Has(Rights.FdAllocate) ? entry.Descriptor.Allocate(offset, length) : WasiError.NotCapable;
    }

    /// <summary><c>fd_close</c></summary>
    public static WasiError FdClose(Preview1Process process, int fd) => process.Close(fd);

    /// <summary><c>fd_datasync</c></summary>
    public static WasiError FdDatasync(Preview1Process process, int fd)
    {
        WasiError error = process.Find(fd, Rights.FdDatasync, out DescriptorEntry? entry);
        return error == WasiError.Success ? entry!.Descriptor.Synchronize(dataOnly: true) : error;
    }

    /// <summary><c>fd_sync</c></summary>
    public static WasiError FdSync(Preview1Process process, int fd)
    {
        WasiError error = process.Find(fd, Rights.FdSync, out DescriptorEntry? entry);
        return error == WasiError.Success ? entry!.Descriptor.Synchronize(dataOnly: false) : error;
    }

    /// <summary><c>fd_fdstat_get</c></summary>
    public static WasiError FdFdstatGet(Preview1Process process, GuestMemory memory, int fd, uint result)
    {
        DescriptorEntry? entry = process.Look(fd);
        if (entry is null)
            return WasiError.BadDescriptor;
        if (!memory.TryGetRange(result, 24, out Span<byte> status))
            return WasiError.Fault;
        status.Clear();
        status[0] = Layout.ToFileType(entry.Descriptor.Kind);
        BinaryPrimitives.WriteUInt16LittleEndian(status[2..], (ushort)entry.Descriptor.Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(status[8..], (ulong)entry.Rights);
        BinaryPrimitives.WriteUInt64LittleEndian(status[16..], (ulong)entry.Inheriting);
        return WasiError.Success;
    }

    /// <summary><c>fd_fdstat_set_flags</c></summary>
    public static WasiError FdFdstatSetFlags(Preview1Process process, int fd, int flags)
    {
        WasiError error = process.Find(fd, Rights.FdFdstatSetFlags, out DescriptorEntry? entry);
        if (error != WasiError.Success)
            return error;
        return (flags & ~(int)DescriptorFlags.All) != 0 ? WasiError.Invalid : entry!.Descriptor.SetFlags((DescriptorFlags)flags);
    }

    /// <summary><c>fd_fdstat_set_rights</c></summary>
    public static WasiError FdFdstatSetRights(Preview1Process process, int fd, ulong rights, ulong inheriting)
    {
        DescriptorEntry? entry = process.Find(fd);
        if (entry is null)
            return WasiError.BadDescriptor;
        return entry.TryNarrow((Rights)rights, (Rights)inheriting) ? WasiError.Success : WasiError.NotCapable;
    }

    /// <summary><c>fd_filestat_get</c></summary>
    public static WasiError FdFilestatGet(Preview1Process process, GuestMemory memory, Layout layout, int fd, uint result)
    {
        WasiError error = process.Find(fd, Rights.FdFilestatGet, out DescriptorEntry? entry);
        if (error != WasiError.Success)
            return error;
        error = entry!.Descriptor.GetStatus(out FileStatus status);
        if (error != WasiError.Success)
            return error;
        if (!memory.TryGetRange(result, layout.FileStatusSize, out Span<byte> destination))
            return WasiError.Fault;
        layout.Write(destination, status);
        return WasiError.Success;
    }

    /// <summary><c>fd_filestat_set_size</c></summary>
    public static WasiError FdFilestatSetSize(Preview1Process process, int fd, ulong size)
    {
        DescriptorEntry? entry = process.Find(fd);
        if (entry is null || !entry.Descriptor.IsSeekable)
            return WasiError.BadDescriptor;
        return entry.Has(Rights.FdFilestatSetSize) ? entry.Descriptor.SetSize(size) : WasiError.NotCapable;
    }

    /// <summary><c>fd_filestat_set_times</c></summary>
    public static WasiError FdFilestatSetTimes(Preview1Process process, int fd, ulong access, ulong modification, int flags)
    {
        WasiError error = process.Find(fd, Rights.FdFilestatSetTimes, out DescriptorEntry? entry);
        if (error != WasiError.Success)
            return error;
        return TryReadTimes(access, modification, flags, out TimeUpdate accessUpdate, out TimeUpdate modificationUpdate)
            ? entry!.Descriptor.SetTimes(accessUpdate, modificationUpdate)
            : WasiError.Invalid;
    }

    /// <summary><c>fd_read</c></summary>
    public static WasiError FdRead(Preview1Process process, GuestMemory memory, int fd, uint vectors, uint vectorCount, uint result) =>
        Transfer(process, memory, fd, Rights.FdRead, vectors, vectorCount, result,
            static (entry, buffers, process, _, out count) => entry.Descriptor.Read(buffers, process.Interruption, out count));

    /// <summary><c>fd_write</c></summary>
    public static WasiError FdWrite(Preview1Process process, GuestMemory memory, int fd, uint vectors, uint vectorCount, uint result) =>
        Transfer(process, memory, fd, Rights.FdWrite, vectors, vectorCount, result,
            static (entry, buffers, process, _, out count) => entry.Descriptor.Write(buffers, process.Interruption, out count));

    /// <summary><c>fd_pread</c></summary>
    public static WasiError FdPread(
        Preview1Process process, GuestMemory memory, int fd, uint vectors, uint vectorCount, ulong offset, uint result) =>
        TransferAt(process, memory, fd, Rights.FdRead, vectors, vectorCount, offset, result,
            static (entry, buffers, _, offset, out count) => entry.Descriptor.ReadAt(buffers, offset, out count));

    /// <summary><c>fd_pwrite</c></summary>
    public static WasiError FdPwrite(
        Preview1Process process, GuestMemory memory, int fd, uint vectors, uint vectorCount, ulong offset, uint result) =>
        TransferAt(process, memory, fd, Rights.FdWrite, vectors, vectorCount, offset, result,
            static (entry, buffers, _, offset, out count) => entry.Descriptor.WriteAt(buffers, offset, out count));

    /// <summary><c>fd_prestat_get</c></summary>
    public static WasiError FdPrestatGet(Preview1Process process, GuestMemory memory, int fd, uint result)
    {
        if (process.Look(fd)?.PreopenPath is not { } path)
            return WasiError.BadDescriptor;
        if (!memory.TryGetRange(result, 8, out Span<byte> status))
            return WasiError.Fault;
        // The only kind of thing that is open from the start and has a name is a directory: kind 0.
        status.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(status[4..], (uint)path.Length);
        return WasiError.Success;
    }

    /// <summary><c>fd_prestat_dir_name</c></summary>
    public static WasiError FdPrestatDirName(Preview1Process process, GuestMemory memory, int fd, uint buffer, uint length)
    {
        DescriptorEntry? entry = process.Look(fd);
        if (entry is null)
            return WasiError.BadDescriptor;
        if (entry.PreopenPath is not { } path)
            return WasiError.NotDirectory;
        if (path.Length > length)
            return WasiError.NameTooLong;
        if (!memory.TryGetRange(buffer, (uint)path.Length, out Span<byte> destination))
            return WasiError.Fault;
        path.CopyTo(destination);
        return WasiError.Success;
    }

    /// <summary><c>fd_readdir</c></summary>
    public static WasiError FdReaddir(Preview1Process process, GuestMemory memory, int fd, uint buffer, uint length, ulong cookie, uint result)
    {
        WasiError error = process.FindDirectory(fd, Rights.FdReaddir, out _, out DirectoryDescriptor? directory);
        if (error != WasiError.Success)
            return error;
        if (!memory.TryGetRange(buffer, length, out Span<byte> rest))
            return WasiError.Fault;
        int room = rest.Length;
        Span<byte> header = stackalloc byte[DirectoryEntrySize];
        // An entry's name lies in the directory's own buffer, which another thread of the guest must not fill meanwhile.
        lock (directory!.ReadingGate)
        {
            while (!rest.IsEmpty)
            {
                error = directory.ReadEntry(cookie, out DirectoryEntry entry, out bool found);
                if (error != WasiError.Success)
                    return error;
                if (!found)
                    break;
                header.Clear();
                BinaryPrimitives.WriteUInt64LittleEndian(header, entry.Next);
                BinaryPrimitives.WriteUInt64LittleEndian(header[8..], entry.Inode);
                BinaryPrimitives.WriteUInt32LittleEndian(header[16..], (uint)entry.Name.Length);
                header[20] = Layout.ToFileType(entry.Kind);
                // The last entry is cut where the room ends, by which the guest knows that there is more.
                rest = rest[CopyWhatFits(header, rest)..];
                rest = rest[CopyWhatFits(entry.Name, rest)..];
                cookie = entry.Next;
            }
        }
        return memory.TryWrite(result, (uint)(room - rest.Length)) ? WasiError.Success : WasiError.Fault;
    }

    /// <summary><c>fd_renumber</c></summary>
    public static WasiError FdRenumber(Preview1Process process, int from, int to) => process.Renumber(from, to);

    /// <summary><c>fd_seek</c></summary>
    public static WasiError FdSeek(Preview1Process process, GuestMemory memory, Layout layout, int fd, long offset, int whence, uint result)
    {
        DescriptorEntry? entry = process.Find(fd);
        if (entry is null || entry.Descriptor is DirectoryDescriptor)
            return WasiError.BadDescriptor;
        if (!entry.Descriptor.IsSeekable)
            return WasiError.NotSeekable;
        if (layout.ToOrigin(whence) is not { } origin)
            return WasiError.Invalid;
        // Asking for the position is telling, for which there is a right of its own; the right to seek includes it.
        bool isTell = offset == 0 && origin == SeekOrigin.Current;
        if (!entry.Has(Rights.FdSeek) && !(isTell && entry.Has(Rights.FdTell)))
            return WasiError.NotCapable;
        WasiError error = entry.Descriptor.Seek(offset, origin, out ulong position);
        return error != WasiError.Success ? error : memory.TryWrite(result, position) ? WasiError.Success : WasiError.Fault;
    }

    /// <summary><c>fd_tell</c></summary>
    public static WasiError FdTell(Preview1Process process, GuestMemory memory, int fd, uint result)
    {
        DescriptorEntry? entry = process.Find(fd);
        if (entry is null || entry.Descriptor is DirectoryDescriptor)
            return WasiError.BadDescriptor;
        if (!entry.Descriptor.IsSeekable)
            return WasiError.NotSeekable;
        if (!entry.Has(Rights.FdTell) && !entry.Has(Rights.FdSeek))
            return WasiError.NotCapable;
        WasiError error = entry.Descriptor.Seek(0, SeekOrigin.Current, out ulong position);
        return error != WasiError.Success ? error : memory.TryWrite(result, position) ? WasiError.Success : WasiError.Fault;
    }

    /// <summary>What two times and `fstflags` ask for.</summary>
    /// <returns>False where they contradict each other.</returns>
    public static bool TryReadTimes(ulong access, ulong modification, int flags, out TimeUpdate accessUpdate, out TimeUpdate modificationUpdate)
    {
        const int AccessSet = 1, AccessNow = 2, ModificationSet = 4, ModificationNow = 8;
        accessUpdate = new TimeUpdate(ToKind(flags, AccessSet, AccessNow), access);
        modificationUpdate = new TimeUpdate(ToKind(flags, ModificationSet, ModificationNow), modification);
        return (flags & ~15) == 0
            && (flags & (AccessSet | AccessNow)) != (AccessSet | AccessNow)
            && (flags & (ModificationSet | ModificationNow)) != (ModificationSet | ModificationNow);
    }

    private static TimeUpdateKind ToKind(int flags, int set, int now) =>
        (flags & set) != 0 ? TimeUpdateKind.Set : (flags & now) != 0 ? TimeUpdateKind.Now : TimeUpdateKind.Keep;

    private static int CopyWhatFits(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int count = Math.Min(source.Length, destination.Length);
        source[..count].CopyTo(destination);
        return count;
    }

    private delegate WasiError TransferAction(
        DescriptorEntry entry, ReadOnlySpan<IoVector> buffers, Preview1Process process, ulong offset, out int count);

    private static WasiError TransferAt(
        Preview1Process process, GuestMemory memory, int fd, Rights needed, uint vectors, uint vectorCount, ulong offset, uint result,
        TransferAction action)
    {
        DescriptorEntry? entry = process.Find(fd);
        if (entry is null)
            return WasiError.BadDescriptor;
        if (!entry.Descriptor.IsSeekable && entry.Descriptor is not DirectoryDescriptor)
            return WasiError.NotSeekable;
        return Transfer(process, memory, fd, needed, vectors, vectorCount, result, action, offset);
    }

    private static WasiError Transfer(
        Preview1Process process, GuestMemory memory, int fd, Rights needed, uint vectors, uint vectorCount, uint result,
        TransferAction action, ulong offset = 0)
    {
        DescriptorEntry? entry = process.Find(fd);
        if (entry is null || entry.Descriptor is DirectoryDescriptor)
            return WasiError.BadDescriptor;
        if (!entry.Has(needed))
            return WasiError.NotCapable;
        if (vectorCount > Interop.Transfer.MaximumVectors)
            return WasiError.Invalid;
        // The result's place is looked at first: bytes must not be moved, and then not be counted.
        if (!memory.TryGetRange(result, sizeof(uint), out Span<byte> counter))
            return WasiError.Fault;
        Span<IoVector> buffers = stackalloc IoVector[(int)vectorCount];
        WasiError error = memory.TryReadVectors(vectors, buffers);
        if (error != WasiError.Success)
            return error;
        error = action(entry, buffers, process, offset, out int count);
        if (error == WasiError.Success)
            BinaryPrimitives.WriteUInt32LittleEndian(counter, (uint)count);
        return error;
    }
}
