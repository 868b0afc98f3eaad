// The cache of compiled code: found again, never wrong, never larger than allowed, whoever else uses the folder.
using Weft.Precompilation;
using Weft.Wasm.Binary;
using Weft.Wasm.Text;
using Xunit;

namespace Weft.Tests.Caching;

public sealed class ModuleCacheTests : IDisposable
{
    private static readonly PrecompileOptions s_portable = new() { Kind = PrecompiledCodeKind.Portable };

    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("weft-tests-");
    private readonly ModuleCache _cache;

    public ModuleCacheTests()
    {
        _cache = new ModuleCache(Path.Combine(_parent.FullName, "deep", "cache"));
    }

    public void Dispose() => _parent.Delete(recursive: true);

    [Fact]
    public async Task What_was_added_is_loaded_with_its_code()
    {
        using var engine = new Engine(new EngineOptions { Cache = _cache });
        Assert.False(_cache.TryLoad(engine, Answer(42), out _));
        Assert.Equal(PrecompiledCodeKind.Portable, (await AddAsync(engine, Answer(42)))?.Kind);
        Assert.Null(await AddAsync(engine, Answer(42)));
        Assert.True(_cache.TryLoad(engine, Answer(42), out var loaded));
        Assert.Equal(42, Call(engine, loaded));
        Assert.False(_cache.TryLoad(engine, Answer(43), out _));

        // Engines look by themselves.
        Assert.True(engine.LoadModule(Answer(42)).IsPrecompiledFor(metersFuel: false));
        Assert.False(engine.LoadModule(Answer(43)).IsPrecompiledFor(metersFuel: false));
        var entry = Assert.Single(_cache.GetEntries());
        Assert.True(entry.IsForThisBuild);
        Assert.Equal(new FileInfo(Assert.Single(Files())).Length, entry.Bytes);
    }

    [Fact]
    public async Task Code_is_found_only_for_the_options_that_it_was_made_with()
    {
        using var engine = new Engine();
        using var canonical = new Engine(new EngineOptions { CanonicalizeNaNs = true });
        using var unguarded = new Engine(new EngineOptions { BoundsChecks = BoundsChecks.Explicit });
        using var interpreter = new Engine(new EngineOptions { Tier = ExecutionTier.Interpreter });
        using var listened = new Engine(new EngineOptions { FunctionListeners = _ => null });
        await AddAsync(engine, Answer(1));
        Assert.False(_cache.TryLoad(canonical, Answer(1), out _));
        Assert.False(_cache.TryLoad(engine, Answer(1), out _, metersFuel: true));
        Assert.False(_cache.TryLoad(interpreter, Answer(1), out _));
        Assert.False(_cache.TryLoad(listened, Answer(1), out _));
        Assert.Equal(engine.UsesGuardPages, !_cache.TryLoad(unguarded, Answer(1), out _));
        await _cache.AddAsync(canonical, Answer(1), s_portable with { MetersFuel = true }, TestContext.Current.CancellationToken);
        Assert.True(_cache.TryLoad(canonical, Answer(1), out var metered, metersFuel: true));
        Assert.True(metered.IsPrecompiledFor(metersFuel: true));
        Assert.Equal(2, _cache.GetEntries().Count);
    }

    [Fact]
    public async Task What_is_damaged_is_dropped_and_compiled_again()
    {
        using var engine = new Engine();
        await AddAsync(engine, Answer(42));
        var path = Assert.Single(Files());
        var whole = File.ReadAllBytes(path);
        var random = new Random(4);
        for (var i = 0; i < 150; i++)
        {
            var bytes = whole.ToArray();
            switch (i % 5)
            {
                case 0:
                    bytes = bytes[..random.Next(bytes.Length)];
                    break;
                case 1:
                    // Header and end, where the lengths are.
                    bytes[^random.Next(1, 300)] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    random.NextBytes(bytes.AsSpan(random.Next(bytes.Length - 16), 16));
                    break;
                case 3:
                    bytes = [.. bytes, .. bytes[..random.Next(1, 100)]];
                    break;
                default:
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                    break;
            }

            // As a file that takes the place of the other: what is mapped does not change.
            File.WriteAllBytes(path + "x", bytes);
            File.Move(path + "x", path, overwrite: true);
            Assert.False(_cache.TryLoad(engine, Answer(42), out _));
            Assert.False(File.Exists(path));
        }

        Assert.NotNull(await AddAsync(engine, Answer(42)));
        Assert.True(_cache.TryLoad(engine, Answer(42), out var loaded));
        Assert.Equal(42, Call(engine, loaded));
    }

    [Fact]
    public async Task Code_under_a_wrong_name_is_dropped()
    {
        using var engine = new Engine();
        await AddAsync(engine, Answer(1));
        var first = Assert.Single(Files());
        await AddAsync(engine, Answer(2));
        File.Copy(Files().Single(file => file != first), first, overwrite: true);
        Assert.False(_cache.TryLoad(engine, Answer(1), out _));
        Assert.False(File.Exists(first));
        Assert.True(_cache.TryLoad(engine, Answer(2), out _));
    }

    [Fact]
    public async Task Code_of_another_build_format_or_system_is_dropped()
    {
        using var engine = new Engine();
        foreach (var change in new Func<PrecompiledHeader, PrecompiledHeader>[]
        {
            header => header with { EngineBuild = Guid.NewGuid() },
            header => header with { Target = "win-arm64" },
            header => header with { GuardPages = !header.GuardPages },
            header => header with { Parts = [header.Parts[0] with { Tokens = [0x06FFFFFF] }] },
        })
        {
            await AddAsync(engine, Answer(7));
            var path = Assert.Single(Files());
            File.WriteAllBytes(path + "x", Precompilation.Precompiled.Change(File.ReadAllBytes(path), container => container with { Header = change(container.Header) }));
            File.Move(path + "x", path, overwrite: true);
            Assert.False(_cache.TryLoad(engine, Answer(7), out _));
            Assert.Empty(Files());
        }
    }

    [Fact]
    public async Task The_longest_unused_makes_room()
    {
        using var engine = new Engine();
        await AddAsync(engine, Answer(0));
        var size = new FileInfo(Assert.Single(Files())).Length;
        var small = new ModuleCache(_cache.Folder, (size * 3) + 100);
        for (var i = 1; i < 3; i++)
        {
            await small.AddAsync(engine, Answer(i), s_portable, TestContext.Current.CancellationToken);
        }

        for (var i = 0; i < 3; i++)
        {
            File.SetLastAccessTimeUtc(PathOf(engine, i), DateTime.UtcNow.AddDays(-10 + i));
        }

        // The first was used again.
        Assert.True(small.TryLoad(engine, Answer(0), out _));
        Assert.NotNull(await small.AddAsync(engine, Answer(3), s_portable, TestContext.Current.CancellationToken));
        Assert.Equal([true, false, true, true], Enumerable.Range(0, 4).Select(i => File.Exists(PathOf(engine, i))));

        var tiny = new ModuleCache(_cache.Folder, 100);
        Assert.Null(await tiny.AddAsync(engine, Answer(5), s_portable, TestContext.Current.CancellationToken));
        Assert.Equal(3, Files().Length);
        Assert.Equal(3, Directory.GetFiles(_cache.Folder).Length);
    }

    [Fact]
    public async Task Many_may_write_and_read_at_once()
    {
        using var engine = new Engine();
        var added = 0;
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(async () =>
        {
            using var own = new Engine();
            var module = Answer(100 + (i % 3));
            if (await AddAsync(own, module) is not null)
            {
                Interlocked.Increment(ref added);
            }

            for (var j = 0; j < 20; j++)
            {
                if (_cache.TryLoad(own, module, out var loaded))
                {
                    Assert.Equal(100 + (i % 3), Call(own, loaded));
                }
                else if (j == 10)
                {
                    _cache.Clean(TimeSpan.FromDays(1));
                }
            }
        })));
        Assert.Equal(3, added);
        Assert.Equal(3, Directory.GetFiles(_cache.Folder).Length);
    }

    [Fact]
    public async Task Entries_that_go_while_they_are_used_are_no_error()
    {
        using var engine = new Engine();
        var module = Answer(9);
        using var stop = new CancellationTokenSource();
        var cleaner = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    _cache.Clean();
                }
            }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 30; i++)
        {
            try
            {
                await AddAsync(engine, module);
            }
            catch (FileNotFoundException)
            {
                // Its file was cleaned away before it had its name.
            }

            if (_cache.TryLoad(engine, module, out var loaded))
            {
                Assert.Equal(9, Call(engine, loaded));
            }
        }

        await stop.CancelAsync();
        await cleaner;
    }

    [Fact]
    public async Task The_folder_is_the_users_own_or_not_used()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("permissions of Unix");
            return;
        }

        using var engine = new Engine();
        await AddAsync(engine, Answer(1));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_cache.Folder));
        Assert.Null(_cache.WhyUnusable);
        foreach (var mode in new[] { UnixFileMode.GroupWrite, UnixFileMode.OtherWrite })
        {
            File.SetUnixFileMode(_cache.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | mode);
            Assert.Contains("others", _cache.WhyUnusable);
            Assert.False(_cache.TryLoad(engine, Answer(1), out _));
            Assert.Contains("others", (await Assert.ThrowsAsync<IOException>(() => AddAsync(engine, Answer(2)))).Message);
            Assert.Single(Files());
        }
    }

    [Fact]
    public async Task Cleaning_takes_what_is_old_and_nothing_else()
    {
        using var engine = new Engine();
        await AddAsync(engine, Answer(1));
        await AddAsync(engine, Answer(2));
        File.SetLastAccessTimeUtc(PathOf(engine, 1), DateTime.UtcNow.AddDays(-40));
        var foreign = Path.Combine(_cache.Folder, "thesis.cwasm");
        File.WriteAllText(foreign, "precious");
        var size = new FileInfo(PathOf(engine, 1)).Length;
        Assert.Equal(size, _cache.Clean(TimeSpan.FromDays(30)));
        Assert.False(File.Exists(PathOf(engine, 1)));
        Assert.True(File.Exists(PathOf(engine, 2)));

        // What a process left that was killed.
        File.WriteAllText(PathOf(engine, 3) + ".1.tmp", "half");
        Assert.NotEqual(0, _cache.Clean());
        Assert.Equal([foreign], Directory.GetFiles(_cache.Folder));
        Assert.Equal(0, _cache.Clean());
    }

    [Fact]
    public void Run_times_are_kept_until_the_code_is_there()
    {
        using var engine = new Engine();
        var key = ModuleCacheKey.Of(engine, Answer(1));
        Assert.Equal(TimeSpan.Zero, _cache.GetRunTime(key));
        _cache.SetRunTime(key, TimeSpan.FromSeconds(2.5));
        Assert.Equal(TimeSpan.FromSeconds(2.5), new ModuleCache(_cache.Folder).GetRunTime(key));
        File.WriteAllText(Path.Combine(_cache.Folder, $"{key}.time"), "-5 parsecs");
        Assert.Equal(TimeSpan.Zero, _cache.GetRunTime(key));
    }

    [Fact]
    public async Task What_cannot_be_compiled_leaves_nothing()
    {
        using var engine = new Engine();
        await Assert.ThrowsAsync<Wasm.InvalidModuleException>(() => AddAsync(engine, Binary("(func (result i32))")));
        await Assert.ThrowsAsync<ArgumentException>(
            () => _cache.AddAsync(engine, Answer(1), new PrecompileOptions { Target = "linux-arm64" }, TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(_cache.Folder));
    }

    private static byte[] Answer(int answer) => Binary($"""(func (export "answer") (result i32) (i32.const {answer}))""");

    private static byte[] Binary(string fields) => ModuleWriter.Write(WatParser.Parse($"(module {fields})"));

    private static int Call(Engine engine, Module module)
    {
        Assert.True(module.IsPrecompiledFor(metersFuel: false));
        using var store = new Store(engine);
        return new Linker(engine).Instantiate(store, module).GetFunction<Func<int>>("answer")();
    }

    private Task<PrecompileResult?> AddAsync(Engine engine, byte[] module) =>
        _cache.AddAsync(engine, module, s_portable, TestContext.Current.CancellationToken);

    private string PathOf(Engine engine, int answer) => Path.Combine(_cache.Folder, $"{ModuleCacheKey.Of(engine, Answer(answer))}.cwasm");

    private string[] Files() => Directory.GetFiles(_cache.Folder, "*.cwasm");
}
