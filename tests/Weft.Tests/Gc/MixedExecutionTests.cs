// The interpreter and compiled code work on the same objects: functions and loops become hot in the middle of programs that use them.
using Weft.Wasm;
using Xunit;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Tests.Gc;

public sealed class MixedExecutionTests
{
    private const int Never = 1_000_000;

    // Every kind of field is written and read in each round, by functions that get hot at different times.
    private const string Program = """
        (module
          (type $node (sub (struct (field $next (mut (ref null $node))) (field $key (mut i32)))))
          (type $wide (sub final $node (struct (field $next (mut (ref null $node))) (field $key (mut i32))
            (field $b (mut i8)) (field $h (mut i16)) (field $l (mut i64)) (field $f (mut f32)) (field $d (mut f64)) (field $v (mut v128)) (field $a (mut anyref)))))
          (type $list (array (mut (ref null $node)))) (type $bytes (array (mut i8)))
          (tag $found (param i32 (ref $node)))
          (global $last (mut (ref null $node)) (ref.null $node))

          (func $make (param $i i32) (param $next (ref null $node)) (result (ref $node))
            (if (result (ref $node)) (i32.and (local.get $i) (i32.const 1))
              (then (struct.new $node (local.get $next) (local.get $i)))
              (else (struct.new $wide (local.get $next) (local.get $i) (local.get $i) (i32.mul (local.get $i) (i32.const 300)) (i64.extend_i32_s (local.get $i))
                (f32.convert_i32_s (local.get $i)) (f64.convert_i32_s (local.get $i)) (i32x4.splat (local.get $i)) (ref.i31 (local.get $i))))))

          (func $weight (param $n (ref $node)) (result i32) (local $w (ref null $wide))
            (block $no (result (ref $node))
              (local.set $w (br_on_cast_fail $no (ref $node) (ref $wide) (local.get $n)))
              (return (i32.add (i32.add (i32.add (i32.add (struct.get_s $wide $b (local.get $w)) (struct.get_u $wide $h (local.get $w)))
                (i32.add (i32.wrap_i64 (struct.get $wide $l (local.get $w))) (i32.trunc_f32_s (struct.get $wide $f (local.get $w)))))
                (i32.add (i32.trunc_f64_s (struct.get $wide $d (local.get $w))) (i32x4.extract_lane 3 (struct.get $wide $v (local.get $w)))))
                (i31.get_s (ref.cast (ref i31) (struct.get $wide $a (local.get $w)))))))
            (return (struct.get $node $key)))

          ;; The list in a local, an array that null is not of in another; the node that the loop starts with is its parameter, and
          ;; an object lies below the loop on the stack.
          (func $build (param $count i32) (result (ref $list) (ref $bytes)) (local $i i32) (local $all (ref $list)) (local $head (ref null $node))
            (local.set $all (array.new_default $list (local.get $count)))
            (local.get $all)
            (array.new $bytes (i32.const 0) (local.get $count))
            (ref.null $node)
            (loop $l (param (ref $bytes) (ref null $node)) (result (ref $bytes))
              (local.set $head)
              (local.set $head (call $make (local.get $i) (local.get $head)))
              (array.set $list (local.get $all) (local.get $i) (local.get $head))
              (call $note (local.get $i))
              (local.set $i (i32.add (local.get $i) (i32.const 1)))
              (local.get $head)
              (br_if $l (i32.lt_u (local.get $i) (local.get $count)))
              (global.set $last)))
          (func $note (param $b (ref $bytes)) (param $i i32) (result (ref $bytes))
            (array.set $bytes (local.get $b) (local.get $i) (local.get $i)) (local.get $b))

          (func $find (param $key i32) (local $n (ref null $node))
            (local.set $n (global.get $last))
            (loop $l
              (if (i32.eq (struct.get $node $key (local.get $n)) (local.get $key))
                (then (throw $found (local.get $key) (ref.as_non_null (local.get $n)))))
              (br_if $l (i32.eqz (ref.is_null (local.tee $n (struct.get $node $next (local.get $n))))))))

          (func (export "run") (param $count i32) (result i32) (local $sum i32) (local $i i32) (local $all (ref $list)) (local $bytes (ref $bytes))
            (call $build (local.get $count)) (local.set $bytes) (local.set $all)
            (loop $l
              (local.set $sum (i32.add (local.get $sum) (call $weight (ref.as_non_null (array.get $list (local.get $all) (local.get $i))))))
              (local.set $sum (i32.add (local.get $sum) (array.get_u $bytes (local.get $bytes) (local.get $i))))
              (block $h (result i32 (ref $node))
                (try_table (catch $found $h) (call $find (local.get $i)))
                unreachable)
              (call $weight) (i32.xor)
              (local.set $sum (i32.add (local.get $sum)))
              (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count))))
            (local.get $sum)))
        """;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, Never)]
    [InlineData(Never, 1)]
    [InlineData(3, 5)]
    [InlineData(20, 2)]
    [InlineData(Never, Never)]
    public void A_program_whose_parts_get_hot_computes_the_same(int calls, int rounds)
    {
        using var engine = new Engine(Tiered(calls, rounds));
        using var module = engine.LoadModuleText(Program);
        using var store = new Store(engine);
        var run = new Linker(engine).Instantiate(store, module).GetFunction<Func<int, int>>("run");
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(Expected(150), run(150));
        }

        // A first call is never hot, so that loops are met by the interpreter.
        var code = module.GetTiered(metered: false);
        Assert.Null(code.Failure);
        Assert.Equal(calls != Never || rounds != Never, code.Code is not null);
        Assert.Equal(rounds != Never, HasLoopVariant(module, 2) && HasLoopVariant(module, 5));
    }

    // What an interpreted function leaves behind while compiled code waits for it: its references do not fit, and get a new array.
    [Theory]
    [InlineData("loop", Never, 1)]
    [InlineData("call", 100, Never)]
    [InlineData("host", Never, Never)]
    public void Results_survive_that_the_array_of_references_is_exchanged_meanwhile(string name, int calls, int rounds)
    {
        using var engine = new Engine(Tiered(calls, rounds));
        using var module = engine.LoadModuleText("""
            (module
              (type $s (struct (field i32))) (type $f (func (param i32) (result anyref)))
              (import "host" "call" (func $host (param i32) (result anyref)))
              (table 1 1 funcref) (elem (i32.const 0) $deep)
              (func $deep (export "deep") (type $f) (local anyref anyref anyref anyref anyref anyref anyref anyref anyref anyref anyref anyref anyref anyref anyref anyref)
                (local.set 16 (struct.new $s (local.get 0)))
                (if (local.get 0) (then (drop (call_indirect (type $f) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0)))))
                (local.get 16))
              (func $outer (type $f)
                (if (result anyref) (local.get 0) (then (call_indirect (type $f) (local.get 0) (i32.const 0))) (else (ref.null any))))
              (func $looping (type $f) (local $r anyref) (local $i i32)
                (loop $l
                  (if (i32.eq (local.get $i) (i32.const 5)) (then (local.set $r (call_indirect (type $f) (local.get 0) (i32.const 0)))))
                  (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 9))))
                (local.get $r))
              (func $key (param anyref) (result i32) (struct.get $s 0 (ref.cast (ref $s) (local.get 0))))
              (func (export "loop") (param i32) (result i32) (call $key (call $looping (local.get 0))))
              (func (export "call") (param i32) (result i32) (local $i i32)
                (loop $l
                  (drop (call $outer (i32.const 0)))
                  (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 200))))
                (call $key (call $outer (local.get 0))))
              (func (export "host") (param i32) (result i32) (call $key (call $host (local.get 0)))))
            """);
        using var store = new Store(engine);
        var linker = new Linker(engine).AddFunction(
            "host", "call", new FunctionType([ValueType.I32], [ValueType.AnyRef]),
            (caller, arguments, results) => results[0] = ((Function)caller.GetExport("deep")!).Invoke(arguments[0])[0]);
        var run = linker.Instantiate(store, module).GetFunction<Func<int, int>>(name);
        Assert.Equal(80, run(80));
        Assert.Equal(name == "loop", HasLoopVariant(module, 3));
        Assert.Equal(name == "call", module.GetTiered(metered: false).Code?.GetEntry(2) is not (null or 0));
    }

    [Theory]
    [InlineData(ExecutionTier.Interpreter)]
    [InlineData(ExecutionTier.Jit)]
    [InlineData(ExecutionTier.Tiered)]
    public void A_renter_finds_no_object_and_no_exception_of_the_one_before(ExecutionTier tier)
    {
        using var engine = new Engine(Tiered(1, 1) with { Tier = tier });
        using var module = engine.LoadModuleText("""
            (module
              (type $n (struct (field (mut (ref null $n))) (field i64)))
              (tag $e (param (ref $n)))
              (global $kept (mut (ref null $n)) (ref.null $n))
              (func (export "empty") (result i32) (ref.is_null (global.get $kept)))
              (func (export "keep") (param $count i32)
                (loop $l
                  (global.set $kept (struct.new $n (global.get $kept) (i64.const 1)))
                  (br_if $l (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
              (func (export "throw") (throw $e (ref.as_non_null (global.get $kept)))))
            """);
        using var pool = new InstancePool(
            new Linker(engine), module, new InstancePoolOptions { Capacity = 1, Store = new StoreOptions { MaxHeap = 4 << 20 } });
        Assert.Null(pool.WhyNotReset);
        Instance? before = null;
        for (var round = 0; round < 4; round++)
        {
            using var lease = pool.Rent(TestContext.Current.CancellationToken);
            Assert.True(before is null || ReferenceEquals(before, lease.Instance));
            before = lease.Instance;
            Assert.Equal(1, before.GetFunction<Func<int>>("empty")());

            // Together they would exceed the limit.
            before.GetFunction<Action<int>>("keep")(60_000);
            Assert.Equal(0, before.GetFunction<Func<int>>("empty")());
            var thrown = Assert.Throws<GuestException>(before.GetFunction<Action>("throw"));
            Assert.Equal(1L, ((StructObject)thrown.Exception.Payload[0].Reference!).GetField(1).AsInt64());
        }
    }

    private static EngineOptions Tiered(int calls, int rounds) =>
        new() { Tier = ExecutionTier.Tiered, CallsUntilHot = calls, RoundsUntilHot = rounds, CompilesInBackground = false };

    private static bool HasLoopVariant(Module module, int function)
    {
        var body = module.Validated.Definition.Functions[function - module.Validated.ImportedFunctionCount].Body;
        var code = module.GetTiered(metered: false).Code;
        return Enumerable.Range(0, body.Bytes.Length).Any(offset => code?.GetLoopEntry(function, (int)body.Offset + offset) is not (null or 0));
    }

    private static int Expected(int count)
    {
        var sum = 0;
        for (var i = 0; i < count; i++)
        {
            var weight = i % 2 != 0 ? i : (sbyte)i + (ushort)(i * 300) + (5 * i);
            sum += weight + i + (i ^ weight);
        }

        return sum;
    }
}
