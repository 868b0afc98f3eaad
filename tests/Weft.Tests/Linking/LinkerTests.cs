// Linking and instantiation, as far as no code of a guest needs to run: matching of imports, initialisers, segments, limits.
using System.Runtime.Intrinsics;
using Weft.Wasm;
using Xunit;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Tests.Linking;

public sealed class LinkerTests : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;
    private readonly Linker _linker;

    public LinkerTests()
    {
        _store = new Store(_engine, new StoreOptions { MaxInstances = 20, MaxTableElements = 1000 });
        _linker = new Linker(_engine);
    }

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void An_import_that_nobody_defined_is_unknown()
    {
        var error = Assert.Throws<LinkException>(() => Instantiate("(import \"a\" \"b\" (func (param i32)))"));
        Assert.StartsWith("unknown import", error.Message);
        Assert.Contains("\"a\" \"b\"", error.Message);
        Assert.Equal("b", error.Import!.Name);
    }

    [Fact]
    public void What_is_defined_lazily_is_made_once_and_only_when_it_is_imported()
    {
        var asked = new List<string>();
        _linker.DefineLazily("h", ["one", "two", "none"], (made, name) =>
        {
            asked.Add(name);
            if (name != "none")
            {
                made.AddFunction("h", name, () => name.Length);
            }
        });
        Assert.True(_linker.IsDefined("h", "two"));
        Assert.Empty(asked);
        Assert.Throws<ArgumentException>(() => _linker.AddFunction("h", "two", () => 0));

        var copy = new Linker(_linker);
        Instantiate("""(import "h" "two" (func (result i32)))""");
        copy.Instantiate(_store, _engine.LoadModuleText("""(module (import "h" "two" (func (result i32))))"""));
        Assert.Equal(["two"], asked);
        Assert.Throws<LinkException>(() => Instantiate("""(import "h" "two" (func (result i64)))"""));
        Assert.Contains("\"none\"", Assert.Throws<InvalidOperationException>(() => Instantiate("""(import "h" "none" (func))""")).Message);
        Assert.Throws<ArgumentException>(() => _linker.DefineLazily("h", ["two"], (_, _) => { }));
        _linker.AllowShadowing = true;
        _linker.AddFunction("h", "two", () => 0L);
        Instantiate("""(import "h" "two" (func (result i64)))""");
    }

    [Theory]
    [InlineData("(func (param i32) (result i64))", true)]
    [InlineData("(func (param i32) (result i32))", false)]
    [InlineData("(func (param i64) (result i64))", false)]
    [InlineData("(func (param i32))", false)]
    [InlineData("(func (param i32 i32) (result i64))", false)]
    [InlineData("(memory 1)", false)]
    public void A_typed_host_function_fits_imports_of_its_signature(string import, bool fits)
    {
        _linker.AddFunction("a", "b", (int x) => (long)x);
        AssertFits(import, fits);
    }

    [Theory]
    [InlineData("(func (param externref) (result funcref))", true)]
    [InlineData("(func (param anyref) (result funcref))", true)]
    [InlineData("(func (param anyref) (result externref))", false)]
    public void Objects_stand_for_any_reference_and_functions_for_theirs(string import, bool fits)
    {
        _linker.AddFunction("a", "b", (Caller _, object? _) => (Function?)null);
        AssertFits(import, fits);
    }

    [Theory]
    [InlineData("(func (param i32) (result f64))", true)]
    [InlineData("(func (param i32) (result f32))", false)]
    public void A_host_function_with_a_given_type_fits_by_subtyping(string import, bool fits)
    {
        _linker.AddFunction("a", "b", new FunctionType([ValueType.I32], [ValueType.F64]), (_, _, results) => results[0] = 1.0);
        AssertFits(import, fits);
    }

    [Theory]
    [InlineData("(memory 1)", true)]
    [InlineData("(memory 2 4)", true)]
    [InlineData("(memory 3 4)", false)]
    [InlineData("(memory 2 3)", false)]
    [InlineData("(memory i64 2 4)", false)]
    [InlineData("(memory 2 4 shared)", false)]
    [InlineData("(table 2 4 funcref)", false)]
    public void Memories_fit_by_their_present_size_and_their_maximum(string import, bool fits)
    {
        var memory = new Weft.Memory(_store, new MemoryType(new Limits(1, 4)));
        memory.Grow(1);
        _linker.Define("a", "b", memory);
        AssertFits(import, fits);
    }

    [Theory]
    [InlineData("(table 2 funcref)", true)]
    [InlineData("(table 2 5 funcref)", true)]
    [InlineData("(table 3 5 funcref)", false)]
    [InlineData("(table 2 4 funcref)", false)]
    [InlineData("(table 2 5 externref)", false)]
    [InlineData("(table 2 5 (ref null nofunc))", false)]
    [InlineData("(table i64 2 5 funcref)", false)]
    public void Tables_fit_by_size_and_equal_elements(string import, bool fits)
    {
        _linker.Define("a", "b", new Table(_store, new TableType(ValueType.FuncRef, new Limits(2, 5))));
        AssertFits(import, fits);
    }

    [Theory]
    [InlineData("(global funcref)", true, false)]
    [InlineData("(global (mut funcref))", false, true)]
    [InlineData("(global (ref null nofunc))", false, false)]
    [InlineData("(global i32)", false, false)]
    public void Globals_fit_by_mutability_and_subtyping(string import, bool fitsConstant, bool fitsMutable)
    {
        _linker.AllowShadowing = true;
        _linker.Define("a", "b", new Global(_store, new GlobalType(ValueType.FuncRef, IsMutable: false), default));
        AssertFits(import, fitsConstant);
        _linker.Define("a", "b", new Global(_store, new GlobalType(ValueType.FuncRef, IsMutable: true), default));
        AssertFits(import, fitsMutable);
    }

    [Fact]
    public void Tags_fit_by_equal_types()
    {
        _linker.Define("a", "b", new Tag(_store, new FunctionType([ValueType.I32], [])));
        AssertFits("(tag (param i32))", true);
        AssertFits("(tag (param i64))", false);
    }

    [Fact]
    public void Names_are_defined_once_unless_shadowing_is_allowed()
    {
        _linker.AddFunction("a", "b", () => { });
        Assert.Throws<ArgumentException>(() => _linker.AddFunction("a", "b", () => { }));
        _linker.AllowShadowing = true;
        _linker.AddFunction("a", "b", (int _) => { });
        AssertFits("(func (param i32))", true);
        Assert.True(_linker.IsDefined("a", "b"));
        Assert.False(_linker.IsDefined("a", "c"));
    }

    [Fact]
    public void Types_that_no_guest_knows_are_refused_when_the_function_is_defined()
    {
        Assert.Throws<ArgumentException>(() => _linker.AddFunction("a", "b", (string _) => { }));
        Assert.Throws<ArgumentException>(() => _linker.AddFunction("a", "b", (int _, Caller _) => { }));
        Assert.Throws<ArgumentException>(() => _linker.AddFunction("a", "b", () => (byte)1));
        _linker.AddFunction("a", "c", (Vector128<byte> v) => (v, 1u, 2ul, 1f, 1.0, (object?)null));
    }

    [Fact]
    public void What_belongs_to_another_store_or_engine_is_refused()
    {
        using var other = new Store(_engine);
        using var foreignEngine = new Engine();
        using var foreign = new Store(foreignEngine);
        _linker.Define("a", "b", new Weft.Memory(other, new MemoryType(new Limits(1, 1))));
        Assert.Throws<ArgumentException>(() => Instantiate("(import \"a\" \"b\" (memory 1))"));
        Assert.Throws<ArgumentException>(() => _linker.Define("a", "c", new Weft.Memory(foreign, new MemoryType(new Limits(1, 1)))));
        Assert.Throws<ArgumentException>(() => _linker.Instantiate(foreign, _engine.LoadModuleText("(module)")));
    }

    [Fact]
    public void Globals_begin_with_their_expressions()
    {
        var instance = Instantiate("""
            (type $s (struct (field i8) (field (mut i64)) (field v128) (field externref)))
            (type $a (array (mut i16)))
            (global $base i32 (i32.const 5))
            (global (export "sum") i32 (i32.sub (i32.mul (i32.add (global.get $base) (i32.const 2)) (i32.const -3)) (i32.const 1)))
            (global (export "long") i64 (i64.sub (i64.mul (i64.add (i64.const 1) (i64.const 2)) (i64.const 5)) (i64.const 100)))
            (global (export "nan") f32 (f32.const -nan:0x200001))
            (global (export "vector") v128 (v128.const i64x2 1 2))
            (global (export "struct") (ref $s) (struct.new $s (i32.const 0x1FF) (i64.const -7) (v128.const i64x2 3 4) (ref.null extern)))
            (global (export "empty") (ref $s) (struct.new_default $s))
            (global (export "array") (ref $a) (array.new $a (i32.const 0x12345) (i32.const 3)))
            (global (export "fixed") (ref $a) (array.new_fixed $a 2 (i32.const 1) (i32.const 2)))
            (global (export "zeros") (ref $a) (array.new_default $a (i32.const 4)))
            (global (export "small") (ref i31) (ref.i31 (i32.const -1)))
            (global (export "outside") externref (extern.convert_any (ref.i31 (i32.const 9))))
            (global (export "inside") anyref (any.convert_extern (extern.convert_any (ref.i31 (i32.const 9)))))
            (func $f) (global (export "function") funcref (ref.func $f))
            (export "f" (func $f))
            """);
        Value Get(string name) => instance.GetGlobal(name).Value;
        Assert.Equal(-22, Get("sum"));
        Assert.Equal(-85L, Get("long"));
        Assert.Equal(0xFFA00001u, Get("nan").AsBits());
        Assert.Equal(Vector128.Create(1UL, 2).AsByte(), Get("vector").AsVector());
        var structure = (StructObject)Get("struct").Reference!;
        Assert.Equal([0xFF, -7L, Vector128.Create(3UL, 4).AsByte(), Value.FromReference(null)], Enumerable.Range(0, 4).Select(structure.GetField));
        Assert.Equal(0L, ((StructObject)Get("empty").Reference!).GetField(1));
        var array = (ArrayObject)Get("array").Reference!;
        Assert.Equal([0x2345, 0x2345, 0x2345], Enumerable.Range(0, array.Length).Select(i => array[i]));
        Assert.Equal(2, ((ArrayObject)Get("fixed").Reference!)[1]);
        Assert.Equal(4, ((ArrayObject)Get("zeros").Reference!).Length);
        Assert.Equal(uint.MaxValue >> 1, ((I31)Get("small").Reference!).Unsigned);
        Assert.Equal(Get("outside"), Get("inside"));
        Assert.Same(instance.GetFunction("f"), Get("function").Reference);
        Assert.Throws<InvalidOperationException>(() => instance.GetGlobal("sum").Value = 1);
    }

    [Fact]
    public void Segments_are_applied_in_order_and_those_before_a_trap_stay()
    {
        var memory = new Weft.Memory(_store, new MemoryType(new Limits(1, 1)));
        var table = new Table(_store, new TableType(ValueType.FuncRef, new Limits(3, 3)));
        _linker.Define("a", "memory", memory).Define("a", "table", table);
        const string Imports = "(import \"a\" \"memory\" (memory 1)) (import \"a\" \"table\" (table 3 funcref)) (func $f) (func $g) ";
        Instantiate(Imports + "(elem (i32.const 1) $f $g) (data (i32.const 1) \"abc\") (data (i32.const 2) \"x\") (data \"unused\")");
        Assert.Equal("axc", memory.ReadString(1, 3));
        Assert.Null(table[0]);
        Assert.NotNull(table[1]);
        Assert.NotSame(table[1], table[2]);

        var trap = Assert.Throws<TrapException>(() => Instantiate(Imports + "(data (i32.const 0) \"y\") (data (i32.const 65535) \"zz\")"));
        Assert.StartsWith("out of bounds memory access", trap.Message);
        Assert.Equal("yaxc", memory.ReadString(0, 4));
        Assert.Equal(0, memory.Read<byte>(65535));
        trap = Assert.Throws<TrapException>(() => Instantiate(
            Imports + "(data (i32.const 0) \"n\") (elem (i32.const 0) $f) (elem (i32.const 2) $g $g)"));
        Assert.StartsWith("out of bounds table access", trap.Message);
        Assert.NotNull(table[0]);
        Assert.Equal("y", memory.ReadString(0, 1));
        Assert.Throws<TrapException>(() => Instantiate(Imports + "(data (i32.const -1) \"\")"));
        Assert.Throws<TrapException>(() => Instantiate(Imports + "(elem (offset (i32.const -1)))"));
        Instantiate(Imports + "(elem (i32.const 0) funcref (ref.null func)) (elem declare func $f)");
        Assert.Null(table[0]);
    }

    [Fact]
    public void Tables_begin_with_their_initialisers_and_hold_any_reference()
    {
        var instance = Instantiate("""
            (table (export "small") 3 (ref i31) (ref.i31 (i32.const 7)))
            (table (export "externs") 2 4 externref)
            (func $f) (table (export "functions") 2 (ref func) (ref.func $f))
            (elem (table 1) (i32.const 1) externref (extern.convert_any (ref.i31 (i32.const 3))))
            """);
        Assert.Equal(7, ((I31)instance.GetTable("small")[2]!).Signed);
        var externs = instance.GetTable("externs");
        Assert.Null(externs[0]);
        Assert.Equal(I31.Create(3), externs[1]);
        externs[0] = "text";
        Assert.Equal(2, externs.GrowBy(2, this));
        Assert.Equal(-1, externs.GrowBy(1, null));
        Assert.Same(this, externs[3]);
        Assert.Equal("text", externs[0]);
        var functions = instance.GetTable("functions");
        Assert.Same(functions[0], functions[1]);
        Assert.Throws<ArgumentException>(() => functions[0] = null);
        Assert.Throws<ArgumentException>(() => functions[0] = "text");
        Assert.Throws<ArgumentOutOfRangeException>(() => functions[2]);
        using var other = new Store(_engine);
        var foreign = new Function(other, FunctionType.Empty, (_, _, _) => { });
        Assert.Throws<ArgumentException>(() => functions[0] = foreign);
        Assert.Throws<ArgumentException>(() => externs[0] = foreign);
        Assert.Equal(-1, functions.GrowBy(999, functions[0]));
        Assert.Equal(2, functions.GrowBy(998, functions[0]));
    }

    [Fact]
    public void Limits_of_the_store_are_link_errors()
    {
        Assert.Throws<LinkException>(() => Instantiate("(table 1001 funcref)"));
        for (var i = 1; i < 20; i++)
        {
            Instantiate("");
        }

        Assert.Contains("too many instances", Assert.Throws<LinkException>(() => Instantiate("")).Message);
    }

    [Fact]
    public void Exports_are_what_they_are_and_imports_can_be_exported_again()
    {
        var host = new Function(_store, new FunctionType([ValueType.I32], [ValueType.I32]), (_, arguments, results) => results[0] = arguments[0].AsInt32() + 1);
        _linker.Define("a", "f", host);
        var instance = Instantiate("""
            (import "a" "f" (func $f (param i32) (result i32)))
            (export "again" (func $f)) (memory (export "m") 1) (table (export "t") 1 funcref) (tag (export "e") (param i32)) (global (export "g") i32 (i32.const 1))
            """);
        Assert.Equal(["again", "m", "t", "e", "g"], instance.ExportNames);
        Assert.Same(host, instance.GetFunction("again"));
        Assert.Equal([42], instance.GetFunction("again").Invoke(41));
        Assert.Equal(42, instance.GetFunction<Func<int, int>>("again")(41));
        Assert.Null(instance.GetExport("nothing"));
        Assert.Throws<ArgumentException>(() => instance.GetFunction("m"));
        Assert.Throws<ArgumentException>(() => instance.GetMemory("nothing"));
        Assert.Contains("\"again\"", Assert.Throws<ArgumentException>(() => instance.GetFunction<Func<int, long>>("again")).Message);
        Assert.Same(instance.GetMemory("m"), instance.GetExport("m"));
        Assert.Equal(ExternalKind.Tag, instance.GetTag("e").Kind);
        _linker.DefineInstance("b", instance);
        Assert.Same(instance.GetGlobal("g"), Instantiate("(import \"b\" \"g\" (global i32)) (export \"g\" (global 0))").GetGlobal("g"));
    }

    private void AssertFits(string import, bool fits)
    {
        var module = $"(import \"a\" \"b\" {import})";
        if (fits)
        {
            Instantiate(module);
        }
        else
        {
            var error = Assert.Throws<LinkException>(() => Instantiate(module));
            Assert.StartsWith("incompatible import type", error.Message);
        }
    }

    private Instance Instantiate(string fields) => _linker.Instantiate(_store, _engine.LoadModuleText($"(module {fields})"));
}
