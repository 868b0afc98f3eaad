// Files of preview 2, on every file system.

using System.Text;
using Weft.Wasi.Preview2;
using Xunit;
using ErrorCode = Weft.Wasi.WasiPreview2.Types.ErrorCode;
using StreamError = Weft.Wasi.WasiPreview2.Streams.StreamError;
using Types = Weft.Wasi.WasiPreview2.Types;

namespace Weft.Wasi.Tests.Preview2;

public sealed class FilesystemTests
{
    private const Types.DescriptorFlags ReadWrite = Types.DescriptorFlags.Read | Types.DescriptorFlags.Write;

    public static TheoryData<FileSystemKind> Kinds => [.. Enum.GetValues<FileSystemKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public void Streams_over_a_file_have_positions_of_their_own_and_outlive_it(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        using var process = new Preview2Process(guest.Context);
        Types.IDescriptor file = Open(Root(process), "file", Types.OpenFlags.Create, ReadWrite);
        var writer = file.WriteViaStream(2).Ok;
        var appender = file.AppendViaStream().Ok;
        Put(writer, "world");
        Put(appender, "!");
        Put(writer, "."); // over what was appended
        Put(appender, "?");
        Assert.Equal("\0\0world.?", Text(file.Read(100, 0).Ok.Item1));
        Assert.Equal((2, false), (file.Read(2, 5).Ok.Item1.Length, file.Read(2, 5).Ok.Item2));
        Assert.True(file.Read(2, 9).Ok.Item2);
        Assert.Equal(2u, file.Write("he"u8.ToArray(), 0).Ok);
        var reader = file.ReadViaStream(1).Ok;
        ((IDisposable)file).Dispose();
        ((IDisposable)writer).Dispose();
        Assert.Equal("ewor", Text(reader.Read(4).Ok));
        Assert.True(reader.Subscribe().Ready());
        Assert.Equal("ld.?", Text(reader.BlockingRead(100).Ok));
        Assert.IsType<StreamError.Closed>(reader.Read(1).Error);
        Put(appender, "more");
        Assert.Equal("more", Text(reader.Read(100).Ok));
        Assert.Equal(0u, appender.Splice(reader, 0).Ok);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_file_can_do_what_it_was_opened_for(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        using var process = new Preview2Process(guest.Context);
        Types.IDescriptor root = Root(process);
        Types.IDescriptor writable = Open(root, "f", Types.OpenFlags.Create | Types.OpenFlags.Exclusive, Types.DescriptorFlags.Write);
        Assert.Equal(ErrorCode.Exist, root.OpenAt(0, "f", Types.OpenFlags.Create | Types.OpenFlags.Exclusive, ReadWrite).Error);
        Assert.Equal(ErrorCode.BadDescriptor, writable.Read(1, 0).Error);
        Assert.Equal(ErrorCode.BadDescriptor, writable.ReadViaStream(0).Error);
        Assert.False(writable.SetSize(10).IsError);
        Assert.False(writable.Sync().IsError);
        Assert.Equal(Types.DescriptorFlags.Write, writable.GetFlags().Ok);
        Types.IDescriptor readable = Open(root, "f", 0, Types.DescriptorFlags.Read);
        Assert.Equal(ErrorCode.BadDescriptor, readable.Write([1], 0).Error);
        Assert.Equal(ErrorCode.BadDescriptor, readable.WriteViaStream(0).Error);
        Assert.Equal(ErrorCode.BadDescriptor, readable.AppendViaStream().Error);
        Assert.Equal(ErrorCode.BadDescriptor, readable.SetSize(0).Error);
        Assert.False(readable.SyncData().IsError);
        Assert.Equal(Types.DescriptorType.RegularFile, readable.GetType_().Ok);
        Assert.Equal(10u, readable.Stat().Ok.Size);
        Assert.Equal(ErrorCode.NotDirectory, readable.ReadDirectory().Error);
        Assert.Equal(ErrorCode.NotDirectory, readable.StatAt(0, "x").Error);
        Assert.Equal(ErrorCode.NotDirectory, readable.OpenAt(0, "x", 0, ReadWrite).Error);
        Assert.Equal(ErrorCode.BadDescriptor, root.Read(1, 0).Error);
        Assert.Equal(ErrorCode.BadDescriptor, root.ReadViaStream(0).Error);
        Assert.Equal(Types.DescriptorType.Directory, root.GetType_().Ok);
        Assert.Equal(Types.DescriptorFlags.Read | Types.DescriptorFlags.MutateDirectory, root.GetFlags().Ok);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_directory_lists_what_is_in_it_and_not_itself(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        using var process = new Preview2Process(guest.Context);
        Types.IDescriptor root = Root(process);
        Assert.False(root.CreateDirectoryAt("dir").IsError);
        Open(root, "dir/file", Types.OpenFlags.Create, ReadWrite);
        Types.IDescriptor directory = Open(root, "dir", Types.OpenFlags.Directory, Types.DescriptorFlags.Read);
        Assert.Equal([new("dir", Types.DescriptorType.Directory)], Entries(root));
        Assert.Equal([new("file", Types.DescriptorType.RegularFile)], Entries(directory));
        Assert.Equal(ErrorCode.NotEmpty, root.RemoveDirectoryAt("dir").Error);
        Assert.False(directory.RenameAt("file", root, "moved").IsError);
        Assert.False(root.RemoveDirectoryAt("dir").IsError);
        Assert.False(root.UnlinkFileAt("moved").IsError);
        Assert.Empty(Entries(root));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void An_object_is_known_by_its_hash_under_all_its_names(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        using var process = new Preview2Process(guest.Context);
        Types.IDescriptor root = Root(process);
        Types.IDescriptor file = Open(root, "f", Types.OpenFlags.Create, ReadWrite);
        Types.IDescriptor same = Open(root, "f", 0, ReadWrite);
        Types.IDescriptor other = Open(root, "g", Types.OpenFlags.Create, ReadWrite);
        Assert.True(file.IsSameObject(same));
        Assert.Equal(file.MetadataHash().Ok, root.MetadataHashAt(0, "f").Ok);
        if (kind != FileSystemKind.Portable)
        {
            // .NET tells no inodes.
            Assert.False(file.IsSameObject(other));
            Assert.NotEqual(file.MetadataHash().Ok, other.MetadataHash().Ok);
        }
        Assert.Equal(ErrorCode.NoEntry, root.MetadataHashAt(0, "missing").Error);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Nothing_leads_outside_and_nothing_changes_what_may_only_be_read(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind, DirectoryAccess.Read);
        using var process = new Preview2Process(guest.Context);
        Types.IDescriptor root = Root(process);
        Assert.Equal(ErrorCode.NotPermitted, root.OpenAt(Types.PathFlags.SymlinkFollow, "../x", 0, Types.DescriptorFlags.Read).Error);
        Assert.Equal(ErrorCode.NotPermitted, root.StatAt(0, "/etc").Error);
        Assert.Equal(ErrorCode.Invalid, root.StatAt(0, "a\0b").Error);
        Assert.Equal(ErrorCode.Invalid, root.OpenAt(0, "a\0b", 0, Types.DescriptorFlags.Read).Error);
        Assert.Equal(ErrorCode.ReadOnly, root.OpenAt(0, "x", Types.OpenFlags.Create, Types.DescriptorFlags.Read).Error);
        Assert.Equal(ErrorCode.ReadOnly, root.OpenAt(0, "x", 0, Types.DescriptorFlags.Write).Error);
        Assert.Equal(ErrorCode.ReadOnly, root.OpenAt(0, ".", 0, Types.DescriptorFlags.MutateDirectory).Error);
        Assert.Equal(ErrorCode.NotPermitted, root.CreateDirectoryAt("x").Error);
        Assert.Equal(Types.DescriptorFlags.Read, root.GetFlags().Ok);
        Assert.Equal(ErrorCode.Invalid, root.OpenAt(0, "x", Types.OpenFlags.Directory | Types.OpenFlags.Exclusive, Types.DescriptorFlags.Read).Error);
    }

    [Theory, InlineData(FileSystemKind.Linux), InlineData(FileSystemKind.LinuxWalk), InlineData(FileSystemKind.InMemory)]
    public void Links_and_times(FileSystemKind kind)
    {
        using var guest = TestGuest.Create(kind);
        using var process = new Preview2Process(guest.Context);
        Types.IDescriptor root = Root(process);
        Types.IDescriptor file = Open(root, "f", Types.OpenFlags.Create, ReadWrite);
        Assert.False(root.SymlinkAt("f", "soft").IsError);
        Assert.False(root.LinkAt(0, "f", root, "hard").IsError);
        Assert.Equal(ErrorCode.Invalid, root.LinkAt(Types.PathFlags.SymlinkFollow, "f", root, "harder").Error);
        Assert.Equal("f", root.ReadlinkAt("soft").Ok);
        Assert.Equal(2u, file.Stat().Ok.LinkCount);
        Assert.Equal(Types.DescriptorType.SymbolicLink, root.StatAt(0, "soft").Ok.Type);
        Assert.Equal(Types.DescriptorType.RegularFile, root.StatAt(Types.PathFlags.SymlinkFollow, "soft").Ok.Type);
        Assert.Equal(ErrorCode.Loop, root.OpenAt(0, "soft", 0, Types.DescriptorFlags.Read).Error);

        var time = new Types.NewTimestamp.Timestamp(new WasiPreview2.WallClock.Datetime(1_000, 5_000));
        Assert.False(file.SetTimes(Types.NewTimestamp.NoChange.Instance, time).IsError);
        Assert.Equal(time.Value, file.Stat().Ok.DataModificationTimestamp);
        Assert.False(root.SetTimesAt(0, "f", time, Types.NewTimestamp.Now.Instance).IsError);
        Assert.Equal(time.Value, file.Stat().Ok.DataAccessTimestamp);
        var tooLate = new Types.NewTimestamp.Timestamp(new WasiPreview2.WallClock.Datetime(ulong.MaxValue, 0));
        Assert.Equal(ErrorCode.Overflow, file.SetTimes(tooLate, tooLate).Error);
    }

    [Fact]
    public void What_is_open_is_closed_with_its_last_resource_or_with_the_world()
    {
        string path = Directory.CreateTempSubdirectory("weft-wasi-").FullName;
        try
        {
            using WasiContext context = new WasiOptionsBuilder().MapDirectory("/", path).Build();
            using var process = new Preview2Process(context);
            int before = OpenFiles(path);
            Types.IDescriptor file = Open(Root(process), "f", Types.OpenFlags.Create, ReadWrite);
            var stream = file.ReadViaStream(0).Ok;
            Assert.Equal(before + 1, OpenFiles(path));
            ((IDisposable)file).Dispose();
            Assert.Equal(before + 1, OpenFiles(path));
            ((IDisposable)stream).Dispose();
            Assert.Equal(before, OpenFiles(path));
            Open(Root(process), "f", 0, ReadWrite);
            process.Dispose();
            Assert.Equal(before, OpenFiles(path));
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static int OpenFiles(string path) => Directory.EnumerateFiles("/proc/self/fd")
        .Count(file => new FileInfo(file).LinkTarget?.StartsWith(path, StringComparison.Ordinal) == true);

    private static Types.IDescriptor Root(Preview2Process process) => Assert.Single(process.Filesystem.GetDirectories()).Item1;

    private static Types.IDescriptor Open(Types.IDescriptor directory, string path, Types.OpenFlags flags, Types.DescriptorFlags access) =>
        directory.OpenAt(0, path, flags, access).Ok;

    private static void Put(WasiPreview2.Streams.IOutputStream stream, string text)
    {
        Assert.InRange(stream.CheckWrite().Ok, (ulong)text.Length, ulong.MaxValue);
        Assert.False(stream.Write(Encoding.UTF8.GetBytes(text)).IsError);
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static List<KeyValuePair<string, Types.DescriptorType>> Entries(Types.IDescriptor directory)
    {
        var stream = directory.ReadDirectory().Ok;
        var entries = new List<KeyValuePair<string, Types.DescriptorType>>();
        while (stream.ReadDirectoryEntry().Ok is { } entry)
            entries.Add(new(entry.Name, entry.Type));
        ((IDisposable)stream).Dispose();
        return entries;
    }
}
