// Listeners hear the same of every call, in every tier.
using System.Runtime.Intrinsics;
using Xunit;

namespace Weft.Tests.Runtime;

public sealed class FunctionListenerTests
{
    public static TheoryData<string> Tiers => [.. s_tiers.Keys];

    private static readonly Dictionary<string, EngineOptions> s_tiers = new()
    {
        ["interpreter"] = new EngineOptions { Tier = ExecutionTier.Interpreter },
        ["interpreter, far frames"] = new EngineOptions { Tier = ExecutionTier.Interpreter, FarFrames = true },
        ["jit"] = new EngineOptions { Tier = ExecutionTier.Jit },
        ["tiered"] = new EngineOptions { Tier = ExecutionTier.Tiered, CallsUntilHot = 2, RoundsUntilHot = 2, CompilesInBackground = false },
    };

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Calls_are_heard_with_arguments_and_results(string tier)
    {
        using var guest = new Guest(s_tiers[tier],
            """
            (func $factorial (export "run") (param $n i32) (result i32)
              (if (result i32) (i32.le_s (local.get $n) (i32.const 1))
                (then (i32.const 1))
                (else (i32.mul (local.get $n) (call $factorial (i32.sub (local.get $n) (i32.const 1)))))))
            """);
        for (var round = 0; round < 4; round++)
        {
            guest.Events.Clear();
            Assert.Equal(6, guest.Run(3)[0].AsInt32());
            Assert.Equal(
                ["0> factorial 3", "1> factorial 2", "2> factorial 1", "2< factorial 1", "1< factorial 2", "0< factorial 6"],
                guest.Events);
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Values_of_all_kinds_are_heard(string tier)
    {
        using var guest = new Guest(s_tiers[tier],
            """
            (func $swap (export "run") (param externref i32 i64 f32 f64 v128 externref) (result externref v128 f64 f32 i64 i32 externref)
              (local.get 6) (local.get 5) (local.get 4) (local.get 3) (local.get 2) (local.get 1) (local.get 0))
            """);
        for (var round = 0; round < 4; round++)
        {
            guest.Events.Clear();
            guest.Run(
                Value.FromReference("first"), -1, 1L << 40, Value.FromSingle(1.5f), Value.FromDouble(-2.5),
                Value.FromVector(Vector128.Create((byte)1)), Value.FromReference("last"));
            const string Vector = "0x01010101010101010101010101010101";
            Assert.Equal(
                [$"0> swap first -1 1099511627776 1.5 -2.5 {Vector} last", $"0< swap last {Vector} -2.5 1.5 1099511627776 -1 first"],
                guest.Events);
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Functions_that_trap_fail_from_the_innermost_on(string tier)
    {
        using var guest = new Guest(s_tiers[tier],
            """
            (func $divide (param i32) (result i32) (i32.div_s (i32.const 1) (local.get 0)))
            (func $outer (export "run") (param i32) (result i32) (call $divide (local.get 0)))
            """);
        for (var round = 0; round < 4; round++)
        {
            guest.Events.Clear();
            guest.Run(1);
            Assert.Throws<TrapException>(() => guest.Run(0));
            Assert.Equal(
                [
                    "0> outer 1", "1> divide 1", "1< divide 1", "0< outer 1",
                    "0> outer 0", "1> divide 0", "1! divide integer divide by zero", "0! outer integer divide by zero",
                ],
                guest.Events);
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void What_an_exception_passes_has_failed_before_its_handler_runs(string tier)
    {
        using var guest = new Guest(s_tiers[tier],
            """
            (tag $e (param i32))
            (func $throw (param i32) (throw $e (local.get 0)))
            (func $pass (param i32) (call $throw (local.get 0)))
            (func $after (param i32) (result i32) (local.get 0))
            (func $outer (export "run") (param i32) (result i32)
              (block $h (result i32)
                (try_table (catch $e $h) (call $pass (local.get 0)))
                (i32.const 0))
              (call $after))
            """);
        for (var round = 0; round < 4; round++)
        {
            guest.Events.Clear();
            Assert.Equal(7, guest.Run(7)[0].AsInt32());
            Assert.Equal(
                [
                    "0> outer 7", "1> pass 7", "2> throw 7", "2! throw GuestException", "1! pass GuestException", "1> after 7", "1< after 7",
                    "0< outer 7",
                ],
                guest.Events);
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void An_exception_that_nothing_catches_fails_all(string tier)
    {
        using var guest = new Guest(s_tiers[tier], "(tag $e) (func $throw (throw $e)) (func $outer (export \"run\") (call $throw))");
        for (var round = 0; round < 4; round++)
        {
            guest.Events.Clear();
            Assert.Throws<GuestException>(() => guest.Run());
            Assert.Equal(["0> outer", "1> throw", "1! throw GuestException", "0! outer GuestException"], guest.Events);
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void A_tail_call_replaces_and_takes_no_room(string tier)
    {
        using var guest = new Guest(s_tiers[tier],
            """
            (type $f (func (param i32) (result i32)))
            (table funcref (elem $count))
            (func $count (export "run") (param $n i32) (result i32)
              (if (i32.eqz (local.get $n)) (then (return (i32.const 42))))
              (return_call_indirect (type $f) (i32.sub (local.get $n) (i32.const 1)) (i32.const 0)))
            """);
        Assert.Equal(42, guest.Run(2)[0].AsInt32());
        Assert.Equal(["0> count 2", "0~ count", "0> count 1", "0~ count", "0> count 0", "0< count 42"], guest.Events);
        Assert.Equal(42, guest.Run(300_000)[0].AsInt32());
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Calls_through_the_host_nest_and_its_exceptions_fail_them(string tier)
    {
        using var guest = new Guest(s_tiers[tier],
            """
            (import "host" "f" (func $f (param i32)))
            (func $inner (export "inner") (param i32) (call $f (local.get 0)))
            (func $outer (export "run") (param i32) (call $f (local.get 0)))
            """,
            (caller, number) =>
            {
                if (number == 0)
                {
                    throw new TimeoutException("too late");
                }

                ((Function)caller.GetExport("inner")!).Invoke(number - 1);
            });
        for (var round = 0; round < 4; round++)
        {
            guest.Events.Clear();
            Assert.Throws<TimeoutException>(() => guest.Run(1));
            Assert.Equal(["0> outer 1", "1> inner 0", "1! inner too late", "0! outer too late"], guest.Events);
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Loops_that_get_hot_are_still_in_their_function(string tier)
    {
        using var guest = new Guest(s_tiers[tier],
            """
            (func $step (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
            (func $loop (export "run") (param $n i32) (result i32)
              (loop $again
                (local.set $n (call $step (local.get $n)))
                (br_if $again (i32.lt_s (local.get $n) (i32.const 5))))
              (local.get $n))
            """);
        guest.Run(0);
        Assert.Equal("0> loop 0", guest.Events[0]);
        Assert.Equal("0< loop 5", guest.Events[^1]);
        Assert.Equal(12, guest.Events.Count);
        Assert.All(guest.Events[1..^1], item => Assert.StartsWith("1", item, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Delegates_are_heard_too(string tier)
    {
        using var guest = new Guest(s_tiers[tier], "(func $add (export \"run\") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))");
        var add = guest.Instance.GetFunction<Func<int, int, int>>("run");
        Assert.Equal(5, add(2, 3));
        Assert.Equal(["0> add 2 3", "0< add 5"], guest.Events);
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Each_function_is_asked_for_once_and_may_have_no_listener(string tier)
    {
        using var guest = new Guest(s_tiers[tier],
            """
            (func $hidden_inner (result i32) (i32.const 1))
            (func $shown (result i32) (call $hidden_inner))
            (func (export "run") (result i32) (call $shown))
            """);
        for (var round = 0; round < 4; round++)
        {
            guest.Run();
        }

        Assert.Equal(["run", "shown", "hidden_inner"], guest.Asked.Select(function => function.Name));
        Assert.Equal([2, 1, 0], guest.Asked.Select(function => function.Index));
        Assert.Equal(["0> run", "1> shown", "1< shown 1", "0< run 1"], guest.Events[..4]);
        Assert.Equal(16, guest.Events.Count);
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void A_listener_cannot_call_the_guest_and_what_it_throws_ends_the_call(string tier)
    {
        using var guest = new Guest(s_tiers[tier], "(func $f (export \"run\") (result i32) (i32.const 1))");
        guest.OnEvent = () => guest.Run();
        Assert.Contains("listener", Assert.Throws<InvalidOperationException>(() => guest.Run()).Message, StringComparison.Ordinal);
        Assert.Equal(["0> f", "0! f a listener cannot call the guest"], guest.Events);
        guest.Events.Clear();
        guest.OnEvent = () => throw new TimeoutException($"after {guest.Events.Count}");
        Assert.Equal("after 2", Assert.Throws<TimeoutException>(() => guest.Run()).Message);
        Assert.Equal(["0> f", "0! f after 1"], guest.Events);
        guest.OnEvent = null;
        guest.Events.Clear();
        guest.Run();
        Assert.Equal(["0> f", "0< f 1"], guest.Events);
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Exhausting_the_stack_fails_every_call(string tier)
    {
        using var guest = new Guest(s_tiers[tier], "(func $f (export \"run\") (call $f) (call $f))");
        Assert.Equal(TrapKind.StackExhausted, Assert.Throws<TrapException>(() => guest.Run()).Kind);
        Assert.Equal(guest.Events.Count(item => item.Contains('>', StringComparison.Ordinal)), guest.Events.Count(item => item.Contains('!', StringComparison.Ordinal)));
        Assert.True(guest.Events.Count > 200);
    }

    private sealed class Guest : IDisposable
    {
        private readonly Engine _engine;
        private readonly Store _store;
        private readonly Function _run;

        public Guest(EngineOptions options, string text, Action<Caller, int>? host = null)
        {
            _engine = new Engine(options with
            {
                FunctionListeners = function =>
                {
                    Asked.Add(function);
                    return function.Name?.StartsWith("hidden", StringComparison.Ordinal) == true ? null : new Listener(this);
                },
            });
            _store = new Store(_engine);
            var linker = new Linker(_engine);
            if (host is not null)
            {
                linker.AddFunction("host", "f", host);
            }

            Instance = linker.Instantiate(_store, _engine.LoadModuleText($"(module {text})"));
            _run = Instance.GetFunction("run");
        }

        public List<string> Events { get; } = [];

        public List<ListenedFunction> Asked { get; } = [];

        public Instance Instance { get; }

        public Action? OnEvent { get; set; }

        public Value[] Run(params ReadOnlySpan<Value> arguments) => _run.Invoke(arguments);

        public void Dispose()
        {
            _store.Dispose();
            _engine.Dispose();
        }

        public void Note(in FunctionCall call, char what, string text)
        {
            Assert.Same(Instance, call.Instance);
            Events.Add($"{call.Depth}{what} {call.Function.Name} {text}".TrimEnd());
            OnEvent?.Invoke();
        }
    }

    private sealed class Listener(Guest guest) : FunctionListener
    {
        public override void Entered(in FunctionCall call, ReadOnlySpan<Value> arguments) => guest.Note(call, '>', Text(arguments));

        public override void Returned(in FunctionCall call, ReadOnlySpan<Value> results) => guest.Note(call, '<', Text(results));

        public override void Replaced(in FunctionCall call) => guest.Note(call, '~', "");

        public override void Failed(in FunctionCall call, Exception reason) =>
            guest.Note(call, '!', reason is GuestException ? nameof(GuestException) : reason.Message);

        private static string Text(ReadOnlySpan<Value> values) => string.Join(' ', values.ToArray().Select(value => value.Reference?.ToString() ?? value.ToString()));
    }
}
