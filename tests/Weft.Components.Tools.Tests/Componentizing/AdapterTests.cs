using Weft.Components.Tools.Componentizing;
using Weft.Wasm.Text;
using Xunit;

namespace Weft.Components.Tools.Tests.Componentizing;

public sealed class AdapterTests
{
    private const string World = """
        package my:sys@1.0.0;
        interface files { open: func(name: string) -> u32; close: func(f: u32); }
        interface clock { now: func() -> u64; }
        interface run { run: func() -> result; }
        world adapter { import files; import clock; export run; }
        """;

    private const string Adapter = """
        (module
          (import "my:sys/files@1.0.0" "open" (func $open (param i32 i32) (result i32)))
          (import "my:sys/files@1.0.0" "close" (func (param i32)))
          (import "my:sys/clock@1.0.0" "now" (func $now (result i64)))
          (import "__main_module__" "cabi_realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
          (import "__main_module__" "_start" (func $start))
          (import "env" "memory" (memory 0))
          (global $__stack_pointer (mut i32) (i32.const 0))
          (global $allocation_state (mut i32) (i32.const 0))
          (global $unused (mut i64) (i64.const 0))
          (func (export "time") (result i64)
            (drop (global.get $allocation_state))
            (i32.store (i32.sub (global.get $__stack_pointer) (i32.const 4)) (i32.const 7))
            (call $now))
          (func (export "open") (param i32) (result i32) (call $open (i32.const 0) (local.get 0)))
          (func (export "unused") (result i64) (global.get $unused))
          (func (export "my:sys/run@1.0.0#run") (result i32) (call $start) (i32.const 0)))
        """;

    private static readonly AdapterModule s_adapter = new("old", Sample.Embedded(Adapter, World, "adapter"));

    [Fact]
    public void Only_what_is_used_of_an_adapter_is_left()
    {
        var component = Sample.Make(WatParser.Parse("""
            (module
              (import "old" "time" (func $time (result i64)))
              (func (export "_start") (drop (call $time)))
              (memory (export "memory") 1))
            """), s_adapter);
        Assert.Equal(["my:sys/clock@1.0.0"], Sample.Imports(component));
        Assert.Equal(["my:sys/run@1.0.0"], Sample.Exports(component));
        var adapter = Sample.Modules(component)[1];
        Assert.Equal(["time", "my:sys/run@1.0.0#run"], adapter.Exports.Select(export => export.Name));
        Assert.Equal(["memory", "now", "_start"], adapter.Imports.Select(import => import.Name));
        Assert.Equal(2, adapter.Globals.Length);
    }

    [Fact]
    public void An_adapter_that_nobody_needs_is_left_out()
    {
        var idle = new AdapterModule("old", Sample.Embedded("(module (func (export \"time\") (result i64) unreachable))", "package a:b; world w {}"));
        Assert.Single(Sample.Modules(Sample.Make(WatParser.Parse("(module)"), idle)));
    }

    [Fact]
    public void An_adapter_brings_what_its_world_exports()
    {
        var component = Sample.Make(WatParser.Parse("(module (func (export \"_start\")) (memory (export \"memory\") 1))"), s_adapter);
        Assert.Empty(component.Type.Imports);
        Assert.Equal(["my:sys/run@1.0.0"], Sample.Exports(component));
    }

    [Fact]
    public void Both_lower_the_functions_that_both_import()
    {
        const string Module = """
            (module
              (import "old" "open" (func (param i32) (result i32)))
              (import "my:sys/files@1.0.0" "open" (func (param i32 i32) (result i32)))
              (func (export "_start"))
              (memory (export "memory") 1))
            """;
        var component = Sample.Make(Sample.Embedded(Module, World.Replace("world adapter { import files; import clock; export run; }", "world w { import files; }"), encoding: StringEncoding.Utf16), s_adapter);
        var encodings = component.Definition.Items.OfType<CanonicalItem>().Select(item => item.Definition).OfType<CanonicalLower>().SelectMany(lower => lower.Options).Select(option => option.Kind);
        Assert.Equal([CanonicalOptionKind.Memory, CanonicalOptionKind.Utf16, CanonicalOptionKind.Memory, CanonicalOptionKind.Utf8], encodings);
    }

    [Theory]
    [InlineData("(module (import \"old\" \"nothing\" (func)))", "the adapter has no such export")]
    [InlineData("(module (import \"old\" \"time\" (func)))", "as [] -> [], but the adapter exports it as [] -> [i64]")]
    [InlineData("(module (import \"old\" \"time\" (func (result i64))) (memory (export \"memory\") 1))", "is an adapter for programs")]
    [InlineData("(module (import \"old\" \"open\" (func (param i32) (result i32))) (func (export \"_start\")))", "exports no memory")]
    public void A_module_that_the_adapter_does_not_fit_says_why(string module, string message) => Assert.Contains(
        message,
        Assert.Throws<ComponentToolException>(() => Sample.Make(WatParser.Parse(module), s_adapter)).Message);

    [Theory]
    [InlineData("(module (memory 1) (func (export \"f\") (drop (memory.size))))", "a memory of its own")]
    [InlineData("(module (table 1 funcref) (func (export \"f\") (drop (table.size 0))))", "code that uses a table")]
    [InlineData("(module (import \"env\" \"memory\" (memory 1)) (data \"x\") (func (export \"f\")))", "segments")]
    [InlineData("(module (import \"env\" \"memory\" (memory 1)) (start 0) (func (export \"f\")))", "a start function")]
    [InlineData("(module (type (struct)) (func (export \"f\")))", "types with references")]
    [InlineData("(module (tag $t) (func (export \"f\") (throw $t)))", "handles exceptions")]
    public void What_adapters_cannot_have_is_an_error(string adapter, string message)
    {
        var module = WatParser.Parse("(module (import \"a\" \"f\" (func)) (memory (export \"memory\") 1))");
        Assert.Contains(message, Assert.Throws<ComponentToolException>(() => Sample.Make(module, new AdapterModule("a", WatParser.Parse(adapter)))).Message);
    }

    // The reduced adapter runs as a core module: its stack is where the allocator of the main module put it.
    [Theory]
    [InlineData("cabi_realloc", false, 65536 * 3 - 4)]
    [InlineData(null, false, 65536 * 3 - 4)]
    [InlineData("cabi_realloc", true, 65536 * 3 - 4)]
    public void The_stack_of_an_adapter_is_allocated(string? realloc, bool isEager, int expected)
    {
        var text = isEager ? Adapter.Replace("$allocation_state", "$other_state") : Adapter;
        var reduced = AdapterReducer.Reduce(new ModuleFacts(WatParser.Parse(text)), new HashSet<string> { "time" }, realloc);
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Interpreter });
        using var store = new Store(engine);
        using var main = engine.LoadModule(System.Text.Encoding.UTF8.GetBytes("""
            (module
              (memory (export "memory") 2)
              (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
                (i32.mul (memory.grow (i32.const 1)) (i32.const 65536)))
              (func (export "now") (result i64) (i64.const 5))
              (func (export "peek") (param i32) (result i32) (i32.load (local.get 0))))
            """));
        var linker = new Linker(engine);
        var instance = linker.Instantiate(store, main);
        linker.DefineInstance("env", instance).DefineInstance("__main_module__", instance).DefineInstance("my:sys/clock@1.0.0", instance);
        using var module = engine.LoadModule(Wasm.Binary.ModuleWriter.Write(reduced));
        var time = linker.Instantiate(store, module).GetFunction<Func<long>>("time");
        Assert.Equal(5, time());
        Assert.Equal(5, time());
        Assert.Equal(7, instance.GetFunction<Func<int, int>>("peek")(expected));
    }
}
