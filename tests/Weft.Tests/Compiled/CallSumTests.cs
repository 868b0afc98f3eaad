// Numbers that calls return and that are added up while further calls are made: in the order in which they stand, whatever comes between.
using Xunit;

namespace Weft.Tests.Compiled;

public sealed class CallSumTests
{
    public static TheoryData<string> Bodies => new(
        "(f64.add (f64.add (f64.add (local.get 0) (call $f (local.get 0))) (call $f (f64.const 3))) (call $f (f64.const 0.1)))",
        "(f64.sub (f64.mul (f64.sub (call $f (local.get 0)) (call $f (f64.const 7))) (call_indirect (param f64) (result f64) (local.get 0) (i32.const 0))) (call $f (f64.const 2)))",
        "(f64.sub (call $f (f64.const 1e300)) (f64.mul (call $f (local.get 0)) (call $f (f64.sub (call $f (f64.const 5)) (call $f (local.get 0))))))",

        // What was read of a local before it changed, a sum below a block, an if that takes it, a loop, a branch that carries it away, and one that is dropped.
        "(f64.add (f64.add (local.get 0) (call $f (local.get 0))) (block (result f64) (local.set 0 (f64.const 9)) (call $f (local.get 0))))",
        "(f64.add (local.get 0) (call $f (local.get 0))) (f64.convert_i32_s (i32.trunc_sat_f64_s (call $f (f64.const 4)))) (if (param f64) (result f64) (f64.gt (local.get 0) (f64.const 1)) (then (f64.mul (f64.const 2))) (else (f64.mul (f64.const 3)))) (f64.add)",
        "(f64.add (f64.add (local.get 0) (call $f (local.get 0))) (loop $l (result f64) (local.set 0 (f64.sub (local.get 0) (f64.const 1))) (br_if $l (f64.gt (local.get 0) (f64.const 1))) (call $f (local.get 0))))",
        "(block $b (result f64) (drop (br_if $b (f64.sub (local.get 0) (call $f (f64.const 4))) (f64.gt (call $f (local.get 0)) (f64.const 3)))) (f64.const 8))",
        "(drop (f64.sub (local.get 0) (call $f (f64.const 4))) (call $f (f64.const 1))) (call $f (f64.const 2)) (f64.add)",

        // More than are put off; floats; and what must be rounded between.
        "(f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.const 0.3) (call $f (f64.const 1))) (call $f (f64.const 2))) (call $f (f64.const 3))) (call $f (f64.const 4))) (call $f (f64.const 5))) (call $f (f64.const 6))) (call $f (f64.const 7))) (call $f (f64.const 8))) (call $f (f64.const 9))) (call $f (local.get 0)))",
        "(f64.promote_f32 (f32.sub (f32.mul (f32.add (f32.const 16777216) (call $s (f32.const 1))) (call $s (f32.const 1.7))) (call $s (f32.demote_f64 (local.get 0)))))");

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Sums_of_what_calls_return_are_the_same(string body)
    {
        var text = $"""
            (module
              (table funcref (elem $f))
              (func $f (param f64) (result f64) (f64.div (f64.const 10) (local.get 0)))
              (func $s (param f32) (result f32) (f32.div (f32.const 1) (local.get 0)))
              (func (export "f") (param f64) (result f64) {body}))
            """;
        foreach (var argument in (double[])[0, 0.7, -3, 5.25, double.NaN])
        {
            var expected = Run(text, ExecutionTier.Interpreter, argument);
            Assert.Equal(expected, Run(text, ExecutionTier.Jit, argument));
        }
    }

    private static long Run(string text, ExecutionTier tier, double argument)
    {
        using var engine = new Engine(new EngineOptions { Tier = tier });
        using var store = new Store(engine);
        return BitConverter.DoubleToInt64Bits(new Linker(engine).Instantiate(store, engine.LoadModuleText(text)).GetFunction("f").Invoke(argument)[0].AsDouble());
    }
}
