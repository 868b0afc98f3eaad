// Modules that come and go: their code is collected, and memory stays as it was.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace Weft.Tests.Compiled;

[Collection(Alone.Name)]
public sealed class ModuleTortureTests
{
    public static TheoryData<ExecutionTier> Tiers => Torture.Tiers;

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Modules_compiled_and_dropped_leave_nothing(ExecutionTier tier)
    {
        using var engine = Torture.CreateEngine(tier);
        var count = Torture.Scale(10_000);
        var watched = new List<WeakReference>();
        Run(engine, 0, Math.Max(20, count / 10), watched);
        var (heap, resident) = Measure();
        Run(engine, 100_000, count, watched);
        var (heapAfter, residentAfter) = Measure();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{tier}: {count} modules; heap {heap >> 10} -> {heapAfter >> 10} KiB, resident {resident >> 20} -> {residentAfter >> 20} MiB");
        Assert.True(watched.Count(reference => reference.IsAlive) <= 1, "modules are still there");
        Assert.InRange(heapAfter - heap, long.MinValue, 4 << 20);
        Assert.InRange(residentAfter - resident, long.MinValue, 150 << 20);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Run(Engine engine, int first, int count, List<WeakReference> watched)
    {
        for (var i = first; i < first + count; i++)
        {
            RunOne(engine, i, watched);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunOne(Engine engine, int number, List<WeakReference> watched)
    {
        using var store = new Store(engine);
        using var module = engine.LoadModuleText($$"""
            (module
              (import "h" "twice" (func $twice (param i32) (result i32)))
              (memory 1)
              (func $f (param i32) (result i32) (i32.add (call $twice (local.get 0)) (i32.const {{number}})))
              (func (export "run") (param i32) (result i32) (call $f (local.get 0))))
            """);
        var instance = new Linker(engine).AddFunction("h", "twice", (int value) => value * 2).Instantiate(store, module);
        var run = instance.GetFunction<Func<int, int>>("run");
        Assert.Equal(42 + number, run(21));
        if (number % 10 == 0)
        {
            watched.Add(new WeakReference(module));
            watched.Add(new WeakReference(instance));
            watched.Add(new WeakReference(run.Target));
        }
    }

    private static (long Heap, long Resident) Measure()
    {
        for (var i = 0; i < 4; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        using var process = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64);
    }
}

/// <summary>Tests that measure the process: nothing else runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
