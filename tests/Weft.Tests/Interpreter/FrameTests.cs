// Every handler that asks the machine for something must still jump to the next one: a guest's loop must not fill the stack.
using System.Text;
using Xunit;

namespace Weft.Tests.Interpreter;

public sealed class FrameTests
{
    private const string Types = """
        (memory 1) (type $s (struct (field (mut i8)) (field (mut i16)) (field (mut i32)) (field (mut i64)) (field (mut v128)) (field (mut anyref)) (field (mut f64))))
        (type $b (array (mut i8))) (type $h (array (mut i16))) (type $i (array (mut i32))) (type $l (array (mut i64))) (type $v (array (mut v128)))
        (type $r (array (mut anyref))) (type $fr (array (mut funcref))) (type $f (func)) (func $f (type $f)) (table $t 10 funcref) (tag $tag)
        (elem $e funcref (ref.func $f) (ref.func $f)) (data $d "abcdefghijklmnopqrstuvwxyz") (global $g (mut anyref) (ref.null any))
        """;

    private const string Locals = """
        (local $s (ref null $s)) (local $b (ref null $b)) (local $h (ref null $h)) (local $i (ref null $i)) (local $l (ref null $l)) (local $v (ref null $v))
        (local $r (ref null $r)) (local $fr (ref null $fr)) (local $x i32) (local $y i64) (local $z v128) (local $a anyref) (local $fn funcref)
        (local.set $s (struct.new_default $s)) (local.set $b (array.new_default $b (i32.const 10))) (local.set $h (array.new_default $h (i32.const 10)))
        (local.set $i (array.new_default $i (i32.const 10))) (local.set $l (array.new_default $l (i32.const 10))) (local.set $v (array.new_default $v (i32.const 10)))
        (local.set $r (array.new_default $r (i32.const 10))) (local.set $fr (array.new_default $fr (i32.const 10)))
        """;

    private const string Statements = """
        (local.set $s (struct.new $s (i32.const 1) (i32.const 1) (i32.const 1) (i64.const 1) (v128.const i64x2 1 1) (local.get $a) (f64.const 1)))
        (local.set $s (struct.new_default $s))
        (local.set $x (struct.get_u $s 0 (local.get $s)))
        (local.set $x (struct.get_s $s 0 (local.get $s)))
        (local.set $x (struct.get_u $s 1 (local.get $s)))
        (local.set $x (struct.get_s $s 1 (local.get $s)))
        (local.set $x (struct.get $s 2 (local.get $s)))
        (local.set $y (struct.get $s 3 (local.get $s)))
        (local.set $z (struct.get $s 4 (local.get $s)))
        (local.set $a (struct.get $s 5 (local.get $s)))
        (struct.set $s 0 (local.get $s) (local.get $n))
        (struct.set $s 1 (local.get $s) (local.get $n))
        (struct.set $s 2 (local.get $s) (local.get $n))
        (struct.set $s 3 (local.get $s) (local.get $y))
        (struct.set $s 4 (local.get $s) (local.get $z))
        (struct.set $s 5 (local.get $s) (local.get $a))
        (local.set $b (array.new $b (i32.const 1) (i32.const 10)))
        (local.set $b (array.new_default $b (i32.const 10)))
        (local.set $b (array.new_fixed $b 2 (i32.const 1) (i32.const 1)))
        (array.set $b (local.get $b) (i32.const 1) (i32.const 1))
        (array.fill $b (local.get $b) (i32.const 1) (i32.const 1) (i32.const 3))
        (array.copy $b $b (local.get $b) (i32.const 1) (local.get $b) (i32.const 2) (i32.const 3))
        (local.set $b (array.new_data $b $d (i32.const 0) (i32.const 1)))
        (array.init_data $b $d (local.get $b) (i32.const 0) (i32.const 0) (i32.const 1))
        (local.set $h (array.new $h (i32.const 1) (i32.const 10)))
        (local.set $h (array.new_default $h (i32.const 10)))
        (local.set $h (array.new_fixed $h 2 (i32.const 1) (i32.const 1)))
        (array.set $h (local.get $h) (i32.const 1) (i32.const 1))
        (array.fill $h (local.get $h) (i32.const 1) (i32.const 1) (i32.const 3))
        (array.copy $h $h (local.get $h) (i32.const 1) (local.get $h) (i32.const 2) (i32.const 3))
        (local.set $h (array.new_data $h $d (i32.const 0) (i32.const 1)))
        (array.init_data $h $d (local.get $h) (i32.const 0) (i32.const 0) (i32.const 1))
        (local.set $i (array.new $i (i32.const 1) (i32.const 10)))
        (local.set $i (array.new_default $i (i32.const 10)))
        (local.set $i (array.new_fixed $i 2 (i32.const 1) (i32.const 1)))
        (array.set $i (local.get $i) (i32.const 1) (i32.const 1))
        (array.fill $i (local.get $i) (i32.const 1) (i32.const 1) (i32.const 3))
        (array.copy $i $i (local.get $i) (i32.const 1) (local.get $i) (i32.const 2) (i32.const 3))
        (local.set $i (array.new_data $i $d (i32.const 0) (i32.const 1)))
        (array.init_data $i $d (local.get $i) (i32.const 0) (i32.const 0) (i32.const 1))
        (local.set $l (array.new $l (i64.const 1) (i32.const 10)))
        (local.set $l (array.new_default $l (i32.const 10)))
        (local.set $l (array.new_fixed $l 2 (i64.const 1) (i64.const 1)))
        (array.set $l (local.get $l) (i32.const 1) (i64.const 1))
        (array.fill $l (local.get $l) (i32.const 1) (i64.const 1) (i32.const 3))
        (array.copy $l $l (local.get $l) (i32.const 1) (local.get $l) (i32.const 2) (i32.const 3))
        (local.set $l (array.new_data $l $d (i32.const 0) (i32.const 1)))
        (array.init_data $l $d (local.get $l) (i32.const 0) (i32.const 0) (i32.const 1))
        (local.set $v (array.new $v (v128.const i64x2 1 1) (i32.const 10)))
        (local.set $v (array.new_default $v (i32.const 10)))
        (local.set $v (array.new_fixed $v 2 (v128.const i64x2 1 1) (v128.const i64x2 1 1)))
        (array.set $v (local.get $v) (i32.const 1) (v128.const i64x2 1 1))
        (array.fill $v (local.get $v) (i32.const 1) (v128.const i64x2 1 1) (i32.const 3))
        (array.copy $v $v (local.get $v) (i32.const 1) (local.get $v) (i32.const 2) (i32.const 3))
        (local.set $v (array.new_data $v $d (i32.const 0) (i32.const 1)))
        (array.init_data $v $d (local.get $v) (i32.const 0) (i32.const 0) (i32.const 1))
        (local.set $r (array.new $r (local.get $a) (i32.const 10)))
        (local.set $r (array.new_default $r (i32.const 10)))
        (local.set $r (array.new_fixed $r 2 (local.get $a) (local.get $a)))
        (array.set $r (local.get $r) (i32.const 1) (local.get $a))
        (array.fill $r (local.get $r) (i32.const 1) (local.get $a) (i32.const 3))
        (array.copy $r $r (local.get $r) (i32.const 1) (local.get $r) (i32.const 2) (i32.const 3))
        (local.set $fr (array.new $fr (ref.null func) (i32.const 10)))
        (local.set $fr (array.new_default $fr (i32.const 10)))
        (local.set $fr (array.new_fixed $fr 2 (ref.null func) (ref.null func)))
        (array.set $fr (local.get $fr) (i32.const 1) (ref.null func))
        (array.fill $fr (local.get $fr) (i32.const 1) (ref.null func) (i32.const 3))
        (array.copy $fr $fr (local.get $fr) (i32.const 1) (local.get $fr) (i32.const 2) (i32.const 3))
        (local.set $x (array.get_u $b (local.get $b) (i32.const 1)))
        (local.set $x (array.get_s $b (local.get $b) (i32.const 1)))
        (local.set $x (array.get_u $h (local.get $h) (i32.const 1)))
        (local.set $x (array.get_s $h (local.get $h) (i32.const 1)))
        (local.set $x (array.get $i (local.get $i) (i32.const 1)))
        (local.set $y (array.get $l (local.get $l) (i32.const 1)))
        (local.set $z (array.get $v (local.get $v) (i32.const 1)))
        (local.set $a (array.get $r (local.get $r) (i32.const 1)))
        (local.set $fn (array.get $fr (local.get $fr) (i32.const 1)))
        (local.set $fr (array.new_elem $fr $e (i32.const 0) (i32.const 2)))
        (array.init_elem $fr $e (local.get $fr) (i32.const 0) (i32.const 0) (i32.const 2))
        (local.set $x (array.len (local.get $i)))
        (local.set $x (ref.test (ref $s) (local.get $a)))
        (local.set $x (ref.test (ref i31) (local.get $a)))
        (drop (ref.cast (ref null $s) (local.get $s)))
        (block $k (drop (block $j (result anyref) (br_on_cast $j anyref (ref $s) (local.get $s)) (drop) (br $k))))
        (block $k (drop (block $j (result anyref) (br_on_cast_fail $j anyref (ref $s) (local.get $s)) (drop) (br $k))))
        (local.set $a (ref.i31 (local.get $n)))
        (local.set $x (i31.get_s (ref.i31 (local.get $n))))
        (local.set $x (i31.get_u (ref.i31 (local.get $n))))
        (local.set $x (ref.eq (local.get $s) (local.get $s)))
        (local.set $x (ref.is_null (local.get $s)))
        (drop (ref.as_non_null (local.get $s)))
        (local.set $fn (ref.func $f))
        (global.set $g (local.get $a))
        (local.set $a (global.get $g))
        (local.set $a (select (result anyref) (local.get $a) (local.get $s) (local.get $n)))
        (local.set $fn (table.get $t (i32.const 1)))
        (table.set $t (i32.const 1) (local.get $fn))
        (local.set $x (table.size $t))
        (local.set $x (table.grow $t (ref.null func) (i32.const 0)))
        (table.fill $t (i32.const 0) (ref.func $f) (i32.const 2))
        (table.copy $t $t (i32.const 0) (i32.const 1) (i32.const 2))
        (table.init $t $e (i32.const 0) (i32.const 0) (i32.const 1))
        (local.set $x (memory.size))
        (local.set $x (memory.grow (i32.const 0)))
        (memory.fill (i32.const 0) (i32.const 1) (i32.const 2))
        (memory.copy (i32.const 0) (i32.const 1) (i32.const 2))
        (memory.init $d (i32.const 0) (i32.const 0) (i32.const 2))
        (call $f)
        (call_ref $f (ref.func $f))
        (table.fill $t (i32.const 0) (ref.null func) (i32.const 2))
        (local.set $x (memory.atomic.notify (i32.const 0) (i32.const 1)))
        (block (result i64 i64) (i64.mul_wide_s (local.get $y) (i64.const 3))) (drop) (local.set $y)
        (block (result i64 i64) (i64.mul_wide_u (local.get $y) (i64.const 3))) (drop) (local.set $y)
        (block $o (try_table (catch_all $o) (throw $tag)))
        """;

    [Fact]
    public void Calls_to_another_instance_and_of_a_subtype_take_one_frame()
    {
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Interpreter });
        using var store = new Store(engine);
        var callee = new Linker(engine).Instantiate(store, engine.LoadModuleText("""(module (func (export "f")))"""));
        var instance = new Linker(engine).Define("m", "f", callee.GetFunction("f")).Instantiate(store, engine.LoadModuleText("""
            (module (type $base (sub (func))) (type $sub (sub final $base (func))) (type $f (func)) (import "m" "f" (func $f (type $f)))
              (func $s (type $sub)) (table $t funcref (elem $s $f))
              (func (export "run") (param $n i32) (loop $q
                (call $f) (call_indirect $t (type $base) (i32.const 0)) (call_indirect $t (type $f) (i32.const 1)) (call_ref $f (ref.func $f))
                (br_if $q (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
            """));
        instance.GetFunction<Action<int>>("run")(200_000);
    }

    [Fact]
    public void Instructions_that_ask_the_machine_take_one_frame()
    {
        var statements = Statements.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var text = new StringBuilder("(module ").Append(Types);
        for (var i = 0; i < statements.Length; i++)
        {
            text.Append($"(func (export \"f{i}\") (param $n i32) {Locals} (loop $q {statements[i]} (br_if $q (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))");
        }

        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Interpreter });
        using var store = new Store(engine);
        var instance = new Linker(engine).Instantiate(store, engine.LoadModuleText(text.Append(')').ToString()));
        for (var i = 0; i < statements.Length; i++)
        {
            // A frame has 64 bytes at least, and a stack 8 MiB: one that grew with the loop would end the process.
            instance.GetFunction<Action<int>>($"f{i}")(200_000);
        }
    }
}
