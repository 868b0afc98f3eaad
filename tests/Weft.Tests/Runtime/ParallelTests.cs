// One engine, many stores, several threads: modules and engines are shared, stores are not.
using System.Diagnostics;
using Xunit;

namespace Weft.Tests.Runtime;

public sealed class ParallelTests
{
    private const string Text = """
        (module
          (type $pair (struct (field i32) (field (mut i32))))
          (import "host" "add" (func $add (param i32 i32) (result i32)))
          (memory (export "memory") 1 4)
          (table (export "table") 4 funcref)
          (elem (i32.const 0) $double $fail)
          (tag $tag (param i32))
          (data (i32.const 8) "\2a\00\00\00")
          (func $double (param i32) (result i32) (call $add (local.get 0) (local.get 0)))
          (func $fail (param i32) (result i32) unreachable)
          (func (export "sum") (param $n i32) (result i32) (local $i i32) (local $sum i32)
            (loop
              (local.set $sum (call $add (local.get $sum) (local.get $i)))
              (i32.store (i32.const 0) (local.get $sum))
              (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
            (i32.load (i32.const 0)))
          (func (export "indirect") (param i32 i32) (result i32)
            (call_indirect (param i32) (result i32) (local.get 1) (local.get 0)))
          (func (export "throw") (param i32) (result i32)
            (block (result i32) (try_table (result i32) (catch $tag 0) (throw $tag (local.get 0)))))
          (func (export "object") (param i32) (result i32)
            (struct.get $pair 1 (struct.new $pair (i32.const 0) (local.get 0))))
          (func (export "outside") (result i32) (i32.load (i32.const 0xFFFFFFF0)))
          (func (export "grow") (result i32) (memory.grow (i32.const 1)))
          (func (export "spin") (loop (br 0)))
          (func $recurse (export "recurse") (call $recurse)))
        """;

    public static TheoryData<BoundsChecks> Modes => Memories.MemoryTests.Modes;

    [Theory]
    [MemberData(nameof(Modes))]
    public void Four_threads_instantiate_run_interrupt_and_dispose(BoundsChecks mode)
    {
        const int Threads = 4;
        const int Rounds = 150;
        using var engine = new Engine(new EngineOptions { BoundsChecks = mode });
        var linker = new Linker(engine).AddFunction("host", "add", (int a, int b) => a + b);
        var shared = engine.LoadModuleText(Text);
        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var threads = Enumerable.Range(0, Threads).Select(seed => new Thread(() =>
        {
            try
            {
                for (var round = 0; round < Rounds; round++)
                {
                    // Most rounds share a module, whose functions several threads then ask for first; some load one of their own.
                    using var own = round % 8 == seed ? engine.LoadModuleText(Text) : null;
                    using var store = new Store(engine, new StoreOptions { MaxStack = 64 << 10, Fuel = round % 4 == 3 ? long.MaxValue : null });
                    Use(store, linker.Instantiate(store, own ?? shared), seed, round);
                }
            }
            catch (Exception exception)
            {
                failures.Enqueue(exception);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Empty(failures);
    }

    [Fact]
    public void A_store_in_use_says_so_to_another_thread()
    {
        using var engine = new Engine();
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        using var store = new Store(engine);
        var linker = new Linker(engine).AddFunction("host", "wait", () =>
        {
            entered.Set();
            leave.Wait(TimeSpan.FromSeconds(20));
        });
        var module = engine.LoadModuleText("""(module (import "host" "wait" (func $wait)) (func (export "run") (call $wait)) (func (export "nothing")))""");
        var instance = linker.Instantiate(store, module);
        var run = instance.GetFunction<Action>("run");
        var nothing = instance.GetFunction<Action>("nothing");
        var user = new Thread(() => run());
        user.Start();
        Assert.True(entered.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.Contains("one thread at a time", Assert.Throws<InvalidOperationException>(() => nothing()).Message, StringComparison.Ordinal);
        Assert.Contains("one thread at a time", Assert.Throws<InvalidOperationException>(() => linker.Instantiate(store, module)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(store.Dispose);
        leave.Set();
        user.Join();

        // One after the other is fine, from any thread.
        nothing();
        var later = new Thread(() => nothing());
        later.Start();
        Assert.True(later.Join(TimeSpan.FromSeconds(20)));
    }

    private static void Use(Store store, Instance instance, int seed, int round)
    {
        var number = (seed * 1000) + round;
        Assert.Equal(42, ((Memory)instance.GetExport("memory")!).Read<int>(8));
        Assert.Equal(number * (number - 1) / 2, instance.GetFunction<Func<int, int>>("sum")(number));
        Assert.Equal(number * 2, instance.GetFunction<Func<int, int, int>>("indirect")(0, number));
        Assert.Equal(number, instance.GetFunction<Func<int, int>>("throw")(number));
        Assert.Equal(number, instance.GetFunction<Func<int, int>>("object")(number));
        Assert.Equal(1, instance.GetFunction<Func<int>>("grow")());
        AssertTrap(TrapKind.Unreachable, () => instance.GetFunction<Func<int, int, int>>("indirect")(1, 0));
        AssertTrap(TrapKind.UndefinedElement, () => instance.GetFunction<Func<int, int, int>>("indirect")(9, 0));
        AssertTrap(TrapKind.MemoryOutOfBounds, () => instance.GetFunction<Func<int>>("outside")());
        AssertTrap(TrapKind.StackExhausted, () => instance.GetFunction<Action>("recurse")());
        if (round % 5 == 0)
        {
            var begin = Stopwatch.GetTimestamp();
            ThreadPool.UnsafeQueueUserWorkItem(static store => store.Interrupt(), store, preferLocal: false);
            // It may come before the call, which then has no frame yet.
            Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(() => instance.GetFunction<Action>("spin")()).Kind);
            Assert.True(Stopwatch.GetElapsedTime(begin) < TimeSpan.FromSeconds(20));
        }
    }

    private static void AssertTrap(TrapKind kind, Action action)
    {
        var trap = Assert.Throws<TrapException>(action);
        Assert.Equal(kind, trap.Kind);
        Assert.Contains(trap.WasmStackTrace!, frame => frame.FunctionIndex > 0);
    }
}
