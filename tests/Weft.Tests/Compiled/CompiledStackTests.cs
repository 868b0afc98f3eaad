// How much of a thread's stack compiled functions may use: counted from where the host calls, wherever that is.
using System.Runtime.CompilerServices;
using Xunit;

namespace Weft.Tests.Compiled;

public sealed class CompiledStackTests : IDisposable
{
    private const string Text = """
        (global $depth (export "depth") (mut i32) (i32.const 0))
        (func $down (param i32)
          (global.set $depth (i32.add (global.get $depth) (i32.const 1)))
          (call $down (i32.add (local.get 0) (i32.const 1)))
          (global.set $depth (local.get 0)))
        (func (export "down") (global.set $depth (i32.const 0)) (call $down (i32.const 0)))
        """;

    private readonly Engine _engine = Torture.CreateEngine(ExecutionTier.Jit);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void The_limit_decides_how_deep_calls_go()
    {
        Torture.OnThreads(1, 32 << 20, _ =>
        {
            var small = DepthOf(new StoreOptions { MaxCompiledStack = 1 << 20 });
            var large = DepthOf(new StoreOptions { MaxCompiledStack = 8 << 20 });
            Assert.InRange(large, small * 3, small * 10);
            Assert.InRange(DepthOf(new StoreOptions()), small - 10, small + 10);
            Assert.True(DepthOf(new StoreOptions { MaxStack = 64 << 10 }) < small);
        });
    }

    [Fact]
    public void It_counts_from_where_the_host_calls()
    {
        Torture.OnThreads(1, 32 << 20, _ =>
        {
            using var store = new Store(_engine, new StoreOptions { MaxCompiledStack = 1 << 20 });
            var instance = Torture.Instantiate(store, Text);
            var first = DepthOf(instance);
            foreach (var below in new[] { 100 << 10, 3 << 20, 20 << 20, 0 })
            {
                // Half a megabyte more or less.
                Assert.InRange(Below(below, () => DepthOf(instance)), first / 2, first * 2);
            }
        });
    }

    [Theory]
    [InlineData("(return_call $a)")]
    [InlineData("(return_call_indirect (i32.const 0))")]
    [InlineData("(return_call_ref $t (ref.func $a))")]
    public void Endless_calls_in_place_of_the_caller_can_be_interrupted(string call)
    {
        using var store = new Store(_engine);
        var endless = Torture.Instantiate(store, $"(type $t (func)) (table funcref (elem $a)) (func $a (export \"a\") (type $t) {call})").GetFunction<Action>("a");
        using var timer = new Timer(_ => store.Interrupt(), null, 50, Timeout.Infinite);
        Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(endless).Kind);
    }

    private int DepthOf(StoreOptions options)
    {
        using var store = new Store(_engine, options);
        return DepthOf(Torture.Instantiate(store, Text));
    }

    private static int DepthOf(Instance instance)
    {
        var trap = Assert.Throws<TrapException>(instance.GetFunction<Action>("down"));
        Assert.Equal(TrapKind.StackExhausted, trap.Kind);
        return ((Global)instance.GetExport("depth")!).Value.AsInt32();
    }

    // Calls with so many bytes more of the stack in use.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Below(int bytes, Func<int> call)
    {
        Span<byte> used = stackalloc byte[bytes];
        used[..Math.Min(1, bytes)].Fill(1);
        return call() + (bytes == 0 ? 0 : used[0] - 1);
    }
}
