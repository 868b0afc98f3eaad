// Handles between three components, by copiers, by adapters and the plain way: the same random calls with good and bad handles have the same results
// and traps.
using Weft.Components.Adapters;
using Weft.Components.Tests.Linking;
using Xunit;

namespace Weft.Components.Tests.CanonicalAbi;

public sealed class HandleCopierTests
{
    private const string Owner = $$"""
        (component
          {{Guests.Libc}}
          (core module $d (global $gone (mut i32) (i32.const 0))
            (func (export "dtor") (param i32) (global.set $gone (i32.add (global.get $gone) (local.get 0))))
            (func (export "gone") (result i32) (global.get $gone)))
          (core instance $d (instantiate $d))
          (type $r' (resource (rep i32) (dtor (core func $d "dtor"))))
          (export $r "r" (type $r'))
          (core func $new (canon resource.new $r'))
          (core func $drop (canon resource.drop $r'))
          (core module $m
            (import "r" "new" (func $new (param i32) (result i32)))
            (import "r" "drop" (func $drop (param i32)))
            (import "libc" "mem" (memory 1))
            ;; All but the first are dropped, which is given back; without any, the text is.
            (func (export "all") (param $at i32) (param $n i32) (param $text i32) (param $length i32) (param $lends i32) (param $lent i32) (result i32)
              (i32.store8 (i32.const 16) (i32.eqz (local.get $n)))
              (i32.store (i32.const 24) (local.get $length))
              (i32.store (i32.const 20) (local.get $text))
              (if (local.get $n) (then
                (i32.store (i32.const 20) (i32.load offset=4 (local.get $at)))
                (loop $next
                  (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                  (if (local.get $n) (then
                    (call $drop (i32.load offset=4 (i32.add (local.get $at) (i32.mul (local.get $n) (i32.const 8)))))
                    (br $next))))))
              (i32.const 16))
            (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
            (func (export "peek") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
            (func (export "take") (param i32 i32) (result i32) (call $drop (local.get 1)) (local.get 0))
            (func (export "same") (param i32) (result i32) (local.get 0)))
          (core instance $i (instantiate $m (with "libc" (instance $libc)) (with "r" (instance (export "new" (func $new)) (export "drop" (func $drop))))))
          (func (export "all") (param "items" (list (tuple u8 (own $r)))) (param "text" string) (param "lent" (option (borrow $r))) (result (result (own $r) (error string)))
            (canon lift (core func $i "all") (memory (core memory $libc "mem")) (realloc (core func $libc "realloc"))))
          (func (export "make") (param "n" u32) (result (own $r)) (canon lift (core func $i "make")))
          (func (export "peek") (param "a" (borrow $r)) (param "b" (borrow $r)) (result u32) (canon lift (core func $i "peek")))
          (func (export "take") (param "b" (borrow $r)) (param "a" (own $r)) (result u32) (canon lift (core func $i "take")))
          (func (export "same") (param "a" (own $r)) (result (own $r)) (canon lift (core func $i "same")))
          (func (export "gone") (result u32) (canon lift (core func $d "gone"))))
        """;

    // Takes what it is lent as a handle of its own table, which it must drop.
    private const string Borrower = """
        (component
          (import "r" (type $r (sub resource)))
          (import "peek" (func $peek (param "a" (borrow $r)) (param "b" (borrow $r)) (result u32)))
          (core func $drop (canon resource.drop $r))
          (core func $peek' (canon lower (func $peek)))
          (core module $m
            (import "h" "drop" (func $drop (param i32)))
            (import "h" "peek" (func $peek (param i32 i32) (result i32)))
            (func (export "use") (param i32 i32) (result i32)
              (local $sum i32)
              (local.set $sum (call $peek (local.get 0) (local.get 0)))
              (if (local.get 1) (then (call $drop (local.get 0))))
              (local.get $sum)))
          (core instance $i (instantiate $m (with "h" (instance (export "drop" (func $drop)) (export "peek" (func $peek'))))))
          (func (export "use") (param "a" (borrow $r)) (param "drops" bool) (result u32) (canon lift (core func $i "use"))))
        """;

    private const string Caller = $$"""
        (component
          {{Guests.Libc}}
          (import "r" (type $r (sub resource)))
          (import "all" (func $all (param "items" (list (tuple u8 (own $r)))) (param "text" string) (param "lent" (option (borrow $r))) (result (result (own $r) (error string)))))
          (core func $all (canon lower (func $all) (memory (core memory $libc "mem")) (realloc (core func $libc "realloc"))))
          (import "make" (func $make (param "n" u32) (result (own $r))))
          (import "peek" (func $peek (param "a" (borrow $r)) (param "b" (borrow $r)) (result u32)))
          (import "take" (func $take (param "b" (borrow $r)) (param "a" (own $r)) (result u32)))
          (import "same" (func $same (param "a" (own $r)) (result (own $r))))
          (import "use" (func $use (param "a" (borrow $r)) (param "drops" bool) (result u32)))
          (core func $make (canon lower (func $make)))
          (core func $peek (canon lower (func $peek)))
          (core func $take (canon lower (func $take)))
          (core func $same (canon lower (func $same)))
          (core func $use (canon lower (func $use)))
          (core func $drop (canon resource.drop $r))
          (core module $m
            (import "h" "make" (func $make (param i32) (result i32)))
            (import "h" "peek" (func $peek (param i32 i32) (result i32)))
            (import "h" "take" (func $take (param i32 i32) (result i32)))
            (import "h" "same" (func $same (param i32) (result i32)))
            (import "h" "use" (func $use (param i32 i32) (result i32)))
            (import "h" "drop" (func $drop (param i32)))
            (import "h" "all" (func $all (param i32 i32 i32 i32 i32 i32 i32)))
            (import "libc" "mem" (memory 1))
            (data (i32.const 256) "text\ff")
            ;; Up to three handles from b on, lends a; one text in eight is wrong.
            (func (export "all") (param $a i32) (param $b i32) (result i32)
              (local $i i32)
              (loop $next
                (i32.store offset=516 (i32.mul (local.get $i) (i32.const 8)) (i32.add (local.get $b) (local.get $i)))
                (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 4))))
              (call $all
                (i32.const 512) (i32.rem_u (i32.add (local.get $a) (local.get $b)) (i32.const 4))
                (i32.const 256) (i32.add (i32.const 4) (i32.eq (local.get $a) (i32.const 6)))
                (i32.and (local.get $b) (i32.const 1)) (local.get $a)
                (i32.const 640))
              (if (result i32) (i32.load8_u (i32.const 640))
                (then (i32.add (i32.const 1000) (i32.load (i32.const 648))))
                (else (i32.load (i32.const 644)))))
            (func (export "make") (param i32 i32) (result i32) (call $make (local.get 0)))
            (func (export "peek") (param i32 i32) (result i32) (call $peek (local.get 0) (local.get 1)))
            (func (export "take") (param i32 i32) (result i32) (call $take (local.get 0) (local.get 1)))
            (func (export "same") (param i32 i32) (result i32) (call $same (local.get 0)))
            (func (export "use") (param i32 i32) (result i32) (call $use (local.get 0) (i32.const 1)))
            (func (export "keep") (param i32 i32) (result i32) (call $use (local.get 0) (i32.const 0)))
            (func (export "drop") (param i32 i32) (result i32) (call $drop (local.get 0)) (i32.const 0)))
          (core instance $i (instantiate $m (with "libc" (instance $libc)) (with "h" (instance
            (export "make" (func $make)) (export "peek" (func $peek)) (export "take" (func $take)) (export "all" (func $all))
            (export "same" (func $same)) (export "use" (func $use)) (export "drop" (func $drop))))))
          (func (export "all") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "all")))
          (func (export "make") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "make")))
          (func (export "peek") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "peek")))
          (func (export "take") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "take")))
          (func (export "same") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "same")))
          (func (export "use") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "use")))
          (func (export "keep") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "keep")))
          (func (export "drop") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "drop"))))
        """;

    private static readonly string[] s_calls = ["make", "make", "make", "peek", "take", "same", "use", "use", "drop", "all", "all", "keep", "keep"];

    [Fact]
    public void Random_calls_do_the_same_all_ways()
    {
        var seen = "";
        for (var seed = 0; seed < 60; seed++)
        {
            var plain = Play(seed, isPlain: true);
            Assert.Equal(plain, Play(seed, isPlain: false));
            Assert.Equal(plain, Play(seed, isPlain: false, callsBeforeAdapters: 1));
            seen += plain;
        }

        // All that can go wrong did.
        Assert.Contains("unknown handle index", seen);
        Assert.Contains("cannot remove owned resource while borrowed", seen);
        Assert.Contains("borrow handles still remain at the end of the call", seen);
        Assert.Contains("in `take`, parameter `a`", seen);
        Assert.Contains("in `all`, parameter `items`, element 1, element 1: unknown handle index", seen);
        Assert.Contains("in `all`, parameter `lent`: unknown handle index", seen);
        Assert.Contains("in `all`, parameter `text`: invalid utf-8", seen);
        Assert.Contains(" = 1004", seen);
    }

    private static string Play(int seed, bool isPlain, int callsBeforeAdapters = 0)
    {
        using var guests = new Guests(new EngineOptions { Tier = ExecutionTier.Interpreter });
        guests.Linker.IsPlain = isPlain;
        guests.Linker.CallsBeforeAdapters = callsBeforeAdapters;
        var owner = guests.Instantiate(Owner);
        guests.Linker.Root.DefineResource("r", owner.GetResourceType("r"));
        foreach (var name in new[] { "make", "peek", "take", "same", "all" })
        {
            guests.Linker.Root.DefineFunction(name, owner.GetFunction(name));
        }

        guests.Linker.Root.DefineFunction("use", guests.Instantiate(Borrower).GetFunction("use"));
        var caller = guests.Instantiate(Caller);
        var random = new Random(seed);
        var log = "";
        for (var i = 0; i < 40; i++)
        {
            var call = s_calls[random.Next(i < 20 ? s_calls.Length - 2 : s_calls.Length)];
            var (a, b) = ((uint)random.Next(1, 7), (uint)random.Next(1, 7));
            log += $"{call}({a}, {b})";
            try
            {
                log += $" = {caller.GetFunction(call).Call(a, b)}\n";
            }
            catch (TrapException trap)
            {
                log += $": {trap.Message}\n";

                if (call == "keep")
                {
                    // The borrower is lost: what else is wrong with a call of it, is looked for before it is entered one way, and after it the other.
                    break;
                }

                // The caller is lost; another one begins anew.
                log += $"{Gone(owner)}\n";
                caller = guests.Instantiate(Caller);
            }
        }

        Assert.Equal(callsBeforeAdapters != 0, AdapterModules.Of(guests.Engine).Count > 1);
        return log + Gone(owner);
    }

    private static string Gone(ComponentInstance owner)
    {
        try
        {
            return $"gone: {owner.GetFunction("gone").Call()}";
        }
        catch (TrapException trap)
        {
            return trap.Message;
        }
    }
}
