// Guests that want out: every way that a path could lead outside of the mapped directory must fail, on every file system.

using System.Text;
using Weft.Wasi.Filesystem;
using Weft.Wasi.Preview1;
using Xunit;

namespace Weft.Wasi.Tests.Filesystem;

public sealed class SandboxTests
{
    public static TheoryData<FileSystemKind> Kinds => [.. Enum.GetValues<FileSystemKind>()];

    public static TheoryData<FileSystemKind> HostKinds => [FileSystemKind.Linux, FileSystemKind.LinuxWalk, FileSystemKind.Portable];

    public static TheoryData<FileSystemKind> LinuxKinds => [FileSystemKind.Linux, FileSystemKind.LinuxWalk];

    [Theory, MemberData(nameof(Kinds))]
    public void No_path_leads_out(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        guest.CreateDirectory("dir");
        guest.CreateFile("dir/file");
        foreach (string path in (string[])["..", "../", "../inside", "/", "/etc", "//etc/passwd", "dir/../..", "dir/../../inside/dir/file", "./.././inside", "dir/./../../x"])
        {
            Assert.Equal(WasiError.NotPermitted, guest.TryOpen(path, out _, follow: true));
            Assert.Equal(WasiError.NotPermitted, guest.TryOpen(path, out _, OpenFlags.Create, follow: false));
            Assert.Equal(WasiError.NotPermitted, guest.TryGetStatus(path, true, out _));
            Assert.Equal(WasiError.NotPermitted, guest.TryGetStatus(path, false, out _));
            Assert.Equal(WasiError.NotPermitted, guest.CreateDirectory(path));
            Assert.Equal(WasiError.NotPermitted, guest.RemoveDirectory(path));
            Assert.Equal(WasiError.NotPermitted, guest.Unlink(path));
            Assert.Equal(WasiError.NotPermitted, guest.Rename(path, "x"));
            Assert.Equal(WasiError.NotPermitted, guest.Rename("dir", path));
            Assert.Equal(WasiError.NotPermitted, guest.Symlink("x", path));
            Assert.Equal(WasiError.NotPermitted, guest.ReadLink(path, 100, out _));
            Assert.Equal(WasiError.NotPermitted, guest.SetTimes(path, true, 0, 0, 8));
            if (kind != FileSystemKind.Portable)
            {
                Assert.Equal(WasiError.NotPermitted, guest.Link(path, "x"));
                Assert.Equal(WasiError.NotPermitted, guest.Link("dir/file", path));
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_directory_opened_inside_is_a_root_of_its_own(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        guest.CreateDirectory("dir");
        guest.CreateFile("file");
        int fd = guest.OpenDirectory("dir");
        Assert.Equal(WasiError.NotPermitted, guest.TryOpen("../file", out _, directory: fd));
        Assert.Equal(WasiError.Success, guest.Symlink("../file", "up", fd));
        Assert.Equal(WasiError.NotPermitted, guest.TryOpen("up", out _, follow: true, directory: fd));
        Assert.Equal(WasiError.Success, guest.TryOpen("dir/up", out _, follow: true));
    }

    [Theory, MemberData(nameof(HostKinds))]
    public void No_link_leads_out(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        string outside = Path.Combine(Path.GetDirectoryName(guest.HostPath)!, "secret");
        Directory.CreateDirectory(outside);
        File.WriteAllText(Path.Combine(outside, "file"), "secret");
        File.CreateSymbolicLink(Path.Combine(guest.HostPath, "absolute"), outside);
        File.CreateSymbolicLink(Path.Combine(guest.HostPath, "relative"), "../secret");
        guest.CreateDirectory("dir");
        File.CreateSymbolicLink(Path.Combine(guest.HostPath, "dir", "twice"), "../relative");
        guest.Symlink("../secret", "own");
        foreach (string link in (string[])["absolute", "relative", "dir/twice", "own"])
        {
            Assert.Equal(WasiError.NotPermitted, guest.TryOpen(link, out _, follow: true));
            Assert.Equal(WasiError.NotPermitted, guest.TryOpen(link + "/file", out _));
            Assert.Equal(WasiError.NotPermitted, guest.TryOpen(link + "/new", out _, OpenFlags.Create));
            Assert.Equal(WasiError.NotPermitted, guest.TryGetStatus(link + "/", false, out _));
            Assert.Equal(WasiError.NotPermitted, guest.TryGetStatus(link, true, out _));
            Assert.Equal(WasiError.NotPermitted, guest.CreateDirectory(link + "/new"));
            Assert.Equal(WasiError.NotPermitted, guest.Unlink(link + "/file"));
            Assert.Equal(WasiError.NotPermitted, guest.Rename(link + "/file", "stolen"));
            Assert.Equal(WasiError.NotPermitted, guest.Rename("dir", link + "/dir"));
            Assert.Equal(WasiError.NotPermitted, guest.Symlink("x", link + "/new"));
            Assert.Equal(WasiError.NotPermitted, guest.ReadLink(link + "/", 100, out _));
            Assert.Equal(WasiError.NotPermitted, guest.SetTimes(link, true, 0, 0, 8));
            Assert.Equal(WasiError.NotPermitted, guest.TryOpen(link, out _, OpenFlags.Create | OpenFlags.Truncate, Rights.FdWrite, follow: true));
            if (kind != FileSystemKind.Portable)
                Assert.Equal(WasiError.NotPermitted, guest.Link(link + "/file", "stolen"));
            // The link itself may be looked at, moved and removed; only a path of the host is not told.
            Assert.Equal(7, guest.GetStatus(link).FileType);
        }
        Assert.Equal(WasiError.NotPermitted, guest.ReadLink("absolute", 100, out _));
        Assert.Equal(WasiError.Success, guest.ReadLink("relative", 100, out _));
        Assert.Equal("secret", File.ReadAllText(Path.Combine(outside, "file")));
        Assert.Single(Directory.GetFileSystemEntries(outside));
    }

    [Theory, MemberData(nameof(LinuxKinds))]
    public void Magic_links_are_not_followed(FileSystemKind kind)
    {
        using var guest = new TestGuest(TestGuest.With(TestGuest.Open(kind, "/proc", isReadOnly: true)));
        foreach (string path in (string[])["self/root", "self/root/etc", "self/cwd", "self/exe", "self/fd/0", "thread-self/root/"])
            Assert.Contains(guest.TryOpen(path, out _, follow: true), (WasiError[])[WasiError.Loop, WasiError.NotPermitted]);
    }

    [Theory, MemberData(nameof(LinuxKinds))]
    public void A_race_with_links_never_opens_what_is_outside(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        string outside = Path.Combine(Path.GetDirectoryName(guest.HostPath)!, "secret");
        Directory.CreateDirectory(outside);
        File.WriteAllText(Path.Combine(outside, "file"), "outside");
        guest.CreateDirectory("real");
        guest.CreateFile("real/file", "inside");
        string changing = Path.Combine(guest.HostPath, "changing");
        using var stop = new CancellationTokenSource();
        // Someone on the host swaps a directory for a link to the outside and back, as fast as it can.
        var swapper = new Thread(() =>
        {
            string directory = Path.Combine(guest.HostPath, "directory");
            Directory.CreateDirectory(directory);
            File.WriteAllText(Path.Combine(directory, "file"), "inside");
            while (!stop.IsCancellationRequested)
            {
                Directory.Move(directory, changing);
                Thread.SpinWait(5000);
                Directory.Move(changing, directory);
                File.CreateSymbolicLink(changing, "../secret");
                Thread.SpinWait(5000);
                File.Delete(changing);
            }
        })
        { IsBackground = true };
        swapper.Start();
        int opened = 0;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        uint room = guest.Take(0);
        try
        {
            while (watch.ElapsedMilliseconds < 400 || (opened == 0 && watch.ElapsedMilliseconds < 20_000))
            {
                foreach (string path in (string[])["changing/file", "changing/../real/../changing/file"])
                {
                    if (guest.TryOpen(path, out int fd, rights: Rights.FdRead, follow: true) == WasiError.Success)
                    {
                        Assert.Equal(WasiError.Success, guest.Read(fd, 100, out string text));
                        Assert.Equal("inside", text);
                        guest.Close(fd);
                        opened++;
                    }
                    WasiError made = guest.CreateDirectory("changing/new");
                    Assert.NotEqual(WasiError.Fault, made);
                    guest.ForgetSince(room);
                }
            }
        }
        finally
        {
            stop.Cancel();
            swapper.Join();
        }
        Assert.True(opened > 0);
        Assert.Single(Directory.GetFileSystemEntries(outside));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Bytes_that_are_no_path_are_refused(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        guest.CreateFile("file");
        Assert.Equal(WasiError.Invalid, guest.TryOpen("file\0", out _));
        Assert.Equal(WasiError.Invalid, guest.CreateDirectory("a\0b"));
        Assert.Equal(WasiError.Invalid, guest.Symlink("a\0b", "link"));
        (uint address, uint length) = guest.Put([0x66, 0xff, 0xfe]);
        Assert.Equal(WasiError.IllegalByteSequence, PathFunctions.PathCreateDirectory(guest.Process, guest.Memory, TestGuest.Root, address, length));
        (address, length) = guest.Put([0xed, 0xa0, 0x80]);
        Assert.Equal(WasiError.IllegalByteSequence, PathFunctions.PathUnlinkFile(guest.Process, guest.Memory, TestGuest.Root, address, length));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Deep_trees_and_long_chains_of_links_end(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        var path = new StringBuilder();
        for (int depth = 0; depth < 150; depth++)
        {
            path.Append(depth == 0 ? "d" : "/d");
            Assert.Equal(WasiError.Success, guest.CreateDirectory(path.ToString()));
        }
        string up = string.Join('/', Enumerable.Repeat("..", 150));
        Assert.Equal(WasiError.Success, guest.TryGetStatus($"{path}/{up}", false, out GuestStatus root));
        Assert.Equal(guest.GetStatus(TestGuest.Root).Inode, root.Inode);
        Assert.Equal(WasiError.NotPermitted, guest.TryGetStatus($"{path}/{up}/..", false, out _));

        guest.CreateFile("end", "found");
        guest.Symlink("end", "link0");
        for (int index = 1; index <= 60; index++)
            guest.Symlink($"link{index - 1}", $"link{index}");
        Assert.Equal("found", guest.ReadFile("link39"));
        Assert.Equal(WasiError.Loop, guest.TryOpen("link60", out _, follow: true));
        // Links that each expand to many: what is left to walk stays bounded.
        guest.Symlink(string.Concat(Enumerable.Repeat("./", 2000)) + "bomb", "bomb");
        Assert.Contains(guest.TryOpen("bomb/bomb/bomb", out _, follow: true), (WasiError[])[WasiError.Loop, WasiError.NameTooLong]);
    }

    [Fact]
    public void A_file_system_in_memory_is_bounded()
    {
        var fileSystem = new InMemoryFileSystem(1 << 20);
        using var guest = new TestGuest(new WasiOptionsBuilder().MountFileSystem("/", fileSystem).Build());
        int fd = guest.Open("file", OpenFlags.Create);
        WasiError error;
        uint room = guest.Take(0);
        do
        {
            error = guest.Write(fd, new string('x', 50_000), out _);
            guest.ForgetSince(room);
        }
        while (error == WasiError.Success);
        Assert.Equal(WasiError.NoSpace, error);
        Assert.True(fileSystem.UsedBytes <= fileSystem.Capacity);
        Assert.Equal(WasiError.NoSpace, DescriptorFunctions.FdAllocate(guest.Process, fd, 0, 1UL << 60));
        // A hole costs nothing, and what is cut comes back.
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdFilestatSetSize(guest.Process, fd, 0));
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdFilestatSetSize(guest.Process, fd, 1UL << 60));
        Assert.True(fileSystem.UsedBytes < 10_000);
        int made = 0;
        while (guest.CreateDirectory($"directory {made}") == WasiError.Success)
        {
            made++;
            guest.ForgetSince(room);
        }
        Assert.InRange(made, 1000, 4000);
        Assert.Equal(WasiError.Success, guest.RemoveDirectory("directory 0"));
        Assert.Equal(WasiError.Success, guest.CreateDirectory("directory 0"));
        guest.Close(fd);
        long before = fileSystem.UsedBytes;
        Assert.Equal(WasiError.Success, guest.Unlink("file"));
        Assert.True(fileSystem.UsedBytes < before);
    }
}
