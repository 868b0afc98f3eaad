// Programs with threads through the API: what is shared and what is not, every way a program ends, and its limits.

using System.Diagnostics;
using Weft.Wasi.Filesystem;
using Xunit;

namespace Weft.Wasi.Tests.Threads;

public sealed class WasiThreadsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void Threads_share_the_memory_and_have_globals_of_their_own()
    {
        using var guest = new Guest("""
            (global $own (mut i32) (i32.const 0))
            (func (export "wasi_thread_start") (param i32 i32)
              (global.set $own (i32.const 7))
              (i32.store (i32.const 4) (local.get 1))
              (i32.store (i32.const 8) (local.get 0))
              (call $finish))
            (func (export "_start")
              (i32.store (i32.const 12) (call $spawn (i32.const 42)))
              (call $await)
              (i32.store (i32.const 16) (global.get $own)))
            """);
        Memory? memory = null;
        guest.Threads.Run(guest.Store, instance =>
        {
            instance.GetFunction<Action>("_start")();
            memory = (Memory)instance.GetExport("memory")!;
        });
        Assert.Equal(42, memory!.Read<int>(4));
        Assert.Equal(1, memory.Read<int>(8));
        Assert.Equal(1, memory.Read<int>(12));
        Assert.Equal(0, memory.Read<int>(16));
    }

    [Fact]
    public async Task Runs_at_the_same_time_do_not_meet()
    {
        using var guest = new Guest("""
            (func (export "wasi_thread_start") (param i32 i32)
              (drop (i32.atomic.rmw.add (i32.const 4) (local.get 1)))
              (call $finish))
            (func (export "_start")
              (drop (call $spawn (i32.const 1)))
              (call $await)
              (if (i32.ne (i32.atomic.load (i32.const 4)) (i32.const 1)) (then unreachable)))
            """);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            using var store = new Store(guest.Engine);
            guest.Threads.Run(store);
        })));
    }

    [Fact]
    public void What_a_thread_does_in_the_world_the_others_see()
    {
        using var guest = new Guest("""
            (func (export "wasi_thread_start") (param i32 i32)
              (i32.store (i32.const 4) (call $close (i32.const 3)))
              (call $finish))
            (func (export "_start")
              (drop (call $spawn (i32.const 1)))
              (call $await)
              (call $exit (i32.add (i32.mul (i32.const 100) (i32.load (i32.const 4))) (call $close (i32.const 3)))))
            """, configure: wasi => wasi.MountFileSystem("/", new InMemoryFileSystem()));
        Assert.Equal((int)WasiError.BadDescriptor, Assert.Throws<GuestExitException>(() => guest.Threads.Run(guest.Store)).ExitCode);
    }

    [Theory]
    [InlineData("(call $sleep)")]
    [InlineData("(loop (br 0))")]
    [InlineData("(call $await)")]
    [InlineData("(drop (call $spawn (i32.const 2))) (call $await)")]
    public void A_trap_in_a_thread_ends_the_others_whatever_they_do(string meanwhile)
    {
        using var guest = new Guest($$"""
            (func (export "wasi_thread_start") (param i32 i32)
              (if (i32.eq (local.get 1) (i32.const 2)) (then (loop (br 0))))
              unreachable)
            (func (export "_start") (drop (call $spawn (i32.const 1))) {{meanwhile}})
            (func (export "two") (result i32) (i32.const 2))
            """);
        Instance? instance = null;
        var begin = Stopwatch.GetTimestamp();
        var trap = Assert.Throws<TrapException>(() => guest.Threads.Run(guest.Store, made =>
        {
            instance = made;
            made.GetFunction<Action>("_start")();
        }));
        Assert.Equal(TrapKind.Unreachable, trap.Kind);
        Assert.Contains(trap.WasmStackTrace!, frame => frame.FunctionName == "wasi_thread_start");
        Assert.True(Stopwatch.GetElapsedTime(begin) < s_patience);
        Assert.Equal(2, instance!.GetFunction<Func<int>>("two")());
    }

    [Fact]
    public void An_exit_in_a_thread_is_the_programs()
    {
        using var guest = new Guest("""
            (func (export "wasi_thread_start") (param i32 i32) (call $exit (local.get 1)))
            (func (export "_start") (drop (call $spawn (i32.const 33))) (call $sleep))
            """);
        Assert.Equal(33, Assert.Throws<GuestExitException>(() => guest.Threads.Run(guest.Store)).ExitCode);
    }

    [Fact]
    public void The_end_of_the_first_thread_is_the_programs()
    {
        using var guest = new Guest("""
            (func (export "wasi_thread_start") (param i32 i32)
              (drop (i32.atomic.rmw.add (i32.const 4) (i32.const 1)))
              (drop (memory.atomic.notify (i32.const 4) (i32.const -1)))
              (if (i32.eqz (local.get 1)) (then (loop (br 0))))
              (if (i32.eq (local.get 1) (i32.const 1)) (then (call $sleep)))
              (call $await))
            (func (export "_start") (local i32)
              (loop
                (drop (call $spawn (local.get 0)))
                (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 3))))
              (loop (br_if 0 (i32.lt_u (i32.atomic.load (i32.const 4)) (i32.const 3)))))
            """);
        var begin = Stopwatch.GetTimestamp();
        guest.Threads.Run(guest.Store);
        Assert.True(Stopwatch.GetElapsedTime(begin) < s_patience);
    }

    [Fact]
    public void Interrupting_the_first_store_ends_all()
    {
        using var guest = new Guest("""
            (func (export "wasi_thread_start") (param i32 i32) (loop (br 0)))
            (func (export "_start") (drop (call $spawn (i32.const 1))) (call $sleep))
            """);
        using var timer = new Timer(_ => guest.Store.Interrupt(), null, 100, Timeout.Infinite);
        Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(() => guest.Threads.Run(guest.Store)).Kind);
    }

    [Fact]
    public void A_mistake_of_the_host_in_a_thread_reaches_the_embedder()
    {
        using var guest = new Guest("""
            (func (export "wasi_thread_start") (param i32 i32) (call $host (i32.const 1)))
            (func (export "_start") (drop (call $spawn (i32.const 1))) (call $sleep))
            """, host: (_, _) => throw new InvalidDataException("of the host"));
        Assert.Equal("of the host", Assert.Throws<InvalidDataException>(() => guest.Threads.Run(guest.Store)).Message);
    }

    [Fact]
    public void A_thread_that_the_host_holds_does_not_hold_the_program()
    {
        using var released = new ManualResetEventSlim();
        using var ended = new ManualResetEventSlim();
        using var guest = new Guest("""
            (func (export "wasi_thread_start") (param i32 i32) (call $finish) (call $host (i32.const 1)))
            (func (export "_start") (drop (call $spawn (i32.const 1))) (call $await))
            """,
            host: (_, _) =>
            {
                released.Wait(s_patience);
                ended.Set();
            },
            options: new WasiThreadsOptions { EndTimeout = TimeSpan.FromMilliseconds(20) });
        guest.Threads.Run(guest.Store);
        Assert.False(ended.IsSet);
        released.Set();
        Assert.True(ended.Wait(s_patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_guest_has_no_more_threads_than_it_may()
    {
        using var guest = new Guest("""
            (func (export "wasi_thread_start") (param i32 i32) (call $await))
            (func (export "_start") (local i32 i32)
              (loop
                (local.set 1 (i32.add (local.get 1) (i32.gt_s (call $spawn (i32.const 0)) (i32.const 0))))
                (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 5))))
              (call $exit (local.get 1)))
            """, options: new WasiThreadsOptions { MaxThreads = 3 });
        Assert.Equal(3, Assert.Throws<GuestExitException>(() => guest.Threads.Run(guest.Store)).ExitCode);
    }

    [Fact]
    public void The_first_stores_limit_is_that_of_the_shared_memory()
    {
        using var guest = new Guest("""
            (func (export "wasi_thread_start") (param i32 i32)
              (i32.store (i32.const 4) (memory.grow (i32.const 2)))
              (i32.store (i32.const 8) (memory.grow (i32.const 1)))
              (call $finish))
            (func (export "_start")
              (drop (call $spawn (i32.const 1)))
              (call $await)
              (call $exit (i32.add (i32.load (i32.const 4)) (i32.load (i32.const 8)))))
            """, store: new StoreOptions { MaxMemory = 2 << 16 });
        Assert.Equal(0, Assert.Throws<GuestExitException>(() => guest.Threads.Run(guest.Store)).ExitCode);
    }

    [Fact]
    public void Threads_have_their_fuel_from_the_first()
    {
        var fuel = new List<long>();
        using var guest = new Guest("""
            (func (export "wasi_thread_start") (param i32 i32)
              (call $host (local.get 1))
              (if (local.get 1) (then (drop (call $spawn (i32.const 0))) (call $sleep)))
              (loop (br 0)))
            (func (export "_start") (drop (call $spawn (i32.const 1))) (call $host (i32.const 2)) (call $sleep))
            """,
            host: (caller, _) =>
            {
                lock (fuel)
                    fuel.Add(caller.Store.Fuel);
            },
            store: new StoreOptions { Fuel = 1_000_000 });
        Assert.Equal(TrapKind.OutOfFuel, Assert.Throws<TrapException>(() => guest.Threads.Run(guest.Store)).Kind);
        fuel.Sort();
        Assert.Collection(
            fuel,
            units => Assert.InRange(units, 249_000, 250_000),
            units => Assert.InRange(units, 499_000, 500_000),
            units => Assert.InRange(units, 499_000, 500_000));
        Assert.InRange(guest.Store.Fuel, 0, 500_000);
    }

    [Fact]
    public void A_program_that_starts_threads_must_have_an_entry_for_them()
    {
        const string Message = "must export \"wasi_thread_start\"";
        foreach (string entry in new[] { "", "(func (export \"wasi_thread_start\") (param i32))", "(global (export \"wasi_thread_start\") i32 (i32.const 0))" })
            Assert.Contains(Message, Assert.Throws<LinkException>(() => new Guest(entry)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_definition_of_another_store_is_refused()
    {
        using var engine = new Engine();
        using var other = new Store(engine);
        using var store = new Store(engine);
        var module = engine.LoadModuleText("""(module (import "env" "table" (table 1 funcref)) (func (export "_start")))""");
        var linker = new Linker(engine).Define("env", "table", new Table(other, new Weft.Wasm.TableType(Weft.Wasm.ValueType.FuncRef, new Weft.Wasm.Limits(1, null))));
        Assert.Throws<ArgumentException>(() => new WasiThreads(linker, module).Run(store));
        Assert.False(WasiThreads.AreUsedBy(module));
    }

    /// <summary>A program with one shared memory and helpers: <c>$finish</c> ends what <c>$await</c> waits for.</summary>
    private sealed class Guest : IDisposable
    {
        public Guest(
            string body, Action<Caller, int>? host = null, WasiThreadsOptions? options = null, StoreOptions? store = null,
            Action<WasiOptionsBuilder>? configure = null)
        {
            Linker linker = new Linker(Engine).AddWasiPreview1(configure ?? (_ => { }))
                .AddFunction("env", "host", host ?? ((_, _) => { }));
            Store = new Store(Engine, store);
            Threads = new WasiThreads(linker, Engine.LoadModuleText($"""
                (module
                  (import "env" "memory" (memory 1 16 shared))
                  (import "env" "host" (func $host (param i32)))
                  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
                  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                  (import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
                  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
                  (export "memory" (memory 0))
                  (func $finish
                    (i32.atomic.store (i32.const 0) (i32.const 1))
                    (drop (memory.atomic.notify (i32.const 0) (i32.const -1))))
                  (func $await
                    (loop
                      (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))
                      (br_if 0 (i32.eqz (i32.atomic.load (i32.const 0))))))
                  (func $sleep
                    (i32.store (i32.const 1040) (i32.const 1))
                    (i64.store (i32.const 1048) (i64.const 3600000000000))
                    (drop (call $poll (i32.const 1024) (i32.const 1088) (i32.const 1) (i32.const 1152))))
                  {body})
                """), options);
        }

        public Engine Engine { get; } = new();
        public Store Store { get; }
        public WasiThreads Threads { get; }

        public void Dispose()
        {
            Store.Dispose();
            Engine.Dispose();
        }
    }
}
