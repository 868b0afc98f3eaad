// Cells of functions are empty until they are used: every way to a function must fill them first, and none may pass the check of types.
using System.Text;
using Xunit;

namespace Weft.Tests.Runtime;

public sealed class FunctionCellTests
{
    private const string Types = """
        (type $unary (sub (func (param i32) (result i32))))
        (type $fine (sub $unary (func (param i32) (result i32))))
        (type $other (func (param i64) (result i32)))
        """;

    [Theory]
    [InlineData("direct", 11)]
    [InlineData("tail", 12)]
    [InlineData("indirect", 13)]
    [InlineData("subtype", 14)]
    [InlineData("tail-indirect", 15)]
    [InlineData("reference", 16)]
    [InlineData("table-get", 17)]
    [InlineData("element", 18)]
    public void Every_kind_of_call_reaches_a_function_that_nobody_has_used(string name, int expected)
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        using var module = engine.LoadModuleText($$"""
            (module
              {{Types}}
              (table $t 8 funcref)
              (elem (i32.const 0) func $c $d $e $g)
              (elem $passive (ref null $unary) (ref.func $h))
              (func $a (type $unary) (i32.add (local.get 0) (i32.const 10)))
              (func $b (type $unary) (i32.add (local.get 0) (i32.const 11)))
              (func $c (type $unary) (i32.add (local.get 0) (i32.const 12)))
              (func $d (type $fine) (i32.add (local.get 0) (i32.const 13)))
              (func $e (type $unary) (i32.add (local.get 0) (i32.const 14)))
              (func $f (type $unary) (i32.add (local.get 0) (i32.const 15)))
              (func $g (type $unary) (i32.add (local.get 0) (i32.const 16)))
              (func $h (type $unary) (i32.add (local.get 0) (i32.const 17)))
              (elem declare func $f)
              (func (export "direct") (result i32) (call $a (i32.const 1)))
              (func (export "tail") (result i32) (return_call $b (i32.const 1)))
              (func (export "indirect") (result i32) (call_indirect (type $unary) (i32.const 1) (i32.const 0)))
              (func (export "subtype") (result i32) (call_indirect (type $unary) (i32.const 1) (i32.const 1)))
              (func (export "tail-indirect") (result i32) (return_call_indirect (type $unary) (i32.const 1) (i32.const 2)))
              (func (export "reference") (result i32) (call_ref $unary (i32.const 1) (ref.func $f)))
              (func (export "table-get") (result i32)
                (call_ref $unary (i32.const 1) (ref.cast (ref $unary) (table.get $t (i32.const 3)))))
              (func (export "element") (result i32)
                (table.init $t $passive (i32.const 5) (i32.const 0) (i32.const 1))
                (call_indirect (type $unary) (i32.const 1) (i32.const 5))))
            """);
        var linker = new Linker(engine);
        for (var i = 0; i < 2; i++)
        {
            var call = linker.Instantiate(store, module).GetFunction<Func<int>>(name);
            Assert.Equal(expected, call());
            Assert.Equal(expected, call());
        }
    }

    [Fact]
    public void A_table_checks_the_type_of_a_function_that_nobody_has_used()
    {
        // The type with the first id of the registry is the one that zeros would be taken for.
        using var engine = new Engine();
        using var store = new Store(engine);
        using var module = engine.LoadModuleText($$"""
            (module
              {{Types}}
              (table 2 funcref)
              (elem (i32.const 0) func $wide)
              (func $wide (type $other) (i32.wrap_i64 (local.get 0)))
              (func (export "call") (result i32) (call_indirect (type $unary) (i32.const 1) (i32.const 0)))
              (func (export "tail") (result i32) (return_call_indirect (type $unary) (i32.const 1) (i32.const 0)))
              (func (export "null") (result i32) (call_indirect (type $unary) (i32.const 1) (i32.const 1))))
            """);
        foreach (var (name, kind) in new[]
        {
            ("call", TrapKind.IndirectCallTypeMismatch), ("tail", TrapKind.IndirectCallTypeMismatch), ("null", TrapKind.IndirectCallToNull),
        })
        {
            var instance = new Linker(engine).Instantiate(store, module);
            Assert.Equal(kind, Assert.Throws<TrapException>(() => instance.GetFunction(name).Invoke()).Kind);
        }
    }

    [Fact]
    public void Functions_of_other_instances_run_in_their_own()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        using var library = engine.LoadModuleText("""
            (module
              (global $secret (export "secret") (mut i32) (i32.const 0))
              (table (export "table") 2 funcref)
              (elem (i32.const 0) func $get $get2)
              (func $get (result i32) (global.get $secret))
              (func $get2 (result i32) (call $get)))
            """);
        using var user = engine.LoadModuleText("""
            (module
              (import "a" "table" (table 2 funcref))
              (func (export "call") (param i32) (result i32) (call_indirect (result i32) (local.get 0)))
              (func (export "tail") (param i32) (result i32) (return_call_indirect (result i32) (local.get 0)))
              (func (export "copy") (table.copy (i32.const 0) (i32.const 1) (i32.const 1))))
            """);
        for (var i = 0; i < 3; i++)
        {
            var linker = new Linker(engine);
            var owner = linker.Instantiate(store, library);
            owner.GetGlobal("secret").Value = 40 + i;
            var instance = linker.DefineInstance("a", owner).Instantiate(store, user);
            instance.GetFunction("copy").Invoke();
            Assert.Equal(40 + i, instance.GetFunction<Func<int, int>>("call")(0));
            Assert.Equal(40 + i, instance.GetFunction<Func<int, int>>("tail")(1));
        }
    }

    [Fact]
    public void A_large_module_is_instantiated_without_an_object_for_each_function()
    {
        const int count = 10_000;
        var text = new StringBuilder($"(module (table (export \"t\") {count} funcref) (elem (i32.const 0) func");
        for (var i = 0; i < count; i++)
        {
            text.Append($" {i}");
        }

        text.Append(')');
        for (var i = 0; i < count; i++)
        {
            text.Append($"(func (result i32) (i32.const {i}))");
        }

        text.Append("(func (export \"call\") (param i32) (result i32) (call_indirect (result i32) (local.get 0))))");
        using var engine = new Engine();
        using var module = engine.LoadModuleText(text.ToString());
        var linker = new Linker(engine);
        using (var first = new Store(engine))
        {
            linker.Instantiate(first, module);
        }

        using var store = new Store(engine);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var instance = linker.Instantiate(store, module);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8192);
        var call = instance.GetFunction<Func<int, int>>("call");
        Assert.Equal([0, 4999, 9999], new[] { 0, 4999, 9999 }.Select(call));
        var table = instance.GetTable("t");
        Assert.Same(table[77], table[77]);
        Assert.Equal(77, ((Function)table[77]!).Invoke()[0].AsInt32());
    }
}
