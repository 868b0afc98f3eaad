// Several modules in one file, as components have them: each has its own code, and headers that lie are refused.
using Weft.Precompilation;
using Weft.Wasm.Binary;
using Weft.Wasm.Text;
using Xunit;

namespace Weft.Tests.Precompilation;

public sealed class PrecompiledPartsTests
{
    private static readonly string[] s_modules =
    [
        """(module (memory 1) (func $zero (export "f") (result i32) (i32.const 1)) (func (export "trap") unreachable))""",
        """(module (type (func (param f64))) (func (export "g") (result f64) (f64.const 2.25)) (func $deep (export "f") (result i32) nop (i32.const 2)) (func (export "trap") nop nop unreachable))""",
        "(module)",
        """(module (func $other (export "f") (result i32) (i32.const 3)) (func (export "trap") nop unreachable))""",
    ];

    [Theory]
    [MemberData(nameof(Precompiled.Kinds), MemberType = typeof(Precompiled))]
    public async Task Each_module_has_its_own_code(PrecompiledCodeKind kind)
    {
        var bytes = await MakeAsync(await Precompiled.OptionsForAsync(kind));
        using var engine = new Engine();
        var parts = PrecompiledParts.LoadTrusted(engine, bytes);
        var places = Places();
        Assert.True(parts.Original.Span.SequenceEqual(Original()));
        Assert.Null(parts.Find(places[0].Offset + 1, places[0].Length));
        Assert.Null(parts.Find(places[0].Offset, places[1].Length));
        using var store = new Store(engine);
        for (var i = 0; i < places.Length; i++)
        {
            var module = parts.Find(places[i].Offset, places[i].Length);
            Assert.NotNull(module?.Precompiled);
            var instance = new Linker(engine).Instantiate(store, module);
            if (i != 2)
            {
                Assert.Equal(i == 3 ? 3 : i + 1, instance.GetFunction<Func<int>>("f")());
                var trace = Assert.Throws<TrapException>(() => instance.GetFunction<Action>("trap")()).WasmStackTrace!;
                var plain = engine.LoadModule(ModuleReader.Read(Original().AsMemory(places[i].Offset, places[i].Length)));
                var expected = Assert.Throws<TrapException>(() => new Linker(engine).Instantiate(store, plain).GetFunction<Action>("trap")()).WasmStackTrace!;
                Assert.Equal(expected.ToString(), trace.ToString());
            }
        }
    }

    [Fact]
    public async Task Headers_that_lie_are_refused()
    {
        var bytes = await MakeAsync(new PrecompileOptions { Kind = PrecompiledCodeKind.Portable });
        using var engine = new Engine();
        Refuses(header => header with { EngineBuild = Guid.NewGuid() }, PrecompiledModuleError.EngineVersion);
        Refuses(header => header with { Target = "osx-arm64" }, PrecompiledModuleError.Target);
        Refuses(header => header with { CodeVersion = Guid.NewGuid() }, PrecompiledModuleError.Corrupt);
        Refuses(header => header with { Parts = [.. header.Parts.Reverse()] }, PrecompiledModuleError.Corrupt);
        Refuses(header => header with { Parts = header.Parts.SetItem(0, header.Parts[0] with { Offset = int.MaxValue }) }, PrecompiledModuleError.Corrupt);
        Refuses(header => header with { Parts = header.Parts.SetItem(0, header.Parts[0] with { Length = -1 }) }, PrecompiledModuleError.Corrupt);
        Refuses(header => header with { Parts = header.Parts.SetItem(0, header.Parts[0] with { Offset = header.Parts[1].Offset, Length = header.Parts[1].Length }) }, PrecompiledModuleError.Corrupt);
        Refuses(header => header with { Parts = header.Parts.SetItem(3, header.Parts[3] with { Tokens = [0x06FFFFFF, 0x06FFFFFF] }) }, PrecompiledModuleError.Corrupt);
        Assert.Equal(PrecompiledModuleError.NotPrecompiled, Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(engine, bytes)).Error);

        void Refuses(Func<PrecompiledHeader, PrecompiledHeader> change, PrecompiledModuleError expected)
        {
            using var output = new MemoryStream();
            var container = PrecompiledContainer.Read(bytes);
            (container with { Header = change(container.Header) }).WriteAsync(output, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
            Assert.Equal(expected, Assert.Throws<PrecompiledModuleException>(() => PrecompiledParts.LoadTrusted(engine, output.ToArray())).Error);
        }
    }

    [Fact]
    public async Task What_it_is_can_be_told_of_damaged_files_too()
    {
        var bytes = await MakeAsync(new PrecompileOptions { Kind = PrecompiledCodeKind.Portable });
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            Assert.True(PrecompiledParts.PeekOriginal(bytes).SequenceEqual(Original()));
            Assert.True(PrecompiledParts.PeekOriginalFile(path, 4).SequenceEqual(Original().AsSpan(0, 4)));
            var random = new Random(5);
            for (var i = 0; i < 1000; i++)
            {
                var other = bytes.ToArray();
                random.NextBytes(other.AsSpan(bytes.Length - PrecompiledContainer.EndLength, 16));
                _ = PrecompiledParts.PeekOriginal(other).Length;
                if (i % 20 == 0)
                {
                    File.WriteAllBytes(path, other);
                    Assert.True(PrecompiledParts.PeekOriginalFile(path, 8).Length <= 8);
                }
            }

            File.WriteAllBytes(path, [1, 2, 3]);
            Assert.True(PrecompiledParts.PeekOriginalFile(path, 8).IsEmpty);
            Assert.True(PrecompiledParts.PeekOriginal([1, 2, 3]).IsEmpty);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Modules_of_elsewhere_are_refused()
    {
        using var engine = new Engine();
        using var other = new Engine();
        var module = other.LoadModuleText("(module)");
        foreach (var part in new ModulePart[] { new(module, 0, 8), new(engine.LoadModuleText("(module)"), 0, 9), new(engine.LoadModuleText("(module)"), -1, 4) })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => engine.PrecompileAsync(new byte[8], [part], Stream.Null, cancellationToken: TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_header_can_be_read_alone()
    {
        var info = PrecompiledInfo.Read(await MakeAsync(new PrecompileOptions { Kind = PrecompiledCodeKind.Portable, MetersFuel = true }));
        Assert.Equal((PrecompiledCodeKind.Portable, "any", true, true, 4), (info.Kind, info.Target, info.MetersFuel, info.IsOfThisBuild, info.Modules));
        Assert.False(info.CanonicalizesNaNs || info.HasDeterministicRelaxedSimd);
        Assert.True(info.CodeBytes > 1000);
        Assert.Throws<PrecompiledModuleException>(() => PrecompiledInfo.Read("nothing"u8.ToArray()));
    }

    // Something else around them.
    private static byte[] Original() => [.. "begin"u8, .. s_modules.SelectMany(text => ModuleWriter.Write(WatParser.Parse(text)).Append((byte)0xEE))];

    private static (int Offset, int Length)[] Places()
    {
        var places = new List<(int, int)>();
        var offset = 5;
        foreach (var text in s_modules)
        {
            var length = ModuleWriter.Write(WatParser.Parse(text)).Length;
            places.Add((offset, length));
            offset += length + 1;
        }

        return [.. places];
    }

    private static async Task<byte[]> MakeAsync(PrecompileOptions options)
    {
        using var engine = new Engine();
        using var output = new MemoryStream();
        var original = Original();
        ModulePart[] parts = [.. Places().Select(place => new ModulePart(engine.LoadModule(original.AsMemory(place.Offset, place.Length)), place.Offset, place.Length))];
        await engine.PrecompileAsync(original, parts, output, options, TestContext.Current.CancellationToken);
        return output.ToArray();
    }
}
