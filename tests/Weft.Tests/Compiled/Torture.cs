// How often the tests repeat what must never go wrong: a hundredth of the full count, or all of it with WEFT_TORTURE=full.
using Xunit;

namespace Weft.Tests.Compiled;

/// <summary>Counts, tiers and engines for tests that repeat.</summary>
internal static class Torture
{
    public static TheoryData<ExecutionTier> Tiers => [ExecutionTier.Jit, ExecutionTier.Interpreter];

    /// <summary>The full count, or a hundredth.</summary>
    public static int Scale(int count) => Environment.GetEnvironmentVariable("WEFT_TORTURE") == "full" ? count : Math.Max(1, count / 100);

    public static Engine CreateEngine(ExecutionTier tier) => new(new EngineOptions { Tier = tier });

    public static Instance Instantiate(Store store, string fields, Action<Linker>? define = null)
    {
        var linker = new Linker(store.Engine);
        define?.Invoke(linker);
        return linker.Instantiate(store, store.Engine.LoadModuleText($"(module {fields})"));
    }

    /// <summary>Runs something on threads of their own; their first failure is the test's.</summary>
    public static void OnThreads(int count, int stackBytes, Action<int> body)
    {
        var failures = new Exception?[count];
        var threads = Enumerable.Range(0, count).Select(number => new Thread(
            () =>
            {
                try
                {
                    body(number);
                }
                catch (Exception failure)
                {
                    failures[number] = failure;
                }
            },
            stackBytes)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.All(failures, Assert.Null);
    }
}
