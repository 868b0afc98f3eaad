// How functions are executed, and where their time goes.
namespace Weft.Samples.Embedding;

/// <summary>How functions are executed, and where their time goes.</summary>
public static class Tiers
{
    private const string Text = """
        (module
          (func $sum (export "sum") (param $n i64) (result i64) (local $total i64)
            (loop $next
              (local.set $total (i64.add (local.get $total) (local.get $n)))
              (local.set $n (i64.sub (local.get $n) (i64.const 1)))
              (br_if $next (i64.ne (local.get $n) (i64.const 0))))
            (local.get $total)))
        """;

    /// <summary>Runs the samples.</summary>
    public static void Run(TextWriter output)
    {
        Choose(output);
        Profile(output);
    }

    private static void Choose(TextWriter output)
    {
        #region tiers
        var options = new EngineOptions
        {
            Tier = ExecutionTier.Tiered,
            CallsUntilHot = 100,
            RoundsUntilHot = 1_000,
            CompilesInBackground = false,
        };
        using var engine = new Engine(options);
        using var module = engine.LoadModuleText(Text);
        using var store = new Store(engine);
        var sum = new Linker(engine).Instantiate(store, module).GetFunction<Func<long, long>>("sum");
        output.WriteLine(sum(1_000_000));
        #endregion
    }

    private static void Profile(TextWriter output)
    {
        #region profile
        using var profiler = new Profiler(TimeSpan.FromMilliseconds(1));
        using var engine = new Engine(new EngineOptions { Profiler = profiler });
        using var module = engine.LoadModuleText(Text);
        using var store = new Store(engine);
        var sum = new Linker(engine).Instantiate(store, module).GetFunction<Func<long, long>>("sum");
        while (profiler.GetProfile().Functions.Count == 0)
        {
            sum(1_000_000);
        }

        output.WriteLine(profiler.GetProfile().Functions[0].Name);
        #endregion
    }
}
