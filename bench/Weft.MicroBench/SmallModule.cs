// The guest of the micro-benchmarks, and an instance of it on each engine, behind the same .NET delegates.
using Weft.Bench.Engines;

namespace Weft.MicroBench;

/// <summary>The module's text, and who runs it.</summary>
internal static class SmallModule
{
    /// <summary>An addition, and a loop that calls the host n times.</summary>
    public const string Text = """
        (module
          (import "host" "add" (func $add (param i32 i32) (result i32)))
          (memory (export "memory") 1)
          (data (i32.const 16) "small things")
          (global $calls (mut i32) (i32.const 0))
          (func (export "add") (param i32 i32) (result i32)
            (i32.add (local.get 0) (local.get 1)))
          (func (export "touch") (param i32) (result i32)
            (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
            (i32.store (i32.const 64) (local.get 0))
            (i32.add (i32.load (i32.const 16)) (global.get $calls)))
          (func (export "loop") (param $n i32) (result i32)
            (local $sum i32)
            (loop $again
              (local.set $sum (call $add (local.get $sum) (local.get $n)))
              (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
            (local.get $sum)))
        """;

    /// <summary>Wasmtime and every tier of Weft.</summary>
    public static IEnumerable<string> Engines => WeftTiers.All.Select(tier => "weft " + tier.Name).Prepend("wasmtime");

    /// <summary>The module on an engine.</summary>
    public static IGuest Create(string engine) =>
        engine == "wasmtime" ? new WasmtimeGuest() : new WeftGuest(WeftTiers.All.Single(tier => "weft " + tier.Name == engine).Options);
}

/// <summary>The small module on one engine.</summary>
internal interface IGuest : IDisposable
{
    /// <summary>The export <c>add</c> as the engine's API gives it.</summary>
    Func<int, int, int> Add { get; }

    /// <summary>The export <c>loop</c>, which calls the host's <c>add</c>.</summary>
    Func<int, int> Loop { get; }

    /// <summary>Makes an instance in a store of its own, calls <c>touch</c>, and lets both go.</summary>
    int InstantiateCallReset();
}
