// Calls between host and guest, end to end, on guard pages and without: values, traps, exceptions, interruption, fuel, the stack.
using System.Runtime.Intrinsics;
using Xunit;

namespace Weft.Tests.Runtime;

public sealed class CallTests
{
    public static TheoryData<BoundsChecks> Modes => Memories.MemoryTests.Modes;

    [Theory]
    [MemberData(nameof(Modes))]
    public void Arguments_and_results_travel(BoundsChecks mode)
    {
        using var store = CreateStore(mode);
        var instance = Instantiate(store, """
            (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
            (func (export "swap") (param i64 f64 v128 externref f32) (result f32 externref v128 f64 i64)
              (local.get 4) (local.get 3) (local.get 2) (local.get 1) (local.get 0))
            """);
        Assert.Equal(7, instance.GetFunction<Func<int, int, int>>("add")(3, 4));
        Assert.Equal([7], instance.GetFunction("add").Invoke(3, 4));
        Value[] arguments = [1L, 2.5, Vector128.Create(3UL, 4).AsByte(), Value.FromReference(this), -1.5f];
        Assert.Equal(arguments.Reverse(), instance.GetFunction("swap").Invoke(arguments));
        Assert.Equal((1.5f, "x", Vector128<byte>.Zero, 2.0, 3L), instance.GetFunction("swap")
            .ToFunc<long, double, Vector128<byte>, object, float, (float, object, Vector128<byte>, double, long)>()(3, 2, default, "x", 1.5f));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Access_outside_memory_traps_and_the_store_goes_on(BoundsChecks mode)
    {
        using var store = CreateStore(mode);
        var instance = Instantiate(store, """
            (memory (export "memory") 1)
            (func $load (export "load") (param i32) (result i64) (i64.load offset=3 (local.get 0)))
            (func (export "outer") (param i32) (result i64) (call $load (local.get 0)))
            (func (export "store") (param i32) (i32.store8 (local.get 0) (i32.const 9)))
            """);
        var outer = instance.GetFunction<Func<int, long>>("outer");
        Assert.Equal(0, outer(65536 - 11));
        for (var i = 0; i < 100; i++)
        {
            foreach (var address in new[] { 65536 - 10, 65536, -1, int.MinValue })
            {
                var trap = Assert.Throws<TrapException>(() => outer(address));
                Assert.Equal(TrapKind.MemoryOutOfBounds, trap.Kind);
                Assert.Equal(["load", "outer"], trap.WasmStackTrace!.Select(frame => frame.FunctionName));
            }
        }

        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => instance.GetFunction("store").Invoke(65536)).Kind);
        instance.GetMemory("memory").Grow(1);
        instance.GetFunction("store").Invoke(65536);
        Assert.Equal(9, instance.GetMemory("memory").Read<byte>(65536));
        Assert.Equal(9, outer(65536 - 3));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Host_functions_see_their_caller_and_call_back(BoundsChecks mode)
    {
        var log = new List<string>();
        using var store = CreateStore(mode);
        var linker = new Linker(store.Engine)
            .AddFunction("env", "log", (Caller caller, int pointer, int length) => log.Add(caller.Memory.ReadString(pointer, length)))
            .AddFunction("env", "back", (Caller caller, int x) => ((Function)caller.GetExport("double")!).ToFunc<int, int>()(x) + 1);
        var instance = linker.Instantiate(store, store.Engine.LoadModuleText("""
            (module
              (import "env" "log" (func $log (param i32 i32)))
              (import "env" "back" (func $back (param i32) (result i32)))
              (memory (export "memory") 1) (data (i32.const 8) "hello, host")
              (func (export "double") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
              (func (export "run") (result i32)
                (call $log (i32.const 8) (i32.const 5))
                (call $log (i32.const 15) (i32.const 4))
                (call $back (i32.const 20))))
            """));
        Assert.Equal(41, instance.GetFunction<Func<int>>("run")());
        Assert.Equal(["hello", "host"], log);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Exceptions_of_the_host_pass_through_guests_unchanged(BoundsChecks mode)
    {
        using var store = CreateStore(mode);
        var thrown = new FormatException("mine");
        Exception next = thrown;
        var linker = new Linker(store.Engine).AddFunction("env", "fail", () => throw next);
        var instance = linker.Instantiate(store, store.Engine.LoadModuleText("""
            (module (import "env" "fail" (func $fail))
              (func $middle (call $fail)) (func (export "run") (call $middle)) (func (export "fine") (result i32) (i32.const 1)))
            """));
        var run = instance.GetFunction<Action>("run");
        Assert.Same(thrown, Assert.Throws<FormatException>(run));
        next = new GuestExitException(7);
        Assert.Equal(7, Assert.Throws<GuestExitException>(run).ExitCode);
        next = new NullReferenceException("of the host");
        Assert.Same(next, Assert.Throws<NullReferenceException>(run));
        Assert.Equal(1, instance.GetFunction<Func<int>>("fine")());
    }

    [Fact]
    public void Exceptions_of_the_guest_pass_through_the_host_to_the_guest_or_the_embedder()
    {
        using var store = CreateStore(BoundsChecks.Auto);
        var linker = new Linker(store.Engine).AddFunction("env", "call", (Function? function) => function!.Invoke()[0].AsInt32());
        var instance = linker.Instantiate(store, store.Engine.LoadModuleText("""
            (module
              (import "env" "call" (func $call (param funcref) (result i32)))
              (tag $e (export "e") (param i32))
              (func $thrower (export "thrower") (result i32) (throw $e (i32.const 42)))
              (elem declare func $thrower)
              (func (export "catcher") (result i32)
                (block $caught (result i32)
                  (try_table (result i32) (catch $e $caught) (call $call (ref.func $thrower))))))
            """));
        Assert.Equal(42, instance.GetFunction<Func<int>>("catcher")());
        var uncaught = Assert.Throws<GuestException>(() => instance.GetFunction("thrower").Invoke());
        Assert.Same(instance.GetTag("e"), uncaught.Tag);
        Assert.Equal([42], uncaught.Exception.Payload);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Endless_recursion_exhausts_the_stack(BoundsChecks mode)
    {
        using var store = CreateStore(mode, new StoreOptions { MaxStack = 1 << 20 });
        var instance = Instantiate(store, "(func $f (export \"f\") (param i32) (result i32) (i32.add (i32.const 1) (call $f (local.get 0))))");
        for (var i = 0; i < 3; i++)
        {
            var trap = Assert.Throws<TrapException>(() => instance.GetFunction("f").Invoke(1));
            Assert.Equal(TrapKind.StackExhausted, trap.Kind);
            Assert.True(trap.WasmStackTrace!.OmittedFrameCount > 1000);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void An_endless_loop_can_be_interrupted_from_another_thread(BoundsChecks mode)
    {
        using var store = CreateStore(mode);
        var instance = Instantiate(store, "(func (export \"loop\") (loop $l (br $l))) (func (export \"one\") (result i32) (i32.const 1))");
        var loop = instance.GetFunction("loop");
        for (var i = 0; i < 3; i++)
        {
            using var source = new CancellationTokenSource(10);
            Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(() => loop.Invoke(source.Token)).Kind);
            Assert.Equal(1, instance.GetFunction<Func<int>>("one")());
        }

        var thread = new Thread(() =>
        {
            Thread.Sleep(10);
            store.Interrupt();
        });
        thread.Start();
        Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(() => loop.ToAction()()).Kind);
        thread.Join();
        Assert.Equal(1, instance.GetFunction<Func<int>>("one")());
    }

    [Fact]
    public void A_store_may_be_disposed_while_another_thread_interrupts_it()
    {
        using var engine = new Engine();
        for (var i = 0; i < 200; i++)
        {
            var store = new Store(engine);
            using var source = new CancellationTokenSource();
            using var registration = store.InterruptOn(source.Token);
            using var begun = new ManualResetEventSlim();
            var thread = new Thread(() =>
            {
                begun.Set();
                for (var j = 0; j < 100; j++)
                {
                    try
                    {
                        store.Interrupt();
                    }
                    catch (ObjectDisposedException)
                    {
                        break;
                    }
                }

                source.Cancel();
            });
            thread.Start();
            begun.Wait(TestContext.Current.CancellationToken);
            store.Dispose();
            thread.Join();
            Assert.Throws<ObjectDisposedException>(store.Interrupt);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Fuel_is_used_up_and_can_be_given_again(BoundsChecks mode)
    {
        using var store = CreateStore(mode, new StoreOptions { Fuel = 10_000 });
        var instance = Instantiate(store, """
            (func (export "count") (param i32) (loop $l (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
            """);
        var count = instance.GetFunction<Action<int>>("count");
        count(10);
        Assert.InRange(store.Fuel, 9_000, 9_990);
        Assert.Equal(TrapKind.OutOfFuel, Assert.Throws<TrapException>(() => count(1_000_000)).Kind);
        Assert.Equal(0, store.Fuel);
        store.Fuel = 10_000;
        count(10);
        using var unmetered = CreateStore(mode);
        Assert.Throws<InvalidOperationException>(() => unmetered.Fuel);
        Assert.Throws<InvalidOperationException>(() => unmetered.Fuel = 1);
    }

    [Fact]
    public void A_start_function_runs_and_its_trap_is_the_embedders()
    {
        using var store = CreateStore(BoundsChecks.Auto);
        var instance = Instantiate(store, "(global $g (export \"g\") (mut i32) (i32.const 0)) (func $s (global.set $g (i32.const 5))) (start $s)");
        Assert.Equal(5, instance.GetGlobal("g").Value);
        Assert.Equal(TrapKind.Unreachable, Assert.Throws<TrapException>(() => Instantiate(store, "(func $s unreachable) (start $s)")).Kind);
    }

    [Fact]
    public void Instances_share_memories_tables_globals_and_functions()
    {
        using var store = CreateStore(BoundsChecks.Auto);
        var linker = new Linker(store.Engine);
        var first = Instantiate(store, """
            (memory (export "memory") 1) (table (export "table") 2 funcref) (global (export "global") (mut i32) (i32.const 1))
            (func (export "read") (result i32) (i32.load (i32.const 0)))
            (type $int (func (result i32)))
            (func (export "indirect") (param i32) (result i32) (call_indirect (type $int) (local.get 0)))
            """);
        var second = linker.DefineInstance("first", first).Instantiate(store, store.Engine.LoadModuleText("""
            (module
              (import "first" "memory" (memory 1)) (import "first" "table" (table 2 funcref)) (import "first" "global" (global $g (mut i32)))
              (import "first" "read" (func $read (result i32)))
              (memory $own 1)
              (func $mine (result i32) (i32.store $own (i32.const 0) (i32.const 77)) (i32.load $own (i32.const 0)))
              (elem (i32.const 1) $mine)
              (func (export "run") (result i32)
                (i32.store (i32.const 0) (i32.const 40)) (global.set $g (i32.const 2)) (i32.add (call $read) (global.get $g))))
            """));
        Assert.Equal(42, second.GetFunction<Func<int>>("run")());
        Assert.Equal(2, first.GetGlobal("global").Value);
        Assert.Equal(77, first.GetFunction<Func<int, int>>("indirect")(1));
        Assert.Equal(TrapKind.IndirectCallToNull, Assert.Throws<TrapException>(() => first.GetFunction("indirect").Invoke(0)).Kind);
        Assert.Equal(40, first.GetFunction<Func<int>>("read")());
    }

    private static Store CreateStore(BoundsChecks mode, StoreOptions? options = null) => new(new Engine(new EngineOptions { BoundsChecks = mode }), options);

    private static Instance Instantiate(Store store, string fields) => new Linker(store.Engine).Instantiate(store, store.Engine.LoadModuleText($"(module {fields})"));
}
