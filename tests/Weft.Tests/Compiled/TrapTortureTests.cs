// Traps without end on several threads while the collector runs, and interruptions of tight loops: always the right exception.
using System.Diagnostics;
using Xunit;

namespace Weft.Tests.Compiled;

public sealed class TrapTortureTests
{
    public static TheoryData<ExecutionTier> Tiers => Torture.Tiers;

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Accesses_outside_of_memory_on_six_threads_while_the_collector_runs(ExecutionTier tier)
    {
        using var engine = Torture.CreateEngine(tier);
        using var module = engine.LoadModuleText("""
            (module (memory 1)
              (func $load (export "load") (param i32 i64) (result i64) (i64.add (i64.load offset=8 (local.get 0)) (local.get 1)))
              (func (export "outer") (param i32 i64) (result i64) (i64.add (local.get 1) (call $load (local.get 0) (local.get 1)))))
            """);
        var isOver = false;
        var collector = new Thread(() =>
        {
            var garbage = new object[1000];
            for (var i = 0; !Volatile.Read(ref isOver); i++)
            {
                garbage[i % garbage.Length] = new byte[i % 5000];
                if (i % 20_000 == 0)
                {
                    GC.Collect(i % 3);
                }
            }
        });
        collector.Start();
        var count = Torture.Scale(100_000) / 6;
        Torture.OnThreads(6, 0, number =>
        {
            using var store = new Store(engine);
            var instance = new Linker(engine).Instantiate(store, module);
            var outer = instance.GetFunction<Func<int, long, long>>("outer");
            for (var i = 0; i < count; i++)
            {
                var trap = Assert.Throws<TrapException>(() => outer(int.MinValue + (i * number), i));
                Assert.Equal(TrapKind.MemoryOutOfBounds, trap.Kind);

                // RyuJIT may have put the small function into its caller, whose frame then stands for both.
                Assert.Equal("outer", trap.WasmStackTrace![^1].FunctionName);
                Assert.InRange(trap.WasmStackTrace.Count, tier == ExecutionTier.Interpreter ? 2 : 1, 2);
                Assert.Equal(2L * i, outer(i & 0x7fff, i));
            }
        });
        Volatile.Write(ref isOver, true);
        collector.Join();
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Interruptions_of_tight_loops_from_another_thread_and_by_time(ExecutionTier tier)
    {
        using var engine = Torture.CreateEngine(tier);
        using var store = new Store(engine);
        var instance = Torture.Instantiate(store, """
            (global $g (mut i64) (i64.const 0))
            (func $leaf (param i64) (result i64) (i64.mul (local.get 0) (i64.const 3)))
            (func $more (global.set $g (call $leaf (global.get $g))))
            (func (export "empty") (loop $l (br $l)))
            (func (export "counting") (loop $l (global.set $g (i64.add (global.get $g) (i64.const 1))) (br $l)))
            (func (export "calling") (loop $l (call $more) (br $l)))
            (func (export "five") (result i32) (i32.const 5))
            """);
        var loops = new[] { "empty", "counting", "calling" };
        var five = instance.GetFunction<Func<int>>("five");
        for (var i = 0; i < Torture.Scale(1000); i++)
        {
            var loop = instance.GetFunction(loops[i % 3]);
            TrapException trap;
            if (i % 2 == 0)
            {
                var typed = loop.ToAction();
                using var running = new ManualResetEventSlim();
                var thread = new Thread(() =>
                {
                    running.Wait();
                    Thread.SpinWait(i * 97 % 5000);
                    store.Interrupt();
                });
                thread.Start();
                running.Set();
                trap = Assert.Throws<TrapException>(typed);
                thread.Join();
            }
            else
            {
                using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(i % 4));
                trap = Assert.Throws<TrapException>(() => loop.Invoke(source.Token));
            }

            Assert.Equal(TrapKind.Interrupted, trap.Kind);
            Assert.Equal(5, five());
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void An_interruption_that_comes_before_the_call_ends_it(ExecutionTier tier)
    {
        using var engine = Torture.CreateEngine(tier);
        using var store = new Store(engine);
        var instance = Torture.Instantiate(store, """(func (export "five") (result i32) (i32.const 5))""");
        var five = instance.GetFunction<Func<int>>("five");
        Assert.Equal(5, five());
        store.Interrupt();
        Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(() => five()).Kind);
        Assert.Equal(5, five());
        store.Interrupt();
        Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(() => instance.GetFunction("five").Invoke()).Kind);
        Assert.Equal(5, five());
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Deep_recursion_traps_without_delay(ExecutionTier tier)
    {
        using var engine = Torture.CreateEngine(tier);
        using var store = new Store(engine, new StoreOptions { MaxStack = 64 << 20, MaxCompiledStack = 64 << 20 });
        var instance = Torture.Instantiate(store, """
            (func $down (export "down") (param i32) (result i32)
              (if (i32.eqz (local.get 0)) (then (unreachable)))
              (i32.add (call $down (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
            """);
        var down = instance.GetFunction<Func<int, int>>("down");
        const int depth = 120_000;

        // Stack enough for the interpreter's host frames and for every compiled frame.
        Torture.OnThreads(1, 64 << 20, _ =>
        {
            Assert.Throws<TrapException>(() => down(10));
            var clock = Stopwatch.StartNew();
            var trap = Assert.Throws<TrapException>(() => down(depth));
            Assert.Equal(TrapKind.Unreachable, trap.Kind);
            Assert.Equal(depth + 1, trap.WasmStackTrace!.Count + trap.WasmStackTrace.OmittedFrameCount);
            TestContext.Current.TestOutputHelper?.WriteLine($"{tier}: {clock.Elapsed.TotalMilliseconds:f0} ms for {depth} frames");
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        });
    }
}
