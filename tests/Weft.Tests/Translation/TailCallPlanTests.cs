// Which tail calls a compiler ahead of time can be trusted with, and what becomes of the others.
using Xunit;

namespace Weft.Tests.Translation;

public sealed class TailCallPlanTests
{
    private const string Slow =
        """
        (func $many (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
          (if (result i32) (i32.eqz (local.get 0)) (then (local.get 7)) (else (return_call $few (i32.sub (local.get 0) (i32.const 1))))))
        (func $few (export "few") (param i32) (result i32)
          (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 42))
            (else (return_call $many (i32.sub (local.get 0) (i32.const 1)) (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4) (i32.const 5) (i32.const 6) (i32.const 7)))))
        """;

    [Theory]
    [InlineData("linux-x64")]
    [InlineData("win-x64")]
    [InlineData("linux-arm64")]
    public void Functions_that_a_chain_of_slow_calls_comes_back_to_are_interpreted(string target)
    {
        var translated = Translated.Make(Slow + "(func (export \"other\"))", target);
        Assert.Equal([0, 1], translated.InterpretedFunctions);
        var door = Translated.Load(translated);
        using var engine = new Engine(Translated.NothingEmitted);
        Assert.SkipWhen(translated.UsesGuardPages && !engine.UsesGuardPages, "guard pages are not supported here");
        using var store = new Store(engine);
        var few = Translated.Call<Func<int, int>>(door, translated, Translated.Instantiate(store, door), "few");
        Assert.Equal((42, 7), (few(1_000_000), few(1_000_001)));
    }

    [Fact]
    public void Without_a_target_the_runtime_makes_all_of_them()
    {
        var translated = Translated.Make(Slow, target: null);
        Assert.Empty(translated.InterpretedFunctions);
        var door = Translated.Load(translated);
        using var engine = new Engine(Translated.NothingEmitted);
        using var store = new Store(engine);
        var few = Translated.Call<Func<int, int>>(door, translated, Translated.Instantiate(store, door), "few");
        Assert.Equal((42, 7), (few(1_000_000), few(1_000_001)));
    }

    [Theory]
    [InlineData("(func $f (param i32) (return_call $f (local.get 0)))", 0)]
    [InlineData("(func $f (param i32 i32 i32 i32 i32 i32 i32 i32 i32 v128) (return_call $f (local.get 0) (local.get 0) (local.get 0) (local.get 0) (local.get 0) (local.get 0) (local.get 0) (local.get 0) (local.get 0) (local.get 9)))", 0)]
    [InlineData("(func $f (param f64 f64 f64 f64 f64 f64 f64 f64 i32) (return_call $g (local.get 8))) (func $g (param i32) (return_call $f (f64.const 0) (f64.const 0) (f64.const 0) (f64.const 0) (f64.const 0) (f64.const 0) (f64.const 0) (f64.const 0) (local.get 0)))", 0)]
    [InlineData("(func $f (param f64 f64 f64 f64 f64 f64 f64 f64 f64) (return_call $g)) (func $g (return_call $f (f64.const 0) (f64.const 0) (f64.const 0) (f64.const 0) (f64.const 0) (f64.const 0) (f64.const 0) (f64.const 0) (f64.const 0)))", 2)]
    [InlineData("(func $f (param v128) (return_call $g)) (func $g (return_call $f (v128.const i64x2 0 0)))", 2)]
    [InlineData("(func $once (return_call $f (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))) (func $f (param i32 i32 i32 i32 i32 i32 i32))", 0)]
    [InlineData("(type $t (func (param i32 i32 i32 i32 i32 i32 i32))) (table 1 funcref) (func $f (return_call_indirect (type $t) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))) (func $t (type $t) (return_call $f))", 2)]
    public void Only_endless_chains_are_interpreted(string fields, int interpreted) =>
        Assert.Equal(interpreted, Translated.Make(fields, "linux-x64").InterpretedFunctions.Length);

    [Fact]
    public void A_slow_call_that_comes_once_is_an_ordinary_one()
    {
        var translated = Translated.Make(
            """
            (func $last (param i64 i64 i64 i64 i64 i64 i64 i64) (result i64) (i64.add (local.get 0) (local.get 7)))
            (func (export "f") (param i64) (result i64)
              (return_call $last (local.get 0) (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5) (i64.const 6) (i64.const 7)))
            """,
            "linux-x64");
        var door = Translated.Load(translated);
        using var engine = new Engine(Translated.NothingEmitted);
        Assert.SkipWhen(translated.UsesGuardPages && !engine.UsesGuardPages, "guard pages are not supported here");
        using var store = new Store(engine);
        Assert.Equal(107, Translated.Call<Func<long, long>>(door, translated, Translated.Instantiate(store, door), "f")(100));
    }
}
