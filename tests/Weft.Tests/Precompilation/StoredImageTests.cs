// What memories begin with, mapped from the precompiled file.
using Weft.Precompilation;
using Xunit;

namespace Weft.Tests.Precompilation;

public sealed class StoredImageTests
{
    private static readonly string s_text = string.Concat(Enumerable.Range(0, 40_000).Select(i => (char)('a' + (i % 25))));

    // A large piece in which segments overlap and touch its edges, a small one far away, a segment that is passive.
    private static readonly string s_fields =
        $$"""
        (memory (export "memory") 8)
        (data (i32.const 4093) "{{s_text}}")
        (data (i32.const 9000) "later ones win")
        (data $kept "passive")
        (data (i32.const 50000) "{{s_text}}")
        (data (i32.const 400000) "far away")
        (func (export "keep") (memory.init $kept (i32.const 0) (i32.const 0) (i32.const 7)))
        (func (export "drop") (data.drop $kept))
        """;

    [Fact]
    public async Task Instances_begin_with_the_data_of_their_module_and_do_not_see_what_others_write()
    {
        var bytes = await MakeAsync(s_fields);
        Assert.NotEmpty(PrecompiledContainer.Read(bytes).Header.Parts[0].Images);
        var expected = Expected(s_fields);
        UseFile(bytes, path =>
        {
            for (var round = 0; round < 3; round++)
            {
                using var engine = new Engine();
                using var module = Module.DeserializeTrustedFile(engine, path);
                Assert.Equal(OperatingSystem.IsLinux(), module.Data.Stored is not null);
                for (var i = 0; i < 3; i++)
                {
                    using var store = new Store(engine);
                    var instance = new Linker(engine).Instantiate(store, module);
                    var memory = (Memory)instance.GetExport("memory")!;
                    Assert.True(expected.AsSpan().SequenceEqual(All(memory)));
                    All(memory).Fill(0xEE);
                    instance.GetFunction<Action>("keep")();
                    Assert.True("passive"u8.SequenceEqual(All(memory)[..7]));
                }
            }
        });
        Assert.True(bytes.AsSpan().IndexOf("passive"u8) >= 0);
    }

    [Fact]
    public async Task A_pool_goes_back_to_them()
    {
        var expected = Expected(s_fields);
        UseFile(await MakeAsync(s_fields), path =>
        {
            using var engine = new Engine();
            using var module = Module.DeserializeTrustedFile(engine, path);
            using var pool = new InstancePool(new Linker(engine), module);
            for (var i = 0; i < 4; i++)
            {
                using var lease = pool.Rent();
                var memory = (Memory)lease.Instance.GetExport("memory")!;
                Assert.True(expected.AsSpan().SequenceEqual(All(memory)));
                All(memory).Fill(0xEE);
            }
        });
    }

    [Fact]
    public async Task What_is_not_worth_mapping_or_not_known_is_not_stored()
    {
        Assert.Empty(PrecompiledContainer.Read(await MakeAsync("""(memory 8) (data (i32.const 0) "small")""")).Images.ToArray());
        Assert.Empty(PrecompiledContainer.Read(await MakeAsync($"""(import "h" "m" (memory 8)) (data (i32.const 0) "{s_text}")""")).Images.ToArray());
        Assert.Empty(PrecompiledContainer.Read(await MakeAsync($"""(memory 1) (data (i32.const 60000) "{s_text}")""")).Images.ToArray());
        Assert.Empty(PrecompiledContainer.Read(Precompiled.Make(s_fields)).Images.ToArray());
    }

    [Fact]
    public async Task Images_for_arm64_are_in_pages_of_any_size()
    {
        await Precompiled.OptionsForAsync(PrecompiledCodeKind.ReadyToRun);
        using var engine = new Engine();
        using var module = engine.LoadModuleText($"(module {s_fields})");
        Assert.Empty(StoredImages.Make([module], CodeTarget.Parse("win-x64")).Images);
        var (images, places) = StoredImages.Make([module], CodeTarget.Parse("linux-arm64"));
        Assert.Equal([0, 0, 32, 0], places[0]);
        Assert.Equal(2 * StoredImages.Alignment, images.Length);
        Assert.True(Expected(s_fields).AsSpan(0, images.Length).SequenceEqual(images));
        Assert.Equal([0, 0, 22, 0], StoredImages.Make([module], CodeTarget.Parse("linux-x64")).Places[0]);
    }

    [Theory]
    [InlineData(1, 1, 22, 0)]
    [InlineData(-1, 1, 22, 0)]
    [InlineData(0, -1, 22, 0)]
    [InlineData(0, 1, 0, 0)]
    [InlineData(0, 1, -22, 0)]
    [InlineData(0, 1, 22, -1)]
    [InlineData(0, 1, 22, 1)]
    [InlineData(0, 1, 23, 0)]
    [InlineData(0, 107, 22, 0)]
    [InlineData(0, int.MaxValue, 22, 0)]
    [InlineData(0, 1, int.MaxValue, int.MaxValue)]
    public async Task Places_that_cannot_be_are_refused(int memory, int address, int length, int offset)
    {
        var bytes = Precompiled.Change(await MakeAsync(s_fields), container =>
            container with { Header = container.Header with { Parts = [container.Header.Parts[0] with { Images = [memory, address, length, offset] }] } });
        UseFile(bytes, path =>
        {
            using var engine = new Engine();
            Assert.Equal(PrecompiledModuleError.Corrupt, Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrustedFile(engine, path)).Error);
        });
    }

    [Fact]
    public async Task Damage_of_images_and_of_what_is_before_them_is_found()
    {
        var bytes = await MakeAsync(s_fields);
        var container = PrecompiledContainer.Read(bytes);
        var original = container.Code.Length + container.Original.Length;
        foreach (var place in new[] { original, (int)container.StartOfImages - 1, (int)container.StartOfImages, (int)container.StartOfImages + container.Images.Length - 1 })
        {
            var other = bytes.ToArray();
            other[place] ^= 4;
            Assert.Equal(PrecompiledModuleError.Corrupt, Assert.Throws<PrecompiledModuleException>(() => PrecompiledContainer.Read(other)).Error);
        }
    }

    private static Span<byte> All(Memory memory) => memory.GetSpan(0, 8 << 16);

    private static async Task<byte[]> MakeAsync(string fields) => Precompiled.Make(fields, await Precompiled.OptionsForAsync(PrecompiledCodeKind.ReadyToRun));

    private static byte[] Expected(string fields)
    {
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Interpreter });
        using var store = new Store(engine);
        return ((Memory)new Linker(engine).Instantiate(store, engine.LoadModuleText($"(module {fields})")).GetExport("memory")!).GetSpan(0, 8 << 16).ToArray();
    }

    private static void UseFile(byte[] bytes, Action<string> use)
    {
        var folder = Directory.CreateTempSubdirectory("weft-tests-");
        try
        {
            var path = Path.Combine(folder.FullName, "module.cwasm");
            File.WriteAllBytes(path, bytes);
            use(path);
        }
        finally
        {
            if (!OperatingSystem.IsWindows())
            {
                // Files that are mapped cannot be removed on Windows.
                folder.Delete(recursive: true);
            }
        }
    }
}
