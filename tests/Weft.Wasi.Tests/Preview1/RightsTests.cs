// Preview 1's rights and its descriptor table.

using System.Text;
using Weft.Wasi.Filesystem;
using Weft.Wasi.Preview1;
using Xunit;

namespace Weft.Wasi.Tests.Preview1;

public sealed class RightsTests
{
    [Fact]
    public void A_call_without_its_right_is_refused()
    {
        using var guest = TestGuest.Create(FileSystemKind.InMemory);
        guest.CreateFile("file", "content");
        int fd = guest.Open("file", rights: Rights.None);
        Assert.Equal(WasiError.NotCapable, guest.Read(fd, 1, out _));
        Assert.Equal(WasiError.NotCapable, guest.ReadAt(fd, 1, 0, out _));
        Assert.Equal(WasiError.NotCapable, guest.Write(fd, "x", out _));
        Assert.Equal(WasiError.NotCapable, guest.WriteAt(fd, "x", 0, out _));
        Assert.Equal(WasiError.NotCapable, guest.Seek(fd, 0, 0, out _));
        Assert.Equal(WasiError.NotCapable, DescriptorFunctions.FdTell(guest.Process, guest.Memory, fd, 0));
        Assert.Equal(WasiError.NotCapable, DescriptorFunctions.FdAdvise(guest.Process, fd, 0, 0, 0));
        Assert.Equal(WasiError.NotCapable, DescriptorFunctions.FdAllocate(guest.Process, fd, 0, 1));
        Assert.Equal(WasiError.NotCapable, DescriptorFunctions.FdSync(guest.Process, fd));
        Assert.Equal(WasiError.NotCapable, DescriptorFunctions.FdDatasync(guest.Process, fd));
        Assert.Equal(WasiError.NotCapable, DescriptorFunctions.FdFdstatSetFlags(guest.Process, fd, 0));
        Assert.Equal(WasiError.NotCapable, DescriptorFunctions.FdFilestatGet(guest.Process, guest.Memory, guest.Layout, fd, 0));
        Assert.Equal(WasiError.NotCapable, DescriptorFunctions.FdFilestatSetSize(guest.Process, fd, 0));
        Assert.Equal(WasiError.NotCapable, DescriptorFunctions.FdFilestatSetTimes(guest.Process, fd, 0, 0, 0));

        int directory = guest.Open(".", OpenFlags.Directory, Rights.None, Rights.None);
        Assert.Equal(WasiError.NotCapable, guest.TryOpen("file", out _, directory: directory));
        Assert.Equal(WasiError.NotCapable, guest.CreateDirectory("x", directory));
        Assert.Equal(WasiError.NotCapable, guest.RemoveDirectory("x", directory));
        Assert.Equal(WasiError.NotCapable, guest.Unlink("x", directory));
        Assert.Equal(WasiError.NotCapable, guest.Symlink("x", "y", directory));
        Assert.Equal(WasiError.NotCapable, guest.TryGetStatus("file", false, out _, directory));
        Assert.Equal(WasiError.NotCapable, DescriptorFunctions.FdReaddir(guest.Process, guest.Memory, directory, 0, 100, 0, 0));
    }

    [Fact]
    public void Rights_shrink_and_never_grow()
    {
        using var guest = TestGuest.Create(FileSystemKind.InMemory);
        int fd = guest.Open("file", OpenFlags.Create, Rights.FdRead | Rights.FdWrite | Rights.FdSeek);
        Assert.Equal(Rights.FdRead | Rights.FdWrite | Rights.FdSeek, guest.GetDescriptorStatus(fd).Rights);
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdFdstatSetRights(guest.Process, fd, (ulong)Rights.FdSeek, 0));
        Assert.Equal(Rights.FdSeek, guest.GetDescriptorStatus(fd).Rights);
        Assert.Equal(WasiError.NotCapable, guest.Write(fd, "x", out _));
        Assert.Equal(WasiError.NotCapable, DescriptorFunctions.FdFdstatSetRights(guest.Process, fd, (ulong)(Rights.FdSeek | Rights.FdRead), 0));
        Assert.Equal(WasiError.BadDescriptor, DescriptorFunctions.FdFdstatSetRights(guest.Process, 99, 0, 0));
    }

    [Fact]
    public void What_is_opened_gets_no_more_than_the_directory_passes_on()
    {
        using var guest = TestGuest.Create(FileSystemKind.InMemory);
        guest.CreateFile("file");
        int directory = guest.Open(".", OpenFlags.Directory, Rights.PathOpen | Rights.FdReaddir, Rights.FdRead | Rights.FdReaddir);
        Assert.Equal(Rights.PathOpen | Rights.FdReaddir, guest.GetDescriptorStatus(directory).Rights);
        Assert.Equal(WasiError.NotCapable, guest.TryOpen("file", out _, rights: Rights.FdRead | Rights.FdWrite, directory: directory));
        Assert.Equal(WasiError.NotCapable, guest.TryOpen("file", out _, rights: Rights.FdRead, inheriting: Rights.FdWrite, directory: directory));
        Assert.Equal(WasiError.NotCapable, guest.TryOpen("new", out _, OpenFlags.Create, directory: directory));
        Assert.Equal(WasiError.NotCapable, guest.TryOpen("file", out _, OpenFlags.Truncate, directory: directory));
        Assert.Equal(WasiError.NotCapable, guest.TryOpen("file", out _, behaviour: DescriptorFlags.Sync, directory: directory));
        int fd = guest.Open("file", rights: Rights.FdRead, directory: directory);
        Assert.Equal(Rights.FdRead, guest.GetDescriptorStatus(fd).Rights);
    }

    [Fact]
    public void A_kind_of_object_has_only_the_rights_it_can_use()
    {
        using var guest = TestGuest.Create(FileSystemKind.InMemory);
        guest.CreateFile("file");
        // All bits, even those that are no rights, as some toolchains ask for.
        (uint address, uint length) = guest.Put("file");
        uint result = guest.Take(4);
        Assert.Equal(WasiError.Success, PathFunctions.PathOpen(guest.Process, guest.Memory, 3, 0, address, length, 0, 0xffffffff, ulong.MaxValue, 0, result));
        (byte type, _, Rights rights, Rights inheriting) = guest.GetDescriptorStatus((int)guest.Read32(result));
        Assert.Equal(4, type);
        Assert.Equal(Rights.None, inheriting);
        Assert.Equal(Rights.None, rights & (Rights.PathOpen | Rights.FdReaddir | Rights.SockAccept));
        Assert.Equal(TestGuest.FileRights, rights & TestGuest.FileRights);

        (type, _, rights, inheriting) = guest.GetDescriptorStatus(TestGuest.Root);
        Assert.Equal(3, type);
        Assert.Equal(Rights.None, rights & (Rights.FdSeek | Rights.FdWrite | Rights.FdRead | Rights.FdFilestatSetSize));
        // What a guest has of a directory from the start, it can ask for again.
        guest.Close(guest.Open(".", OpenFlags.None, rights, inheriting));
    }

    [Fact]
    public void Directories_refuse_what_only_files_do()
    {
        using var guest = TestGuest.Create(FileSystemKind.Linux);
        int fd = guest.Open(".", OpenFlags.Directory, Rights.FdRead | Rights.FdSeek);
        Assert.Equal(WasiError.BadDescriptor, guest.Read(fd, 1, out _));
        Assert.Equal(WasiError.BadDescriptor, guest.ReadAt(fd, 1, 0, out _));
        Assert.Equal(WasiError.BadDescriptor, guest.Write(fd, "x", out _));
        Assert.Equal(WasiError.BadDescriptor, guest.WriteAt(fd, "x", 0, out _));
        Assert.Equal(WasiError.BadDescriptor, guest.Seek(fd, 0, 0, out _));
        Assert.Equal(WasiError.BadDescriptor, DescriptorFunctions.FdAllocate(guest.Process, fd, 0, 1));
        Assert.Equal(WasiError.BadDescriptor, DescriptorFunctions.FdFilestatSetSize(guest.Process, fd, 0));
        Assert.Equal(WasiError.BadDescriptor, DescriptorFunctions.FdAdvise(guest.Process, fd, 0, 0, 0));
        int file = guest.Open("file", OpenFlags.Create);
        Assert.Equal(WasiError.NotDirectory, guest.TryOpen("x", out _, directory: file));
        Assert.Equal(WasiError.NotDirectory, guest.CreateDirectory("x", file));
        Assert.Equal(WasiError.NotDirectory, DescriptorFunctions.FdReaddir(guest.Process, guest.Memory, file, 0, 100, 0, 0));
        Assert.Equal(WasiError.BadDescriptor, guest.CreateDirectory("x", 99));
        Assert.Equal(WasiError.BadDescriptor, guest.CreateDirectory("x", -1));
    }

    [Fact]
    public void Descriptors_are_renumbered_and_reused()
    {
        using var guest = TestGuest.Create(FileSystemKind.InMemory);
        int first = guest.Open("first", OpenFlags.Create);
        int second = guest.Open("second", OpenFlags.Create);
        Assert.Equal((4, 5), (first, second));
        guest.Write(first, "1", out _);
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdRenumber(guest.Process, first, second));
        Assert.Equal(WasiError.BadDescriptor, DescriptorFunctions.FdClose(guest.Process, first));
        Assert.Equal(1u, guest.GetStatus(second).Size);
        Assert.Equal(WasiError.BadDescriptor, DescriptorFunctions.FdRenumber(guest.Process, second, first));
        Assert.Equal(WasiError.BadDescriptor, DescriptorFunctions.FdRenumber(guest.Process, 99, second));
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdRenumber(guest.Process, second, second));
        Assert.Equal(first, guest.Open("third", OpenFlags.Create));

        // A directory that is open from the start may be closed and replaced like any.
        int directory = guest.OpenDirectory(".");
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdRenumber(guest.Process, directory, TestGuest.Root));
        Assert.Equal(WasiError.BadDescriptor, DescriptorFunctions.FdPrestatGet(guest.Process, guest.Memory, TestGuest.Root, 0));
        guest.Close(TestGuest.Root);
        Assert.Equal(WasiError.BadDescriptor, guest.TryOpen("first", out _));
    }

    [Fact]
    public void What_is_open_from_the_start_has_a_name()
    {
        using var guest = TestGuest.Create(FileSystemKind.InMemory);
        uint result = guest.Take(8);
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdPrestatGet(guest.Process, guest.Memory, TestGuest.Root, result));
        Assert.Equal((0u, 1u), (guest.Read32(result), guest.Read32(result + 4)));
        uint name = guest.Take(4);
        Assert.Equal(WasiError.NameTooLong, DescriptorFunctions.FdPrestatDirName(guest.Process, guest.Memory, TestGuest.Root, name, 0));
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdPrestatDirName(guest.Process, guest.Memory, TestGuest.Root, name, 4));
        Assert.Equal((byte)'/', guest.Bytes[(int)name]);
        Assert.Equal(WasiError.BadDescriptor, DescriptorFunctions.FdPrestatGet(guest.Process, guest.Memory, 1, result));
        Assert.Equal(WasiError.BadDescriptor, DescriptorFunctions.FdPrestatGet(guest.Process, guest.Memory, 4, result));
        Assert.Equal(WasiError.NotDirectory, DescriptorFunctions.FdPrestatDirName(guest.Process, guest.Memory, 1, name, 4));
    }

    [Fact]
    public void Descriptors_run_out()
    {
        using var guest = TestGuest.Create(FileSystemKind.InMemory);
        guest.CreateFile("file");
        uint room = guest.Take(0);
        WasiError error;
        do
        {
            error = guest.TryOpen("file", out _);
            guest.ForgetSince(room);
        }
        while (error == WasiError.Success);
        Assert.Equal(WasiError.TooManyDescriptors, error);
    }

    [Fact]
    public void Memory_outside_of_the_guest_is_a_fault()
    {
        using var guest = TestGuest.Create(FileSystemKind.InMemory);
        guest.CreateFile("file", "content");
        int fd = guest.Open("file");
        const uint End = TestGuest.MemorySize;
        uint result = guest.Take(8);
        foreach (uint bad in (uint[])[End - 3, End, uint.MaxValue, 0x8000_0000])
        {
            Assert.Equal(WasiError.Fault, DescriptorFunctions.FdRead(guest.Process, guest.Memory, fd, bad, 1, result));
            Assert.Equal(WasiError.Fault, DescriptorFunctions.FdRead(guest.Process, guest.Memory, fd, guest.Vectors((bad, 4)), 1, result));
            Assert.Equal(WasiError.Fault, DescriptorFunctions.FdRead(guest.Process, guest.Memory, fd, guest.Vectors((0, 4)), 1, bad));
            Assert.Equal(WasiError.Fault, DescriptorFunctions.FdFdstatGet(guest.Process, guest.Memory, fd, bad));
            Assert.Equal(WasiError.Fault, DescriptorFunctions.FdFilestatGet(guest.Process, guest.Memory, guest.Layout, fd, bad));
            Assert.Equal(WasiError.Fault, DescriptorFunctions.FdPrestatGet(guest.Process, guest.Memory, TestGuest.Root, bad));
            Assert.Equal(WasiError.Fault, PathFunctions.PathUnlinkFile(guest.Process, guest.Memory, TestGuest.Root, bad, 4));
            Assert.Equal(WasiError.Fault, ProcessFunctions.ClockTimeGet(guest.Process, guest.Memory, 1, bad));
            Assert.Equal(WasiError.Fault, ProcessFunctions.RandomGet(guest.Process, guest.Memory, bad, 4));
            Assert.Equal(WasiError.Fault, ProcessFunctions.ArgsSizesGet(guest.Process, guest.Memory, bad, result));
            Assert.Equal(WasiError.Fault, PollFunctions.PollOneoff(guest.Process, guest.Memory, guest.Layout, bad, 0, 1, result));
        }
        Assert.Equal(WasiError.Fault, ProcessFunctions.RandomGet(guest.Process, guest.Memory, 0, uint.MaxValue));
        Assert.Equal(WasiError.Fault, PathFunctions.PathUnlinkFile(guest.Process, guest.Memory, TestGuest.Root, 16, uint.MaxValue));
        Assert.Equal(WasiError.Invalid, DescriptorFunctions.FdRead(guest.Process, guest.Memory, fd, 0, 1025, result));
        Assert.Equal(WasiError.Invalid, DescriptorFunctions.FdRead(guest.Process, guest.Memory, fd, 0, uint.MaxValue, result));
        // Nothing was read by the calls that failed.
        Assert.Equal(WasiError.Success, guest.Read(fd, 7, out string text));
        Assert.Equal("content", text);
    }

    [Fact]
    public void Arguments_and_environment_arrive()
    {
        using var guest = new TestGuest(new WasiOptionsBuilder().AddArguments("prog", "größe", "").SetEnvironment("A", "1").SetEnvironment("B", "=2=").SetEnvironment("A", "3").Build());
        uint sizes = guest.Take(8);
        Assert.Equal(WasiError.Success, ProcessFunctions.ArgsSizesGet(guest.Process, guest.Memory, sizes, sizes + 4));
        Assert.Equal((3u, 14u), (guest.Read32(sizes), guest.Read32(sizes + 4)));
        uint pointers = guest.Take(12);
        uint text = guest.Take(14);
        Assert.Equal(WasiError.Success, ProcessFunctions.ArgsGet(guest.Process, guest.Memory, pointers, text));
        Assert.Equal("prog\0größe\0\0", Encoding.UTF8.GetString(guest.Bytes.Slice((int)text, 14)));
        Assert.Equal((text, text + 5, text + 13), (guest.Read32(pointers), guest.Read32(pointers + 4), guest.Read32(pointers + 8)));
        Assert.Equal(WasiError.Success, ProcessFunctions.EnvironSizesGet(guest.Process, guest.Memory, sizes, sizes + 4));
        Assert.Equal((2u, 10u), (guest.Read32(sizes), guest.Read32(sizes + 4)));
        Assert.Equal(WasiError.Success, ProcessFunctions.EnvironGet(guest.Process, guest.Memory, pointers, text));
        Assert.Equal("A=3\0B==2=\0", Encoding.UTF8.GetString(guest.Bytes.Slice((int)text, 10)));
        Assert.Throws<ArgumentException>(() => new WasiOptionsBuilder().AddArguments("a\0b"));
        Assert.Throws<ArgumentException>(() => new WasiOptionsBuilder().SetEnvironment("a=b", ""));
    }

    [Fact]
    public void Exit_leaves_with_its_code() =>
        Assert.Equal(42, ProcessFunctions.ProcExit(42).ExitCode);

    [Fact]
    public void The_unstable_version_has_its_own_layouts()
    {
        Assert.Equal(SeekOrigin.Current, Layout.Unstable.ToOrigin(0));
        Assert.Equal(SeekOrigin.End, Layout.Unstable.ToOrigin(1));
        Assert.Equal(SeekOrigin.Begin, Layout.Unstable.ToOrigin(2));
        Assert.Null(Layout.Unstable.ToOrigin(3));
        using var guest = new TestGuest(new WasiOptionsBuilder().MountFileSystem("/", new InMemoryFileSystem()).Build(), layout: Layout.Unstable);
        guest.CreateFile("file", "12345");
        (uint address, uint length) = guest.Put("file");
        uint result = guest.Take(64);
        guest.Bytes.Slice((int)result, 64).Fill(0xee);
        Assert.Equal(WasiError.Success, PathFunctions.PathFilestatGet(guest.Process, guest.Memory, guest.Layout, 3, 0, address, length, result));
        Assert.Equal(4, guest.Bytes[(int)result + 16]);
        Assert.Equal(1u, guest.Read32(result + 20));
        Assert.Equal(5u, guest.Read64(result + 24));
        Assert.Equal(0xeeeeeeeeu, guest.Read32(result + 56));
    }

    [Fact]
    public void Time_and_chance_can_be_the_embedders()
    {
        var time = new SteppingTime();
        using var guest = new TestGuest(new WasiOptionsBuilder().WithTimeProvider(time).WithRandom(static bytes => bytes.Fill(7)).Build());
        uint result = guest.Take(8);
        Assert.Equal(WasiError.Success, ProcessFunctions.ClockTimeGet(guest.Process, guest.Memory, 0, result));
        Assert.Equal(1_000_000_000_000_000_000u, guest.Read64(result));
        Assert.Equal(WasiError.Success, ProcessFunctions.ClockTimeGet(guest.Process, guest.Memory, 1, result));
        Assert.Equal(0u, guest.Read64(result));
        time.Seconds = 90;
        ProcessFunctions.ClockTimeGet(guest.Process, guest.Memory, 1, result);
        Assert.Equal(90_000_000_000u, guest.Read64(result));
        Assert.Equal(WasiError.Success, ProcessFunctions.ClockResGet(guest.Process, guest.Memory, 0, result));
        Assert.Equal(WasiError.Invalid, ProcessFunctions.ClockTimeGet(guest.Process, guest.Memory, 4, result));
        Assert.Equal(WasiError.Success, ProcessFunctions.RandomGet(guest.Process, guest.Memory, result, 8));
        Assert.Equal(0x0707070707070707u, guest.Read64(result));
        using var ordinary = new TestGuest(new WasiOptionsBuilder().Build());
        foreach (int clock in (int[])[0, 1, 2, 3])
        {
            Assert.Equal(WasiError.Success, ProcessFunctions.ClockTimeGet(ordinary.Process, ordinary.Memory, clock, result));
            ulong before = ordinary.Read64(result);
            ProcessFunctions.ClockTimeGet(ordinary.Process, ordinary.Memory, clock, result);
            Assert.True(ordinary.Read64(result) >= before);
        }
    }

    private sealed class SteppingTime : TimeProvider
    {
        public long Seconds { get; set; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(1_000_000_000 + Seconds);

        public override long GetTimestamp() => 5_000_000_000 + (Seconds * 1_000_000_000);

        public override long TimestampFrequency => 1_000_000_000;
    }
}
