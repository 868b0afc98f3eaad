// What the differential fuzzer found, made small: each was a wrong result or a crash once.
using Xunit;

namespace Weft.Tests.Interpreter;

public sealed class FuzzRegressionTests : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;

    public FuzzRegressionTests() => _store = new Store(_engine);

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Theory]
    [InlineData(0, 0, 31, 65)]
    [InlineData(1, 7, 31, 65)]
    public void A_conditional_return_of_several_results_leaves_them_alone_when_it_does_not_return(int condition, int first, int second, int third)
    {
        // The operands were put in their slots on the way that returns, and taken for put there on the other.
        var run = Instantiate("""
            (func (export "run") (param i32) (result i32 i32 i32)
              (i32.const 7) (i32.const 31) (i32.const 65) (br_if 0 (local.get 0))
              (local.set 0) (drop) (drop)
              (i32.const 0) (i32.const 31) (local.get 0))
            """);
        Assert.Equal([first, second, third], run.Invoke(condition).Select(value => value.AsInt32()));
    }

    [Theory]
    [InlineData(false, 2, 5)]
    [InlineData(true, 3, 5)]
    public void Likewise_for_a_return_when_a_reference_is_null(bool isNull, int first, int second)
    {
        var run = Instantiate("""
            (func (export "run") (param externref) (result i32 i32)
              (i32.const 3) (i32.const 5) (br_on_null 0 (local.get 0)) (drop)
              (i32.sub (i32.const 4)) (i32.sub) (i32.const 5))
            """);
        Assert.Equal([first, second], run.Invoke(Value.FromReference(isNull ? null : "something")).Select(value => value.AsInt32()));
    }

    [Theory]
    [InlineData("(drop (call_ref $t (i32.const 1) (ref.func $f)))")]
    [InlineData("(drop (call_indirect (type $t) (i32.const 1) (i32.const 0)))")]
    [InlineData("(i64.mul_wide_s (i64.const -3) (i64.const 5)) (drop) (drop)")]
    [InlineData("(i64.mul_wide_u (i64.const -3) (i64.const 5)) (drop) (drop)")]
    [InlineData("(drop (memory.atomic.notify (i32.const 0) (i32.const 1)))")]
    public void Instructions_that_called_the_next_take_no_stack_any_more(string instruction)
    {
        // Each left a frame of 100 bytes or more behind, and the .NET stack ended the process; HandlerTests look at the others.
        var run = Instantiate($"""
            (type $t (sub (func (param i32) (result i32)))) (type $s (sub $t (func (param i32) (result i32))))
            (memory 1) (table funcref (elem $f))
            (func $f (type $s) (local.get 0))
            (func (export "run") (param i32) (result i32)
              (loop {instruction} (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
              (local.get 0))
            """);
        Assert.Equal(0, run.Invoke(300_000)[0].AsInt32());
    }

    [Theory]
    [InlineData("i32.store", "i32.const", "i32.load")]
    [InlineData("i64.store", "i64.const", "i64.load")]
    public void A_constant_is_stored_at_an_address_that_is_a_constant_and_something_computed(string store, string constant, string load)
    {
        // The constant was put where the computed part of the address was, before that was added.
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Interpreter });
        using var ownStore = new Store(engine);
        using var module = engine.LoadModuleText($"""
            (module (memory 1)
              (func (export "run") (param i32) (result {load[..3]})
                ({store} (i32.add (i32.const 1024) (i32.shl (local.get 0) (i32.const 3))) ({constant} 60000))
                ({load} (i32.const 1040))))
            """);
        Assert.Equal(60000ul, new Linker(engine).Instantiate(ownStore, module).GetFunction("run").Invoke(2)[0].AsBits());
    }

    private Function Instantiate(string fields)
    {
        using var module = _engine.LoadModuleText($"(module {fields})");
        return new Linker(_engine).Instantiate(_store, module).GetFunction("run");
    }
}
