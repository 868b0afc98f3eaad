// Notes of files that were found whole: they are right about the very file, as it was, and about nothing else.
using Weft.Caching;
using Weft.Runtime;
using Xunit;

namespace Weft.Tests.Caching;

public sealed class CheckedFilesTests : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("weft-tests-");

    private string Folder => Path.Combine(_parent.FullName, "cache");

    public void Dispose() => _parent.Delete(recursive: true);

    [Fact]
    public void A_note_is_of_one_file_in_one_state()
    {
        var files = new CheckedFiles(Folder);
        var file = new FileIdentity(1, 2, 3, 1_000_000_000, 5);
        Assert.False(files.Contains(file, 6));
        files.Add(file, 6);
        Assert.True(files.Contains(file, 6));
        Assert.True(new CheckedFiles(Folder).Contains(file, 6));
        Assert.False(files.Contains(file, 7));
        foreach (var other in new[] { file with { Device = 2 }, file with { File = 3 }, file with { Size = 4 }, file with { Time = 1_000_000_001 }, file with { TimeDetail = 6 } })
        {
            Assert.False(files.Contains(other, 6));
        }

        // They go with the rest of the cache.
        new ModuleCache(Folder).Clean();
        Assert.False(files.Contains(file, 6));
    }

    [Fact]
    public void What_was_changed_just_now_or_is_not_known_is_not_noted()
    {
        var files = new CheckedFiles(Folder);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        foreach (var file in new[] { new FileIdentity(1, 2, 3, now, 5), new FileIdentity(1, 2, 3, now + 1000, 5), new FileIdentity(0, 0, 3, 1_000_000_000, 5) })
        {
            files.Add(file, 6);
            Assert.False(files.Contains(file, 6));
        }

        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public void A_folder_that_others_can_write_to_says_nothing()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("permissions are those of Unix");
            return;
        }

        var files = new CheckedFiles(Folder);
        var file = new FileIdentity(1, 2, 3, 1_000_000_000, 5);
        files.Add(file, 6);
        File.SetUnixFileMode(Folder, (UnixFileMode)0b111_111_111);
        Assert.False(files.Contains(file, 6));
        files.Add(file, 7);
        File.SetUnixFileMode(Folder, (UnixFileMode)0b111_000_000);
        Assert.False(files.Contains(file, 7));
    }

    [Fact]
    public void A_file_that_is_noted_is_checked_again_when_it_changes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere nothing is noted");
        var path = Path.Combine(_parent.FullName, "a.cwasm");
        var bytes = Precompilation.Precompiled.Make("""(func (export "answer") (result i32) (i32.const 42))""");
        File.WriteAllBytes(path, bytes);
        var identity = FileIdentity.Of(path);
        Thread.Sleep(TimeSpan.FromSeconds(3.1));
        var cache = new ModuleCache(Folder);
        using var engine = new Engine();
        Module.DeserializeTrustedFile(engine, path, cache).Dispose();
        var note = Assert.Single(Directory.GetFiles(Folder));
        Assert.EndsWith(".checked", note);
        Assert.Equal(identity, FileIdentity.Of(path));

        // In place, with its times put back: the time of change is not to be set.
        var time = File.GetLastWriteTimeUtc(path);
        bytes[200] ^= 1;
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write))
        {
            RandomAccess.Write(file, bytes, 0);
        }

        File.SetLastWriteTimeUtc(path, time);
        Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrustedFile(engine, path, cache));
    }
}
