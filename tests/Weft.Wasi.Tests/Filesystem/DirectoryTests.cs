// Directories, links and names on every file system.

using Weft.Wasi.Filesystem;
using Weft.Wasi.Preview1;
using Xunit;

namespace Weft.Wasi.Tests.Filesystem;

public sealed class DirectoryTests
{
    private const byte DirectoryType = 3, FileType = 4, LinkType = 7;

    public static TheoryData<FileSystemKind> Kinds => [.. Enum.GetValues<FileSystemKind>()];

    public static TheoryData<FileSystemKind> KindsWithHardLinks => [FileSystemKind.Linux, FileSystemKind.LinuxWalk, FileSystemKind.InMemory];

    [Theory, MemberData(nameof(Kinds))]
    public void Directories_are_made_and_removed(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        Assert.Equal(WasiError.Success, guest.CreateDirectory("dir"));
        Assert.Equal(WasiError.Exists, guest.CreateDirectory("dir"));
        Assert.Equal(WasiError.Exists, guest.CreateDirectory("dir/"));
        Assert.Equal(WasiError.Success, guest.CreateDirectory("dir/nested/"));
        Assert.Equal(WasiError.NoEntry, guest.CreateDirectory("missing/nested"));
        Assert.Equal(WasiError.NotEmpty, guest.RemoveDirectory("dir"));
        Assert.Equal(WasiError.IsDirectory, guest.Unlink("dir"));
        Assert.Equal(WasiError.IsDirectory, guest.Unlink("dir/"));
        Assert.Equal(WasiError.Success, guest.RemoveDirectory("dir/nested/"));
        guest.CreateFile("file");
        Assert.Equal(WasiError.NotDirectory, guest.RemoveDirectory("file"));
        Assert.Equal(WasiError.NotDirectory, guest.RemoveDirectory("file/"));
        Assert.Equal(WasiError.NotDirectory, guest.Unlink("file/"));
        Assert.Equal(WasiError.NotDirectory, guest.CreateDirectory("file/x"));
        Assert.Equal(WasiError.Exists, guest.CreateDirectory("file"));
        Assert.Equal(WasiError.NoEntry, guest.Unlink("missing"));
        Assert.Equal(WasiError.NoEntry, guest.RemoveDirectory("missing"));
        Assert.Equal(WasiError.Success, guest.RemoveDirectory("dir"));
        Assert.Equal(WasiError.Success, guest.Unlink("file"));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Dots_are_judged_where_they_end_a_path(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        guest.CreateDirectory("dir");
        Assert.Equal(WasiError.Exists, guest.CreateDirectory("."));
        Assert.Equal(WasiError.Exists, guest.CreateDirectory("dir/.."));
        Assert.Equal(WasiError.Invalid, guest.RemoveDirectory("dir/."));
        Assert.Equal(WasiError.NotEmpty, guest.RemoveDirectory("dir/.."));
        Assert.Equal(WasiError.IsDirectory, guest.Unlink("dir/."));
        Assert.Equal(WasiError.Busy, guest.Rename("dir/.", "other"));
        Assert.Equal(WasiError.Busy, guest.Rename("dir", "dir/.."));
        Assert.Equal(WasiError.NotPermitted, guest.CreateDirectory(".."));
        Assert.Equal(WasiError.NotPermitted, guest.RemoveDirectory("dir/../.."));
        Assert.Equal(WasiError.NoEntry, guest.CreateDirectory("missing/.."));
        Assert.Equal(WasiError.NoEntry, guest.CreateDirectory(""));
        Assert.Equal(DirectoryType, guest.GetStatus("dir/..").FileType);
        Assert.Equal(guest.GetStatus(TestGuest.Root).Inode, guest.GetStatus("dir/./..").Inode);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Entries_are_read_whatever_the_room(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        guest.CreateDirectory("dir");
        int fd = guest.OpenDirectory("dir");
        (List<GuestEntry> entries, bool atEnd) = guest.ReadDirectory(fd, 0, 256);
        Assert.True(atEnd);
        Assert.Equal([".", ".."], entries.Select(entry => entry.Name));
        Assert.All(entries, entry => Assert.Equal(guest.GetStatus(fd).Inode, entry.Inode));

        HashSet<string> names = [.. Enumerable.Range(0, 300).Select(index => $"file.{index}")];
        foreach (string name in names)
            guest.CreateFile("dir/" + name);
        guest.CreateDirectory("dir/sub");
        guest.Symlink("sub", "dir/link");
        names.UnionWith(["sub", "link", ".", ".."]);

        foreach (uint room in (uint[])[60, 256, 4096, 100_000])
        {
            var seen = new List<GuestEntry>();
            for (ulong cookie = 0; ;)
            {
                (entries, atEnd) = guest.ReadDirectory(fd, cookie, room);
                seen.AddRange(entries);
                if (atEnd)
                    break;
                cookie = entries[^1].Next;
            }
            Assert.Equal(names.Count, seen.Count);
            Assert.Equal(names, [.. seen.Select(entry => entry.Name)]);
            Assert.Equal(DirectoryType, seen.Single(entry => entry.Name == "sub").FileType);
            Assert.Equal(LinkType, seen.Single(entry => entry.Name == "link").FileType);
            Assert.Equal(FileType, seen.Single(entry => entry.Name == "file.7").FileType);
            Assert.Equal(guest.GetStatus("dir/file.7").Inode, seen.Single(entry => entry.Name == "file.7").Inode);
        }

        // Any entry's position continues right behind it.
        (entries, _) = guest.ReadDirectory(fd, 0, 100_000);
        foreach (int index in (int[])[0, 1, 2, 150, 301])
            Assert.Equal(entries[index + 1].Name, guest.ReadDirectory(fd, entries[index].Next, 200).Entries[0].Name);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_directory_is_emptied_while_it_is_read(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        guest.CreateDirectory("dir");
        int fd = guest.OpenDirectory("dir");
        for (int index = 0; index < 2000; index++)
            guest.CreateFile($"dir/{index}");
        int removed = 0;
        for (ulong cookie = 0; ;)
        {
            (List<GuestEntry> entries, bool atEnd) = guest.ReadDirectory(fd, cookie, 500);
            foreach (GuestEntry entry in entries.Where(entry => entry.Name is not ("." or "..")))
            {
                Assert.Equal(WasiError.Success, guest.Unlink("dir/" + entry.Name));
                removed++;
            }
            if (atEnd)
                break;
            cookie = entries[^1].Next;
        }
        Assert.Equal(2000, removed);
        Assert.Equal(WasiError.Success, guest.RemoveDirectory("dir"));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Renaming_obeys_POSIX(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        guest.CreateDirectory("source");
        Assert.Equal(WasiError.Success, guest.Rename("source", "target"));
        Assert.Equal(WasiError.NoEntry, guest.TryGetStatus("source", false, out _));
        guest.CreateDirectory("source");
        Assert.Equal(WasiError.Success, guest.Rename("source/", "target/"));
        guest.CreateDirectory("source");
        guest.CreateFile("target/file", "x");
        Assert.Equal(WasiError.NotEmpty, guest.Rename("source", "target"));
        Assert.Equal(WasiError.NotDirectory, guest.Rename("source", "target/file"));
        guest.CreateFile("file", "y");
        Assert.Equal(WasiError.IsDirectory, guest.Rename("file", "source"));
        Assert.Equal(WasiError.NotDirectory, guest.Rename("file", "new/"));
        Assert.Equal(WasiError.NotDirectory, guest.Rename("file/", "new"));
        Assert.Equal(WasiError.Success, guest.Rename("file", "target/file"));
        Assert.Equal("y", guest.ReadFile("target/file"));
        Assert.Equal(WasiError.Success, guest.Rename("target/file", "target/file"));
        Assert.Equal(WasiError.Invalid, guest.Rename("target", "target/inside"));
        Assert.Equal(WasiError.NoEntry, guest.Rename("missing", "x"));
        Assert.Equal(WasiError.Success, guest.Rename("target", "source"));
        Assert.Equal("y", guest.ReadFile("source/file"));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Symbolic_links_are_followed_when_asked(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        guest.CreateFile("file", "content");
        guest.CreateDirectory("dir");
        guest.CreateFile("dir/inner", "inner content");
        Assert.Equal(WasiError.Success, guest.Symlink("file", "link"));
        Assert.Equal(WasiError.Success, guest.Symlink("../file", "dir/up"));
        Assert.Equal(WasiError.Success, guest.Symlink("dir", "dirlink"));
        Assert.Equal(WasiError.Exists, guest.Symlink("file", "link"));
        Assert.Equal(WasiError.Exists, guest.Symlink("file", "dir/"));
        Assert.Equal(WasiError.NotDirectory, guest.Symlink("dir", "file/"));
        Assert.Equal(WasiError.NoEntry, guest.Symlink("file", "new/"));
        Assert.Equal(WasiError.NoEntry, guest.Symlink("", "new"));
        Assert.Equal(WasiError.NotPermitted, guest.Symlink("/", "new"));

        Assert.Equal(LinkType, guest.GetStatus("link").FileType);
        Assert.Equal(FileType, guest.GetStatus("link", follow: true).FileType);
        Assert.Equal(4u, guest.GetStatus("link").Size);
        Assert.Equal(DirectoryType, guest.GetStatus("dirlink/").FileType);
        Assert.Equal(WasiError.Loop, guest.TryOpen("link", out _));
        Assert.Contains(guest.TryOpen("dirlink", out _, OpenFlags.Directory), (WasiError[])[WasiError.NotDirectory, WasiError.Loop]);
        Assert.Equal("content", guest.ReadFile("link"));
        Assert.Equal("content", guest.ReadFile("dir/up"));
        Assert.Equal("inner content", guest.ReadFile("dirlink/inner"));
        guest.Close(guest.Open("dirlink", OpenFlags.Directory, Rights.FdReaddir, follow: true));

        Assert.Equal(WasiError.Success, guest.ReadLink("dir/up", 100, out string target));
        Assert.Equal("../file", target);
        Assert.Equal(WasiError.Success, guest.ReadLink("dir/up", 4, out target));
        Assert.Equal("../f", target);
        Assert.Equal(WasiError.Success, guest.ReadLink("dir/up", 0, out _));
        Assert.Equal(WasiError.Invalid, guest.ReadLink("file", 100, out _));
        Assert.Equal(WasiError.Invalid, guest.ReadLink("dirlink/", 100, out _));

        // Names are the link's own when they are removed or moved.
        Assert.Equal(WasiError.NotDirectory, guest.RemoveDirectory("dirlink"));
        Assert.Equal(WasiError.Success, guest.Rename("dirlink", "moved"));
        Assert.Equal(WasiError.Success, guest.Unlink("moved"));
        Assert.Equal("inner content", guest.ReadFile("dir/inner"));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Dangling_links_and_loops_are_told_apart(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        guest.Symlink("nowhere", "dangling");
        guest.Symlink("loop", "loop");
        Assert.Equal(WasiError.NoEntry, guest.TryOpen("dangling", out _, follow: true));
        Assert.Equal(WasiError.Loop, guest.TryOpen("dangling", out _));
        Assert.Equal(WasiError.NoEntry, guest.TryGetStatus("dangling", true, out _));
        Assert.Equal(WasiError.Loop, guest.TryOpen("loop", out _, follow: true));
        Assert.Equal(WasiError.Loop, guest.TryGetStatus("loop/x", false, out _));
        Assert.Equal(WasiError.Loop, guest.CreateDirectory("loop/x"));
        Assert.Equal(WasiError.Exists, guest.TryOpen("dangling", out _, OpenFlags.Create | OpenFlags.Exclusive, follow: true));
        Assert.Equal(WasiError.Exists, guest.CreateDirectory("dangling"));
        // Creating through a dangling link makes what it leads to.
        guest.Close(guest.Open("dangling", OpenFlags.Create, follow: true));
        Assert.Equal(FileType, guest.GetStatus("nowhere").FileType);
    }

    [Theory, MemberData(nameof(KindsWithHardLinks))]
    public void Hard_links_are_names_of_one_file(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        guest.CreateFile("file", "content");
        guest.CreateDirectory("dir");
        Assert.Equal(WasiError.Success, guest.Link("file", "dir/link"));
        Assert.Equal(2u, guest.GetStatus("file").LinkCount);
        Assert.Equal(guest.GetStatus("file"), guest.GetStatus("dir/link"));
        Assert.Equal(WasiError.Exists, guest.Link("file", "dir/link"));
        Assert.Equal(WasiError.Exists, guest.Link("file", "dir"));
        Assert.Equal(WasiError.Exists, guest.Link("file", "file"));
        Assert.Equal(WasiError.NotPermitted, guest.Link("dir", "dirlink"));
        Assert.Equal(WasiError.NotPermitted, guest.Link("dir/", "dirlink"));
        Assert.Equal(WasiError.NotDirectory, guest.Link("file/", "other"));
        Assert.Equal(WasiError.NoEntry, guest.Link("file", "other/"));
        Assert.Equal(WasiError.NoEntry, guest.Link("missing", "other"));
        Assert.Equal(WasiError.Invalid, guest.Link("file", "other", flags: 1));
        // Both names of one file: renaming one to the other does nothing.
        Assert.Equal(WasiError.Success, guest.Rename("file", "dir/link"));
        Assert.Equal("content", guest.ReadFile("file"));
        Assert.Equal(WasiError.Success, guest.Unlink("file"));
        Assert.Equal("content", guest.ReadFile("dir/link"));
        Assert.Equal(1u, guest.GetStatus("dir/link").LinkCount);
        guest.Symlink("loop", "loop");
        Assert.Equal(WasiError.Success, guest.Link("loop", "loop2"));
        Assert.Equal(LinkType, guest.GetStatus("loop2").FileType);
    }

    [Theory, MemberData(nameof(KindsWithHardLinks))]
    public void Times_of_links_are_their_own(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        guest.CreateFile("file");
        guest.Symlink("file", "link");
        ulong before = guest.GetStatus("file").ModificationTime;
        Assert.Equal(WasiError.Success, guest.SetTimes("link", follow: false, 0, 1_000_000_000_000, 4));
        Assert.Equal(1_000_000_000_000u, guest.GetStatus("link").ModificationTime);
        Assert.Equal(before, guest.GetStatus("file").ModificationTime);
        Assert.Equal(WasiError.Success, guest.SetTimes("link", follow: true, 0, 2_000_000_000_000, 4));
        Assert.Equal(2_000_000_000_000u, guest.GetStatus("file").ModificationTime);
        Assert.Equal(1_000_000_000_000u, guest.GetStatus("link").ModificationTime);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Names_are_UTF8_and_of_bounded_length(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        guest.CreateFile("größe-😀", "content");
        Assert.Equal("content", guest.ReadFile("größe-😀"));
        Assert.Contains("größe-😀", guest.ReadDirectory(guest.OpenDirectory("."), 0, 1000).Entries.Select(entry => entry.Name));
        Assert.Equal(WasiError.NameTooLong, guest.TryOpen(new string('x', 5000), out _, OpenFlags.Create));
        Assert.Equal(WasiError.NameTooLong, guest.TryOpen(new string('x', 100_000), out _, OpenFlags.Create));
        if (kind != FileSystemKind.Portable)
            Assert.Equal(WasiError.NameTooLong, guest.TryOpen(new string('x', 256), out _, OpenFlags.Create));
    }
}
