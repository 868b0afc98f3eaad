// How the machine runs code: one .NET frame however long the run, tail calls in constant stack, exceptions and traps across frames,
// instances and the host, references that do not outlive their frames.
using System.Runtime.CompilerServices;
using System.Text;
using Weft.Wasm;
using Xunit;

namespace Weft.Tests.Interpreter;

public sealed class MachineTests : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;

    public MachineTests() => _store = new Store(_engine);

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void Ten_million_instructions_in_a_row_take_one_frame()
    {
        // 5,000 in a straight line, 2,000 times: if a handler called the next instead of jumping, 64 bytes a frame would end the process.
        var text = new StringBuilder("(func (export \"run\") (param i32) (result i64) (local i64 f64) (loop ");
        for (var i = 0; i < 1000; i++)
        {
            text.Append("(local.set 1 (i64.add (i64.mul (local.get 1) (i64.const 3)) (i64.rotl (local.get 1) (i64.const 7))))");
            text.Append("(local.set 2 (f64.add (local.get 2) (f64.const 0.5)))");
        }

        text.Append("(br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (i64.add (local.get 1) (i64.trunc_f64_s (local.get 2))))");
        Assert.Equal(1_000_000, Instantiate(text.ToString()).GetFunction<Func<int, long>>("run")(2000));
    }

    [Theory]
    [InlineData("return_call $count (i64.sub (local.get 0) (i64.const 1)) (local.get 0) (local.get 0)")]
    [InlineData("return_call_indirect (type $t) (i64.sub (local.get 0) (i64.const 1)) (local.get 0) (local.get 0) (i32.const 0)")]
    [InlineData("return_call_ref $t (i64.sub (local.get 0) (i64.const 1)) (local.get 0) (local.get 0) (ref.func $count)")]
    public void Tail_calls_take_no_stack(string call)
    {
        var run = Instantiate($"""
            (type $t (func (param i64 i64 i64) (result i64)))
            (table funcref (elem $count))
            (func $count (export "run") (type $t) (if (result i64) (i64.eqz (local.get 0)) (then (local.get 1)) (else ({call}))))
            """).GetFunction<Func<long, long, long, long>>("run");
        Assert.Equal(1, run(1_000_000, 0, 0));
    }

    [Fact]
    public void Tail_calls_between_instances_take_no_stack_and_come_back_to_the_caller_s_memory()
    {
        const string ping = """
            (import "m" "table" (table $table 2 funcref)) (memory 1) (data (i32.const 0) "A")
            (func (export "ping") (param i32) (result i32)
              (if (result i32) (i32.eqz (local.get 0)) (then (i32.load8_u (i32.const 0)))
                (else (return_call_indirect $table (param i32) (result i32) (i32.sub (local.get 0) (i32.const 1)) (i32.const 1)))))
            """;
        var linker = new Linker(_engine).Define("m", "table", new Table(_store, new TableType(Wasm.ValueType.FuncRef, new Limits(2, null))));
        var first = linker.Instantiate(_store, _engine.LoadModuleText($"(module {ping} (elem (table $table) (i32.const 0) func 0))"));
        linker.DefineInstance("first", first);
        var second = linker.Instantiate(_store, _engine.LoadModuleText("""
            (module (import "m" "table" (table $table 2 funcref)) (import "first" "ping" (func $ping (param i32) (result i32)))
              (memory 1) (data (i32.const 0) "B") (elem (table $table) (i32.const 1) func $pong)
              (func $pong (param i32) (result i32) (return_call $ping (local.get 0)))
              (func (export "run") (param i32) (result i32) (i32.add (i32.mul (call $ping (local.get 0)) (i32.const 256)) (i32.load8_u (i32.const 0)))))
            """));
        Assert.Equal(('A' * 256) + 'B', second.GetFunction<Func<int, int>>("run")(500_000));
    }

    [Fact]
    public void A_trap_tells_the_frames_on_both_sides_of_the_host()
    {
        Function? inner = null;
        var linker = new Linker(_engine).AddFunction("host", "call", (Caller caller) => { inner!.Invoke(0); });
        var instance = linker.Instantiate(_store, _engine.LoadModuleText("""
            (module $m (import "host" "call" (func $call))
              (func $divide (export "inner") (param i32) (drop (i32.div_s (i32.const 1) (local.get 0))))
              (func $middle (call $call)) (func $outer (export "outer") (call $middle)))
            """));
        inner = instance.GetFunction("inner");
        var trap = Assert.Throws<TrapException>(() => instance.GetFunction("outer").Invoke());
        Assert.Equal(TrapKind.IntegerDivideByZero, trap.Kind);
        Assert.Equal([1, 2, 3], trap.WasmStackTrace!.Select(frame => frame.FunctionIndex));
    }

    [Fact]
    public void Exceptions_find_handlers_in_callers_and_pass_those_of_other_tags()
    {
        var run = Instantiate("""
            (tag $a (param i32)) (tag $b (param i64))
            (func $throw (param i32) (if (local.get 0) (then (throw $a (local.get 0)))) (throw $b (i64.const 9)))
            (func $pass (param i32) (block $h (result i64) (try_table (catch $b $h) (call $throw (local.get 0))) (i64.const 0)) (drop))
            (func (export "run") (param i32) (result i32)
              (block $h (result i32) (try_table (catch $a $h) (call $pass (local.get 0))) (i32.const -1)))
            """).GetFunction<Func<int, int>>("run");
        Assert.Equal(5, run(5));
        Assert.Equal(-1, run(0));
    }

    [Fact]
    public void An_endless_loop_of_exceptions_and_an_endless_tail_call_can_be_interrupted()
    {
        var instance = Instantiate("""
            (tag $a)
            (func (export "throws") (loop $l (block $h (try_table (catch $a $h) (throw $a))) (br $l)))
            (func $calls (export "calls") (return_call $calls))
            """);
        foreach (var name in instance.ExportNames)
        {
            using var timer = new CancellationTokenSource(20);
            using var interruption = _store.InterruptOn(timer.Token);
            Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(() => instance.GetFunction(name).Invoke()).Kind);
        }
    }

    [Theory]
    [InlineData("(func (export \"run\") (param externref) (local externref) (local.set 1 (local.get 0)))")]
    [InlineData("(func (export \"run\") (param externref) (call $f (local.get 0))) (func $f (param externref) (local externref) (local.set 1 (local.get 0)))")]
    [InlineData("(func (export \"run\") (param externref) (call $f (local.get 0) (i32.const 1))) (func $f (param externref i32) (return_call $g)) (func $g)")]
    [InlineData("(tag $t (param externref)) (func (export \"run\") (param externref) (block $h (result externref) (try_table (catch $t $h) (call $f (local.get 0))) (return)) (drop)) (func $f (param externref) (throw $t (local.get 0)))")]
    public void References_do_not_outlive_their_frames(string fields)
    {
        var weak = CallWithObject(Instantiate(fields).GetFunction("run"));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(weak.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference CallWithObject(Function function)
    {
        var target = new object();
        function.Invoke(Value.FromReference(target));
        return new WeakReference(target);
    }

    private Instance Instantiate(string fields) => new Linker(_engine).Instantiate(_store, _engine.LoadModuleText($"(module {fields})"));
}
