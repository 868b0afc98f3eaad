// Modules that are initialised ahead of time: what they begin with, on every tier, and what they refuse to begin with.
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.CustomSections;
using Weft.Wasm.Text;
using Xunit;

namespace Weft.Tests.Preinitialization;

public sealed class PreinitializeTests
{
    public static TheoryData<ExecutionTier> Tiers => [ExecutionTier.Interpreter, ExecutionTier.Jit, ExecutionTier.Tiered];

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Everything_begins_as_the_initialiser_left_it(ExecutionTier tier)
    {
        using var run = Initialized("""
            (module
              (type $answer (func (result i32)))
              (memory $small 1 10)
              (memory $wide i64 1)
              (memory $bytes 10 (pagesize 1))
              (table $functions 4 funcref)
              (table $typed 2 (ref null $answer))
              (table $small31 3 i31ref)
              (table $whole 2 (ref $answer) (ref.func $one))
              (table $wide64 i64 3 funcref)
              (global $number (mut i64) (i64.const 1))
              (global $nan (mut f32) (f32.const 0))
              (global $vector (mut v128) (v128.const i64x2 0 0))
              (global $function (mut funcref) (ref.null func))
              (global $any (mut anyref) (ref.null any))
              (global $outer (mut externref) (ref.null extern))
              (data $old (i32.const 16) "old")
              (data $passive "passive")
              (data $dropped "dropped")
              (elem $e (table $functions) (i32.const 0) func $one)
              (elem $pe func $two $one)
              (elem $de func $two)
              (func $one (type $answer) (i32.const 1))
              (func $two (type $answer) (i32.const 2))
              (func (export "wizer-initialize")
                (i32.store (i32.const 70000) (i32.load (i32.const 16)))
                (i64.store $wide (i64.const 65528) (i64.const 0x0102030405060708))
                (i32.store8 $bytes (i32.const 9) (i32.const 77))
                (memory.init $small $passive (i32.const 100) (i32.const 0) (i32.const 7))
                (data.drop $dropped)
                (elem.drop $de)
                (table.set $functions (i32.const 3) (ref.func $two))
                (table.set $functions (i32.const 0) (ref.null func))
                (table.set $typed (i32.const 1) (ref.func $one))
                (drop (table.grow $typed (ref.func $two) (i32.const 2)))
                (table.set $small31 (i32.const 2) (ref.i31 (i32.const -5)))
                (table.set $whole (i32.const 1) (ref.func $two))
                (table.set $wide64 (i64.const 2) (ref.func $one))
                (global.set $number (i64.const -9))
                (global.set $nan (f32.reinterpret_i32 (i32.const 0x7fa00001)))
                (global.set $vector (v128.const i64x2 3 -4))
                (global.set $function (ref.func $two))
                (global.set $any (ref.i31 (i32.const 1000000)))
                (global.set $outer (extern.convert_any (ref.i31 (i32.const 7)))))
              (func $start (drop (memory.grow $small (i32.const 1))))
              (start $start)
              (func (export "size") (result i32) (memory.size $small))
              (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
              (func (export "wide") (result i64) (i64.load $wide (i64.const 65528)))
              (func (export "byte") (result i32) (i32.load8_u $bytes (i32.const 9)))
              (func (export "init passive") (memory.init $small $passive (i32.const 200) (i32.const 0) (i32.const 4)))
              (func (export "init dropped") (memory.init $small $dropped (i32.const 200) (i32.const 0) (i32.const 1)))
              (func (export "init old") (memory.init $small $old (i32.const 200) (i32.const 0) (i32.const 1)))
              (func (export "call") (param i32) (result i32) (call_indirect $functions (type $answer) (local.get 0)))
              (func (export "call typed") (param i32) (result i32) (call_indirect $typed (type $answer) (local.get 0)))
              (func (export "call whole") (param i32) (result i32) (call_indirect $whole (type $answer) (local.get 0)))
              (func (export "call wide") (param i64) (result i32) (call_indirect $wide64 (type $answer) (local.get 0)))
              (func (export "init table") (param i32) (result i32)
                (table.init $functions $pe (i32.const 1) (i32.const 0) (i32.const 2))
                (call_indirect $functions (type $answer) (local.get 0)))
              (func (export "init table dropped") (table.init $functions $de (i32.const 1) (i32.const 0) (i32.const 1)))
              (func (export "typed size") (result i32) (table.size $typed))
              (func (export "i31") (result i32) (i31.get_s (table.get $small31 (i32.const 2))))
              (func (export "number") (result i64) (global.get $number))
              (func (export "nan") (result i32) (i32.reinterpret_f32 (global.get $nan)))
              (func (export "lane") (result i64) (i64x2.extract_lane 1 (global.get $vector)))
              (func (export "function") (result i32) (call_ref $answer (ref.cast (ref $answer) (global.get $function))))
              (func (export "any") (result i32) (i31.get_s (ref.cast (ref i31) (global.get $any))))
              (func (export "outer") (result i32) (i31.get_s (ref.cast (ref i31) (any.convert_extern (global.get $outer))))))
            """, tier);
        Assert.Equal(2, run.Call("size").AsInt32());
        Assert.Equal(0x646c6f, run.Call("load", 70000).AsInt32());
        Assert.Equal(0x646c6f, run.Call("load", 16).AsInt32());
        Assert.Equal(0x73736170, run.Call("load", 100).AsInt32());
        Assert.Equal(0x0102030405060708, run.Call("wide").AsInt64());
        Assert.Equal(77, run.Call("byte").AsInt32());
        run.Instance.GetFunction("init passive").Invoke();
        Assert.Equal(0x73736170, run.Call("load", 200).AsInt32());
        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => run.Instance.GetFunction("init dropped").Invoke()).Kind);
        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => run.Instance.GetFunction("init old").Invoke()).Kind);
        Assert.Equal(2, run.Call("call", 3).AsInt32());
        Assert.Throws<TrapException>(() => run.Call("call", 0));
        Assert.Equal(1, run.Call("call typed", 1).AsInt32());
        Assert.Equal(2, run.Call("call typed", 3).AsInt32());
        Assert.Equal(4, run.Call("typed size").AsInt32());
        Assert.Equal((1, 2), (run.Call("call whole", 0).AsInt32(), run.Call("call whole", 1).AsInt32()));
        Assert.Equal(1, run.Call("call wide", 2L).AsInt32());
        Assert.Equal((2, 1), (run.Call("init table", 1).AsInt32(), run.Call("init table", 2).AsInt32()));
        Assert.Throws<TrapException>(() => run.Instance.GetFunction("init table dropped").Invoke());
        Assert.Equal(-5, run.Call("i31").AsInt32());
        Assert.Equal(-9, run.Call("number").AsInt64());
        Assert.Equal(0x7fa00001, run.Call("nan").AsInt32());
        Assert.Equal(-4, run.Call("lane").AsInt64());
        Assert.Equal(2, run.Call("function").AsInt32());
        Assert.Equal(1000000, run.Call("any").AsInt32());
        Assert.Equal(7, run.Call("outer").AsInt32());
        Assert.Null(run.Instance.GetExport("wizer-initialize"));
        Assert.Null(run.Instance.Module.Validated.Definition.Start);
    }

    [Fact]
    public void Equal_states_make_equal_modules_that_are_as_small_as_their_content()
    {
        const string Text = """
            (module (memory (export "m") 100)
              (func (export "wizer-initialize")
                (i32.store8 (i32.const 5) (i32.const 1)) (i32.store8 (i32.const 60) (i32.const 2))
                (i32.store8 (i32.const 4000000) (i32.const 3))))
            """;
        var first = Preinitialize(Text);
        Assert.Equal(ModuleWriter.Write(first), ModuleWriter.Write(Preinitialize(Text)));
        Assert.Equal([56, 1], first.Data.Select(segment => segment.Bytes.Length));
        Assert.True(ModuleWriter.Write(first).Length < 250);
    }

    [Fact]
    public void Many_small_ranges_make_a_bounded_number_of_segments()
    {
        var module = Preinitialize("""
            (module (memory (export "m") 200)
              (func (export "wizer-initialize") (local i32)
                (loop (i32.store8 (local.get 0) (i32.const 1))
                  (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 200))) (i32.const 13000000))))))
            """);
        Assert.InRange(module.Data.Length, 1, 10_000);
        Assert.Equal(65_000, module.Data.Sum(segment => segment.Bytes.ToArray().Count(value => value == 1)));
    }

    [Fact]
    public void A_table_of_many_holes_takes_one_segment()
    {
        var module = Preinitialize("""
            (module (table (export "t") 5000 funcref) (func $f) (elem declare func $f)
              (func (export "wizer-initialize") (local i32)
                (loop (table.set (local.get 0) (ref.func $f))
                  (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 2))) (i32.const 5000))))))
            """);
        Assert.Equal([4999], module.Elements.Where(segment => segment.Mode == SegmentMode.Active).Select(segment => segment.Count));
    }

    [Fact]
    public void Functions_that_bodies_refer_to_stay_declared()
    {
        using var run = Initialized("""
            (module (type $t (func (result i32))) (table 1 funcref)
              (func $f (type $t) (i32.const 6))
              (elem (i32.const 0) func $f)
              (func (export "wizer-initialize") (table.set (i32.const 0) (ref.null func)))
              (func (export "call") (param i32) (result i32) (call_ref $t (ref.func $f))))
            """, ExecutionTier.Interpreter);
        Assert.Equal(6, run.Call("call", 0).AsInt32());
    }

    [Fact]
    public void Objects_that_cannot_change_stay_where_constant_globals_hold_them()
    {
        using var run = Initialized("""
            (module (type $point (struct (field i32)))
              (global $p (ref $point) (struct.new $point (i32.const 8)))
              (global $current (mut (ref null $point)) (ref.null $point))
              (table $t 2 (ref null $point))
              (func (export "wizer-initialize") (global.set $current (global.get $p)) (table.set (i32.const 1) (global.get $p)))
              (func (export "same") (param i32) (result i32)
                (i32.add (ref.eq (global.get $p) (global.get $current)) (ref.eq (global.get $p) (table.get (local.get 0))))))
            """, ExecutionTier.Interpreter);
        Assert.Equal(2, run.Call("same", 1).AsInt32());
    }

    [Theory]
    [InlineData("global 0 refers to a structure that can be changed", "(type $s (struct (field (mut i32)))) (global (ref $s) (struct.new $s (i32.const 1)))", "")]
    [InlineData("global 0 refers to a structure, which", "(type $s (struct)) (global $g (mut anyref) (ref.null any))", "(global.set $g (struct.new $s))")]
    [InlineData("element 1 of table 0 refers to an array", "(type $a (array i8)) (table 2 anyref)", "(table.set (i32.const 1) (array.new_fixed $a 0))")]
    [InlineData("memory 0 is shared", "(memory 1 1 shared)", "")]
    [InlineData("an object of the host", "(import \"host\" \"object\" (func $o (result externref))) (global $g (mut externref) (ref.null extern))", "(global.set $g (call $o))")]
    [InlineData("changed memory 0, which is imported (\"host\" \"memory\")", "(import \"host\" \"memory\" (memory 1))", "(i32.store (i32.const 0) (i32.const 1))")]
    [InlineData("changed table 0, which is imported", "(import \"host\" \"table\" (table 1 funcref)) (func $f) (elem declare func $f)", "(table.set (i32.const 0) (ref.func $f))")]
    [InlineData("changed global 0, which is imported", "(import \"host\" \"global\" (global $g (mut i32)))", "(global.set $g (i32.const 9))")]
    [InlineData("a function that is neither", "(import \"host\" \"function\" (func $o (result funcref))) (table 1 funcref)", "(table.set (i32.const 0) (call $o))")]
    public void What_a_module_cannot_begin_with_is_named(string message, string fields, string body)
    {
        var error = Assert.Throws<SnapshotException>(() => Preinitialize($"(module {fields} (func (export \"wizer-initialize\") {body}))"));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Imports_that_are_only_read_stay_imports()
    {
        var module = Preinitialize("""
            (module
              (import "host" "memory" (memory 1))
              (import "host" "table" (table $t 1 funcref))
              (import "host" "global" (global $g (mut i32)))
              (global $mine (mut i32) (i32.const 0))
              (data (i32.const 8) "abcd")
              (func $f)
              (elem (table $t) (i32.const 0) func $f)
              (func (export "wizer-initialize") (global.set $mine (i32.add (global.get $g) (i32.load (i32.const 8))))))
            """);
        Assert.Equal(3, module.Imports.Length);
        Assert.Equal([SegmentMode.Active], module.Data.Select(segment => segment.Mode));
        Assert.Equal([SegmentMode.Active], module.Elements.Select(segment => segment.Mode));
        var sum = new ByteWriter();
        sum.WriteByte(0x41);
        sum.WriteS64(0x64636261 + 3);
        sum.WriteByte(0x0B);
        Assert.Equal(sum.ToArray(), module.Globals[0].Initializer.Bytes.ToArray());
    }

    [Fact]
    public void Exports_are_removed_renamed_and_kept_as_asked()
    {
        const string Text = """
            (module (global $n (export "n") (mut i32) (i32.const 0))
              (func (export "_initialize") (global.set $n (i32.add (global.get $n) (i32.const 1))))
              (func (export "setup") (global.set $n (i32.mul (global.get $n) (i32.const 10))))
              (func (export "_start")) (func (export "resume") (global.set $n (i32.const 5))))
            """;
        var options = new PreinitializeOptions { Initializer = "setup" };
        Assert.Equal(["n", "_start", "resume"], Preinitialize(Text, options).Exports.Select(export => export.Name));
        Assert.Equal(["n", "_initialize", "setup", "_start", "resume"], Preinitialize(Text, options with { KeepsInitializer = true }).Exports.Select(export => export.Name));
        var renamed = Preinitialize(Text, options with { RenamedFunctions = [new("_start", "resume")] });
        Assert.Equal([new Export("n", ExternalKind.Global, 0), new Export("_start", ExternalKind.Function, 3)], renamed.Exports);
        using var engine = new Engine();
        using var module = engine.LoadModule(renamed);
        using var store = new Store(engine);
        Assert.Equal(10, new Linker(engine).Instantiate(store, module).GetGlobal("n").Value.AsInt32());
        Assert.Contains("\"setup\"", Assert.Throws<SnapshotException>(() => Preinitialize(Text)).Message);
        Assert.Contains("\"nothing\"", Assert.Throws<SnapshotException>(() => Preinitialize(Text, options with { RenamedFunctions = [new("a", "nothing")] })).Message);
    }

    [Fact]
    public void The_host_may_initialise_as_it_likes()
    {
        var module = Preinitialize(
            "(module (global (export \"n\") (mut i32) (i32.const 0)) (func (export \"set\") (param i32) (global.set 0 (local.get 0))))",
            new PreinitializeOptions { Initialize = instance => instance.GetFunction("set").Invoke(42) });
        Assert.Equal([0x41, 42, 0x0B], module.Globals[0].Initializer.Bytes.ToArray());
        Assert.Equal(2, module.Exports.Length);
    }

    [Fact]
    public void A_trap_passes_on_its_way()
    {
        Assert.Equal(TrapKind.Unreachable, Assert.Throws<TrapException>(() => Preinitialize("(module (func (export \"wizer-initialize\") unreachable))")).Kind);
    }

    [Fact]
    public void Names_of_functions_stay_and_those_of_segments_go()
    {
        var module = Preinitialize("""
            (module $named (memory 1) (data $greeting (i32.const 0) "hi") (func $main (export "wizer-initialize")))
            """);
        var names = new ModuleNames(module);
        Assert.Equal("named", names.ModuleName);
        Assert.Equal("main", names.GetFunctionName(0));
        Assert.Null(names.GetName(NameKind.Data, 0));
    }

    private static ModuleDefinition Preinitialize(string text, PreinitializeOptions? options = null)
    {
        using var engine = new Engine();

        // By way of bytes: names and places are those of a binary module.
        using var module = engine.LoadModule(ModuleWriter.Write(WatParser.Parse(text)));
        using var store = new Store(engine);
        var stranger = new Function(store, FunctionType.Empty, (_, _, _) => { });
        var linker = new Linker(engine)
            .Define("host", "memory", new Memory(store, new MemoryType(new Limits(1, null))))
            .Define("host", "table", new Table(store, new TableType(Weft.Wasm.ValueType.FuncRef, new Limits(1, null))))
            .Define("host", "global", new Global(store, new GlobalType(Weft.Wasm.ValueType.I32, true), 3))
            .AddFunction("host", "object", () => new object())
            .AddFunction("host", "function", () => stranger);
        return linker.Preinitialize(store, module, options);
    }

    private static Initialization Initialized(string text, ExecutionTier tier) => new(ModuleWriter.Write(Preinitialize(text)), tier);

    private sealed class Initialization : IDisposable
    {
        private readonly Engine _engine;
        private readonly Module _module;
        private readonly Store _store;

        public Initialization(byte[] bytes, ExecutionTier tier)
        {
            _engine = new Engine(new EngineOptions { Tier = tier });
            _module = _engine.LoadModule(bytes);
            _store = new Store(_engine);
            Instance = new Linker(_engine).Instantiate(_store, _module);
        }

        public Instance Instance { get; }

        public Value Call(string name, params Value[] arguments) => Instance.GetFunction(name).Invoke(arguments)[0];

        public void Dispose()
        {
            _store.Dispose();
            _module.Dispose();
            _engine.Dispose();
        }
    }
}
