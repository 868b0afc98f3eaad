// Core modules that the host defines together with what they import: components are given core functions of the host by them.
using Xunit;

namespace Weft.Components.Tests.Linking;

public sealed class HostModuleTests
{
    private const string Text = """
        (component
          (import "counter" (core module $counter (export "next" (func (result i32)))))
          (core instance $a (instantiate $counter))
          (core instance $b (instantiate $counter))
          (core module $m (import "a" "next" (func $a (result i32))) (import "b" "next" (func $b (result i32)))
            (memory (export "memory") 1) (data (i32.const 0) "m")
            (func (export "f") (result i32) (drop (call $a)) (drop (call $a)) (i32.add (i32.mul (i32.const 10) (call $a)) (call $b))))
          (core instance $i (instantiate $m (with "a" (instance $a)) (with "b" (instance $b))))
          (component $inner (import "given" (core module $given (export "next" (func (result i32)))))
            (core instance $c (instantiate $given))
            (func (export "f") (result u32) (canon lift (core func $c "next"))))
          (instance $j (instantiate $inner (with "given" (core module $counter))))
          (export "inner" (instance $j))
          (func (export "f") (result u32) (canon lift (core func $i "f"))))
        """;

    [Fact]
    public void Each_instance_has_imports_of_its_own_and_functions_see_who_calls_them()
    {
        using var engine = new Engine();
        using var component = Component.LoadText(engine, Text);
        using var store = new Store(engine);
        var seen = new List<string>();
        var linker = new ComponentLinker(engine);
        linker.Root.DefineModule("counter", engine.LoadModuleText("""(module (import "h" "next" (func (result i32))) (export "next" (func 0)))"""), _ =>
        {
            var count = 0;
            return new Linker(engine).AddFunction("h", "next", (Caller caller) =>
            {
                seen.Add(caller.GetExport("memory") is Memory ? "memory" : "none");
                return ++count;
            });
        });
        var instance = linker.Instantiate(store, component);
        Assert.Equal(31u, instance.GetFunction("f").Call()!.Value.AsU32());
        Assert.Equal(42u, instance.GetFunction("f").Call()!.Value.AsU32() - 20);
        Assert.Equal(1u, instance.GetInstance("inner").GetFunction("f").Call()!.Value.AsU32());
        Assert.Equal(Enumerable.Repeat("memory", 8), seen.Take(8));
    }

    [Fact]
    public void Its_exports_must_fit_and_its_engine_be_the_same()
    {
        using var engine = new Engine();
        using var other = new Engine();
        using var component = Component.LoadText(engine, Text);
        using var store = new Store(engine);
        var linker = new ComponentLinker(engine);
        linker.Root.DefineModule("counter", engine.LoadModuleText("""(module (import "h" "next" (func (result i64))) (export "next" (func 0)))"""), _ => new Linker(engine));
        Assert.Contains("incompatible import type", Assert.Throws<LinkException>(() => linker.Instantiate(store, component)).Message);
        Assert.Throws<ArgumentException>(() => linker.Root.DefineModule("other", other.LoadModuleText("(module)"), _ => new Linker(other)));

        // What does not define what the module needs says so when it is instantiated.
        var lacking = new ComponentLinker(engine);
        lacking.Root.DefineModule("counter", engine.LoadModuleText("""(module (import "h" "next" (func (result i32))) (export "next" (func 0)))"""), _ => new Linker(engine));
        Assert.Throws<LinkException>(() => lacking.Instantiate(store, component));
    }
}
