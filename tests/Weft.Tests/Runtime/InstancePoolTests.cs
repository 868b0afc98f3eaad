// Pools: a renter finds nothing of the one before, whatever that one did; and the pool itself holds under threads, failures and disposal.
using Weft.Wasm;
using Xunit;

namespace Weft.Tests.Runtime;

public sealed class InstancePoolTests
{
    private const int Page = 65536;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<BoundsChecks> Modes => Memories.MemoryTests.Modes;

    // Memory sizes on either side of what is compared whole, and of what is kept resident.
    public static TheoryData<BoundsChecks, int> ModesAndSizes { get; } = new MatrixTheoryData<BoundsChecks, int>(Modes.Select(row => row.Data), [1, 2, 40]);

    [Theory]
    [MemberData(nameof(ModesAndSizes))]
    public void Memory_goes_back_to_what_it_was(BoundsChecks mode, int pages)
    {
        using var engine = new Engine(new EngineOptions { BoundsChecks = mode });
        using var module = engine.LoadModuleText($"""
            (module
              (memory (export "memory") {pages} 100)
              (data (i32.const 100) "small")
              (data (i32.const {((pages - 1) * Page) + 20_000}) "{new string('x', 30_000)}")
              (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
              (func (export "scribble") (param i32)
                (memory.fill (i32.const 0) (i32.const 255) (i32.mul (local.get 0) (i32.const {Page})))
                (drop (memory.grow (i32.const 5)))
                (i32.store (i32.sub (i32.mul (memory.size) (i32.const {Page})) (i32.const 4)) (i32.const -1))))
            """);
        using var pool = new InstancePool(new Linker(engine), module, new InstancePoolOptions { Capacity = 1 });
        Assert.Null(pool.WhyNotReset);
        var expected = new byte[pages * Page];
        "small"u8.CopyTo(expected.AsSpan(100));
        expected.AsSpan(((pages - 1) * Page) + 20_000, 30_000).Fill((byte)'x');
        for (var round = 0; round < 6; round++)
        {
            using var lease = pool.Rent(Token);
            var memory = lease.Instance.GetMemory("memory");
            Assert.Equal((ulong)pages, memory.Pages);
            Assert.Equal(pages * Page, lease.Store.Statistics.MemoryBytes);
            Assert.Equal(pages * Page, lease.Store.Statistics.PeakMemoryBytes);
            Assert.True(expected.AsSpan().SequenceEqual(memory.GetSpan(0, pages * Page)));
            var load = lease.Instance.GetFunction<Func<int, int>>("load");
            Assert.Equal('s', load(100));
            Assert.Throws<TrapException>(() => load(pages * Page));

            // First little, then everything, then with pages that are only read.
            switch (round % 3)
            {
                case 0:
                    memory.Write(5000, 77);
                    memory.Write((pages * Page) - 1, (byte)1);
                    break;
                case 1:
                    lease.Instance.GetFunction<Action<int>>("scribble")(pages);
                    Assert.Equal(pages + 5, (int)memory.Pages);
                    Assert.Equal(255, load((pages + 5) * Page - 1));
                    break;
                default:
                    Assert.Equal(0, load((pages * Page) - 1));
                    break;
            }
        }

        Assert.Equal(new InstancePoolStatistics { Idle = 1, Rents = 6, Created = 1, Reset = 6 }, pool.Statistics);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Everything_but_memory_goes_back_as_well(BoundsChecks mode)
    {
        using var engine = new Engine(new EngineOptions { BoundsChecks = mode });
        using var module = engine.LoadModuleText("""
            (module
              (memory (export "memory") 1)
              (global (export "number") (mut i64) (i64.const 7))
              (global (export "vector") (mut v128) (v128.const i64x2 1 2))
              (global (export "function") (mut funcref) (ref.func $one))
              (global (export "object") (mut externref) (ref.null extern))
              (global (export "small") (mut anyref) (ref.i31 (i32.const 5)))
              (table $f (export "functions") 3 2000000 funcref)
              (table $e (export "objects") 2 externref)
              (elem (i32.const 0) func $one)
              (elem $passive func $two)
              (data $data "secret")
              (func $one (export "one") (result i32) (i32.const 1))
              (func $two (result i32) (i32.const 2))
              (func (export "change") (param externref)
                (global.set 0 (i64.const 8))
                (global.set 1 (v128.const i64x2 3 4))
                (global.set 2 (ref.func $two))
                (global.set 3 (local.get 0))
                (global.set 4 (ref.i31 (i32.const 6)))
                (table.set $f (i32.const 0) (ref.func $two))
                (table.init $f $passive (i32.const 2) (i32.const 0) (i32.const 1))
                (drop (table.grow $f (ref.func $two) (i32.const 5000)))
                (drop (table.grow $e (local.get 0) (i32.const 5)))
                (table.fill $e (i32.const 0) (local.get 0) (i32.const 2))
                (elem.drop $passive)
                (memory.init $data (i32.const 0) (i32.const 0) (i32.const 6))
                (data.drop $data))
              (func (export "call") (param i32) (result i32) (call_indirect $f (result i32) (local.get 0))))
            """);
        using var pool = new InstancePool(
            new Linker(engine), module, new InstancePoolOptions { Capacity = 1, Store = new StoreOptions { Fuel = 100_000, MaxHeap = 1 << 20 } });
        for (var round = 0; round < 3; round++)
        {
            using var lease = pool.Rent(Token);
            var instance = lease.Instance;
            Assert.Equal(100_000, lease.Store.Fuel);
            Assert.Equal(0, lease.Store.Statistics.FuelConsumed);
            Assert.Equal(5, lease.Store.Statistics.TableElements);
            Assert.Equal(7, instance.GetGlobal("number").Value.AsInt64());
            Assert.Equal(2UL, instance.GetGlobal("vector").Value.High);
            Assert.Equal(1, ((Function)instance.GetGlobal("function").Value.Reference!).Invoke()[0].AsInt32());
            Assert.Null(instance.GetGlobal("object").Value.Reference);
            Assert.Equal(5, ((I31)instance.GetGlobal("small").Value.Reference!).Signed);
            Assert.Equal(3UL, instance.GetTable("functions").Length);
            Assert.Null(instance.GetTable("functions")[2]);
            Assert.Equal(2UL, instance.GetTable("objects").Length);
            Assert.Null(instance.GetTable("objects")[0]);
            Assert.Equal(1, instance.GetFunction<Func<int, int>>("call")(0));
            Assert.Equal(TrapKind.IndirectCallToNull, Assert.Throws<TrapException>(() => instance.GetFunction("call").Invoke(2)).Kind);

            // Works only while the passive segments are not dropped.
            instance.GetFunction<Action<object>>("change")(this);
            Assert.Equal("secret", instance.GetMemory("memory").ReadString(0, 6));
            Assert.Equal(5003UL, instance.GetTable("functions").Length);
            Assert.Same(this, instance.GetTable("objects")[6]);
            Assert.Equal(2, instance.GetFunction<Func<int, int>>("call")(5002));
            Assert.InRange(lease.Store.Statistics.FuelConsumed!.Value, 1, 1000);
            lease.Store.Fuel = 5;
        }

        Assert.Equal(3, pool.Statistics.Reset);
    }

    [Fact]
    public void Objects_of_one_renter_are_collected_when_it_is_gone()
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText("""
            (module
              (import "host" "fail" (func $fail))
              (type $list (struct (field (ref null $list)) (field externref)))
              (global $kept (mut (ref null $list)) (ref.null $list))
              (func $deep (export "deep") (param i32 externref) (local externref)
                (local.set 2 (local.get 1))
                (global.set $kept (struct.new $list (global.get $kept) (local.get 1)))
                (if (i32.eqz (local.get 0)) (then (call $fail)))
                (call $deep (i32.sub (local.get 0) (i32.const 1)) (local.get 2))))
            """);
        var linker = new Linker(engine).AddFunction("host", "fail", () => throw new InvalidOperationException("enough"));
        using var pool = new InstancePool(linker, module, new InstancePoolOptions { Capacity = 1 });
        Assert.Null(pool.WhyNotReset);
        var weak = Use(pool);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(weak.IsAlive);
        Assert.Equal(1, pool.Statistics.Reset);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Use(InstancePool pool)
        {
            var kept = new object();
            using var lease = pool.Rent(Token);
            Assert.Throws<InvalidOperationException>(() => lease.Instance.GetFunction<Action<int, object?>>("deep")(500, kept));
            return new WeakReference(kept);
        }
    }

    [Fact]
    public void The_value_stack_keeps_nothing()
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText("""
            (module
              (func $deep (export "deep") (param i32 i64) (local i64)
                (local.set 2 (local.get 1))
                (if (i32.eqz (local.get 0)) (then (unreachable)))
                (call $deep (i32.sub (local.get 0) (i32.const 1)) (local.get 2))))
            """);
        using var pool = new InstancePool(new Linker(engine), module, new InstancePoolOptions { Capacity = 1 });
        foreach (var depth in new[] { 1, 5000 })
        {
            Store store;
            using (var lease = pool.Rent(Token))
            {
                store = lease.Store;
                Assert.Throws<TrapException>(() => lease.Instance.GetFunction<Action<int, long>>("deep")(depth, 0x5EC2E7));
                Assert.True(Contains(store, 0x5EC2E7));
            }

            Assert.False(Contains(store, 0x5EC2E7));
        }

        static unsafe bool Contains(Store store, ulong value)
        {
            var slots = new ReadOnlySpan<ulong>(store.Context->StackBase, (int)(store.Context->StackLimit - store.Context->StackBase));
            return slots.Contains(value);
        }
    }

    [Fact]
    public void Interruptions_do_not_reach_the_next_renter()
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText("""
            (module (func (export "one") (result i32) (i32.const 1)) (func (export "spin") (loop $l (br $l))))
            """);
        using var pool = new InstancePool(new Linker(engine), module, new InstancePoolOptions { Capacity = 1 });
        using var source = new CancellationTokenSource();
        var first = pool.Rent(Token);
        var forgotten = first.Store.InterruptOn(source.Token);
        var store = first.Store;
        store.Interrupt();
        Assert.True(store.CancellationToken.IsCancellationRequested);
        first.Dispose();
        store.Interrupt();

        using var second = pool.Rent(Token);
        Assert.Same(store, second.Store);
        first.Interrupt();
        source.Cancel();
        Assert.False(second.Store.CancellationToken.IsCancellationRequested);
        Assert.Equal(1, second.Instance.GetFunction<Func<int>>("one")());

        second.Interrupt();
        forgotten.Dispose();
        Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(() => second.Instance.GetFunction("spin").Invoke()).Kind);
    }

    [Fact]
    public void Nothing_of_a_lease_can_be_used_while_the_instance_is_idle()
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText("""(module (global (export "g") (mut i32) (i32.const 1)) (func (export "one") (result i32) (i32.const 1)))""");
        using var pool = new InstancePool(new Linker(engine), module);
        var lease = pool.Rent(Token);
        var instance = lease.Instance;
        var one = instance.GetFunction<Func<int>>("one");
        var global = instance.GetGlobal("g");
        lease.Dispose();
        lease.Dispose();
        Assert.Throws<ObjectDisposedException>(() => lease.Instance);
        Assert.Throws<InvalidOperationException>(() => one());
        Assert.Throws<InvalidOperationException>(() => instance.GetFunction("one"));
        Assert.Throws<InvalidOperationException>(() => instance.GetFunction<Func<int>>("one"));
        Assert.Throws<InvalidOperationException>(() => global.Value = 2);
        Assert.Throws<InvalidOperationException>(() => instance.Store.InterruptOn(CancellationToken.None));
        Assert.Equal(1, pool.Statistics.Reset);
    }

    [Fact]
    public void A_start_function_that_cannot_call_the_host_runs_once_for_an_instance()
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText($$"""
            (module
              (memory (export "memory") 1)
              (global $count (export "count") (mut i32) (i32.const 0))
              (data $d "once")
              (data (i32.const 10) "{{new string('z', 30_000)}}")
              (start $start)
              (func $start
                (global.set $count (i32.add (global.get $count) (i32.const 1)))
                (drop (memory.grow (i32.const 3)))
                (memory.fill (i32.const 100) (i32.const 65) (i32.const 20000))
                (memory.init $d (i32.const 200000) (i32.const 0) (i32.const 4))
                (data.drop $d)))
            """);
        using var pool = new InstancePool(new Linker(engine), module, new InstancePoolOptions { Capacity = 2 });
        Assert.Null(pool.WhyNotReset);
        for (var round = 0; round < 3; round++)
        {
            using var first = pool.Rent(Token);
            using var second = pool.Rent(Token);
            foreach (var instance in new[] { first.Instance, second.Instance })
            {
                var memory = instance.GetMemory("memory");
                Assert.Equal(4UL, memory.Pages);
                Assert.Equal("zA", memory.ReadString(99, 2));
                Assert.Equal("Az", memory.ReadString(20_099, 2));
                Assert.Equal("once", memory.ReadString(200_000, 4));
                Assert.Equal(1, instance.GetGlobal("count").Value.AsInt32());
                memory.Fill(0, 1, memory.Length);
                memory.Grow(1);
            }
        }

        Assert.Equal(2, pool.Statistics.Created);
    }

    [Theory]
    [InlineData(true, 4)]
    [InlineData(false, 1)]
    public void A_start_function_that_may_call_the_host_runs_for_each_renter_unless_told_otherwise(bool rerun, int created)
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText("""
            (module
              (import "host" "next" (func $next (result i32)))
              (global $got (export "got") (mut i32) (i32.const 0))
              (start $start)
              (func $start (global.set $got (call $next))))
            """);
        var calls = 0;
        var linker = new Linker(engine).AddFunction("host", "next", () => ++calls);
        using var pool = new InstancePool(linker, module, new InstancePoolOptions { Capacity = 1, RerunStart = rerun });
        Assert.Equal(rerun, pool.WhyNotReset is not null);
        for (var round = 1; round <= 4; round++)
        {
            using var lease = pool.Rent(Token);
            Assert.Equal(rerun ? round : 1, lease.Instance.GetGlobal("got").Value.AsInt32());
            lease.Instance.GetGlobal("got").Value = -1;
        }

        Assert.Equal((created, created), (calls, (int)pool.Statistics.Created));
    }

    [Theory]
    [InlineData("""(type $s (struct (field (mut i32)))) (global (export "g") (ref $s) (struct.new $s (i32.const 1)))""")]
    [InlineData("""(type $s (array (mut i32))) (table 1 (ref null $s) (array.new_default $s (i32.const 9)))""")]
    [InlineData("""(type $s (struct)) (table 1 (ref null $s)) (elem (ref null $s) (struct.new $s))""")]
    [InlineData("(memory 1 2 shared)")]
    public void What_cannot_be_kept_is_made_again(string fields)
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText($"(module {fields})");
        using var pool = new InstancePool(new Linker(engine), module, new InstancePoolOptions { Capacity = 1 });
        Assert.NotNull(pool.WhyNotReset);
        Instance first;
        using (var lease = pool.Rent(Token))
        {
            first = lease.Instance;
        }

        using (var lease = pool.Rent(Token))
        {
            Assert.NotSame(first, lease.Instance);
        }

        Assert.Equal(new InstancePoolStatistics { Rents = 2, Created = 2, Discarded = 2 }, pool.Statistics);
    }

    [Fact]
    public void A_store_in_which_more_was_made_is_given_up()
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText("(module (memory 1))");
        var linker = new Linker(engine);
        using var pool = new InstancePool(linker, module, new InstancePoolOptions { Capacity = 1 });
        Action<Store>[] makers =
        [
            store => _ = new Global(store, new GlobalType(Wasm.ValueType.I32, true), 1),
            store => _ = new Table(store, new TableType(Wasm.ValueType.FuncRef, new Limits(1, null))),
            store => _ = new Weft.Memory(store, new MemoryType(new Limits(1, null))),
            store => _ = new Function(store, new FunctionType([], []), (_, _, _) => { }),
            store => linker.Instantiate(store, module),
        ];
        for (var i = 0; i < makers.Length; i++)
        {
            Store store;
            using (var lease = pool.Rent(Token))
            {
                store = lease.Store;
                makers[i](store);
            }

            Assert.Equal((i + 1, 0), (pool.Statistics.Discarded, pool.Statistics.Reset));
            Assert.Throws<ObjectDisposedException>(() => store.Statistics);
        }
    }

    [Fact]
    public async Task An_exhausted_pool_waits_or_says_so()
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText("(module)");
        using var pool = new InstancePool(new Linker(engine), module, new InstancePoolOptions { Capacity = 2 });
        var first = pool.Rent(Token);
        var second = pool.Rent(Token);
        Assert.False(pool.TryRent(out var none));
        Assert.Null(none);
        using var soon = new CancellationTokenSource(20);
        Assert.Throws<OperationCanceledException>(() => pool.Rent(soon.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pool.RentAsync(soon.Token));
        var waiting = pool.RentAsync(Token);
        Assert.False(waiting.IsCompleted);
        first.Dispose();
        using var third = await waiting;
        Assert.NotSame(second.Instance, third.Instance);
        Assert.Equal(2, pool.Statistics.Rented);
        second.Dispose();
        Assert.True(pool.TryRent(out var fourth));
        fourth.Dispose();
        Assert.Equal(2, pool.Statistics.Created);
    }

    [Fact]
    public async Task A_disposed_pool_frees_what_is_rented_when_it_comes_back()
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText("""(module (memory 1) (func (export "one") (result i32) (i32.const 1)))""");
        var pool = new InstancePool(new Linker(engine), module, new InstancePoolOptions { Capacity = 2 });
        var lease = pool.Rent(Token);
        var other = pool.Rent(Token);
        var waiting = new[] { pool.RentAsync(Token).AsTask(), pool.RentAsync(Token).AsTask() };
        pool.Dispose();
        pool.Dispose();
        foreach (var task in waiting)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => task);
        }

        Assert.Throws<ObjectDisposedException>(() => pool.Rent(Token));
        Assert.Throws<ObjectDisposedException>(() => pool.TryRent(out _));
        Assert.Equal(1, lease.Instance.GetFunction<Func<int>>("one")());
        var store = lease.Store;
        lease.Dispose();
        other.Dispose();
        Assert.Throws<ObjectDisposedException>(() => store.Statistics);
        Assert.Equal(new InstancePoolStatistics { Rents = 2, Created = 2, Discarded = 2 }, pool.Statistics);
    }

    [Fact]
    public void A_lease_cannot_be_disposed_while_its_guest_runs()
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText("""
            (module (import "host" "back" (func $back)) (func (export "run") (call $back)) (func (export "one") (result i32) (i32.const 1)))
            """);
        InstanceLease? lease = null;
        var linker = new Linker(engine).AddFunction("host", "back", () => lease!.Dispose());
        using var pool = new InstancePool(linker, module);
        lease = pool.Rent(Token);
        Assert.Throws<InvalidOperationException>(() => lease.Instance.GetFunction("run").Invoke());
        Assert.Equal(1, lease.Instance.GetFunction<Func<int>>("one")());
        lease.Dispose();
        Assert.Equal(1, pool.Statistics.Reset);
    }

    [Fact]
    public void Failed_instantiation_does_not_cost_capacity()
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText("""(module (import "host" "maybe" (func $maybe)) (start $maybe))""");
        var fails = false;
        var linker = new Linker(engine).AddFunction("host", "maybe", () =>
        {
            if (fails)
            {
                throw new InvalidOperationException("not now");
            }
        });
        using var pool = new InstancePool(linker, module, new InstancePoolOptions { Capacity = 1 });
        pool.Rent(Token).Dispose();
        fails = true;
        for (var i = 0; i < 3; i++)
        {
            Assert.Throws<InvalidOperationException>(() => pool.Rent(Token));
        }

        fails = false;
        pool.Rent(Token).Dispose();
        fails = true;
        Assert.Throws<InvalidOperationException>(() => new InstancePool(linker, module));
    }

    [Fact]
    public void A_pool_gives_nothing_but_functions()
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText("""(module (import "host" "memory" (memory 1 1 shared)))""");
        var linker = new Linker(engine).Define("host", "memory", Weft.Memory.CreateShared(engine, new MemoryType(new Limits(1, 1), IsShared: true)));
        Assert.Throws<ArgumentException>(() => new InstancePool(linker, module));
        using var plain = engine.LoadModuleText("(module)");
        Assert.Throws<ArgumentOutOfRangeException>(() => new InstancePool(linker, plain, new InstancePoolOptions { Capacity = 0 }));
        Assert.Throws<LinkException>(() => new InstancePool(new Linker(engine), engine.LoadModuleText("""(module (import "a" "b" (func)))""")));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Many_threads_rent_and_scribble_and_never_see_each_other(BoundsChecks mode)
    {
        using var engine = new Engine(new EngineOptions { BoundsChecks = mode });
        using var module = engine.LoadModuleText($"""
            (module
              (memory (export "memory") 20)
              (global $g (mut i32) (i32.const 0))
              (table $t 2 funcref)
              (data (i32.const 300000) "{new string('x', 50_000)}")
              (func $f (result i32) (i32.const 1))
              (elem declare func $f)
              (func (export "use") (param i32) (result i32)
                (local $seen i32)
                (local.set $seen (i32.or (i32.or (global.get $g) (memory.grow (i32.const 1))) (i32.eqz (ref.is_null (table.get $t (i32.const 0))))))
                (local.set $seen (i32.or (local.get $seen) (i32.load (local.get 0))))
                (local.set $seen (i32.or (local.get $seen) (i32.xor (i32.load (i32.const 330000)) (i32.const 0x78787878))))
                (i32.store (local.get 0) (i32.const 1))
                (i32.store (i32.const 330000) (i32.const 2))
                (i32.store (i32.const {20 * Page}) (i32.const 3))
                (table.set $t (i32.const 0) (ref.func $f))
                (global.set $g (i32.const 1))
                (local.get $seen)))
            """);
        using var pool = new InstancePool(new Linker(engine), module, new InstancePoolOptions { Capacity = 3 });
        var failures = 0;
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = Token }, i =>
        {
            using var lease = pool.Rent(Token);
            if (lease.Instance.GetFunction<Func<int, int>>("use")(i * 100) != 20)
            {
                Interlocked.Increment(ref failures);
            }
        });
        Assert.Equal(0, failures);
        Assert.Equal((2000, 2000, 0), (pool.Statistics.Rents, pool.Statistics.Reset, pool.Statistics.Rented));
        Assert.InRange(pool.Statistics.Created, 1, 3);
    }

    [Fact]
    public void Address_space_and_descriptors_do_not_leak()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var engine = new Engine();
        var before = 0;
        for (var i = 0; i < 60; i++)
        {
            using var module = engine.LoadModuleText($"""(module (memory 4) (data (i32.const 0) "{new string('x', 100_000)}"))""");
            using var pool = new InstancePool(new Linker(engine), module, new InstancePoolOptions { Capacity = 3 });
            using var first = pool.Rent(Token);
            using var second = pool.Rent(Token);
            if (i == 10)
            {
                before = Images();
            }
        }

        Assert.InRange(Images(), 0, before + 5);

        // Mappings and descriptors of image files; other tests run beside this one.
        static int Images() => File.ReadLines("/proc/self/maps").Count(line => line.Contains("weft-image", StringComparison.Ordinal));
    }
}
