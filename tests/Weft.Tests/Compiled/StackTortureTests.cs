// The stack runs out: in direct recursion, through tables and through the host, on threads of every kind, and in functions whose frames
// are larger than what is kept free at its end.
using System.Text;
using Xunit;

namespace Weft.Tests.Compiled;

public sealed class StackTortureTests
{
    private const string Recursions = """
        (import "h" "again" (func $again (param i32) (result i32)))
        (type $t (func (param i32) (result i32)))
        (table 2 funcref) (elem (i32.const 0) $even $odd)
        (func $direct (export "direct") (param i32) (result i32) (i32.add (call $direct (local.get 0)) (i32.const 1)))
        (func $even (export "mutual") (type $t) (i32.add (call_indirect (type $t) (local.get 0) (i32.const 1)) (i32.const 1)))
        (func $odd (type $t) (i32.add (call_indirect (type $t) (local.get 0) (i32.const 0)) (i32.const 1)))
        (func $host (export "host") (param i32) (result i32) (i32.add (call $again (local.get 0)) (i32.const 1)))
        (func (export "five") (result i32) (i32.const 5))
        """;

    public static TheoryData<ExecutionTier> Tiers => Torture.Tiers;

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Exhaustion_on_threads_of_every_kind(ExecutionTier tier)
    {
        using var engine = Torture.CreateEngine(tier);
        using var module = engine.LoadModuleText($"(module {Recursions})");

        // A stack of 8 MiB holds a quarter of a million frames, and .NET takes a microsecond to unwind one: most are small.
        var few = Torture.Scale(400) / 4;
        var many = Torture.Scale(9600) / 4;
        void Exhaust(int number, int count)
        {
            using var store = new Store(engine);
            Func<int, int>? again = null;
            var instance = new Linker(engine).AddFunction("h", "again", (int value) => again!(value)).Instantiate(store, module);
            again = instance.GetFunction<Func<int, int>>("host");
            var five = instance.GetFunction<Func<int>>("five");

            foreach (var name in new[] { "direct", "mutual", "host" })
            {
                var recursion = instance.GetFunction<Func<int, int>>(name);
                for (var i = 0; i < Math.Max(1, count / 3); i++)
                {
                    var trap = Assert.Throws<TrapException>(() => recursion(number));
                    Assert.Equal(TrapKind.StackExhausted, trap.Kind);
                    Assert.NotNull(trap.WasmStackTrace);
                    Assert.Equal(5, five());
                }
            }
        }

        Exhaust(0, few);
        Torture.OnThreads(2, 0, number => Exhaust(number, few));
        Torture.OnThreads(4, 256 << 10, number => Exhaust(number, many));
        Task.Run(() => Exhaust(7, few), TestContext.Current.CancellationToken).GetAwaiter().GetResult();
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void An_exception_of_the_guest_passes_any_number_of_calls_between_host_and_guest(ExecutionTier tier)
    {
        using var engine = Torture.CreateEngine(tier);
        using var store = new Store(engine, new StoreOptions { MaxCompiledStack = 30 << 20 });
        Func<int, int>? again = null;
        var instance = Torture.Instantiate(
            store,
            """
            (import "h" "again" (func $again (param i32) (result i32)))
            (tag $e (param i32))
            (func $down (export "down") (param i32) (result i32)
              (if (i32.eqz (local.get 0)) (then (throw $e (i32.const 7))))
              (i32.add (call $again (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
            (func (export "caught") (param i32) (result i32)
              (block $h (result i32) (try_table (result i32) (catch $e $h) (call $down (local.get 0)))))
            """,
            linker => linker.AddFunction("h", "again", (int value) => again!(value)));
        again = instance.GetFunction<Func<int, int>>("down");
        Torture.OnThreads(1, 32 << 20, _ =>
        {
            Assert.Equal(7, instance.GetFunction<Func<int, int>>("caught")(3000));
            Assert.Equal(7, Assert.Throws<GuestException>(() => again(3000)).Exception.Payload[0].AsInt32());
        });
    }

    [Theory]
    [InlineData("i64", 10_000)]
    [InlineData("i64", 49_000)]
    [InlineData("v128", 16_000)]
    public void Frames_larger_than_what_is_kept_free_trap_before_they_are_touched(string type, int locals)
    {
        using var engine = Torture.CreateEngine(ExecutionTier.Jit);
        using var store = new Store(engine, new StoreOptions { MaxCompiledStack = 14 << 20 });
        var zero = type == "v128" ? "(v128.const i64x2 0 1)" : "(i64.const 1)";
        var text = new StringBuilder("(func $deep (export \"deep\") (param i32) (result i32)");
        text.Append("(local").Insert(text.Length, $" {type}", locals).Append(')');

        // What is not used has no place in the frame.
        for (var i = 1; i <= locals; i++)
        {
            text.Append($"(if (i32.eq (local.get 0) (i32.const {i - locals})) (then (local.set {i} {zero})))");
        }

        text.Append("(if (i32.eqz (local.get 0)) (then (return (i32.const 1))))");
        text.Append("(i32.add (call $deep (i32.sub (local.get 0) (i32.const 1)))");
        text.Append(type == "v128" ? $"(i8x16.extract_lane_s 0 (local.get {locals}))))" : $"(i32.wrap_i64 (local.get {locals}))))");
        text.Append("""(func (export "leaf") (result i32) (i32.const 5))""");
        var instance = Torture.Instantiate(store, text.ToString());
        var deep = instance.GetFunction<Func<int, int>>("deep");
        for (var i = 0; i < 3; i++)
        {
            foreach (var stack in new[] { 256 << 10, 1 << 20, 8 << 20 })
            {
                Torture.OnThreads(1, stack, _ =>
                {
                    var trap = Assert.Throws<TrapException>(() => deep(1_000_000));
                    Assert.Equal(TrapKind.StackExhausted, trap.Kind);
                    Assert.Equal("deep", trap.WasmStackTrace![0].FunctionName);
                });
            }
        }

        Torture.OnThreads(1, 16 << 20, _ => Assert.Equal(1, deep(3)));
    }

    [Fact]
    public void Endless_tail_calls_of_functions_with_large_frames_take_no_stack()
    {
        using var engine = Torture.CreateEngine(ExecutionTier.Jit);
        using var store = new Store(engine);
        var locals = string.Concat(Enumerable.Repeat(" i64", 14_000));
        var instance = Torture.Instantiate(store, $"""
            (func $a (export "a") (param i32) (result i32) (local{locals})
              (if (i32.eqz (local.get 0)) (then (return (i32.const 9))))
              (return_call $b (i32.sub (local.get 0) (i32.const 1))))
            (func $b (param i32) (result i32) (local{locals})
              (return_call $a (local.get 0)))
            """);
        Assert.Equal(9, instance.GetFunction<Func<int, int>>("a")(10_000));
    }
}
