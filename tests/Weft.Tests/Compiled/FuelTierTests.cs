// Fuel is the same on each tier: what a run uses, and where it runs out, also when a loop changes tiers while it runs.
using Xunit;

namespace Weft.Tests.Compiled;

public sealed class FuelTierTests
{
    private const string Text = """
        (module
          (import "host" "refuel" (func $refuel (param i32)))
          (memory (export "memory") 1)
          (func $half (param i32) (result i32) (i32.shr_u (local.get 0) (i32.const 1)))
          (func (export "run") (param i32) (result i32) (local i32)
            (loop $outer
              (local.set 1 (i32.add (local.get 1) (call $half (local.get 0))))
              (if (i32.eq (local.get 0) (i32.const 50)) (then (call $refuel (i32.const 7))))
              (i32.store (i32.const 0) (local.get 1))
              (br_if $outer (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
            (local.get 1)))
        """;

    [Theory]
    [InlineData(200, 100_000)]
    [InlineData(200, 1_000)]
    [InlineData(20, 137)]
    [InlineData(20, 138)]
    public void A_run_uses_the_same_and_stops_at_the_same_place(int rounds, long fuel)
    {
        var expected = Run(new EngineOptions { Tier = ExecutionTier.Interpreter }, rounds, fuel);
        Assert.Equal(expected, Run(new EngineOptions { Tier = ExecutionTier.Jit }, rounds, fuel));
        foreach (var hot in new[] { 1, 3, 10 })
        {
            var options = new EngineOptions { Tier = ExecutionTier.Tiered, CallsUntilHot = hot, RoundsUntilHot = hot, CompilesInBackground = false };
            Assert.Equal(expected, Run(options, rounds, fuel));
        }
    }

    private static (int? Result, TrapKind? Trap, long Left, int Stored) Run(EngineOptions options, int rounds, long fuel)
    {
        using var engine = new Engine(options);
        using var store = new Store(engine, new StoreOptions { Fuel = fuel });
        using var module = engine.LoadModuleText(Text);
        var instance = new Linker(engine).AddFunction("host", "refuel", (int amount) => { store.Fuel += amount; }).Instantiate(store, module);
        var memory = (Memory)instance.GetExport("memory")!;
        int? result = null;
        TrapKind? kind = null;
        try
        {
            result = instance.GetFunction("run").Invoke(rounds)[0].AsInt32();
        }
        catch (TrapException trap)
        {
            kind = trap.Kind;
        }

        return (result, kind, store.Fuel, memory.Read<int>(0));
    }
}
