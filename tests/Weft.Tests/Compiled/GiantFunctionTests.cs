// Functions that RyuJIT optimises only when they are emitted in another form, and those that it must not be asked to optimise. It says nothing when it
// gives up, but for an event about each method that it compiles.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Text;
using Xunit;

namespace Weft.Tests.Compiled;

public sealed class GiantFunctionTests
{
    private static readonly EngineOptions Options = new() { Tier = ExecutionTier.Jit };

    // An interpreter's loop: every case reads two words of memory, and writes a variable while one of them waits.
    private const string Case = """
        (local.set $a (i32.add (i32.load offset=16 (local.get $b)) (local.tee $b (i32.and (i32.load offset=32 (local.get $a)) (i32.const 1020)))))
        (local.set $a (i32.and (local.get $a) (i32.const 1020)))
        (if (i32.eq (local.get $a) (local.get $b)) (then (br $exit)))
        (local.set $pc (i32.add (local.get $pc) (i32.const 1)))
        (br $next)
        """;

    [Theory]
    [InlineData(500, "(param f64 f32 f64 f32)")]
    [InlineData(1_050, "(param f32 f64 f32 f64)")]
    public void A_loop_of_many_cases_is_optimised(int cases, string signature)
    {
        var tiers = Compile(Interpreter(cases, signature), signature, out var result);
        Assert.Equal(0, result);
        Assert.Contains(OptimizationTier.Optimized, tiers);
        Assert.DoesNotContain(OptimizationTier.MinOptJitted, tiers);
    }

    [Theory]
    [InlineData(1_600, 30)]
    [InlineData(7_000, 60)]
    public void Conditions_one_behind_the_other_take_seconds(int count, int seconds)
    {
        // Optimised, 7,000 took two minutes and 7 GB: each condition is compared with all before it.
        var blocks = string.Concat(Enumerable.Repeat("(block (br_if 0 (local.get 4)) (local.set 4 (i32.add (local.get 4) (i32.const 1))))", count));
        var watch = Stopwatch.StartNew();
        var tiers = Compile($"(param f32 f32 f64 f64) (result i32) (local i32) {blocks} (local.get 4)", "(param f32 f32 f64 f64)", out var result);
        Assert.Equal(1, result);
        Assert.Contains(OptimizationTier.MinOptJitted, tiers);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(seconds), $"{watch.Elapsed}");
    }

    [Fact]
    public void A_tail_call_leaves_no_frame()
    {
        var blocks = string.Concat(Enumerable.Repeat("(block (br_if 0 (local.get 0)))", 1_100));
        var result = Run(
            $"""
            (param f32 f64) (result i32) (call $count (i32.const 2000000)))
            (func $count (param i32) (result i32) (local i32)
              (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
              (if (i32.eq (local.get 0) (i32.const -1)) (then {blocks}))
              (return_call $count (i32.sub (local.get 0) (i32.const 1)))
            """,
            "(param f32 f64)");
        Assert.Equal(0, result);
    }

    private static string Interpreter(int cases, string signature)
    {
        var text = new StringBuilder($"{signature} (result i32) (local $pc i32) (local $a i32) (local $b i32) (loop $next (block $exit ");
        for (var i = cases - 1; i >= 0; i--)
        {
            text.Append($"(block $c{i} ");
        }

        text.Append("(br_table ");
        for (var i = 0; i < cases; i++)
        {
            text.Append($"$c{i} ");
        }

        text.Append("$exit (i32.load8_u offset=2048 (local.get $pc)))");
        for (var i = 0; i < cases; i++)
        {
            text.Append(')').Append(Case);
        }

        return text.Append(")) (local.get $a)").ToString();
    }

    // Compiles and calls a function with a signature that no other test has, and says how its methods were compiled.
    private static List<OptimizationTier> Compile(string function, string signature, out int result)
    {
        using var methods = new MethodListener();
        result = Run(function, signature);

        // Events come later, but in order.
        const string Last = "(param f64 f64 f64 f32 f32 f32)";
        Run($"{Last} (result i32) (i32.const 0)", Last);
        Assert.True(SpinWait.SpinUntil(() => methods.Of(Last).Any(), TimeSpan.FromSeconds(30)), "the runtime tells nothing");
        return [.. methods.Of(signature)];
    }

    private static int Run(string function, string signature)
    {
        using var engine = new Engine(Options);
        using var store = new Store(engine);
        using var module = engine.LoadModuleText($"(module (memory 1) (func (export \"run\") {function}))");
        var zeros = TypesOf(signature).Select(type => type == "f32" ? Value.FromSingle(0) : Value.FromDouble(0)).ToArray();
        return new Linker(engine).Instantiate(store, module).GetFunction("run").Invoke(zeros)[0].AsInt32();
    }

    private static IEnumerable<string> TypesOf(string signature) => signature.Trim('(', ')').Split(' ').Skip(1);

    // The runtime's own numbers.
    private enum OptimizationTier
    {
        MinOptJitted = 1,
        Optimized = 2,
    }

    private sealed class MethodListener : EventListener
    {
        private const EventKeywords Jit = (EventKeywords)0x10;

        private readonly ConcurrentQueue<(string Signature, OptimizationTier Tier)> _all = [];

        public IEnumerable<OptimizationTier> Of(string signature)
        {
            var parameters = $"({string.Join(',', TypesOf(signature).Select(type => type == "f32" ? "float32" : "float64"))},";
            return _all.Where(method => method.Signature.Contains(parameters, StringComparison.Ordinal)).Select(method => method.Tier);
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
            {
                EnableEvents(eventSource, EventLevel.Verbose, Jit);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName?.StartsWith("MethodLoadVerbose", StringComparison.Ordinal) == true
                && eventData.Payload is [_, _, _, _, _, uint flags, string type, _, string signature, ..] && type.StartsWith("Wasm", StringComparison.Ordinal))
            {
                _all.Enqueue((signature.Replace(" ", "", StringComparison.Ordinal), (OptimizationTier)(flags >> 7 & 7)));
            }
        }
    }
}
