// What running code does with objects of the guest, on all tiers: every kind of field and element, casts, traps, exceptions.
using System.Runtime.Intrinsics;
using Xunit;

namespace Weft.Tests.Gc;

/// <summary>In the interpreter.</summary>
public sealed class InterpretedObjectCodeTests() : ObjectCodeTests(new EngineOptions { Tier = ExecutionTier.Interpreter });

/// <summary>In compiled code.</summary>
public sealed class CompiledObjectCodeTests() : ObjectCodeTests(new EngineOptions { Tier = ExecutionTier.Jit });

/// <summary>In the interpreter, with the objects of compiled code.</summary>
public sealed class ColdObjectCodeTests() : ObjectCodeTests(new EngineOptions { Tier = ExecutionTier.Tiered, CallsUntilHot = 1_000_000, RoundsUntilHot = 1_000_000 });

/// <summary>First in the interpreter, then in compiled code.</summary>
public sealed class TieredObjectCodeTests() : ObjectCodeTests(
    new EngineOptions { Tier = ExecutionTier.Tiered, CallsUntilHot = 1, RoundsUntilHot = 1, CompilesInBackground = false });

public abstract class ObjectCodeTests : IDisposable
{
    private readonly Engine _engine;
    private readonly Store _store;

    protected ObjectCodeTests(EngineOptions options)
    {
        _engine = new Engine(options);
        _store = new Store(_engine);
    }

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void The_host_and_the_guest_see_the_same_fields_of_every_kind()
    {
        const string Kinds = "(field (mut i8)) (field (mut i16)) (field (mut i32)) (field (mut i64)) (field (mut f32)) (field (mut f64)) (field (mut v128)) (field (mut anyref))";
        var instance = Instantiate($$"""
            (module
              (type $base (sub (struct {{Kinds}})))
              (type $t (sub final $base (struct {{Kinds}} (field (mut i8)) (field (mut externref)) (field (mut i32)))))
              (func (export "make") (result (ref $t)) (struct.new $t
                (i32.const 0x1FF) (i32.const 0x1FFFE) (i32.const -3) (i64.const -4) (f32.const 1.5) (f64.const -2.5) (v128.const i64x2 5 6) (ref.i31 (i32.const 7))
                (i32.const 8) (ref.null extern) (i32.const 9)))
              (func (export "empty") (result (ref $t)) (struct.new_default $t))
              (func (export "numbers") (param $s (ref null $base)) (result i32 i32 i32 i32 i32 i64 f32 f64)
                (struct.get_s $base 0 (local.get $s)) (struct.get_u $base 0 (local.get $s)) (struct.get_s $base 1 (local.get $s))
                (struct.get_u $base 1 (local.get $s)) (struct.get $base 2 (local.get $s)) (struct.get $base 3 (local.get $s))
                (struct.get $base 4 (local.get $s)) (struct.get $base 5 (local.get $s)))
              (func (export "others") (param $s (ref $t)) (result v128 anyref i32 externref i32)
                (struct.get $t 6 (local.get $s)) (struct.get $t 7 (local.get $s)) (struct.get_s $t 8 (local.get $s))
                (struct.get $t 9 (local.get $s)) (struct.get $t 10 (local.get $s)))
              (func (export "set") (param $s (ref null $t))
                (struct.set $t 0 (local.get $s) (i32.const -1)) (struct.set $t 1 (local.get $s) (i32.const -2)) (struct.set $t 2 (local.get $s) (i32.const 3))
                (struct.set $t 3 (local.get $s) (i64.const 4)) (struct.set $t 4 (local.get $s) (f32.const 5)) (struct.set $t 5 (local.get $s) (f64.const 6))
                (struct.set $t 6 (local.get $s) (v128.const i64x2 7 8)) (struct.set $t 7 (local.get $s) (local.get $s)) (struct.set $t 10 (local.get $s) (i32.const 11))))
            """);
        var made = (StructObject)Call(instance, "make")[0].Reference!;
        Assert.Equal([0xFF, 0xFFFE, -3, -4L, 1.5f, -2.5, Vector128.Create(5L, 6).AsByte(), Value.FromReference(I31.Create(7)), 8, Value.FromReference(null), 9], Fields(made));
        Assert.Equal([-1, 255, -2, 0xFFFE, -3, -4L, 1.5f, -2.5], Call(instance, "numbers", Value.FromReference(made)));

        Value[] written = [1, 2, 3, 4L, 5f, 6.0, Vector128.Create(7L, 8).AsByte(), Value.FromReference(made), 0xF9, Value.FromReference("host"), 11];
        for (var i = 0; i < written.Length; i++)
        {
            made.SetField(i, written[i]);
        }

        Assert.Equal(written, Fields(made));
        Assert.Equal([1, 1, 2, 2, 3, 4L, 5f, 6.0], Call(instance, "numbers", Value.FromReference(made)));
        Assert.Equal([written[6], written[7], -7, written[9], 11], Call(instance, "others", Value.FromReference(made)));

        var empty = (StructObject)Call(instance, "empty")[0].Reference!;
        Assert.Equal([0, 0, 0, 0L, 0f, 0.0, default(Vector128<byte>), Value.FromReference(null), 0, Value.FromReference(null), 0], Fields(empty));
        Call(instance, "set", Value.FromReference(empty));
        Assert.Equal([0xFF, 0xFFFE, 3, 4L, 5f, 6.0, Vector128.Create(7L, 8).AsByte(), Value.FromReference(empty), 0, Value.FromReference(null), 11], Fields(empty));
    }

    [Theory]
    [InlineData("i8", "i32", "-2", "_u", 254)]
    [InlineData("i8", "i32", "-2", "_s", -2)]
    [InlineData("i16", "i32", "-2", "_u", 65534)]
    [InlineData("i16", "i32", "-2", "_s", -2)]
    [InlineData("i32", "i32", "-2", "", -2)]
    [InlineData("i64", "i64", "-2", "", -2L)]
    [InlineData("f32", "f32", "-2.5", "", -2.5f)]
    [InlineData("f64", "f64", "-2.5", "", -2.5)]
    public void Elements_of_every_kind_are_made_written_and_read(string storage, string type, string constant, string suffix, object expected)
    {
        var instance = Instantiate($$"""
            (module (type $a (array (mut {{storage}})))
              (func $get (param $a (ref null $a)) (param $i i32) (result {{type}}) (array.get{{suffix}} $a (local.get $a) (local.get $i)))
              (func (export "fixed") (result {{type}}) (call $get (array.new_fixed $a 2 ({{type}}.const 0) ({{type}}.const {{constant}})) (i32.const 1)))
              (func (export "new") (result {{type}}) (call $get (array.new $a ({{type}}.const {{constant}}) (i32.const 9)) (i32.const 8)))
              (func (export "set") (result {{type}}) (local $x (ref $a)) (local.set $x (array.new_default $a (i32.const 5000)))
                (array.set $a (local.get $x) (i32.const 4999) ({{type}}.const {{constant}})) (call $get (local.get $x) (i32.const 4999)))
              (func (export "fill") (result {{type}}) (local $x (ref $a)) (local.set $x (array.new_default $a (i32.const 5)))
                (array.fill $a (local.get $x) (i32.const 3) ({{type}}.const {{constant}}) (i32.const 2)) (call $get (local.get $x) (i32.const 4)))
              (func (export "default") (result {{type}}) (call $get (array.new_default $a (i32.const 3)) (i32.const 2)))
              (func (export "make") (result (ref $a)) (array.new $a ({{type}}.const {{constant}}) (i32.const 3))))
            """);
        foreach (var name in (string[])["fixed", "new", "set", "fill"])
        {
            Assert.Equal(expected, Boxed(Call(instance, name)[0]));
        }

        Assert.Equal(Convert.ChangeType(0, expected.GetType(), null), Boxed(Call(instance, "default")[0]));
        var made = (ArrayObject)Call(instance, "make")[0].Reference!;
        Assert.Equal(3, made.Length);
        Assert.Equal(suffix == "_s" ? Convert.ToInt32(expected, null) & (storage == "i8" ? 0xFF : 0xFFFF) : expected, Boxed(made[2]));
    }

    [Fact]
    public void Vectors_and_references_are_elements_too()
    {
        var instance = Instantiate("""
            (module (type $v (array (mut v128))) (type $r (array (mut anyref)))
              (func (export "vector") (result v128) (local $x (ref $v)) (local.set $x (array.new $v (v128.const i64x2 1 2) (i32.const 4)))
                (array.set $v (local.get $x) (i32.const 1) (v128.const i64x2 3 4)) (array.get $v (local.get $x) (i32.const 1)))
              (func (export "reference") (param anyref) (result anyref) (local $x (ref $r)) (local.set $x (array.new $r (ref.null any) (i32.const 4)))
                (array.set $r (local.get $x) (i32.const 2) (local.get 0)) (array.copy $r $r (local.get $x) (i32.const 0) (local.get $x) (i32.const 1) (i32.const 3))
                (array.get $r (local.get $x) (i32.const 1)))
              (func (export "fixed") (param anyref) (result (ref $r)) (array.new_fixed $r 2 (ref.null any) (local.get 0))))
            """);
        Assert.Equal([Vector128.Create(3L, 4).AsByte()], Call(instance, "vector"));
        Assert.Equal([Value.FromReference("host")], Call(instance, "reference", Value.FromReference("host")));
        var made = (ArrayObject)Call(instance, "fixed", Value.FromReference("host"))[0].Reference!;
        Assert.Equal([Value.FromReference(null), Value.FromReference("host")], [made[0], made[1]]);
    }

    [Fact]
    public void Casts_follow_the_declared_hierarchy()
    {
        var instance = Instantiate("""
            (module
              (type $base (sub (struct (field i32)))) (type $mid (sub $base (struct (field i32) (field i64)))) (type $leaf (sub final $mid (struct (field i32) (field i64))))
              (type $twin (sub final $base (struct (field i32)))) (type $a (sub (array anyref))) (type $b (sub final $a (array anyref))) (type $c (array i8))
              (type $f (sub (func))) (type $g (sub final $f (func)))
              (func $f (type $f)) (func $g (type $g)) (elem declare func $f $g)
              (func (export "make") (param i32) (result anyref)
                (block $d (block $c (block $b (block $a (block $twin (block $leaf (block $mid (block $base (br_table $base $mid $leaf $twin $a $b $c $d (local.get 0)))
                  (return (struct.new_default $base))) (return (struct.new_default $mid))) (return (struct.new_default $leaf))) (return (struct.new_default $twin)))
                  (return (array.new_default $a (i32.const 1)))) (return (array.new_default $b (i32.const 1)))) (return (array.new_default $c (i32.const 1))))
                (ref.i31 (i32.const 5)))
              (func (export "test") (param anyref) (result i32)
                (ref.test (ref $base) (local.get 0))
                (i32.or (i32.shl (ref.test (ref $mid) (local.get 0)) (i32.const 1)))
                (i32.or (i32.shl (ref.test (ref $leaf) (local.get 0)) (i32.const 2)))
                (i32.or (i32.shl (ref.test (ref $twin) (local.get 0)) (i32.const 3)))
                (i32.or (i32.shl (ref.test (ref $a) (local.get 0)) (i32.const 4)))
                (i32.or (i32.shl (ref.test (ref $b) (local.get 0)) (i32.const 5)))
                (i32.or (i32.shl (ref.test (ref $c) (local.get 0)) (i32.const 6)))
                (i32.or (i32.shl (ref.test (ref i31) (local.get 0)) (i32.const 7)))
                (i32.or (i32.shl (ref.test (ref struct) (local.get 0)) (i32.const 8)))
                (i32.or (i32.shl (ref.test (ref array) (local.get 0)) (i32.const 9)))
                (i32.or (i32.shl (ref.test (ref eq) (local.get 0)) (i32.const 10)))
                (i32.or (i32.shl (ref.test (ref any) (local.get 0)) (i32.const 11)))
                (i32.or (i32.shl (ref.test (ref null $mid) (local.get 0)) (i32.const 12)))
                (i32.or (i32.shl (ref.test nullref (local.get 0)) (i32.const 13))))
              (func (export "cast") (param anyref) (result i32) (drop (ref.cast (ref $mid) (local.get 0))) (i32.const 1))
              (func (export "castnull") (param anyref) (result i32) (drop (ref.cast (ref null $mid) (local.get 0))) (i32.const 1))
              (func (export "branch") (param anyref) (result i32)
                (block $yes (result (ref $mid)) (br_on_cast $yes anyref (ref $mid) (local.get 0)) (return (i32.const 0))) (drop) (i32.const 1))
              (func (export "branchnull") (param anyref) (result i32)
                (block $no (result (ref any)) (br_on_cast_fail $no anyref (ref null $mid) (local.get 0)) (return (i32.const 1))) (drop) (i32.const 0))
              (func (export "functions") (result i32)
                (ref.test (ref $f) (ref.func $g)) (i32.or (i32.shl (ref.test (ref $g) (ref.func $f)) (i32.const 1)))
                (i32.or (i32.shl (ref.test (ref $g) (ref.func $g)) (i32.const 2)))))
            """);
        (object? Value, int Types)[] cases =
        [
            (Make(0), 0b00_1101_0000_0001), (Make(1), 0b01_1101_0000_0011), (Make(2), 0b01_1101_0000_0111), (Make(3), 0b00_1101_0000_1001),
            (Make(4), 0b00_1110_0001_0000), (Make(5), 0b00_1110_0011_0000), (Make(6), 0b00_1110_0100_0000), (Make(7), 0b00_1100_1000_0000),
            ("host", 0b00_1000_0000_0000), (null, 0b11_0000_0000_0000),
        ];
        foreach (var (value, types) in cases)
        {
            var isMid = (types & 2) != 0;
            var argument = Value.FromReference(value);
            Assert.Equal([types], Call(instance, "test", argument));
            Assert.Equal([isMid ? 1 : 0], Call(instance, "branch", argument));
            Assert.Equal([isMid || value is null ? 1 : 0], Call(instance, "branchnull", argument));
            AssertCast("cast", isMid);
            AssertCast("castnull", isMid || value is null);

            void AssertCast(string name, bool holds)
            {
                if (holds)
                {
                    Assert.Equal([1], Call(instance, name, argument));
                }
                else
                {
                    Assert.Equal(TrapKind.CastFailure, Assert.Throws<TrapException>(() => Call(instance, name, argument)).Kind);
                }
            }
        }

        Assert.Equal([0b101], Call(instance, "functions"));

        object? Make(int index) => Call(instance, "make", index)[0].Reference;
    }

    [Theory]
    [InlineData("(struct.get $s 0 (ref.null $s))", TrapKind.NullStructReference)]
    [InlineData("(struct.set $s 0 (ref.null $s) (i32.const 0)) (i32.const 0)", TrapKind.NullStructReference)]
    [InlineData("(array.get $a (ref.null $a) (i32.const 0))", TrapKind.NullArrayReference)]
    [InlineData("(array.set $a (ref.null $a) (i32.const 0) (i32.const 0)) (i32.const 0)", TrapKind.NullArrayReference)]
    [InlineData("(array.len (ref.null array))", TrapKind.NullArrayReference)]
    [InlineData("(i31.get_s (ref.null i31))", TrapKind.NullI31Reference)]
    [InlineData("(array.get $a (array.new_default $a (i32.const 3)) (i32.const 3))", TrapKind.ArrayOutOfBounds)]
    [InlineData("(array.get $a (array.new_default $a (i32.const 3)) (i32.const -1))", TrapKind.ArrayOutOfBounds)]
    [InlineData("(array.set $a (array.new_default $a (i32.const 0)) (i32.const 0) (i32.const 0)) (i32.const 0)", TrapKind.ArrayOutOfBounds)]
    [InlineData("(array.len (array.new_default $a (i32.const -1)))", TrapKind.AllocationFailed)]
    [InlineData("(array.len (array.new $a (i32.const 1) (i32.const 0x7FFFFFFF)))", TrapKind.AllocationFailed)]
    public void What_is_not_there_traps(string code, TrapKind kind)
    {
        var instance = Instantiate($"""
            (module (type $s (struct (field (mut i32)))) (type $a (array (mut i32))) (memory 1)
              (func (export "run") (result i32) (i32.add (i32.load (i32.const 0)) (block (result i32) {code}))))
            """);
        Assert.Equal(kind, Assert.Throws<TrapException>(() => Call(instance, "run")).Kind);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("i32", "(i32.const -1)")]
    [InlineData("i64 f32", "(i64.const -1) (f32.const 1.5)")]
    [InlineData("f64 i32 i64", "(f64.const 2.5) (i32.const 3) (i64.const 4)")]
    [InlineData("v128", "(v128.const i64x2 1 2)")]
    [InlineData("v128 i32 externref", "(v128.const i64x2 1 2) (i32.const 3) (local.get 0)")]
    [InlineData("externref i32 externref anyref", "(local.get 0) (i32.const 4) (ref.null extern) (ref.i31 (i32.const 5))")]
    public void Exceptions_carry_their_payload_to_guest_and_host(string types, string values)
    {
        var instance = Instantiate($$"""
            (module (tag $other (param i32)) (tag $e (export "e") (param {{types}}))
              (func $throw (export "throw") (param externref) (throw $e {{values}}))
              (func (export "values") (param externref) (result {{types}}) {{values}})
              (func (export "catch") (param externref) (result {{types}})
                (block $h (result {{types}}) (block $o (result i32) (try_table (catch $other $o) (catch $e $h) (call $throw (local.get 0))) unreachable) unreachable))
              (func (export "rethrow") (param externref)
                (block $h (result exnref) (try_table (catch_all_ref $h) (call $throw (local.get 0))) unreachable) throw_ref))
            """);
        var expected = Call(instance, "values", Value.FromReference("host"));
        Assert.Equal(expected, Call(instance, "catch", Value.FromReference("host")));
        foreach (var name in (string[])["throw", "rethrow"])
        {
            var thrown = Assert.Throws<GuestException>(() => Call(instance, name, Value.FromReference("host")));
            Assert.Same(instance.GetTag("e"), thrown.Tag);
            Assert.Equal(expected, thrown.Exception.Payload);
            Assert.Equal(expected, new ExceptionObject(thrown.Tag, expected).Payload);
        }
    }

    [Fact]
    public void References_in_globals_are_shared_with_the_host_and_other_instances()
    {
        var first = Instantiate("""(module (global (export "g") (mut externref) (ref.null extern)) (tag (export "t") (param i32)))""");
        var linker = new Linker(_engine).Define("m", "g", first.GetGlobal("g"));
        var second = linker.Instantiate(_store, _engine.LoadModuleText("""
            (module (import "m" "g" (global $g (mut externref))) (global $n (mut i32) (i32.const 1)) (global $own (mut anyref) (ref.i31 (i32.const 2))) (tag (param i64))
              (func (export "set") (param externref) (global.set $g (local.get 0)) (global.set $own (any.convert_extern (local.get 0))))
              (func (export "get") (result externref anyref i32) (global.get $g) (global.get $own) (global.get $n)))
            """));
        Assert.Equal([Value.FromReference(null), Value.FromReference(I31.Create(2)), 1], Call(second, "get"));
        Call(second, "set", Value.FromReference("x"));
        Assert.Equal("x", first.GetGlobal("g").Value.Reference);
        first.GetGlobal("g").Value = Value.FromReference("y");
        Assert.Equal([Value.FromReference("y"), Value.FromReference("x"), 1], Call(second, "get"));
    }

    [Fact]
    public void An_object_stays_in_its_store()
    {
        const string Text = """
            (module (type $s (struct (field (mut funcref)))) (func $f) (elem declare func $f)
              (func (export "make") (result (ref $s)) (struct.new $s (ref.func $f))) (func (export "take") (param (ref $s))))
            """;
        using var other = new Store(_engine);
        var here = Instantiate(Text);
        var there = new Linker(_engine).Instantiate(other, _engine.LoadModuleText(Text));
        var mine = (StructObject)Call(here, "make")[0].Reference!;
        var foreign = (StructObject)Call(there, "make")[0].Reference!;
        Assert.Equal(mine.TypeId, foreign.TypeId);
        Call(here, "take", Value.FromReference(mine));
        Assert.Contains("another store", Assert.Throws<ArgumentException>(() => Call(here, "take", Value.FromReference(foreign))).Message);
        Assert.Contains("another store", Assert.Throws<ArgumentException>(() => mine.SetField(0, foreign.GetField(0))).Message);
        other.Dispose();
        Assert.Contains("another store", Assert.Throws<ArgumentException>(() => Call(here, "take", Value.FromReference(foreign))).Message);
    }

    private static Value[] Fields(StructObject structure) => [.. Enumerable.Range(0, structure.FieldCount).Select(structure.GetField)];

    private static object Boxed(Value value) => value.Kind switch
    {
        Wasm.ValueKind.I32 => (object)value.AsInt32(),
        Wasm.ValueKind.I64 => value.AsInt64(),
        Wasm.ValueKind.F32 => value.AsSingle(),
        _ => value.AsDouble(),
    };

    private static Value[] Call(Instance instance, string name, params ReadOnlySpan<Value> arguments) => instance.GetFunction(name).Invoke(arguments);

    private Instance Instantiate(string text) => new Linker(_engine).Instantiate(_store, _engine.LoadModuleText(text));
}
