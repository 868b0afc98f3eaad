// What a module's memories begin with: an image or segments applied in order, the bytes and the traps must be the same.
using System.Text;
using Weft.Runtime;
using Xunit;

namespace Weft.Tests.Memories;

public sealed class MemoryImageTests
{
    private const int Page = 65536;

    public static TheoryData<BoundsChecks> Modes => MemoryTests.Modes;

    [Theory]
    [MemberData(nameof(Modes))]
    public void Instances_begin_with_what_the_segments_say_and_do_not_see_each_other(BoundsChecks mode)
    {
        using var engine = new Engine(new EngineOptions { BoundsChecks = mode });
        using var module = engine.LoadModuleText($"""
            (module
              (memory (export "a") 3)
              (memory (export "b") 2)
              (data (memory 0) (i32.const 100) "{Text('x', 40_000)}")
              (data (memory 0) (i32.const 40099) "overlap")
              (data (memory 0) (i32.const 101) "{Text('y', 5)}")
              (data (memory 0) (i32.const {(3 * Page) - 3}) "end")
              (data (memory 1) (i32.const {Page - 1}) "{Text('z', Page + 1)}")
              (data (memory 1) (i32.const {2 * Page}) "")
              (func (export "load") (param i32) (result i32) (i32.load8_u 0 (local.get 0)))
              (func (export "store") (param i32 i32) (i32.store8 0 (local.get 0) (local.get 1))))
            """);
        for (var round = 0; round < 4; round++)
        {
            using var store = new Store(engine);
            var instance = new Linker(engine).Instantiate(store, module);
            var memory = instance.GetMemory("a");
            var expected = new byte[3 * Page];
            expected.AsSpan(100, 40_000).Fill((byte)'x');
            "overlap"u8.CopyTo(expected.AsSpan(40_099));
            expected.AsSpan(101, 5).Fill((byte)'y');
            "end"u8.CopyTo(expected.AsSpan((3 * Page) - 3));
            Assert.True(expected.AsSpan().SequenceEqual(memory.GetSpan(0, 3 * Page)));
            var second = instance.GetMemory("b").GetSpan(0, 2 * Page);
            Assert.Equal(Page - 1, second.IndexOf((byte)'z'));
            Assert.True(second[(Page - 1)..].IndexOfAnyExcept((byte)'z') < 0);

            instance.GetFunction<Action<int, int>>("store")(20_000, 1);
            Assert.Equal(1, instance.GetFunction<Func<int, int>>("load")(20_000));
            Assert.Throws<TrapException>(() => instance.GetFunction("load").Invoke(3 * Page));
            Assert.Equal(3, memory.Grow(2));
            Assert.True(memory.GetSpan(3 * Page, 2 * Page).IndexOfAnyExcept((byte)0) < 0);
        }

        // The first instance applies segments; for the others there is an image, which maps what is large.
        Assert.Equal(OperatingSystem.IsLinux(), module.Data.GetImages()!.All(image => image!.IsMapped));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Segments_in_front_of_one_that_traps_are_applied_and_those_behind_it_are_not(BoundsChecks mode)
    {
        using var engine = new Engine(new EngineOptions { BoundsChecks = mode });
        using var module = engine.LoadModuleText($"""
            (module
              (import "host" "table" (table 1 funcref))
              (memory 1)
              (data (i32.const 0) "{Text('a', 30_000)}")
              (data $passive "p")
              (data $trapping (i32.const 65530) "{Text('b', 7)}")
              (data $behind (i32.const 40000) "c")
              (elem (i32.const 0) func $look)
              (func $look (param i32) (result i32)
                (if (i32.eq (local.get 0) (i32.const -1)) (then (memory.init $passive (i32.const 50000) (i32.const 0) (i32.const 1))))
                (if (i32.eq (local.get 0) (i32.const -2)) (then (memory.init $behind (i32.const 50001) (i32.const 0) (i32.const 1))))
                (i32.load8_u (i32.and (local.get 0) (i32.const 0xffff)))))
            """);
        Assert.Equal(2, module.Data.ImagedSegments);
        for (var round = 0; round < 3; round++)
        {
            using var store = new Store(engine);
            var table = new Table(store, new Wasm.TableType(Wasm.ValueType.FuncRef, new Wasm.Limits(1, null)));
            var linker = new Linker(engine).Define("host", "table", table);
            Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => linker.Instantiate(store, module)).Kind);

            // A function of the instance that never came to be shows its memory.
            var look = ((Function)table[0]!).ToFunc<int, int>();
            Assert.Equal("aa\0\0", string.Concat(new[] { 0, 29_999, 40_000, 65_530 }.Select(address => (char)look(address))));
            look(-1);
            look(-2);
            Assert.Equal("pc", $"{(char)look(50_000)}{(char)look(50_001)}");
        }
    }

    [Fact]
    public void Elements_that_trap_leave_memory_untouched()
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText($"""
            (module
              (import "host" "table" (table 1 funcref))
              (memory 1)
              (data (i32.const 0) "{Text('a', 30_000)}")
              (elem (i32.const 0) func $look)
              (elem (i32.const 1) func $look)
              (func $look (param i32) (result i32) (i32.load8_u (local.get 0))))
            """);
        for (var round = 0; round < 3; round++)
        {
            using var store = new Store(engine);
            var table = new Table(store, new Wasm.TableType(Wasm.ValueType.FuncRef, new Wasm.Limits(1, null)));
            Assert.Throws<TrapException>(() => new Linker(engine).Define("host", "table", table).Instantiate(store, module));
            Assert.Equal(0, ((Function)table[0]!).ToFunc<int, int>()(5));
        }
    }

    [Fact]
    public void Offsets_that_are_not_constant_and_memories_of_others_are_applied_in_order()
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText($"""
            (module
              (import "host" "memory" (memory 1))
              (import "host" "base" (global $base i32))
              (memory (export "own") 1)
              (data (memory 1) (i32.const 0) "{Text('a', 20_000)}")
              (data (memory 0) (i32.const 7) "b")
              (data (memory 1) (global.get $base) "c")
              (data (memory 1) (i32.const 2) "d"))
            """);
        Assert.Equal(1, module.Data.ImagedSegments);
        for (var round = 0; round < 3; round++)
        {
            using var store = new Store(engine);
            var memory = new Weft.Memory(store, new Wasm.MemoryType(new Wasm.Limits(1, null)));
            var linker = new Linker(engine).Define("host", "memory", memory)
                .Define("host", "base", new Global(store, new Wasm.GlobalType(Wasm.ValueType.I32, false), 1 + round));
            var own = linker.Instantiate(store, module).GetMemory("own");
            Assert.Equal("b", memory.ReadString(7, 1));
            Assert.Equal(round switch { 0 => "acda", 1 => "aada", _ => "aadc" }, own.ReadString(0, 4));
        }
    }

    [Fact]
    public void Memory_limits_count_images_as_they_count_other_bytes()
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText($"""(module (memory 2) (data (i32.const 0) "{Text('a', 100_000)}"))""");
        for (var round = 0; round < 3; round++)
        {
            using var store = new Store(engine, new StoreOptions { MaxMemory = (2 * Page) - 1 });
            Assert.Throws<LinkException>(() => new Linker(engine).Instantiate(store, module));
        }
    }

    [Fact]
    public void Instances_outlive_the_module_and_its_image()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var module = engine.LoadModuleText($"""(module (memory (export "m") 2) (data (i32.const 0) "{Text('a', 100_000)}"))""");
        new Linker(engine).Instantiate(store, module);
        var memory = new Linker(engine).Instantiate(store, module).GetMemory("m");
        module.Dispose();
        Assert.Equal((byte)'a', memory.Read<byte>(99_999));
        Assert.Throws<ObjectDisposedException>(() => new Linker(engine).Instantiate(store, module));
    }

    [Fact]
    public void An_image_copies_what_is_small_or_scattered_and_maps_the_rest()
    {
        var large = new byte[40_000];
        Array.Fill(large, (byte)1);
        Assert.False(Image((0, 100)).IsMapped);
        Assert.False(Image((0, 1), (16_000, 1), (32_000, 1), (48_000, 1), (64_000, 1)).IsMapped);
        Assert.Equal(ImageFile.IsSupported, Image((0, 40_000)).IsMapped);
        using var image = Image((4096 * 100, 40_000), (5, 10));
        Assert.Equal(ImageFile.IsSupported, image.IsMappedAt(4096 * 101));
        Assert.False(image.IsMappedAt(4096 * 99));
        Assert.False(image.IsMappedAt(0));

        MemoryImage Image(params (int Address, int Length)[] ranges) =>
            MemoryImage.Create([.. ranges.Select(range => new MemoryRange((ulong)range.Address, large.AsMemory(0, range.Length)))]);
    }

    [Fact]
    public void Ten_thousand_pieces_take_few_mappings()
    {
        // 5,000 segments of 20,000 bytes, each far from the next.
        var bytes = new byte[20_000];
        Array.Fill(bytes, (byte)7);
        using var engine = new Engine();
        using var store = new Store(engine);
        var memory = new Weft.Memory(store, new Wasm.MemoryType(new Wasm.Limits(5000, null)));
        using var image = MemoryImage.Create([.. Enumerable.Range(0, 5000).Select(i => new MemoryRange((ulong)i * Page, bytes))]);
        memory.Apply(image);
        Assert.Equal(ImageFile.IsSupported ? 8 : 0, Enumerable.Range(0, 5000).Count(i => image.IsMappedAt((ulong)i * Page)));
        for (var i = 0; i < 5000; i++)
        {
            Assert.Equal(20_000, memory.GetSpan((ulong)i * Page, Page).Count((byte)7));
        }
    }

    private static string Text(char letter, int count) => new StringBuilder().Append(letter, count).ToString();
}
