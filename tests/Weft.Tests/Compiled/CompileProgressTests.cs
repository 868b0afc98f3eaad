// What is told of compiling a module, and compiling ahead.
using System.Text;
using Xunit;

namespace Weft.Tests.Compiled;

public sealed class CompileProgressTests
{
    private const int Functions = 300;

    private static readonly string s_text = MakeText();

    [Fact]
    public async Task Every_function_is_told_of_twice_and_counts_go_up()
    {
        var reports = new Reports();
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Jit });
        using var module = engine.LoadModuleText(s_text);
        await module.CompileAsync(reports, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(2 * Functions, reports.All.Count);
        var emitted = reports.All[..Functions];
        var compiled = reports.All[Functions..];
        Assert.Equal(Enumerable.Range(1, Functions), emitted.Select(report => report.EmittedFunctions));
        Assert.All(emitted, report => Assert.Equal(0, report.CompiledFunctions));
        Assert.Equal(Enumerable.Range(1, Functions), compiled.Select(report => report.CompiledFunctions));
        Assert.Equal(Enumerable.Range(1, Functions), compiled.Select(report => report.FunctionIndex).Order());
        Assert.All(reports.All, report => Assert.Equal((Functions, $"f{report.FunctionIndex}"), (report.Functions, report.FunctionName)));
        Assert.Equal((compiled[^1].Bytes, compiled[^1].Bytes), (compiled[^1].CompiledBytes, compiled[^1].EmittedBytes));
        Assert.Equal(reports.All.Select(report => report.Fraction).Order(), reports.All.Select(report => report.Fraction));
        Assert.All(reports.All[..^1], report => Assert.InRange(report.Fraction, 0, 0.999999));
        Assert.Equal(1, reports.All[^1].Fraction);

        // It is compiled: nothing is left to tell of.
        await module.CompileAsync(reports, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(2 * Functions, reports.All.Count);
        AssertRuns(engine, module, new StoreOptions());

        // Code that meters fuel is other code.
        await module.CompileAsync(reports, metersFuel: true, TestContext.Current.CancellationToken);
        Assert.Equal(4 * Functions, reports.All.Count);
        AssertRuns(engine, module, new StoreOptions { Fuel = 100_000 });
        Assert.Equal(4 * Functions, reports.All.Count);
    }

    [Fact]
    public void An_engine_tells_of_what_instantiation_compiles()
    {
        var reports = new Reports();
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Jit, CompileProgress = reports });
        using var module = engine.LoadModuleText(s_text);
        AssertRuns(engine, module, new StoreOptions());
        Assert.Equal(2 * Functions, reports.All.Count);
    }

    [Theory]
    [InlineData(ExecutionTier.Interpreter)]
    [InlineData(ExecutionTier.Tiered)]
    public async Task Other_tiers_have_nothing_to_compile_ahead(ExecutionTier tier)
    {
        var reports = new Reports();
        using var engine = new Engine(new EngineOptions { Tier = tier, CompileProgress = reports });
        using var module = engine.LoadModuleText(s_text);
        await module.CompileAsync(reports, cancellationToken: TestContext.Current.CancellationToken);
        AssertRuns(engine, module, new StoreOptions());
        Assert.Empty(reports.All);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(Functions + 10)]
    public async Task Cancelling_ends_it_and_it_can_begin_again(int after)
    {
        using var cancellation = new CancellationTokenSource();
        var reports = new Reports { OnReport = count => { if (count == after) { cancellation.Cancel(); } } };
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Jit });
        using var module = engine.LoadModuleText(s_text);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => module.CompileAsync(reports, cancellationToken: cancellation.Token));
        Assert.InRange(reports.All.Count, after, (2 * Functions) - 1);
        AssertRuns(engine, module, new StoreOptions());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(Functions + 10)]
    public void What_it_throws_ends_the_instantiation(int after)
    {
        var reports = new Reports { OnReport = count => { if (count == after) { throw new TimeoutException("enough"); } } };
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Jit, CompileProgress = reports });
        using var module = engine.LoadModuleText(s_text);
        Assert.Equal("enough", Assert.Throws<TimeoutException>(() => AssertRuns(engine, module, new StoreOptions())).Message);
        reports.OnReport = null;
        AssertRuns(engine, module, new StoreOptions());
    }

    private static void AssertRuns(Engine engine, Module module, StoreOptions options)
    {
        using var store = new Store(engine, options);
        var linker = new Linker(engine).AddFunction("host", "f", (int x) => x + 1);
        Assert.Equal(Functions + 1, linker.Instantiate(store, module).GetFunction("run").Invoke(0)[0].AsInt32());
    }

    // Functions that call the next one, and the last the host.
    private static string MakeText()
    {
        var text = new StringBuilder("(module (import \"host\" \"f\" (func $f0 (param i32) (result i32)))");
        for (var i = 1; i <= Functions; i++)
        {
            text.Append(i == Functions ? $"(func $f{i} (export \"run\")" : $"(func $f{i}")
                .Append($"(param i32) (result i32) (i32.add (call $f{i - 1} (local.get 0)) (i32.const 1)))");
        }

        return text.Append(')').ToString();
    }

    private sealed class Reports : IProgress<CompileProgress>
    {
        private int _active;

        public List<CompileProgress> All { get; } = [];

        public Action<int>? OnReport { get; set; }

        public void Report(CompileProgress value)
        {
            Assert.Equal(1, Interlocked.Increment(ref _active));
            try
            {
                All.Add(value);
                OnReport?.Invoke(All.Count);
            }
            finally
            {
                Interlocked.Decrement(ref _active);
            }
        }
    }
}
