using Xunit;

namespace Weft.Tests.Memories;

/// <summary>Memories that are gone leave their address space to others, and nothing else.</summary>
public sealed class SpareMemoryTests
{
    [Fact]
    public void A_memory_has_nothing_of_those_before_it()
    {
        using var engine = new Engine();
        var module = engine.LoadModuleText("""
            (module
              (memory (export "memory") 1 40)
              (data (i32.const 5) "hello")
              (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
              (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
            """);
        for (var i = 0; i < 100; i++)
        {
            using var store = new Store(engine);
            var instance = new Linker(engine).Instantiate(store, module);
            var memory = instance.GetMemory("memory");
            var load = instance.GetFunction<Func<int, int>>("load");
            Assert.Equal(1ul, memory.Pages);
            Assert.Equal("hello", memory.ReadString(5, 5));
            Assert.False(memory.GetSpan(10, 65526).ContainsAnyExcept((byte)0), $"round {i}");

            // Beyond the end is beyond the end, whatever was there.
            Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => load(0x10000)).Kind);
            if (i % 3 == 1)
            {
                Assert.Equal(1, instance.GetFunction<Func<int, int>>("grow")(i % 2 == 0 ? 1 : 30));
                Assert.False(memory.GetSpan(0x10000, 0x10000).ContainsAnyExcept((byte)0), $"round {i}");
            }

            memory.GetSpan(0, (int)memory.Length).Fill(0xAA);
        }
    }

    [Fact]
    public void A_memory_that_is_gone_stays_gone()
    {
        using var engine = new Engine();
        var store = new Store(engine);
        var memory = new Memory(store, new Wasm.MemoryType(new Wasm.Limits(1, null)));
        store.Dispose();
        using var next = new Store(engine);
        _ = new Memory(next, new Wasm.MemoryType(new Wasm.Limits(1, null)));
        Assert.Throws<ObjectDisposedException>(() => memory.Length);
        Assert.Throws<ObjectDisposedException>(() => memory.Read<int>(0));
    }
}
