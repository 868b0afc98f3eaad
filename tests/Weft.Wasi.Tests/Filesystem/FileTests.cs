// Files on every file system: reading, writing, positions, sizes, flags and times.

using Weft.Wasi.Filesystem;
using Weft.Wasi.Preview1;
using Xunit;

namespace Weft.Wasi.Tests.Filesystem;

public sealed class FileTests
{
    public static TheoryData<FileSystemKind> Kinds => [.. Enum.GetValues<FileSystemKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public void What_is_written_is_read(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        int fd = guest.Open("file", OpenFlags.Create);
        Assert.Equal(WasiError.Success, guest.Write(fd, "hello world", out int written));
        Assert.Equal(11, written);
        Assert.Equal(WasiError.Success, guest.Read(fd, 10, out string atEnd));
        Assert.Equal("", atEnd);
        Assert.Equal(WasiError.Success, guest.Seek(fd, 6, 0, out ulong position));
        Assert.Equal(6u, position);
        Assert.Equal(WasiError.Success, guest.Read(fd, 100, out string text));
        Assert.Equal("world", text);
        Assert.Equal(11u, guest.GetStatus(fd).Size);
        Assert.Equal(4, guest.GetStatus("file").FileType);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Scattered_buffers_are_one_transfer(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        int fd = guest.Open("file", OpenFlags.Create);
        uint result = guest.Take(4);
        uint list = guest.Vectors(guest.Put("ab"), guest.Put(""), guest.Put("cdef"));
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdWrite(guest.Process, guest.Memory, fd, list, 3, result));
        Assert.Equal(6u, guest.Read32(result));
        (uint first, uint second) = (guest.Take(4), guest.Take(8));
        list = guest.Vectors((first, 4), (second, 8));
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdPread(guest.Process, guest.Memory, fd, list, 2, 1, result));
        Assert.Equal(5u, guest.Read32(result));
        Assert.Equal("bcde"u8, guest.Bytes.Slice((int)first, 4));
        Assert.Equal("f"u8, guest.Bytes.Slice((int)second, 1));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Positioned_transfers_leave_the_position_alone(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        int fd = guest.Open("file", OpenFlags.Create);
        Assert.Equal(WasiError.Success, guest.WriteAt(fd, "0123456789", 5, out int written));
        Assert.Equal(10, written);
        Assert.Equal(WasiError.Success, guest.ReadAt(fd, 4, 4, out string text));
        Assert.Equal("\0012", text);
        Assert.Equal(WasiError.Success, guest.Seek(fd, 0, 1, out ulong position));
        Assert.Equal(0u, position);
        Assert.Equal(WasiError.Success, guest.ReadAt(fd, 4, 1000, out text));
        Assert.Equal("", text);
        Assert.Equal(WasiError.Invalid, guest.ReadAt(fd, 4, ulong.MaxValue, out _));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Positions_are_sought_from_all_three_places(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        int fd = guest.Open("file", OpenFlags.Create);
        guest.Write(fd, new string('x', 100), out _);
        Assert.Equal(WasiError.Success, guest.Seek(fd, -50, 1, out ulong position));
        Assert.Equal(50u, position);
        Assert.Equal(WasiError.Success, guest.Seek(fd, -10, 2, out position));
        Assert.Equal(90u, position);
        Assert.Equal(WasiError.Success, guest.Seek(fd, 1000, 1, out position));
        Assert.Equal(1090u, position);
        Assert.Equal(WasiError.Invalid, guest.Seek(fd, -2000, 1, out _));
        Assert.Equal(WasiError.Invalid, guest.Seek(fd, 0, 3, out _));
        uint result = guest.Take(8);
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdTell(guest.Process, guest.Memory, fd, result));
        Assert.Equal(1090u, guest.Read64(result));
        // What lies between is a hole of zeros.
        Assert.Equal(WasiError.Success, guest.Write(fd, "!", out _));
        Assert.Equal(1091u, guest.GetStatus(fd).Size);
        Assert.Equal(WasiError.Success, guest.ReadAt(fd, 2, 1089, out string text));
        Assert.Equal("\0!", text);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Appending_writes_at_the_end_until_it_is_turned_off(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        int fd = guest.Open("file", OpenFlags.Create, behaviour: DescriptorFlags.Append);
        guest.Write(fd, "one", out _);
        guest.Seek(fd, 0, 0, out _);
        guest.Write(fd, "two", out _);
        Assert.Equal("onetwo", guest.ReadFile("file"));
        guest.Seek(fd, 0, 1, out ulong position);
        Assert.Equal(6u, position);
        Assert.Equal(DescriptorFlags.Append, guest.GetDescriptorStatus(fd).Flags);
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdFdstatSetFlags(guest.Process, fd, 0));
        Assert.Equal(DescriptorFlags.None, guest.GetDescriptorStatus(fd).Flags);
        guest.Seek(fd, 0, 0, out _);
        guest.Write(fd, "ONE", out _);
        Assert.Equal("ONEtwo", guest.ReadFile("file"));
        Assert.Equal(WasiError.Invalid, DescriptorFunctions.FdFdstatSetFlags(guest.Process, fd, (int)DescriptorFlags.Sync));
        Assert.Equal(WasiError.Invalid, DescriptorFunctions.FdFdstatSetFlags(guest.Process, fd, 32));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Sizes_are_set_and_room_is_allocated(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        int fd = guest.Open("file", OpenFlags.Create);
        guest.Write(fd, "0123456789", out _);
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdFilestatSetSize(guest.Process, fd, 4));
        Assert.Equal("0123", guest.ReadFile("file"));
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdFilestatSetSize(guest.Process, fd, 6));
        Assert.Equal("0123\0\0", guest.ReadFile("file"));
        Assert.Equal(WasiError.Invalid, DescriptorFunctions.FdFilestatSetSize(guest.Process, fd, ulong.MaxValue));
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdAllocate(guest.Process, fd, 90, 20));
        Assert.Equal(110u, guest.GetStatus(fd).Size);
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdAllocate(guest.Process, fd, 10, 10));
        Assert.Equal(110u, guest.GetStatus(fd).Size);
        Assert.Equal(WasiError.Invalid, DescriptorFunctions.FdAllocate(guest.Process, fd, 0, 0));
        Assert.Equal(WasiError.FileTooBig, DescriptorFunctions.FdAllocate(guest.Process, fd, long.MaxValue, 5));
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdAdvise(guest.Process, fd, 0, 10, 5));
        Assert.Equal(WasiError.Invalid, DescriptorFunctions.FdAdvise(guest.Process, fd, 0, 10, 6));
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdSync(guest.Process, fd));
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdDatasync(guest.Process, fd));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Times_are_set_each_on_its_own(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        int fd = guest.Open("file", OpenFlags.Create);
        const ulong Early = 1_000_000_000_000_000_000, Late = 1_500_000_000_000_000_100;
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdFilestatSetTimes(guest.Process, fd, Early, Late, 1 | 4));
        Assert.Equal((Early, Late), (guest.GetStatus(fd).AccessTime, guest.GetStatus(fd).ModificationTime));
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdFilestatSetTimes(guest.Process, fd, 5, Early, 4));
        Assert.Equal((Early, Early), (guest.GetStatus("file").AccessTime, guest.GetStatus("file").ModificationTime));
        Assert.Equal(WasiError.Success, guest.SetTimes("file", follow: false, 0, 0, 8));
        Assert.True(guest.GetStatus("file").ModificationTime > Late);
        Assert.Equal(Early, guest.GetStatus("file").AccessTime);
        Assert.Equal(WasiError.Invalid, DescriptorFunctions.FdFilestatSetTimes(guest.Process, fd, 1, 1, 1 | 2));
        Assert.Equal(WasiError.Invalid, DescriptorFunctions.FdFilestatSetTimes(guest.Process, fd, 1, 1, 4 | 8));
        Assert.Equal(WasiError.Invalid, DescriptorFunctions.FdFilestatSetTimes(guest.Process, fd, 1, 1, 16));
        Assert.Equal(WasiError.Invalid, guest.SetTimes("file", follow: false, 1, 1, 1 | 2));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_file_that_lost_its_name_is_still_open(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        int fd = guest.Open("file", OpenFlags.Create);
        guest.Write(fd, "still here", out _);
        Assert.Equal(WasiError.Success, guest.Unlink("file"));
        Assert.Equal(WasiError.NoEntry, guest.TryOpen("file", out _));
        guest.Seek(fd, 0, 0, out _);
        Assert.Equal(WasiError.Success, guest.Read(fd, 100, out string text));
        Assert.Equal("still here", text);
        guest.CreateFile("file", "another");
        guest.ReadAt(fd, 100, 0, out text);
        Assert.Equal("still here", text);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Opening_obeys_its_flags(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        Assert.Equal(WasiError.NoEntry, guest.TryOpen("file", out _));
        guest.CreateFile("file", "content");
        Assert.Equal(WasiError.Exists, guest.TryOpen("file", out _, OpenFlags.Create | OpenFlags.Exclusive));
        Assert.Equal("content", guest.ReadFile("file"));
        guest.Close(guest.Open("file", OpenFlags.Create));
        Assert.Equal("content", guest.ReadFile("file"));
        guest.Close(guest.Open("file", OpenFlags.Truncate, Rights.None));
        Assert.Equal("", guest.ReadFile("file"));
        Assert.Equal(WasiError.NotDirectory, guest.TryOpen("file", out _, OpenFlags.Directory));
        Assert.Equal(WasiError.Invalid, guest.TryOpen("file", out _, OpenFlags.Directory | OpenFlags.Create));
        Assert.Equal(WasiError.Invalid, guest.TryOpen("file", out _, (OpenFlags)16));
        Assert.Equal(WasiError.Invalid, guest.TryOpen("file", out _, behaviour: (DescriptorFlags)32));
        Assert.Equal(WasiError.NotDirectory, guest.TryOpen("file/", out _));
        Assert.Equal(WasiError.NotDirectory, guest.TryOpen("file/x", out _, OpenFlags.Create));
        guest.CreateDirectory("dir");
        Assert.Equal(WasiError.IsDirectory, guest.TryOpen("dir", out _, rights: Rights.FdWrite));
        Assert.Equal(WasiError.IsDirectory, guest.TryOpen("dir", out _, OpenFlags.Directory, Rights.FdRead | Rights.FdWrite));
        Assert.Equal(WasiError.IsDirectory, guest.TryOpen("dir", out _, OpenFlags.Create));
        Assert.Equal(WasiError.IsDirectory, guest.TryOpen("new/", out _, OpenFlags.Create));
        guest.Close(guest.Open("dir", rights: Rights.FdRead));
        guest.Close(guest.Open("dir/", OpenFlags.Directory, Rights.FdRead));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Identity_is_device_and_inode(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        guest.CreateFile("a");
        guest.CreateFile("b");
        Assert.Equal(guest.GetStatus("a").Device, guest.GetStatus("b").Device);
        Assert.NotEqual(guest.GetStatus("a").Inode, guest.GetStatus("b").Inode);
        int fd = guest.Open("a");
        Assert.Equal(guest.GetStatus("a"), guest.GetStatus(fd));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_read_only_directory_is_read_and_not_changed(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind, DirectoryAccess.Read);
        if (kind != FileSystemKind.InMemory)
            File.WriteAllText(Path.Combine(guest.HostPath, "file"), "content");
        else
            ((Weft.Wasi.Filesystem.InMemory.MemoryDirectory)guest.Context.Preopens[0].Directory).FileSystem.WriteFile("file", "content");
        Assert.Equal("content", guest.ReadFile("file"));
        // Asking for the right to change sizes is no reason to refuse reading.
        int fd = guest.Open("file", rights: TestGuest.FileRights & ~Rights.FdWrite);
        Assert.Equal(WasiError.NotPermitted, DescriptorFunctions.FdFilestatSetSize(guest.Process, fd, 0));
        Assert.Equal(WasiError.NotPermitted, DescriptorFunctions.FdFilestatSetTimes(guest.Process, fd, 0, 0, 8));
        Assert.Equal(WasiError.NotPermitted, DescriptorFunctions.FdAllocate(guest.Process, fd, 0, 100));
        Assert.Equal(WasiError.NotPermitted, guest.TryOpen("file", out _, rights: Rights.FdWrite));
        Assert.Equal(WasiError.NotPermitted, guest.TryOpen("file", out _, OpenFlags.Truncate));
        Assert.Equal(WasiError.NotPermitted, guest.TryOpen("new", out _, OpenFlags.Create));
        Assert.Equal(WasiError.NotPermitted, guest.CreateDirectory("dir"));
        Assert.Equal(WasiError.NotPermitted, guest.RemoveDirectory("file"));
        Assert.Equal(WasiError.NotPermitted, guest.Unlink("file"));
        Assert.Equal(WasiError.NotPermitted, guest.Rename("file", "other"));
        Assert.Equal(WasiError.NotPermitted, guest.Link("file", "other"));
        Assert.Equal(WasiError.NotPermitted, guest.Symlink("file", "other"));
        Assert.Equal(WasiError.NotPermitted, guest.SetTimes("file", follow: false, 0, 0, 8));
        Assert.Equal("content", guest.ReadFile("file"));
        int directory = guest.OpenDirectory(".");
        Assert.Equal(WasiError.NotPermitted, guest.TryOpen("new", out _, OpenFlags.Create, directory: directory));
    }
}
