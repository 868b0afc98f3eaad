// Functions that may return before they do anything: what is put where they are called does the same, and leaves traces and traps as they are.
using Weft.Compiler;
using Weft.Tests.Precompilation;
using Weft.Wasm;
using Weft.Wasm.Text;
using Weft.Wasm.Validation;
using Xunit;

namespace Weft.Tests.Compiled;

public sealed class EarlyReturnTests
{
    private const string Type = "(type $t (func (param i32 i32) (result i32)))";

    private const string Memory = "(memory 1) (data (i32.const 1024) \"\\01\\02\\00\\04\\80\\00\\00\\ff\")";

    private const string Others = "(func $g (type $t) (call $f (i32.sub (local.get 0) (i32.const 1)) (local.get 1))) (func $h (type $t) (i32.div_s (local.get 0) (local.get 1)))";

    // Bodies of a function $f of two numbers, which parameters decide, as it computes with them first, and the way that the end is reached.
    public static TheoryData<string, bool[]?> Functions => new()
    {
        { "(if (i32.lt_s (local.get 0) (i32.const 2)) (then (return (local.get 1)))) (i32.add (call $f (i32.sub (local.get 0) (i32.const 1)) (local.get 1)) (call $f (i32.sub (local.get 0) (i32.const 2)) (i32.const 3)))", [true, false] },
        { "(local i32) (local.set 2 (i32.const 7)) (block (br_if 0 (i32.eqz (local.get 0))) (loop (local.set 2 (i32.add (local.get 2) (call $f (i32.sub (local.get 0) (i32.const 1)) (local.get 1)))) (br_if 0 (i32.gt_u (local.tee 0 (i32.shr_u (local.get 0) (i32.const 1))) (i32.const 2))))) (i32.add (local.get 0) (local.get 2))", [true, false] },
        { "(block (block (br_if 0 (local.get 0)) (br_if 1 (i32.lt_u (local.get 1) (i32.const 9))) (return (i32.const -5))) (return (call $f (i32.sub (local.get 0) (i32.const 1)) (i32.xor (local.get 1) (local.get 0))))) (i32.mul (local.get 1) (i32.const 3))", [true, true] },
        { "(if (i32.ge_s (local.get 0) (i32.const 4)) (then (if (i32.and (local.get 1) (i32.const 1)) (then nop) (else (return (i32.const 8))))) (else (return (i32.mul (local.get 1) (i32.const 35))))) (call $f (i32.sub (local.get 0) (local.get 1)) (i32.add (local.get 1) (i32.const 1)))", [true, true] },
        { "(if (i64.eq (i64.extend_i32_s (local.get 0)) (i64.const 0)) (then (return (i32.wrap_i64 (i64.mul (i64.extend_i32_u (local.get 1)) (i64.const 65)))))) (call $f (i32.sub (local.get 0) (i32.const 1)) (i32.div_u (i32.const 1000) (local.get 1)))", [true, false] },
        { "(br_if 0 (i32.const 4) (i32.eqz (local.get 0))) (drop) (call $f (i32.sub (local.get 0) (i32.const 1)) (local.get 1))", null },
        { "(i32.store8 (i32.const 5) (local.get 0)) (if (i32.eqz (local.get 0)) (then (return (i32.const 1)))) (call $f (i32.sub (local.get 0) (i32.const 1)) (local.get 1))", null },
        { "(i32.add (local.get 0) (local.get 1))", null },
        { "(if (i32.eqz (local.get 0)) (then (return (i32.const 1)))) (if (i32.eqz (local.get 1)) (then (return (i32.const 2)))) (if (i32.eq (local.get 1) (local.get 0)) (then (return (i32.const 3)))) (call $f (i32.sub (local.get 0) (i32.const 1)) (local.get 1))", null },
        { "(if (i32.eqz (local.get 0)) (then (return (i32.const 1)))) (i32.store8 (i32.const 5) (local.get 0)) (call $h (local.get 0) (local.get 1))", null },
        { "(if (i32.eqz (local.get 0)) (then (return (i32.const 1)))) (i32.add (call $g (local.get 0) (local.get 1)) (call $h (local.get 1) (local.get 0)))", [true, false] },
        { "(block (br_if 0 (i32.eqz (local.get 0))) (drop (block (result i32) (call $f (i32.sub (local.get 0) (i32.const 1)) (local.get 1)))) (return (i32.const 3))) (i32.add (local.get 1) (i32.const 9))", [true, false] },
        { "(block (br_if 0 (i32.eqz (local.get 0))) (if (result i32) (local.get 1) (then (call $f (i32.sub (local.get 0) (i32.const 1)) (local.get 1))) (else (i32.const 8))) (return)) (i32.add (local.get 1) (i32.const 9))", [true, false] },
        { "(block (br_if 0 (i32.eqz (local.get 0))) (loop (block (block (br_if 0 (local.get 1)) (local.set 1 (i32.const 1)) (br 1)) (local.set 1 (call $f (local.get 0) (i32.shr_u (local.get 1) (i32.const 1))))) (br_if 0 (local.tee 0 (i32.const 0))))) (i32.add (local.get 1) (i32.const 1))", [true, false] },
        { "(if (i32.eqz (i32.load8_u offset=1020 (local.get 0))) (then (return (i32.load16_s (i32.add (local.get 1) (i32.const 1020)))))) (i32.add (call $f (i32.add (local.get 0) (i32.const 2)) (local.get 1)) (call $f (i32.add (local.get 0) (i32.const 3)) (i32.const 3)))", null },
        { "(if (i32.eqz (i32.shl (local.get 0) (local.get 1))) (then (return (i32.const 0)))) (call $f (i32.sub (local.get 0) (i32.const 1)) (local.get 1))", null },
        { "(if (i32.eqz (i32.div_u (local.get 0) (local.get 1))) (then (return (i32.const 0)))) (call $f (i32.sub (local.get 0) (i32.const 1)) (local.get 1))", null },
    };

    private const string Trapping = """
        (type $u (func (param i32) (result i32))) (memory 1)
        (func $f (type $u) (if (i32.lt_s (local.get 0) (i32.const 40)) (then (return (local.get 0))))
          (if (i32.eq (local.get 0) (i32.const 40)) (then (drop (i32.load (i32.const -4)))))
          (i32.add (call $f (i32.sub (local.get 0) (i32.const 30))) (i32.mul (call $f (i32.sub (local.get 0) (i32.const 1))) (call $f (i32.sub (local.get 0) (i32.const 2))))))
        """;

    // Calls whose frames a trace must name, in a function of a number that traps when it gets to 40.
    public static TheoryData<string> Traces => new(
        "(call $f (i32.const 44))",
        "(i32.add (call $f (i32.const 3)) (call $f (i32.const 43)))",
        "(i32.add (call $f (i32.const 43)) (call $f (i32.const 3)))",
        "(i32.add (i32.add (call $f (i32.const 1)) (call $f (i32.const 2))) (i32.mul (call $f (local.get 0)) (call $f (i32.const 43))))",
        "(call $f (call $f (call $f (i32.const 45))))",
        "(i32.add (call $f (i32.sub (local.get 0) (i32.const 42))) (call $f (local.get 0)))",
        "(i32.add (call $f (local.get 0)) (call $f (i32.sub (local.get 0) (i32.const 42))))",
        "(if (i32.ge_s (local.get 0) (i32.const 45)) (then (return (i32.add (call $f (local.get 0)) (call $f (local.get 0)))))) (i32.const 1)",
        "(local i32) (local.set 1 (i32.const 3)) (i32.add (call $f (local.get 1)) (call $f (local.get 0)))",
        "(local i32) (local.set 1 (i32.const 3)) (i32.add (call $f (local.get 0)) (call $f (local.get 1)))",
        "(call $f (i32.add (call $f (i32.const 1)) (i32.const 45)))",
        "(i32.store (i32.const 0) (call $f (i32.const 2))) (i32.store (i32.const 4) (call $f (i32.const 45))) (i32.const 0)",
        "(local i32) (loop $l (drop (call $f (local.get 1))) (local.set 1 (i32.add (local.get 1) (i32.const 1))) (br $l)) (unreachable)");

    [Theory]
    [MemberData(nameof(Functions))]
    public void The_part_is_found(string body, bool[]? expected)
    {
        var definition = WatParser.Parse($"(module {Type} {Memory} (func $f (type $t) {body}) {Others})");
        var module = ModuleValidator.Validate(definition, new TypeRegistry());
        Assert.Equal(expected, new Inlining(module, new CompilerSettings(GuardPages: true, Metered: false)).FindEarlyReturn(0));
        Assert.Null(new Inlining(module, new CompilerSettings(GuardPages: true, Metered: true)).FindEarlyReturn(0));
        Assert.Null(new Inlining(module, new CompilerSettings(GuardPages: true, Metered: false, Listens: true)).FindEarlyReturn(0));
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Results_and_traps_are_those_of_the_interpreter(string body, bool[]? expected)
    {
        _ = expected;
        var fields = $"{Type} {Memory} (func $f (type $t) {body}) {Others} (func (export \"run\") (type $t) (i32.sub (call $f (local.get 0) (local.get 1)) (i32.const 1)))";
        using var interpreter = Torture.CreateEngine(ExecutionTier.Interpreter);
        using var interpreted = new Store(interpreter);
        var run = Torture.Instantiate(interpreted, fields).GetFunction<Func<int, int, int>>("run");
        foreach (var bounds in (BoundsChecks[])[BoundsChecks.Auto, BoundsChecks.Explicit])
        {
            using var compiler = new Engine(new EngineOptions { Tier = ExecutionTier.Jit, BoundsChecks = bounds });
            using var compiled = new Store(compiler);
            var other = Torture.Instantiate(compiled, fields).GetFunction<Func<int, int, int>>("run");
            foreach (var left in (int[])[0, 1, 2, 3, 5, 9, 12])
            {
                foreach (var right in (int[])[0, 1, 2, 8, 9, -1])
                {
                    Assert.Equal(ResultOf(run, left, right), ResultOf(other, left, right));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Traces))]
    public void Traces_name_the_calls(string body)
    {
        var fields = $"{Trapping} (func $run (type $u) {body}) (func (export \"run\") (type $u) (i32.sub (call $run (local.get 0)) (i32.const 1)))";
        var expected = TraceOf(fields, new EngineOptions { Tier = ExecutionTier.Interpreter });
        Assert.Contains("at f", expected, StringComparison.Ordinal);
        Assert.Equal(expected, TraceOf(fields, new EngineOptions { Tier = ExecutionTier.Jit }));
        Assert.Equal(expected, TraceOf(fields, new EngineOptions { Tier = ExecutionTier.Jit, BoundsChecks = BoundsChecks.Explicit }));
    }

    [Theory]
    [MemberData(nameof(Precompiled.Kinds), MemberType = typeof(Precompiled))]
    public async Task Code_that_is_made_ahead_of_time_has_the_part_too(PrecompiledCodeKind kind)
    {
        var options = await Precompiled.OptionsForAsync(kind);

        // Which of two calls in a statement it was tells only machine code whose beginning is known, and where constants decide there are calls.
        string[] bodies = [.. Traces.Select(row => row.Data).Where(body => body.Split("(call $f (i32.const").Length <= 2)];
        Assert.True(bodies.Length > 5);
        var fields = Trapping + string.Concat(bodies.Select((body, i) => $"""
             (func $run{i} (type $u) {body}) (func (export "run{i}") (type $u) (i32.sub (call $run{i} (local.get 0)) (i32.const 1)))
            """));
        var bytes = Precompiled.Make(fields, options);
        using var interpreter = new Engine(new EngineOptions { Tier = ExecutionTier.Interpreter });
        using var interpreted = new Store(interpreter);
        Assert.True(Module.TryReadOriginal(bytes, out var original));
        var expected = new Linker(interpreter).Instantiate(interpreted, interpreter.LoadModule(original));
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Jit });
        using var store = new Store(engine);
        var actual = Precompiled.Instantiate(store, bytes);
        for (var i = 0; i < bodies.Length; i++)
        {
            Assert.Equal(TraceOf(expected, $"run{i}"), TraceOf(actual, $"run{i}"));
        }
    }

    // The function returns before it looks at what was read: RyuJIT must read it all the same.
    [Theory]
    [InlineData("(call $f (i32.const 0) (i64.load (i32.sub (local.get 0) (i32.const 4))))")]
    [InlineData("(local i32) (call $f (local.get 1) (i64.load (i32.sub (local.get 0) (i32.const 7))))")]
    [InlineData("(call $f (i32.and (local.get 0) (i32.const 0)) (i64.load (i32.sub (local.get 0) (i32.const 1))))")]
    public void Arguments_that_nobody_wants_trap(string body)
    {
        using var engine = Torture.CreateEngine(ExecutionTier.Jit);
        using var store = new Store(engine);
        var run = Torture.Instantiate(store, $$"""
            (memory 1)
            (func $f (param i32 i64) (result i32)
              (if (i32.eqz (local.get 0)) (then (return (i32.const 5))))
              (i64.store (i32.const 0) (local.get 1)) (call $f (i32.sub (local.get 0) (i32.const 1)) (local.get 1)))
            (func (export "run") (param i32) (result i32) {{body}})
            """).GetFunction<Func<int, int>>("run");
        Assert.Equal(5, run(64));
        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => run(65536)).Kind);
    }

    [Fact]
    public void Recursion_without_end_is_a_trap()
    {
        using var engine = Torture.CreateEngine(ExecutionTier.Jit);
        using var store = new Store(engine);
        var run = Torture.Instantiate(store, """
            (func $f (export "f") (param i32) (result i32)
              (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
              (i32.add (call $f (i32.sub (local.get 0) (i32.const 1))) (local.get 0)))
            """).GetFunction<Func<int, int>>("f");
        Assert.Equal(TrapKind.StackExhausted, Assert.Throws<TrapException>(() => run(-1)).Kind);
        Assert.Equal(5051, run(100));
    }

    private static string ResultOf(Func<int, int, int> run, int left, int right)
    {
        try
        {
            return $"{run(left, right)}";
        }
        catch (TrapException trap)
        {
            return $"{trap.Kind}";
        }
    }

    private static string TraceOf(string fields, EngineOptions options)
    {
        using var engine = new Engine(options);
        using var store = new Store(engine);
        return TraceOf(Torture.Instantiate(store, fields), "run");
    }

    private static string TraceOf(Instance instance, string function)
    {
        var run = instance.GetFunction<Func<int, int>>(function);
        return Assert.Throws<TrapException>(() => run(45)).WasmStackTrace!.ToString();
    }
}
