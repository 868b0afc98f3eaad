// The specification's suite on every engine configuration: one runner, one row a folder and configuration.
using Weft.Tests.Shared;
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
    };

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

        var failures = new List<ScriptFailure>();
        var passed = 0;
        foreach (var script in scripts)
        {
            var result = ScriptRunner.Run(Path.Combine(SpecData.Root!, script), SpecData.Read(script), options);
            passed += result.Passed;
            failures.AddRange(result.Failures);
        }

        Assert.True(failures.Count == 0, $"{passed} passed, {failures.Count} failed:\n{string.Join('\n', failures.Take(50))}");
        Assert.True(passed > 0, $"no command of {folder} was run");
    }
}
