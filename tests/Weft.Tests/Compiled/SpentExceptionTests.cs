// Compiled code throws exceptions anew that it caught and kept nowhere. Nobody may notice: those that somebody has keep their values, on every tier.
using System.Runtime.CompilerServices;
using Xunit;

namespace Weft.Tests.Compiled;

public sealed class SpentExceptionTests
{
    private const string Fields = """
        (import "h" "again" (func $again (param i32)))
        (tag $e (export "e") (param i32)) (tag $other (param i32)) (tag $many (param i64 f64 v128 i32)) (tag $object (param externref))
        (func $throw (export "throw") (param i32) (throw $e (local.get 0)))
        (func $throwOther (param i32) (throw $other (local.get 0)))
        (func $caught (export "caught") (param i32) (result i32) (block $c (result i32) (try_table (catch $e $c) (call $throw (local.get 0))) (unreachable)))
        (func $local (param i32) (result i32) (block $c (result i32) (try_table (catch $e $c) (throw $e (local.get 0))) (unreachable)))
        (func $keep (param i32) (result exnref) (block $c (result exnref) (try_table (catch_all_ref $c) (call $throw (local.get 0))) (unreachable)))
        (func $valueOf (param exnref) (result i32) (block $c (result i32) (try_table (catch $e $c) (throw_ref (local.get 0))) (unreachable)))

        ;; In a handler, the values of the first are there while others are thrown.
        (func (export "nested") (result i32)
          (i32.add (i32.mul (call $caught (i32.const 5)) (i32.const 100)) (i32.sub (call $caught (call $local (call $caught (i32.const 7)))) (call $local (i32.const 3)))))

        ;; One that is kept stays as it is, although another handler has looked into it in between.
        (func (export "kept") (result i32) (local $first exnref)
          (local.set $first (call $keep (i32.const 1)))
          (drop (call $valueOf (local.get $first)))
          (drop (call $caught (i32.const 2)))
          (drop (call $local (i32.const 3)))
          (i32.add (i32.mul (call $valueOf (local.get $first)) (i32.const 10)) (call $valueOf (call $keep (i32.const 4)))))

        ;; The inner handler looks at it, and lets it go on to one that keeps it.
        (func (export "passedOn") (result i32) (local $first exnref)
          (drop (call $caught (i32.const 9)))
          (local.set $first (block $out (result exnref)
            (try_table (catch_all_ref $out)
              (drop (block $in (result i32) (try_table (catch $other $in) (call $throw (i32.const 6))) (unreachable)))
              (unreachable))
            (unreachable)))
          (drop (call $caught (i32.const 8)))
          (call $valueOf (local.get $first)))
        (func (export "passedOnHere") (result i32) (local $first exnref)
          (drop (call $local (i32.const 9)))
          (local.set $first (block $out (result exnref)
            (try_table (catch_all_ref $out)
              (drop (block $in (result i32) (try_table (catch $other $in) (throw $e (i32.const 6))) (unreachable)))
              (unreachable))
            (unreachable)))
          (drop (call $local (i32.const 8)))
          (call $valueOf (local.get $first)))

        ;; A legacy handler throws its own again after others of the same tag were caught.
        (func $legacy (param i32)
          (try (do (call $throw (local.get 0)))
            (catch $e (drop) (drop (call $caught (i32.const 50))) (rethrow 0))))
        (func (export "rethrown") (result i32)
          (block $c (result i32) (try_table (catch $e $c) (call $legacy (i32.const 12))) (unreachable)))

        ;; Tags take turns, and values of every size.
        (func (export "turns") (result i32) (local $i i32) (local $sum i32)
          (loop $l
            (local.set $sum (i32.add (local.get $sum) (call $caught (local.get $i))))
            (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 3))
              (block $c (result i32) (try_table (catch $other $c) (call $throwOther (local.get $i))) (unreachable))))
            (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 50))))
          (local.get $sum))
        (func $throwMany (param i32)
          (throw $many (i64.extend_i32_u (local.get 0)) (f64.convert_i32_u (local.get 0)) (i32x4.splat (local.get 0)) (i32.mul (local.get 0) (i32.const 7))))
        (func $many (param i32) (result i32) (local $v v128) (local $d f64) (local $l i64) (local $n i32)
          (block $c (result i64 f64 v128 i32) (try_table (catch $many $c) (call $throwMany (local.get 0))) (unreachable))
          (local.set $n) (local.set $v) (local.set $d) (local.set $l)
          (i32.add (i32.add (local.get $n) (i32x4.extract_lane 3 (local.get $v))) (i32.add (i32.trunc_f64_u (local.get $d)) (i32.wrap_i64 (local.get $l)))))
        (func (export "many") (result i32) (i32.sub (i32.mul (call $many (i32.const 11)) (i32.const 1000)) (call $many (i32.const 3))))

        ;; The host is called while one is being handled, and has the guest throw.
        (func (export "through") (result i32)
          (i32.add (block $c (result i32) (try_table (catch $e $c) (call $again (i32.const 21))) (unreachable)) (call $caught (i32.const 100))))

        (func $throwObject (param externref) (throw $object (local.get 0)))
        (func (export "object") (param externref)
          (drop (block $c (result externref) (try_table (catch $object $c) (call $throwObject (local.get 0))) (unreachable))))
        """;

    public static TheoryData<ExecutionTier> Tiers => new(ExecutionTier.Interpreter, ExecutionTier.Jit, ExecutionTier.Tiered);

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Values_are_those_that_were_thrown(ExecutionTier tier)
    {
        using var engine = new Engine(new EngineOptions { Tier = tier });
        using var store = new Store(engine);
        var instance = Instantiate(store, out _);
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(504, instance.GetFunction<Func<int>>("nested")());
            Assert.Equal(14, instance.GetFunction<Func<int>>("kept")());
            Assert.Equal(6, instance.GetFunction<Func<int>>("passedOn")());
            Assert.Equal(6, instance.GetFunction<Func<int>>("passedOnHere")());
            Assert.Equal(12, instance.GetFunction<Func<int>>("rethrown")());
            Assert.Equal(Turns(), instance.GetFunction<Func<int>>("turns")());
            Assert.Equal(109_970, instance.GetFunction<Func<int>>("many")());
            Assert.Equal(121, instance.GetFunction<Func<int>>("through")());
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void What_the_host_has_stays_as_it_is(ExecutionTier tier)
    {
        using var engine = new Engine(new EngineOptions { Tier = tier });
        using var store = new Store(engine);
        var instance = Instantiate(store, out var mine);
        instance.GetFunction<Func<int, int>>("caught")(1);
        var first = Assert.Throws<GuestException>(() => instance.GetFunction<Action<int>>("throw")(2)).Exception;
        instance.GetFunction<Func<int, int>>("caught")(3);
        var second = Assert.Throws<GuestException>(() => instance.GetFunction<Action<int>>("throw")(4)).Exception;
        instance.GetFunction<Func<int>>("through")();
        Assert.Equal((2, 4), (first.Payload[0].AsInt32(), second.Payload[0].AsInt32()));
        Assert.Equal([21], mine.Select(exception => exception.Payload[0].AsInt32()));
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Objects_that_were_thrown_are_not_kept(ExecutionTier tier)
    {
        using var engine = new Engine(new EngineOptions { Tier = tier });
        using var store = new Store(engine);
        var instance = Instantiate(store, out _);
        var thrown = Throw(instance);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(thrown.IsAlive);
        GC.KeepAlive(instance);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Throw(Instance instance)
    {
        var value = new object();
        instance.GetFunction<Action<object>>("object")(value);
        instance.GetFunction<Action<object?>>("object")(null);
        return new WeakReference(value);
    }

    private static int Turns()
    {
        var sum = 0;
        for (var i = 0; i < 50; i++)
        {
            sum = unchecked(((sum + i) * 3) + i);
        }

        return sum;
    }

    // The host throws exceptions that it makes itself, and goes on having them.
    private static Instance Instantiate(Store store, out List<ExceptionObject> made)
    {
        Instance? instance = null;
        var mine = made = [];
        return instance = Torture.Instantiate(store, Fields, linker => linker.AddFunction("h", "again", (Action<int>)(value =>
        {
            Assert.Equal(40, instance!.GetFunction<Func<int, int>>("caught")(40));
            var exception = new ExceptionObject(instance.GetTag("e"), value);
            mine.Add(exception);
            throw new GuestException(exception);
        })));
    }
}
