// Calls between components in code: what an instance may do while it is called, who is at fault, and what stays with the copiers. That values
// are the same as the plain way gives them, and messages, CopierTests compares.
using Weft.Components.Adapters;
using Weft.Components.Tests.CanonicalAbi;
using Weft.Components.Tests.Linking;
using Xunit;

namespace Weft.Components.Tests.Adapters;

public sealed class AdapterTests
{
    public static TheoryData<ExecutionTier> Tiers() => [ExecutionTier.Interpreter, ExecutionTier.Jit, ExecutionTier.Tiered];

    [Theory]
    [InlineData("u8", "200", 1)]
    [InlineData("f32", "0.5", 1)]
    [InlineData("char", "'x'", 1)]
    [InlineData("string", "\"päth\"", 1)]
    [InlineData("(list u16)", "[1, 2, 65535]", 1)]
    [InlineData("(list (tuple f64 f64 bool f32 f32 f32 f32 u8))", "[(1.5, 2.5, true, 0.5, -0.5, 4, 8, 3), (-1, -2, false, 1, 2, 3, 4, 5)]", 1)]
    [InlineData("(tuple string u8 s64)", "(\"a string of more than sixteen bytes\", 7, -9)", 1)]
    [InlineData("(option string)", "some(\"five\")", 1)]
    [InlineData("(result string (error u64))", "err(18446744073709551615)", 1)]
    [InlineData("(result f64 (error f32))", "err(0.25)", 1)]
    [InlineData("(list string)", "[\"a\", \"bc\", \"päth\", \"\"]", 1)]
    [InlineData("(list char)", "['a', 'é']", 1)]
    [InlineData("(list (list string))", "[[], [\"a\", \"bc\"], [\"päth\"]]", 1)]
    [InlineData("(list (list (list string)))", "[[[\"a\"]]]", 0)]
    [InlineData("(list (list (list u8)))", "[[[1, 2], [3]], []]", 1)]
    [InlineData("(list (option (tuple char string)))", "[none, some(('x', \"y\"))]", 1)]
    [InlineData("(list (result (list u16) (error string)))", "[ok([1, 2]), err(\"no\")]", 1)]
    [InlineData("(tuple u64 u64 u64 u64 u64 u64 u64 u64 string u64 u64 u64 u64 u64 u64 u64)", "(1, 2, 3, 4, 5, 6, 7, 8, \"text\", 9, 10, 11, 12, 13, 14, 15)", 1)]
    public void Types_have_adapters(string type, string text, int adapters)
    {
        using var guests = new Guests(new EngineOptions { Tier = ExecutionTier.Interpreter });
        guests.Linker.CallsBeforeAdapters = 1;
        guests.Linker.Root.AddFunction("echo", (_, arguments) => arguments[0]);
        var inner = guests.Instantiate(EchoTests.Make($"(type $x {type})", "$x", "utf8"));
        guests.Linker.AllowShadowing = true;
        guests.Linker.Root.DefineFunction("echo", inner.GetFunction("echo-back"));
        var function = guests.Instantiate(EchoTests.Make($"(type $x {type})", "$x", "utf8")).GetFunction("echo-back");
        var value = Wave.Parse(text, function.Type.Parameters[0].Type);
        Assert.Equal(value, function.Call(value));
        Assert.Equal(adapters, AdapterModules.Of(guests.Engine).Count);
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Calls_go_on_in_code_in_the_middle_of_a_loop(ExecutionTier tier)
    {
        using var pair = new Pair("""(func (export "f") (param i32 i32) (result i32) (local.get 1))""", "string", tier, callsBeforeAdapters: 1000);
        Assert.Equal(0, AdapterModules.Of(pair.Guests.Engine).Count);
        Assert.Equal(5 * 5000u, pair.Run(5000));
        Assert.Equal(1, AdapterModules.Of(pair.Guests.Engine).Count);
        Assert.Equal(5 * 100_000u, pair.Run(100_000));
    }

    [Fact]
    public void Where_nothing_is_compiled_copiers_stay()
    {
        using var guests = new Guests(new EngineOptions { Tier = ExecutionTier.Interpreter });
        Assert.Equal(0, guests.Linker.CallsBeforeAdapters);
        using var compiling = new Guests(new EngineOptions { Tier = ExecutionTier.Tiered });
        Assert.NotEqual(0, compiling.Linker.CallsBeforeAdapters);
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void A_wrong_string_is_the_callers_fault(ExecutionTier tier)
    {
        using var pair = new Pair("""(func (export "f") (param i32 i32) (result i32) (local.get 1))""", "string", tier, text: "ab\\ffde");
        Assert.Equal(
            "canonical abi violated: in `f`, parameter `x`: invalid utf-8 sequence of 1 bytes from index 2",
            Assert.Throws<TrapException>(() => pair.Run(1)).Message);
        Assert.Equal(4u, pair.Callee.GetFunction<Func<string, uint>>("f")("abcd"));
        Assert.Contains("cannot enter component instance", Assert.Throws<TrapException>(() => pair.Run(1)).Message);
    }

    [Theory]
    [InlineData("(i32.const 70000)", "string", "realloc return: beyond end of memory: content out-of-bounds: 5 bytes at 70000 in a memory of 65536 bytes")]
    [InlineData("(i32.const 3)", "(list u16)", "realloc return: result not aligned: unaligned pointer: 3 is no multiple of 2")]
    [InlineData("(i32.const -2)", "(list u16)", "realloc return: beyond end of memory: list content out-of-bounds: 10 bytes at 4294967294 in a memory of 65536 bytes")]
    [InlineData("(call $out) (i32.const 8)", "string", "in `out`: cannot leave component instance: it runs realloc or post-return")]
    public void What_realloc_does_wrong_is_the_callees_fault(string realloc, string type, string message)
    {
        using var pair = new Pair("""(func (export "f") (param i32 i32) (result i32) (local.get 1))""", type, ExecutionTier.Jit, realloc: realloc);
        Assert.Contains(message, Assert.Throws<TrapException>(() => pair.Run(1)).Message);
        Assert.Contains("cannot enter component instance", Assert.Throws<TrapException>(() => pair.Callee.GetFunction<Action>("nop")()).Message);
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Nobody_enters_an_instance_that_an_adapter_has_entered(ExecutionTier tier)
    {
        using var pair = new Pair("""(func (export "f") (param i32 i32) (result i32) (call $out) (local.get 1))""", "string", tier);
        var calls = 0;
        pair.Out = () => calls++;
        Assert.Equal(15u, pair.Run(3));
        pair.Out = () => pair.Callee.GetFunction<Action>("nop")();
        Assert.Contains("cannot enter component instance", Assert.Throws<TrapException>(() => pair.Run(1)).Message);
        Assert.Equal(3, calls);
    }

    [Fact]
    public void Fuel_depends_on_no_tier()
    {
        var left = Tiers().Select(tier =>
        {
            using var pair = new Pair("""(func (export "f") (param i32 i32) (result i32) (local.get 1))""", "string", tier, fuel: 1_000_000);
            Assert.Equal(5 * 5000u, pair.Run(5000));
            return pair.Guests.Store.Fuel;
        });
        Assert.Single(left.Distinct());
    }

    [Fact]
    public void Exceptions_stop_at_the_component()
    {
        using var pair = new Pair("""(tag $t) (func (export "f") (param i32 i32) (result i32) (throw $t))""", "string", ExecutionTier.Jit);
        Assert.Contains("uncaught exception", Assert.Throws<TrapException>(() => pair.Run(1)).Message);
        Assert.Equal(0, AdapterModules.Of(pair.Guests.Engine).Count);
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void A_callee_that_does_not_come_back_is_interrupted(ExecutionTier tier)
    {
        using var pair = new Pair("""(func (export "f") (param i32 i32) (result i32) (call $out) (loop $on (br $on)) (unreachable))""", "string", tier);
        pair.Out = pair.Guests.Store.Interrupt;
        Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(() => pair.Run(1)).Kind);
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Adapters_are_in_no_trace(ExecutionTier tier)
    {
        const string Callee = """(global $n (mut i32) (i32.const 0)) (func $f (export "f") (param i32 i32) (result i32) (global.set $n (i32.add (global.get $n) (i32.const 1))) (if (i32.eq (global.get $n) (i32.const 50)) (then unreachable)) (local.get 1))""";
        var traces = new[] { 1000, 10 }.Select(callsBeforeAdapters =>
        {
            using var pair = new Pair(Callee, "string", tier, callsBeforeAdapters: callsBeforeAdapters);
            return (Trace: Assert.Throws<TrapException>(() => pair.Run(100)).WasmStackTrace!.ToString(), AdapterModules.Of(pair.Guests.Engine).Count);
        }).ToList();
        Assert.Equal([0, 1], traces.Select(trace => trace.Count));
        Assert.Equal(traces[0].Trace, traces[1].Trace);
    }

    [Fact]
    public void Adapters_are_no_instances_of_the_store()
    {
        using var pair = new Pair("""(func (export "f") (param i32 i32) (result i32) (local.get 1))""", "string", ExecutionTier.Jit);
        var instances = pair.Guests.Store.Statistics.Instances;
        Assert.Equal(5u, pair.Run(1));
        Assert.Equal(1, AdapterModules.Of(pair.Guests.Engine).Count);
        Assert.Equal(instances, pair.Guests.Store.Statistics.Instances);
    }

    [Fact]
    public void Functions_that_look_alike_share_their_code()
    {
        using var guests = new Guests(new EngineOptions { Tier = ExecutionTier.Interpreter });
        guests.Linker.CallsBeforeAdapters = 1;
        var run = guests.Instantiate("""
            (component
              (component $a
                (core module $m (func (export "f") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))))
                (core instance $i (instantiate $m))
                (func (export "f") (param "x" u32) (result u32) (canon lift (core func $i "f")))
                (func (export "g") (param "other" s32) (result u32) (canon lift (core func $i "f"))))
              (component $outer
                (import "a" (component $a (export "f" (func (param "x" u32) (result u32))) (export "g" (func (param "other" s32) (result u32)))))
                (instance $a (instantiate $a))
                (export "f" (func $a "f"))
                (export "g" (func $a "g")))
              (instance $o (instantiate $outer (with "a" (component $a))))
              (component $b
                (import "f" (func $f (param "x" u32) (result u32)))
                (import "g" (func $g (param "other" s32) (result u32)))
                (core func $f' (canon lower (func $f)))
                (core func $g' (canon lower (func $g)))
                (core module $m
                  (import "" "f" (func $f (param i32) (result i32)))
                  (import "" "g" (func $g (param i32) (result i32)))
                  (func (export "run") (param i32) (result i32) (call $g (call $f (local.get 0)))))
                (core instance $i (instantiate $m (with "" (instance (export "f" (func $f')) (export "g" (func $g'))))))
                (func (export "run") (param "x" u32) (result u32) (canon lift (core func $i "run"))))
              (instance $r (instantiate $b (with "f" (func $o "f")) (with "g" (func $o "g"))))
              (export "run" (func $r "run")))
            """).GetFunction<Func<uint, uint>>("run");

        // They enter two instances: the callee, and the one around it.
        Assert.Equal(9u, run(7));
        Assert.Equal(9u, run(7));
        Assert.Equal(1, AdapterModules.Of(guests.Engine).Count);
    }

    // A component with f of a pointer and a length, and one that calls it count times with five of what is at 8.
    private sealed class Pair : IDisposable
    {
        private readonly Func<uint, uint> _run;

        public Pair(string function, string type, ExecutionTier tier, string text = "abcde", string realloc = "(i32.const 4096)", int callsBeforeAdapters = 1, long? fuel = null)
        {
            Guests = new Guests(new EngineOptions { Tier = tier }, new StoreOptions { Fuel = fuel });
            Guests.Linker.CallsBeforeAdapters = callsBeforeAdapters;
            Guests.Linker.Root.AddFunction("out", () => Out?.Invoke());
            Callee = Guests.Instantiate($$"""
                (component
                  (import "out" (func $out))
                  (core func $out' (canon lower (func $out)))
                  (core module $m
                    (import "" "out" (func $out))
                    (memory (export "mem") 1)
                    (func (export "nop"))
                    (func (export "realloc") (param i32 i32 i32 i32) (result i32) {{realloc}})
                    {{function}})
                  (core instance $i (instantiate $m (with "" (instance (export "out" (func $out'))))))
                  (func (export "nop") (canon lift (core func $i "nop")))
                  (func (export "f") (param "x" {{type}}) (result u32) (canon lift (core func $i "f") (memory (core memory $i "mem")) (realloc (core func $i "realloc")))))
                """);
            Guests.Linker.Root.DefineFunction("f", Callee.GetFunction("f"));
            _run = Guests.Instantiate($$"""
                (component
                  (import "f" (func $f (param "x" {{type}}) (result u32)))
                  (core module $memory (memory (export "mem") 1) (data (i32.const 8) "{{text}}"))
                  (core instance $memory (instantiate $memory))
                  (core func $f' (canon lower (func $f) (memory (core memory $memory "mem"))))
                  (core module $m
                    (import "" "f" (func $f (param i32 i32) (result i32)))
                    (func (export "run") (param $n i32) (result i32)
                      (local $sum i32)
                      (loop $again
                        (local.set $sum (i32.add (local.get $sum) (call $f (i32.const 8) (i32.const 5))))
                        (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                      (local.get $sum)))
                  (core instance $i (instantiate $m (with "" (instance (export "f" (func $f'))))))
                  (func (export "run") (param "n" u32) (result u32) (canon lift (core func $i "run"))))
                """).GetFunction<Func<uint, uint>>("run");
        }

        public Guests Guests { get; }

        public ComponentInstance Callee { get; }

        public Action? Out { get; set; }

        public uint Run(uint count) => _run(count);

        public void Dispose() => Guests.Dispose();
    }
}
