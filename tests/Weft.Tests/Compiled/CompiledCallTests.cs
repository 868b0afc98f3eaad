// Calls that pass values in registers: every kind of value both ways, what is checked, whose turn it is, and the same frames in traces on
// each tier.
using System.Runtime.Intrinsics;
using Xunit;

namespace Weft.Tests.Compiled;

public sealed class CompiledCallTests : IDisposable
{
    private const string Echo = """
        (import "h" "swap" (func $swap (param i32 i64 f32 f64 v128 externref) (result externref v128 f64 f32 i64 i32)))
        (import "h" "unsigned" (func $unsigned (param i32 i64) (result i64)))
        (import "h" "who" (func $who (param funcref) (result funcref)))
        (import "h" "nothing" (func $nothing))
        (func (export "swap") (param i32 i64 f32 f64 v128 externref) (result externref v128 f64 f32 i64 i32)
          (call $swap (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5)))
        (func (export "unsigned") (param i32 i64) (result i64) (call $nothing) (call $unsigned (local.get 0) (local.get 1)))
        (func (export "who") (param funcref) (result funcref) (call $who (local.get 0)))
        (func (export "nonnull") (param (ref extern)) (result externref) (local.get 0))
        """;

    private readonly Engine _engine = Torture.CreateEngine(ExecutionTier.Jit);
    private readonly Store _store;
    private Function? _answer;

    public CompiledCallTests() => _store = new Store(_engine);

    public static TheoryData<ExecutionTier> Tiers => Torture.Tiers;

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void Every_kind_of_value_travels_in_registers_both_ways()
    {
        var instance = Instantiate();
        var swap = instance.GetFunction("swap")
            .ToFunc<int, long, float, double, Vector128<byte>, object?, (object?, Vector128<byte>, double, float, long, int)>();
        var vector = Vector128.Create(1UL, 2).AsByte();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(("x", vector, 4.5, 3.5f, -2L, -1), swap(-1, -2, 3.5f, 4.5, vector, "x"));
            Assert.Equal((null, default, double.NegativeInfinity, -0f, long.MinValue, i), swap(i, long.MinValue, -0f, double.NegativeInfinity, default, null));
        }

        Assert.Equal((1UL << 63) + uint.MaxValue, instance.GetFunction("unsigned").ToFunc<uint, ulong, ulong>()(uint.MaxValue, 1UL << 63));
    }

    [Fact]
    public void References_are_checked_both_ways()
    {
        var instance = Instantiate();
        var who = instance.GetFunction("who").ToFunc<Function?, Function?>();
        Assert.Same(instance.GetFunction("who"), who(instance.GetFunction("who")));
        using var other = new Store(_engine);
        var foreign = Torture.Instantiate(other, """(func (export "f"))""").GetFunction("f");
        Assert.Contains("another store", Assert.Throws<ArgumentException>(() => who(foreign)).Message);
        _answer = foreign;
        Assert.Contains("another store", Assert.Throws<ArgumentException>(() => who(null)).Message);
        _answer = null;
        Assert.Null(who(null));
        var nonnull = instance.GetFunction("nonnull").ToFunc<object, object>();
        Assert.Equal("x", nonnull("x"));
        Assert.Throws<ArgumentException>(() => nonnull(null!));
    }

    [Fact]
    public void Exceptions_of_host_functions_come_out_as_they_are_and_the_store_goes_on()
    {
        var store = _store;
        var failure = new InvalidOperationException("mine");
        var instance = Torture.Instantiate(
            store,
            """
            (import "h" "fail" (func $fail (param i32) (result i32)))
            (import "h" "null" (func $null))
            (func (export "fail") (param i32) (result i32) (i32.add (call $fail (local.get 0)) (i32.const 1)))
            (func (export "null") (call $null))
            """,
            linker => linker
                .AddFunction("h", "fail", (int value) => value < 0 ? throw failure : value)
                .AddFunction("h", "null", () => throw new NullReferenceException("mine too")));
        var fail = instance.GetFunction<Func<int, int>>("fail");
        for (var i = 0; i < 10; i++)
        {
            Assert.Same(failure, Assert.Throws<InvalidOperationException>(() => fail(-1)));
            Assert.Equal("mine too", Assert.Throws<NullReferenceException>(instance.GetFunction("null").ToAction()).Message);
            Assert.Equal(8, fail(7));
        }
    }

    [Fact]
    public void Delegates_of_any_type_with_the_signature_serve()
    {
        var instance = Torture.Instantiate(_store, """(func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))""");
        Assert.Equal(7, instance.GetFunction<Adder>("add")(3, 4));
        Assert.Equal(7u, instance.GetFunction<Func<uint, uint, uint>>("add")(3, 4));
        Assert.Throws<ArgumentException>(() => instance.GetFunction<Func<int, int, long>>("add"));
        var add = instance.GetFunction<Func<int, int, int>>("add");
        _store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => add(1, 2));
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Threads_take_turns_and_never_meet_inside(ExecutionTier tier)
    {
        using var engine = Torture.CreateEngine(tier);
        using var store = new Store(engine);
        var inside = 0;
        var entered = 0;
        var instance = Torture.Instantiate(
            store,
            """(import "h" "in" (func $in)) (func (export "call") (call $in)) (func $deep (export "deep") (call $deep))""",
            linker => linker.AddFunction("h", "in", () =>
            {
                // One after the other, or the numbers do not fit.
                if (Interlocked.Increment(ref inside) != 1)
                {
                    throw new InvalidDataException("two threads are in one store");
                }

                entered++;
                Interlocked.Decrement(ref inside);
            }));
        var call = instance.GetFunction<Action>("call");
        var deep = instance.GetFunction<Action>("deep");
        var succeeded = 0;
        var exhausted = 0;
        Torture.OnThreads(4, 512 << 10, number =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                try
                {
                    call();
                    Interlocked.Increment(ref succeeded);
                    if (i % 5000 == number)
                    {
                        // The limit of this thread's stack, not of another's.
                        deep();
                        Assert.Fail("endless recursion came to an end");
                    }
                }
                catch (TrapException trap) when (trap.Kind == TrapKind.StackExhausted)
                {
                    Interlocked.Increment(ref exhausted);
                }
                catch (InvalidOperationException error) when (error.Message.Contains("another thread", StringComparison.Ordinal))
                {
                    Thread.Yield();
                }
            }
        });
        Assert.Equal(entered, succeeded);
        Assert.True(entered > 0 && exhausted > 0);
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void A_thread_on_the_stack_of_one_that_is_gone_keeps_to_its_own_limit(ExecutionTier tier)
    {
        using var engine = Torture.CreateEngine(tier);
        using var store = new Store(engine);
        var instance = Torture.Instantiate(store, """(func $deep (export "deep") (result i32) (i32.add (i32.const 1) (call $deep)))""");
        var deep = instance.GetFunction<Func<int>>("deep");
        foreach (var stack in new[] { 2 << 20, 256 << 10, 1 << 20, 256 << 10, 4 << 20, 512 << 10, 256 << 10, 2 << 20 })
        {
            Torture.OnThreads(1, stack, _ =>
            {
                Assert.Equal(TrapKind.StackExhausted, Assert.Throws<TrapException>(() => deep()).Kind);
                Assert.Equal(TrapKind.StackExhausted, Assert.Throws<TrapException>(() => deep()).Kind);
            });
        }
    }

    [Fact]
    public void Traces_of_nested_calls_between_host_and_guest_are_the_same_on_each_tier()
    {
        var traces = Torture.Tiers.Select(row => Trace(row.Data)).ToList();
        Assert.Equal(
            ["nested!bottom", "nested!middle", "nested!inner", "nested!again", "nested!middle", "nested!outer"],
            traces[0].Select(frame => $"{frame.ModuleName}!{frame.FunctionName}"));
        Assert.Equal(traces[1].Select(frame => frame.FunctionIndex), traces[0].Select(frame => frame.FunctionIndex));
    }

    private static List<WasmFrame> Trace(ExecutionTier tier)
    {
        using var engine = Torture.CreateEngine(tier);
        using var store = new Store(engine);
        Instance? instance = null;
        instance = Torture.Instantiate(
            store,
            """
            $nested
            (import "h" "back" (func $back (param i32) (result i32)))
            (import "h" "untyped" (func $untyped (param i32) (result i32)))
            (type $t (func (param i32) (result i32)))
            (memory 1) (table 1 funcref) (elem (i32.const 0) $bottom)
            (func $bottom (type $t) (i32.add (i32.const 1) (i32.load (i32.sub (i32.const -9) (local.get 0)))))
            (func $middle (export "middle") (param i32) (result i32)
              (if (i32.eqz (local.get 0)) (then (return (i32.mul (i32.const 2) (call_indirect (type $t) (local.get 0) (i32.const 0))))))
              (i32.add (call $back (local.get 0)) (i32.const 3)))
            (func $again (export "again") (param i32) (result i32) (i32.sub (call $untyped (local.get 0)) (i32.const 1)))
            (func $inner (export "inner") (param i32) (result i32) (i32.add (call $middle (i32.const 0)) (i32.const 1)))
            (func $outer (export "outer") (param i32) (result i32) (i32.add (call $middle (i32.const 1)) (i32.const 1)))
            """,
            linker => linker
                .AddFunction("h", "back", (Caller caller, int value) => ((Function)caller.GetExport("again")!).ToFunc<int, int>()(value))
                .AddFunction("h", "untyped", new Wasm.FunctionType([Wasm.ValueType.I32], [Wasm.ValueType.I32]), (caller, arguments, results) =>
                    results[0] = ((Function)caller.GetExport("inner")!).Invoke(arguments[0])[0]));
        var trap = Assert.Throws<TrapException>(() => instance.GetFunction<Func<int, int>>("outer")(0));
        Assert.Equal(TrapKind.MemoryOutOfBounds, trap.Kind);
        return [.. trap.WasmStackTrace!];
    }

    private Instance Instantiate() => Torture.Instantiate(_store, Echo, linker => linker
        .AddFunction("h", "swap", (int a, long b, float c, double d, Vector128<byte> e, object? f) => (f, e, d, c, b, a))
        .AddFunction("h", "unsigned", (Caller caller, uint a, ulong b) => caller.Instance is null ? 0 : a + b)
        .AddFunction("h", "who", (Function? function) => function ?? _answer)
        .AddFunction("h", "nothing", () => { }));

    private delegate int Adder(int left, int right);
}
