using System.Diagnostics;
using System.Runtime.CompilerServices;
using Weft.Tests.Compiled;
using Xunit;

namespace Weft.Tests.Profiling;

public sealed class ProfilerTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private const string Program = """
        (module $program
          (import "host" "wait" (func $wait))
          (func $leaf (param i32) (result i32)
            (local.set 0 (i32.mul (i32.xor (local.get 0) (i32.shr_u (local.get 0) (i32.const 16))) (i32.const 0x7feb352d)))
            (local.set 0 (i32.mul (i32.xor (local.get 0) (i32.shr_u (local.get 0) (i32.const 15))) (i32.const 0x846ca68b)))
            (i32.xor (local.get 0) (i32.rotl (local.get 0) (local.get 0))))
          (func $middle (param i32) (result i32)
            (local i32)
            (loop $next
              (local.set 1 (i32.add (local.get 1) (call $leaf (local.get 0))))
              (br_if $next (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
            (local.get 1))
          (func $fibonacci (param i32) (result i32)
            (if (result i32) (i32.lt_s (local.get 0) (i32.const 2))
              (then (local.get 0))
              (else (i32.add (call $fibonacci (i32.sub (local.get 0) (i32.const 1))) (call $fibonacci (i32.sub (local.get 0) (i32.const 2)))))))
          (func (export "work") (result i32)
            (i32.add (call $middle (i32.const 100000)) (call $fibonacci (i32.const 15))))
          (func (export "waits") (call $wait))
          (func (export "spin") (loop $ever (br $ever))))
        """;

    public static TheoryData<ExecutionTier> Tiers => [ExecutionTier.Interpreter, ExecutionTier.Jit, ExecutionTier.Tiered];

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Samples_show_who_calls_whom_and_results_stay_the_same(ExecutionTier tier)
    {
        using var profiler = new Profiler();
        using var plain = new Engine(new EngineOptions { Tier = tier });
        using var watched = new Engine(new EngineOptions { Tier = tier, Profiler = profiler });
        using var plainStore = new Store(plain);
        using var store = new Store(watched);
        var expected = Instantiate(plainStore).GetFunction<Func<int>>("work")();
        var work = Instantiate(store).GetFunction<Func<int>>("work");
        var clock = Stopwatch.StartNew();
        string[] wanted = ["work>middle", "work>middle>leaf"];
        while (!wanted.All(Paths(profiler.GetProfile()).Contains))
        {
            Assert.True(clock.Elapsed < s_patience, $"only seen: {string.Join(' ', Paths(profiler.GetProfile()).Distinct())}");
            Assert.Equal(expected, work());
        }

        var thread = Assert.Single(profiler.GetProfile().Threads);
        Assert.True(thread.Samples.Sum(sample => sample.Duration.Ticks) <= clock.Elapsed.Ticks + TimeSpan.TicksPerSecond);
        Assert.All(Paths(profiler.GetProfile()), path => Assert.StartsWith("work", path));
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Time_in_the_host_is_the_hosts(ExecutionTier tier)
    {
        using var profiler = new Profiler();
        using var engine = new Engine(new EngineOptions { Tier = tier, Profiler = profiler });
        using var store = new Store(engine);
        var waits = Instantiate(store).GetFunction<Action>("waits");
        var clock = Stopwatch.StartNew();
        while (!Paths(profiler.GetProfile()).Contains("waits>host.wait"))
        {
            Assert.True(clock.Elapsed < s_patience, "no sample of the host");
            waits();
        }

        Assert.Contains(profiler.GetProfile().Functions, function => function is { Name: "host.wait", FunctionIndex: -1 });
        Assert.Contains(profiler.GetProfile().Functions, function => function is { Name: "waits", ModuleName: "program" });
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void A_sampled_guest_can_be_interrupted(ExecutionTier tier)
    {
        using var profiler = new Profiler(TimeSpan.FromMilliseconds(0.1));
        using var engine = new Engine(new EngineOptions { Tier = tier, Profiler = profiler });
        using var store = new Store(engine);
        var spin = Instantiate(store).GetFunction("spin");
        for (var i = 0; i < 5; i++)
        {
            using var time = new CancellationTokenSource(TimeSpan.FromMilliseconds(30));
            var trap = Assert.Throws<TrapException>(() => spin.Invoke(time.Token));
            Assert.Equal(TrapKind.Interrupted, trap.Kind);

            // Without frames when the time was over before the guest began.
            Assert.All(trap.WasmStackTrace ?? new WasmStackTrace([]), frame => Assert.Equal("spin", frame.FunctionName));
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Functions_that_end_in_tail_calls_have_their_own_time(ExecutionTier tier)
    {
        using var profiler = new Profiler();
        using var engine = new Engine(new EngineOptions { Tier = tier, Profiler = profiler });
        using var store = new Store(engine);
        var run = new Linker(engine).Instantiate(store, engine.LoadModuleText("""
            (module
              (func $even (param i32) (result i32)
                (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
                (return_call $odd (i32.sub (local.get 0) (i32.const 1))))
              (func $odd (param i32) (result i32)
                (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
                (return_call $even (i32.sub (local.get 0) (i32.const 1))))
              (func $run (export "run") (param i32) (result i32) (call $even (local.get 0))))
            """)).GetFunction<Func<int, int>>("run");
        var clock = Stopwatch.StartNew();
        string[] wanted = ["run>even", "run>odd"];
        while (!wanted.All(Paths(profiler.GetProfile()).Contains))
        {
            Assert.True(clock.Elapsed < s_patience, $"only seen: {string.Join(' ', Paths(profiler.GetProfile()).Distinct())}");
            Assert.Equal(1, run(1_000_000));
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void A_sampled_guest_that_exhausts_the_stack_was_not_interrupted(ExecutionTier tier)
    {
        using var profiler = new Profiler(TimeSpan.FromMilliseconds(0.1));
        using var engine = new Engine(new EngineOptions { Tier = tier, Profiler = profiler });
        using var module = engine.LoadModuleText("""(module (func $deep (export "deep") (call $deep) (call $deep)))""");

        // A small stack: .NET takes long to unwind a large one.
        Torture.OnThreads(1, 256 << 10, _ =>
        {
            using var store = new Store(engine, new StoreOptions { MaxStack = 64 << 10 });
            var deep = new Linker(engine).Instantiate(store, module).GetFunction("deep");
            for (var i = 0; i < 100; i++)
            {
                Assert.Equal(TrapKind.StackExhausted, Assert.Throws<TrapException>(() => deep.Invoke()).Kind);
            }
        });
    }

    [Fact]
    public void Stores_come_and_go_while_a_profiler_asks()
    {
        // A failure of the profiler's thread ends the process.
        using var profiler = new Profiler(TimeSpan.FromMilliseconds(0.1));
        using var engine = new Engine(new EngineOptions { Profiler = profiler });
        using var module = engine.LoadModuleText("""(module (func (export "five") (result i32) (i32.const 5)))""");
        for (var i = 0; i < 1_000; i++)
        {
            using var store = new Store(engine);
            Assert.Equal(5, new Linker(engine).Instantiate(store, module).GetFunction<Func<int>>("five")());
        }

        Assert.Equal(1_000, profiler.GetProfile().Threads.Count);
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void What_was_seen_of_a_module_stays_when_the_module_goes(ExecutionTier tier)
    {
        using var profiler = new Profiler();
        var module = RunAndDrop(profiler, tier);
        for (var i = 0; i < 50 && module.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(1);
        }

        Assert.False(module.IsAlive);
        Assert.Contains(profiler.GetProfile().Functions, function => function.Name == "middle");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunAndDrop(Profiler profiler, ExecutionTier tier)
    {
        using var engine = new Engine(new EngineOptions { Tier = tier, Profiler = profiler });
        using var store = new Store(engine);
        var instance = Instantiate(store);
        var work = instance.GetFunction<Func<int>>("work");
        var clock = Stopwatch.StartNew();
        while (!profiler.GetProfile().Functions.Any(function => function.Name == "middle"))
        {
            Assert.True(clock.Elapsed < s_patience, "no sample");
            work();
        }

        return new WeakReference(instance.Module);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(100_000_000)]
    public void An_interval_that_makes_no_sense_is_refused(double milliseconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Profiler(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void The_map_for_perf_has_an_entry_for_each_compiled_function()
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var map = new PerfMap(path))
            {
                using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Jit, PerfMap = map });
                using var store = new Store(engine);
                Instantiate(store).GetFunction<Func<int>>("work")();
            }

            var lines = File.ReadAllLines(path).Select(line => line.Split(' ', 3)).ToDictionary(parts => parts[2], parts => parts);
            Assert.Equal(["wasm: fibonacci", "wasm: leaf", "wasm: middle", "wasm: spin", "wasm: waits", "wasm: work"], lines.Keys.Order(StringComparer.Ordinal));
            Assert.All(lines.Values, parts => Assert.InRange(Convert.ToInt64(parts[1], 16), 1, 10_000));
            Assert.Equal(lines.Count, lines.Values.Select(parts => parts[0]).Distinct().Count());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_map_has_functions_with_large_frames_and_nothing_that_measures_them()
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var map = new PerfMap(path))
            {
                using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Jit, PerfMap = map });
                using var store = new Store(engine);
                Assert.Equal(500_000_500_000, InstantiateLarge(store)(1_000_000));
            }

            // The check in front of it, and the function.
            var sizes = File.ReadAllLines(path).Select(line => line.Split(' ', 3)).Where(parts => parts[2] == "wasm: large").Select(parts => Convert.ToInt64(parts[1], 16));
            Assert.Equal(2, sizes.Count());
            Assert.Equal(2, File.ReadAllLines(path).Length);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Functions_with_large_frames_are_seen_once(ExecutionTier tier)
    {
        using var profiler = new Profiler();
        using var engine = new Engine(new EngineOptions { Tier = tier, Profiler = profiler });
        using var store = new Store(engine);
        var large = InstantiateLarge(store);
        var clock = Stopwatch.StartNew();
        while (!Paths(profiler.GetProfile()).Any())
        {
            Assert.True(clock.Elapsed < s_patience, "no sample");
            Assert.Equal(500_000_500_000, large(1_000_000));
        }

        Assert.All(Paths(profiler.GetProfile()), path => Assert.Equal("large", path));
    }

    // So many variables that the compiler puts a check of the stack in front of the function.
    private static Func<long, long> InstantiateLarge(Store store) => new Linker(store.Engine).Instantiate(store, store.Engine.LoadModuleText($"""
        (module (func $large (export "large") (param i64) (result i64) (local{string.Concat(Enumerable.Repeat(" i64", 14_000))})
          (loop $next
            (local.set 1 (i64.add (local.get 1) (local.get 0)))
            (br_if $next (i64.ne (local.tee 0 (i64.sub (local.get 0) (i64.const 1))) (i64.const 0))))
          (local.get 1)))
        """)).GetFunction<Func<long, long>>("large");

    private static Instance Instantiate(Store store) => new Linker(store.Engine)
        .AddFunction("host", "wait", () => Thread.Sleep(5))
        .Instantiate(store, store.Engine.LoadModuleText(Program));

    private static IEnumerable<string> Paths(GuestProfile profile)
    {
        foreach (var thread in profile.Threads)
        {
            foreach (var sample in thread.Samples)
            {
                var names = new List<string>();
                for (var stack = sample.Stack; stack >= 0; stack = thread.Stacks[stack].Caller)
                {
                    names.Insert(0, profile.Functions[thread.Stacks[stack].Function].Name);
                }

                yield return string.Join('>', names);
            }
        }
    }
}
