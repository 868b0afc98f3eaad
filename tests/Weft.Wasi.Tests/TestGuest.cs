// A guest for tests: a piece of memory, a process, and the calls as a guest's C library would make them.

using System.Buffers.Binary;
using System.Text;
using Weft.Wasi.Filesystem;
using Weft.Wasi.Filesystem.Linux;
using Weft.Wasi.Filesystem.Portable;
using Weft.Wasi.Preview1;
using Xunit;

namespace Weft.Wasi.Tests;

internal sealed class TestGuest : IDisposable
{
    public const int MemorySize = 1 << 20;
    public const int Root = 3;
    private readonly byte[] _memory = GC.AllocateArray<byte>(MemorySize, pinned: true);
    private readonly string? _temporary;
    private uint _top = 4096;

    public TestGuest(WasiContext context, string? temporary = null, Layout? layout = null)
    {
        Context = context;
        _temporary = temporary;
        Layout = layout ?? Layout.Snapshot;
        Process = new Preview1Process(context);
    }

    public const Rights FileRights =
        Rights.FdRead | Rights.FdWrite | Rights.FdSeek | Rights.FdTell | Rights.FdFilestatGet | Rights.FdFilestatSetSize
        | Rights.FdFilestatSetTimes | Rights.FdAllocate | Rights.FdAdvise | Rights.FdSync | Rights.FdDatasync | Rights.FdFdstatSetFlags;

    public WasiContext Context { get; }
    public Preview1Process Process { get; }
    public Layout Layout { get; }
    public GuestMemory Memory => new(_memory);
    public Span<byte> Bytes => _memory;

    /// <summary>The host's path of the guest's directory, or null for one in memory.</summary>
    public string HostPath => _temporary!;

    public static TestGuest Create(FileSystemKind kind, DirectoryAccess access = DirectoryAccess.ReadWrite)
    {
        bool isReadOnly = access == DirectoryAccess.Read;
        if (kind == FileSystemKind.InMemory)
        {
            var fileSystem = new InMemoryFileSystem(16 << 20);
            return new TestGuest(new WasiOptionsBuilder().MountFileSystem("/", fileSystem, access).Build());
        }
        string path = Directory.CreateTempSubdirectory("weft-wasi-").FullName;
        string inside = Path.Combine(path, "inside");
        Directory.CreateDirectory(inside);
        return new TestGuest(With(Open(kind, inside, isReadOnly)), inside);
    }

    public static DirectoryDescriptor Open(FileSystemKind kind, string path, bool isReadOnly) => kind switch
    {
        FileSystemKind.Linux => LinuxDirectory.OpenRoot(path, isReadOnly),
        FileSystemKind.LinuxWalk => LinuxDirectory.OpenRoot(path, isReadOnly, alwaysWalk: true),
        FileSystemKind.Portable => PortableDirectory.OpenRoot(path, isReadOnly),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static WasiContext With(DirectoryDescriptor directory)
    {
        using WasiContext empty = new WasiOptionsBuilder().Build();
        return new WasiContext(
            empty.Arguments, empty.Environment, empty.StandardStreams, [new Preopen("/"u8.ToArray(), directory)], [], TimeProvider.System,
            empty.Random);
    }

    public uint Take(uint size)
    {
        uint address = _top;
        _top += (size + 7) & ~7u;
        return address;
    }

    /// <summary>Gives back the memory taken since, for tests that make very many calls.</summary>
    public void ForgetSince(uint address) => _top = address;

    public (uint Address, uint Length) Put(ReadOnlySpan<byte> bytes)
    {
        uint address = Take((uint)bytes.Length);
        bytes.CopyTo(_memory.AsSpan((int)address));
        return (address, (uint)bytes.Length);
    }

    public (uint Address, uint Length) Put(string text) => Put(Encoding.UTF8.GetBytes(text));

    public uint Read32(uint address) => BinaryPrimitives.ReadUInt32LittleEndian(_memory.AsSpan((int)address));
    public ulong Read64(uint address) => BinaryPrimitives.ReadUInt64LittleEndian(_memory.AsSpan((int)address));

    public uint Vectors(params (uint Address, uint Length)[] buffers)
    {
        uint list = Take((uint)buffers.Length * 8);
        for (int index = 0; index < buffers.Length; index++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_memory.AsSpan((int)list + (index * 8)), buffers[index].Address);
            BinaryPrimitives.WriteUInt32LittleEndian(_memory.AsSpan((int)list + (index * 8) + 4), buffers[index].Length);
        }
        return list;
    }

    public WasiError TryOpen(
        string path, out int fd, OpenFlags flags = OpenFlags.None, Rights rights = Rights.None, Rights inheriting = Rights.None, bool follow = false,
        DescriptorFlags behaviour = DescriptorFlags.None, int directory = Root)
    {
        (uint address, uint length) = Put(path);
        uint result = Take(4);
        WasiError error = PathFunctions.PathOpen(
            Process, Memory, directory, follow ? 1 : 0, address, length, (int)flags, (ulong)rights, (ulong)inheriting, (int)behaviour, result);
        fd = error == WasiError.Success ? (int)Read32(result) : -1;
        return error;
    }

    public int Open(
        string path, OpenFlags flags = OpenFlags.None, Rights rights = FileRights, Rights inheriting = Rights.None, bool follow = false,
        DescriptorFlags behaviour = DescriptorFlags.None, int directory = Root)
    {
        Assert.Equal(WasiError.Success, TryOpen(path, out int fd, flags, rights, inheriting, follow, behaviour, directory));
        return fd;
    }

    public int OpenDirectory(string path, int directory = Root) =>
        Open(path, OpenFlags.Directory, RightsOf.PreopenBase, Rights.All, directory: directory);

    public void CreateFile(string path, string content = "")
    {
        int fd = Open(path, OpenFlags.Create | OpenFlags.Truncate);
        Assert.Equal(WasiError.Success, Write(fd, content, out int written));
        Assert.Equal(Encoding.UTF8.GetByteCount(content), written);
        Close(fd);
    }

    public string ReadFile(string path)
    {
        int fd = Open(path, rights: Rights.FdRead, follow: true);
        var text = new StringBuilder();
        while (true)
        {
            Assert.Equal(WasiError.Success, Read(fd, 1000, out string part));
            if (part.Length == 0)
                break;
            text.Append(part);
        }
        Close(fd);
        return text.ToString();
    }

    public void Close(int fd) => Assert.Equal(WasiError.Success, DescriptorFunctions.FdClose(Process, fd));

    public WasiError Write(int fd, string text, out int written)
    {
        uint vectors = Vectors(Put(text));
        uint result = Take(4);
        WasiError error = DescriptorFunctions.FdWrite(Process, Memory, fd, vectors, 1, result);
        written = error == WasiError.Success ? (int)Read32(result) : -1;
        return error;
    }

    public WasiError Read(int fd, uint length, out string text)
    {
        uint buffer = Take(length);
        uint vectors = Vectors((buffer, length));
        uint result = Take(4);
        WasiError error = DescriptorFunctions.FdRead(Process, Memory, fd, vectors, 1, result);
        text = error == WasiError.Success ? Encoding.UTF8.GetString(_memory, (int)buffer, (int)Read32(result)) : "";
        return error;
    }

    public WasiError WriteAt(int fd, string text, ulong offset, out int written)
    {
        uint vectors = Vectors(Put(text));
        uint result = Take(4);
        WasiError error = DescriptorFunctions.FdPwrite(Process, Memory, fd, vectors, 1, offset, result);
        written = error == WasiError.Success ? (int)Read32(result) : -1;
        return error;
    }

    public WasiError ReadAt(int fd, uint length, ulong offset, out string text)
    {
        uint buffer = Take(length);
        uint vectors = Vectors((buffer, length));
        uint result = Take(4);
        WasiError error = DescriptorFunctions.FdPread(Process, Memory, fd, vectors, 1, offset, result);
        text = error == WasiError.Success ? Encoding.UTF8.GetString(_memory, (int)buffer, (int)Read32(result)) : "";
        return error;
    }

    public WasiError Seek(int fd, long offset, int whence, out ulong position)
    {
        uint result = Take(8);
        WasiError error = DescriptorFunctions.FdSeek(Process, Memory, Layout, fd, offset, whence, result);
        position = error == WasiError.Success ? Read64(result) : 0;
        return error;
    }

    public WasiError TryGetStatus(string path, bool follow, out GuestStatus status, int directory = Root)
    {
        (uint address, uint length) = Put(path);
        uint result = Take(64);
        WasiError error = PathFunctions.PathFilestatGet(Process, Memory, Layout, directory, follow ? 1 : 0, address, length, result);
        status = error == WasiError.Success ? ReadStatus(result) : default;
        return error;
    }

    public GuestStatus GetStatus(string path, bool follow = false)
    {
        Assert.Equal(WasiError.Success, TryGetStatus(path, follow, out GuestStatus status));
        return status;
    }

    public GuestStatus GetStatus(int fd)
    {
        uint result = Take(64);
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdFilestatGet(Process, Memory, Layout, fd, result));
        return ReadStatus(result);
    }

    public (byte FileType, DescriptorFlags Flags, Rights Rights, Rights Inheriting) GetDescriptorStatus(int fd)
    {
        uint result = Take(24);
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdFdstatGet(Process, Memory, fd, result));
        return (_memory[result], (DescriptorFlags)(Read32(result) >> 16), (Rights)Read64(result + 8), (Rights)Read64(result + 16));
    }

    public WasiError CreateDirectory(string path, int directory = Root)
    {
        (uint address, uint length) = Put(path);
        return PathFunctions.PathCreateDirectory(Process, Memory, directory, address, length);
    }

    public WasiError RemoveDirectory(string path, int directory = Root)
    {
        (uint address, uint length) = Put(path);
        return PathFunctions.PathRemoveDirectory(Process, Memory, directory, address, length);
    }

    public WasiError Unlink(string path, int directory = Root)
    {
        (uint address, uint length) = Put(path);
        return PathFunctions.PathUnlinkFile(Process, Memory, directory, address, length);
    }

    public WasiError Symlink(string target, string path, int directory = Root)
    {
        (uint text, uint textLength) = Put(target);
        (uint address, uint length) = Put(path);
        return PathFunctions.PathSymlink(Process, Memory, text, textLength, directory, address, length);
    }

    public WasiError ReadLink(string path, uint room, out string target)
    {
        (uint address, uint length) = Put(path);
        uint buffer = Take(room);
        uint result = Take(4);
        WasiError error = PathFunctions.PathReadlink(Process, Memory, Root, address, length, buffer, room, result);
        target = error == WasiError.Success ? Encoding.UTF8.GetString(_memory, (int)buffer, (int)Read32(result)) : "";
        return error;
    }

    public WasiError Link(string oldPath, string newPath, int flags = 0)
    {
        (uint oldAddress, uint oldLength) = Put(oldPath);
        (uint address, uint length) = Put(newPath);
        return PathFunctions.PathLink(Process, Memory, Root, flags, oldAddress, oldLength, Root, address, length);
    }

    public WasiError Rename(string oldPath, string newPath)
    {
        (uint oldAddress, uint oldLength) = Put(oldPath);
        (uint address, uint length) = Put(newPath);
        return PathFunctions.PathRename(Process, Memory, Root, oldAddress, oldLength, Root, address, length);
    }

    public WasiError SetTimes(string path, bool follow, ulong access, ulong modification, int flags)
    {
        (uint address, uint length) = Put(path);
        return PathFunctions.PathFilestatSetTimes(Process, Memory, Root, follow ? 1 : 0, address, length, access, modification, flags);
    }

    /// <summary>One call of fd_readdir.</summary>
    public (List<GuestEntry> Entries, bool AtEnd) ReadDirectory(int fd, ulong cookie, uint room)
    {
        uint buffer = Take(room);
        uint result = Take(4);
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdReaddir(Process, Memory, fd, buffer, room, cookie, result));
        uint used = Read32(result);
        Assert.True(used <= room);
        var entries = new List<GuestEntry>();
        uint offset = 0;
        while (offset + 24 <= used)
        {
            uint at = buffer + offset;
            uint nameLength = Read32(at + 16);
            if (offset + 24 + nameLength > used)
                break;
            entries.Add(new GuestEntry(
                Read64(at), Read64(at + 8), _memory[at + 20], Encoding.UTF8.GetString(_memory, (int)at + 24, (int)nameLength)));
            offset += 24 + nameLength;
        }
        _top = buffer;
        return (entries, used < room);
    }

    public void Dispose()
    {
        Context.Dispose();
        if (_temporary is not null)
            Directory.Delete(Path.GetDirectoryName(_temporary)!, recursive: true);
    }

    private GuestStatus ReadStatus(uint at) => new(
        Read64(at), Read64(at + 8), _memory[at + 16], Read64(at + 24), Read64(at + 32), Read64(at + 40), Read64(at + 48), Read64(at + 56));
}

internal readonly record struct GuestStatus(
    ulong Device, ulong Inode, byte FileType, ulong LinkCount, ulong Size, ulong AccessTime, ulong ModificationTime, ulong ChangeTime);

internal readonly record struct GuestEntry(ulong Next, ulong Inode, byte FileType, string Name);
