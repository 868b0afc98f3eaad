// The specification's suite on every engine configuration: one runner, one row a folder and configuration.
using Weft.Tests.Shared;
using Weft.Wast;
using Xunit;

namespace Weft.Spec.Tests;

public sealed class SpecTests
{
    public static TheoryData<string, BoundsChecks, bool> Suites
    {
        get
        {
            var data = new TheoryData<string, BoundsChecks, bool>();
            foreach (var folder in new[] { "core", "custom", "legacy-exceptions", "threads", "custom-page-sizes", "wide-arithmetic" })
            {
                data.Add(folder, BoundsChecks.Explicit, false);
                data.Add(folder, BoundsChecks.GuardPages, false);
                data.Add(folder, BoundsChecks.Auto, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Every_command_holds(string folder, BoundsChecks boundsChecks, bool farFrames)
    {
        var scripts = SpecData.Scripts(folder);
        using (var engine = new Engine())
        {
            Assert.SkipWhen(boundsChecks == BoundsChecks.GuardPages && !engine.UsesGuardPages, "guard pages are not supported here");
        }

        var options = new EngineOptions { BoundsChecks = boundsChecks, FarFrames = farFrames };
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
