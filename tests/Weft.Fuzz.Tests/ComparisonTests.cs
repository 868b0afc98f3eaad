// The comparer: what it must find, and what it must not hold against an engine.
using Weft.Fuzz.Differential;
using Weft.Fuzz.Generation;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;
using Weft.Wasm.Text;
using Weft.Wasm.Validation;
using Xunit;

namespace Weft.Fuzz.Tests;

public sealed class ComparisonTests
{
    private static readonly byte[] s_module = ModuleWriter.Write(WatParser.Parse("""
        (module (memory (export "m") 1) (global (export "g") (mut i32) (i32.const 3))
          (func (export "f") (param i32) (result i32) (i32.popcnt (local.get 0))))
        """));

    private static readonly Scenario s_scenario = new(1, 4, IsGenerated: true);

    [Fact]
    public void All_engines_agree_on_every_profile()
    {
        var folder = Directory.CreateTempSubdirectory("weft-fuzz").FullName;
        try
        {
            var options = new DifferentialOptions(Profile.All.Count * 2, 600, 1, "any", null, 1, folder);
            Assert.Equal(0, new DifferentialRunner(options, () => throw new InvalidOperationException("no seeds are needed")).Run());
            Assert.Empty(Directory.EnumerateFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Engines_that_accept_different_modules_differ()
    {
        var module = ModuleWriter.Write(WatParser.Parse("(module (func (export \"f\") (result v128) (v128.const i64x2 1 2)))"));
        using var first = new WeftEngine("first", new EngineOptions(), metersFuel: false);
        using var second = new WeftEngine("second", new EngineOptions { Validation = new ValidationOptions { DisabledFeatures = [Features.Simd] } }, metersFuel: false);
        Assert.Equal("first/second returns rejected", new Comparison([first, second]).Run(module, s_scenario).Mismatch?.Kind);
    }

    [Fact]
    public void Another_result_is_found()
    {
        var mismatch = Compare(new FakeEngine("one", "f(1) = 1"), new FakeEngine("two", "f(1) = 2"));
        Assert.Equal("one/two returns returns", mismatch?.Kind);
        Assert.Contains("f(1) = 2", mismatch!.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_end_is_found()
    {
        Assert.Equal("one/two returns trap: Unreachable", Compare(new FakeEngine("one", "f(1) = 1"), new FakeEngine("two", "f(1) trap: Unreachable"))?.Kind);
        Assert.NotNull(Compare(new FakeEngine("one", "f(1) = 1", "memory m 1 00"), new FakeEngine("two", "f(1) = 1")));
    }

    [Fact]
    public void Details_matter_between_engines_of_Weft_alone()
    {
        var one = new FakeEngine("one", "f() trap: Unreachable") { Detail = "at f" };
        Assert.NotNull(Compare(one, new FakeEngine("two", "f() trap: Unreachable") { Detail = "at g" }));
        Assert.Null(Compare(one, new FakeEngine("two", "f() trap: Unreachable") { Detail = "at g", IsWeft = false }));
    }

    [Fact]
    public void What_follows_an_exhausted_resource_is_not_compared()
    {
        var one = new FakeEngine("one", "f() = 1", "f() exhausted") { Ending = Ending.ResourceExhausted, Comparable = 1 };
        Assert.Null(Compare(one, new FakeEngine("two", "f() = 1", "f() = 5") { Comparable = 2 }));
        Assert.NotNull(Compare(one, new FakeEngine("two", "f() = 2", "f() = 5") { Comparable = 2 }));
    }

    [Fact]
    public void The_end_of_fewer_calls_is_not_compared()
    {
        var one = new FakeEngine("one", "f() = 1", "f() = 2", "end") { Calls = 2, Comparable = 2 };
        Assert.Null(Compare(one, new FakeEngine("two", "f() = 1", "end") { Comparable = 1 }));
        Assert.NotNull(Compare(one, new FakeEngine("two", "f() = 2", "end") { Comparable = 1 }));
        Assert.NotNull(Compare(one, new FakeEngine("two", "f() = 1", "f() = 2", "another end") { Calls = 2, Comparable = 2 }));
    }

    [Fact]
    public void An_engine_that_was_interrupted_hangs() =>
        Assert.Equal("hang two", Compare(new FakeEngine("one", "f() = 1"), new FakeEngine("two") { Ending = Ending.Hang })?.Kind);

    [Fact]
    public void A_loop_without_end_is_interrupted_on_every_engine()
    {
        var module = ModuleWriter.Write(WatParser.Parse("(module (func (export \"f\") (loop (br 0))))"));
        foreach (var name in (string[])["weft", "weft-explicit", "wasmtime"])
        {
            using var engine = EngineList.Make(name)[0];
            var comparison = new Comparison([engine]) { TimeLimit = TimeSpan.FromMilliseconds(200) };
            ComparisonResult? result = null;
            var worker = new Thread(() => result = comparison.Run(module, s_scenario));
            worker.Start();
            while (!worker.Join(20))
            {
                comparison.Watch();
            }

            Assert.Equal($"hang {name}", result!.Mismatch?.Kind);
        }
    }

    [Fact]
    public void A_failing_module_is_reduced_to_what_makes_it_fail()
    {
        var folder = Directory.CreateTempSubdirectory("weft-fuzz").FullName;
        try
        {
            // The first module in which the liar lies.
            using var honest = new WeftEngine("honest", new EngineOptions(), metersFuel: false);
            using var liar = new LyingEngine(Opcode.I32Popcnt);
            var seed = Enumerable.Range(1, 100).First(seed =>
                new Comparison([honest, liar]).Run(ModuleGenerator.Generate((ulong)seed, Profile.All[0]).Bytes, DifferentialRunner.ScenarioOf(seed, true)).Mismatch is not null);
            var file = Path.Combine(folder, "failing.wasm");
            File.WriteAllBytes(file, ModuleGenerator.Generate((ulong)seed, Profile.All[0]).Bytes);
            Assert.Equal(1, new Reducer([honest, liar], DifferentialRunner.ScenarioOf(seed, true)).Run(file));

            var before = Instructions(File.ReadAllBytes(file));
            var after = Instructions(File.ReadAllBytes(Path.Combine(folder, "failing.reduced.wasm")));
            Assert.Contains(after, instruction => instruction.Opcode == Opcode.I32Popcnt);
            Assert.InRange(after.Count, 1, before.Count / 10);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<Instruction> Instructions(byte[] module)
    {
        var definition = ModuleReader.Read(module);
        return [.. Enumerable.Range(0, definition.Functions.Length).SelectMany(function => BodyEdit.Read(definition, function).Instructions)];
    }

    private static Mismatch? Compare(params IEngineUnderTest[] engines) => new Comparison(engines).Run(s_module, s_scenario).Mismatch;

    /// <summary>Says what it was told to.</summary>
    private sealed class FakeEngine(string name, params string[] lines) : IEngineUnderTest
    {
        public string Name => name;

        public bool IsWeft { get; init; } = true;

        public bool MetersFuel => false;

        public string? Detail { get; init; }

        public Ending Ending { get; init; }

        public int Comparable { get; init; }

        public int Calls { get; init; } = 1;

        public Execution Run(byte[] module, ModuleFacts facts, Scenario scenario)
        {
            var execution = new Execution(name) { Ending = Ending, CompletedCalls = Calls, ComparableCount = Comparable };
            foreach (var line in lines)
            {
                execution.Observe(line, Detail);
            }

            return execution;
        }

        public void Interrupt()
        {
        }

        public void Dispose()
        {
        }
    }

    /// <summary>Weft, but for modules that contain an instruction: of those it tells something else at the end.</summary>
    private sealed class LyingEngine(Opcode opcode) : IEngineUnderTest
    {
        private readonly WeftEngine _engine = new("liar", new EngineOptions(), metersFuel: false);

        public string Name => "liar";

        public bool IsWeft => true;

        public bool MetersFuel => false;

        public Execution Run(byte[] module, ModuleFacts facts, Scenario scenario)
        {
            var execution = _engine.Run(module, facts, scenario);
            if (Instructions(module).Exists(instruction => instruction.Opcode == opcode))
            {
                execution.Observe("a lie");
            }

            return execution;
        }

        public void Interrupt() => _engine.Interrupt();

        public void Dispose() => _engine.Dispose();
    }
}
