// The specification's suite on every engine configuration: one runner, one row a folder and configuration.
using Weft.Tests.Shared;
using Weft.Wasm;
using Weft.Wast;
using Xunit;

namespace Weft.Spec.Tests;

public sealed class SpecTests
{
    // What is called or goes round twice is compiled, at once: so every script runs in both tiers, and crosses between them.
    private static readonly EngineOptions s_hotAtOnce =
        new() { Tier = ExecutionTier.Tiered, CallsUntilHot = 1, RoundsUntilHot = 1, CompilesInBackground = false };

    private static readonly Dictionary<string, EngineOptions> s_configurations = new()
    {
        ["interpreter"] = new EngineOptions { Tier = ExecutionTier.Interpreter, BoundsChecks = BoundsChecks.GuardPages },
        ["interpreter, explicit bounds"] = new EngineOptions { Tier = ExecutionTier.Interpreter, BoundsChecks = BoundsChecks.Explicit },
        ["interpreter, far frames"] = new EngineOptions { Tier = ExecutionTier.Interpreter, FarFrames = true },
        ["jit"] = new EngineOptions { Tier = ExecutionTier.Jit, BoundsChecks = BoundsChecks.GuardPages },
        ["jit, explicit bounds"] = new EngineOptions { Tier = ExecutionTier.Jit, BoundsChecks = BoundsChecks.Explicit },
        ["tiered"] = s_hotAtOnce with { BoundsChecks = BoundsChecks.GuardPages },
        ["tiered, one result"] = s_hotAtOnce with { CanonicalizeNaNs = true, DeterministicRelaxedSimd = true },
        ["tiered, listeners"] = s_hotAtOnce with { FunctionListeners = _ => new Listener() },
        ["tiered, explicit bounds"] = s_hotAtOnce with { BoundsChecks = BoundsChecks.Explicit },
        ["precompiled"] = new EngineOptions { BoundsChecks = BoundsChecks.GuardPages },
        ["precompiled, explicit bounds"] = new EngineOptions { BoundsChecks = BoundsChecks.Explicit },
        ["translated, nothing emitted"] = new EngineOptions { Tier = ExecutionTier.Interpreter, BoundsChecks = BoundsChecks.GuardPages },
        ["translated, emitted objects"] = new EngineOptions { BoundsChecks = BoundsChecks.Explicit },
    };

    // Machine code takes a process for each module.
    private static readonly string[] s_machineCodeScripts =
    [
        "core/align.wast", "core/call_indirect.wast", "core/conversions.wast", "core/f32.wast", "core/float_exprs.wast", "core/i64.wast",
        "core/memory_trap.wast", "core/stack.wast", "core/traps.wast", "core/exceptions/throw_ref.wast", "core/exceptions/try_table.wast",
        "core/gc/array.wast", "core/gc/br_on_cast.wast", "core/gc/struct.wast", "core/return_call.wast", "core/return_call_indirect.wast",
        "core/simd/simd_i16x8_arith.wast", "core/simd/simd_f32x4.wast", "core/simd/simd_lane.wast", "core/multi-memory/load0.wast",
    ];

    public static TheoryData<string, string> Suites
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var folder in new[] { "core", "custom", "legacy-exceptions", "threads", "custom-page-sizes", "wide-arithmetic" })
            {
                foreach (var configuration in s_configurations.Keys)
                {
                    data.Add(folder, configuration);
                }
            }

            // How modules inside components are made is the engine's business: the configurations are those that run code in another way.
            foreach (var folder in new[] { "binary", "linking", "resources", "validation", "values" })
            {
                foreach (var configuration in new[] { "interpreter", "jit", "tiered", "tiered, explicit bounds" })
                {
                    data.Add("component-model/" + folder, configuration);
                }
            }

            return data;
        }
    }

    private sealed class Listener : FunctionListener;

    [Theory]
    [MemberData(nameof(Suites))]
    public void Every_command_holds(string folder, string configuration)
    {
        var scripts = SpecData.Scripts(folder);
        var options = s_configurations[configuration];
        using (var engine = new Engine())
        {
            Assert.SkipWhen(options.BoundsChecks == BoundsChecks.GuardPages && !engine.UsesGuardPages, "guard pages are not supported here");
        }

        RunAll(folder, scripts, options, configuration.Split(',')[0] switch
        {
            "precompiled" => PrecompiledModules.LoadAs(PrecompiledCodeKind.Portable),
            "translated" => TranslatedModules.LoadFor(options.BoundsChecks == BoundsChecks.GuardPages ? "linux-x64" : null),
            _ => null,
        });
    }

    [Fact]
    public void Commands_hold_as_machine_code_made_before()
    {
        var scripts = SpecData.Scripts("core").Where(script => s_machineCodeScripts.Contains(script)).ToList();
        using (var engine = new Engine())
        {
            var result = engine.PrecompileAsync("(module)"u8.ToArray(), Stream.Null, cancellationToken: TestContext.Current.CancellationToken).GetAwaiter().GetResult();
            Assert.SkipWhen(result.Kind != PrecompiledCodeKind.ReadyToRun, result.WhyPortable ?? "");
        }

        RunAll("core", scripts, new EngineOptions(), PrecompiledModules.LoadAs(PrecompiledCodeKind.ReadyToRun));
    }

    // A module that nothing is initialised in, written down as it is after instantiation, behaves as the module does.
    [Theory]
    [InlineData(ExecutionTier.Interpreter)]
    [InlineData(ExecutionTier.Jit)]
    public void Commands_hold_in_modules_that_begin_as_others_were(ExecutionTier tier)
    {
        int written = 0, refused = 0;
        var scripts = SpecData.Scripts("core", "legacy-exceptions", "custom-page-sizes", "wide-arithmetic");
        RunAll("core", scripts, new EngineOptions { Tier = tier }, (engine, definition) =>
        {
            var module = engine.LoadModule(definition);
            if (definition.Imports.Length != 0)
            {
                return module;
            }

            try
            {
                using var store = new Store(engine);
                var made = new Linker(engine).Preinitialize(store, module, new PreinitializeOptions { Initialize = _ => { } });
                var bytes = Weft.Wasm.Binary.ModuleWriter.Write(made);
                written++;
                return engine.LoadModule(bytes);
            }
            catch (Exception error) when (error is SnapshotException or TrapException or GuestException or LinkException)
            {
                refused++;
                return module;
            }
        });
        Assert.InRange(written, 1000, int.MaxValue);
        Assert.InRange(refused, 0, written / 20);
    }

    /// <summary>
    /// Functions that wait do not run yet: of the scripts about them holds what comes before anybody waits. The number only ever grows.
    /// </summary>
    [Fact]
    public void Asynchronous_scripts_hold_as_far_as_nobody_waits()
    {
        var passed = 0;
        foreach (var script in SpecData.Scripts("component-model/async"))
        {
            passed += ScriptRunner.Run(Path.Combine(SpecData.Root!, script), SpecData.Read(script), new EngineOptions { Tier = ExecutionTier.Interpreter }).Passed;
        }

        Assert.True(passed >= 95, $"only {passed} commands hold");
    }

    private static void RunAll(string folder, IReadOnlyList<string> scripts, EngineOptions options, Func<Engine, ModuleDefinition, Module>? load)
    {
        var failures = new List<ScriptFailure>();
        var passed = 0;
        foreach (var script in scripts)
        {
            var result = ScriptRunner.Run(Path.Combine(SpecData.Root!, script), SpecData.Read(script), options, load);
            passed += result.Passed;
            failures.AddRange(result.Failures);
        }

        Assert.True(failures.Count == 0, $"{passed} passed, {failures.Count} failed:\n{string.Join('\n', failures.Take(50))}");
        Assert.True(passed > 0, $"no command of {folder} was run");
    }
}
