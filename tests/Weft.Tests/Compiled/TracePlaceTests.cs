// The places that traces name: the same instructions whether code was interpreted or compiled, in the frame that trapped and in those that wait.
using System.Runtime.InteropServices;
using Xunit;

namespace Weft.Tests.Compiled;

public sealed class TracePlaceTests
{
    private const string Parts = """
        (type $t (func (param i32) (result i32)))
        (import "h" "fail" (func $fail (param i32) (result i32)))
        (memory 1) (table 4 funcref) (elem (i32.const 0) $leaf $two $leaf)
        (func $leaf (type $t) (i32.load (i32.mul (local.get 0) (i32.const 70000))))
        (func $other (type $t) (i32.add (i32.const 1) (call $leaf (local.get 0))))
        (func $two (type $t) (i32.add (call_indirect (type $t) (local.get 0) (i32.const 0)) (i32.mul (call $leaf (i32.const 0)) (call_indirect (type $t) (i32.add (local.get 0) (i32.const 1)) (i32.const 2)))))
        (func $fib (type $t) (if (result i32) (i32.lt_s (local.get 0) (i32.const 2)) (then (call $leaf (local.get 0)))
          (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
        (global $left (mut i32) (i32.const 9))
        (func $tick (type $t) (global.set $left (i32.sub (global.get $left) (i32.const 1))) (drop (i32.div_u (i32.const 1) (global.get $left))) (i32.const 0))
        (func $nest (type $t) (if (result i32) (i32.eqz (local.get 0)) (then (call $tick (local.get 0)))
          (else (i32.add (call $nest (call $nest (i32.sub (local.get 0) (i32.const 1)))) (call $nest (call $twist (call $nest (i32.sub (local.get 0) (i32.const 1)))))))))
        (func $twist (type $t) (if (result i32) (i32.eqz (local.get 0)) (then (call $tick (local.get 0)))
          (else (i32.xor (call $twist (call $twist (i32.sub (local.get 0) (i32.const 1)))) (call $nest (i32.sub (local.get 0) (i32.const 1)))))))
        """;

    // What is on the evaluation stack when a call begins, what lies between two of them, and how they are called.
    public static TheoryData<string> Bodies => new(
        "(call $leaf (local.get 0))",
        "(i32.add (local.get 0) (call $leaf (local.get 0)))",
        "(i32.add (call $leaf (i32.const 0)) (call $other (local.get 0)))",
        "(i32.add (call $other (i32.const 0)) (call $leaf (local.get 0)))",
        "(call $other (call $leaf (local.get 0)))",
        "(i32.store (i32.const 100) (i32.add (i32.add (local.get 0) (i32.const 1)) (call $two (local.get 0)))) (i32.load (i32.const 100))",
        "(call $two (i32.sub (local.get 0) (i32.const 1)))",
        "(i32.add (i32.const 5) (call_indirect (type $t) (local.get 0) (i32.const 1)))",
        "(i32.add (local.get 0) (call_ref $t (local.get 0) (ref.func $two)))",
        "(local i32) (loop $l (drop (call $leaf (local.get 1))) (local.set 1 (i32.add (local.get 1) (i32.const 1))) (br $l)) (unreachable)",
        "(local i32) (loop $l (drop (call_indirect (type $t) (local.get 1) (i32.const 0))) (local.set 1 (i32.add (local.get 1) (i32.const 1))) (br $l)) (unreachable)",
        "(i32.add (local.get 0) (call $fail (i32.add (local.get 0) (i32.const 2))))",
        "(i32.add (call $leaf (i32.const 0)) (call $fail (call $leaf (i32.const 0))))",
        "(drop (table.get (i32.mul (local.get 0) (i32.const 9)))) (i32.const 0)",
        "(memory.fill (i32.const 60000) (i32.load (i32.const 0)) (i32.mul (local.get 0) (i32.const 9000))) (i32.const 0)",
        "(i32.div_u (call $leaf (i32.const 0)) (i32.sub (local.get 0) (i32.const 1)))",
        "(i32.add (i32.trunc_f32_s (f32.const 1)) (i32.trunc_f64_u (f64.convert_i32_s (i32.sub (i32.const 0) (local.get 0)))))",
        "(local f64) (loop $l (drop (i32.trunc_f64_s (local.get 1))) (local.set 1 (f64.add (local.get 1) (f64.const 2e9))) (drop (i32.trunc_f64_s (local.get 1))) (br $l)) (i32.const 0)",
        "(local f64) (drop (i32.trunc_f64_s (local.get 1))) (local.set 1 (f64.div (local.get 1) (local.get 1))) (i32.add (i32.wrap_i64 (i64.trunc_sat_f64_s (local.get 1))) (i32.trunc_f64_s (local.get 1)))",
        "(i32.wrap_i64 (i64.add (i64.trunc_f32_u (f32.const 1)) (i64.trunc_f64_u (f64.mul (f64.const 2e19) (f64.convert_i32_s (local.get 0))))))",
        "(i32.wrap_i64 (i64.add (i64.trunc_f64_s (f64.const -0x1p63)) (i64.trunc_f32_s (f32.mul (f32.const 0x1p63) (f32.convert_i32_s (local.get 0))))))");

    // Several places in one statement, which only machine code tells apart.
    public static TheoryData<string> Joined => new(
        "(call $fib (i32.const 3))",
        "(call $nest (i32.const 3))",
        "(call $twist (i32.const 4))",
        "(call $leaf (call $leaf (call $leaf (local.get 0))))",
        "(call $leaf (i32.add (call $leaf (i32.const 0)) (call $leaf (local.get 0))))",
        "(i32.add (i32.load (i32.const 0)) (i32.mul (i32.load offset=4 (i32.mul (local.get 0) (i32.const -8))) (i32.load offset=8 (i32.const 0))))",
        "(i32.add (i32.load (i32.const 0)) (i32.mul (i32.load offset=4 (i32.const 0)) (i32.load8_u offset=8 (i32.mul (local.get 0) (i32.const -8)))))",
        "(i32.wrap_i64 (i64x2.extract_lane 0 (v128.xor (v128.load offset=32 (i32.const 0)) (v128.load offset=16 (i32.mul (local.get 0) (i32.const -8))))))",
        "(i32.add (call $leaf (i32.const 0)) (i32.add (call $leaf (i32.const 0)) (call $leaf (local.get 0))))");

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Every_tier_names_the_instructions(string body) => Compare(body);

    [Theory]
    [MemberData(nameof(Joined))]
    public void Instructions_of_a_statement_are_told_apart_by_machine_code(string body)
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "Only machine code of x64 is read.");
        Compare(body);
    }

    private static void Compare(string body)
    {
        var fields = $"{Parts} (elem declare func $two) (func $run (type $t) {body}) (func (export \"run\") (type $t) (i32.sub (call $run (local.get 0)) (i32.const 1)))";
        var expected = Trace(fields, new EngineOptions { Tier = ExecutionTier.Interpreter });
        Assert.Contains("at run", expected, StringComparison.Ordinal);
        foreach (var bounds in (BoundsChecks[])[BoundsChecks.Auto, BoundsChecks.Explicit])
        {
            Assert.Equal(expected, Trace(fields, new EngineOptions { Tier = ExecutionTier.Jit, BoundsChecks = bounds }));
        }

        Assert.Equal(expected, Trace(fields, new EngineOptions { Tier = ExecutionTier.Jit }, fuel: 1_000_000));
    }

    private static string Trace(string fields, EngineOptions options, long? fuel = null)
    {
        using var engine = new Engine(options);
        using var store = new Store(engine, new StoreOptions { Fuel = fuel });
        var instance = Torture.Instantiate(store, fields, linker => linker.AddFunction(
            "h", "fail", (Func<int, int>)(_ => throw new TrapException(TrapKind.Unreachable))));
        return Assert.Throws<TrapException>(() => instance.GetFunction<Func<int, int>>("run")(1)).WasmStackTrace!.ToString();
    }
}
