// What an instance makes when somebody asks for it: it is what it would have been at once, however many instances it came through.
using System.Globalization;
using System.Text;
using Xunit;

namespace Weft.Components.Tests.Linking;

public sealed class DemandTests
{
    private const int SmallStack = 512 << 10;

    [Theory]
    [InlineData(3)]
    [InlineData(1000)]
    public void A_function_comes_through_many_instances(int instances)
    {
        var text = new StringBuilder("""
            (component
              (core module $m (func (export "f") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))))
              (core instance $i (instantiate $m))
              (func $f0 (param "x" u32) (result u32) (canon lift (core func $i "f")))
              (component $c
                (import "f" (func $f (param "x" u32) (result u32)))
                (instance $b (export "g" (func $f)))
                (alias export $b "g" (func $g))
                (export "f" (func $g)))
              (instance $i0 (export "f" (func $f0)))
            """);
        for (var i = 1; i <= instances; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"(instance $i{i} (instantiate $c (with \"f\" (func $i{i - 1} \"f\"))))\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"(export \"last\" (func $i{instances} \"f\")) (export \"first\" (func $i0 \"f\")))");
        using var guests = new Guests(new EngineOptions { Tier = ExecutionTier.Interpreter });
        var component = Component.LoadText(guests.Engine, text.ToString());
        var result = 0u;
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    var instance = guests.Linker.Instantiate(guests.Store, component);
                    var function = instance.GetFunction("last");
                    Assert.Same(function, instance.GetFunction("last"));
                    Assert.Same(function, instance.GetFunction("first"));
                    result = function.Call(41u)!.Value.AsU32();
                }
                catch (Exception exception)
                {
                    failure = exception;
                }
            },
            SmallStack);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
        Assert.Equal(42u, result);
    }

    [Fact]
    public void A_start_function_calls_what_nobody_has_asked_for_yet()
    {
        using var guests = new Guests();
        var calls = new List<uint>();
        guests.Linker.Root.AddFunction("out", (uint x) => calls.Add(x));
        var instance = guests.Instantiate("""
            (component
              (import "out" (func $out (param "x" u32)))
              (component $a
                (core module $m (func (export "twice") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2))))
                (core instance $i (instantiate $m))
                (func (export "twice") (param "x" u32) (result u32) (canon lift (core func $i "twice"))))
              (instance $a (instantiate $a))
              (core func $twice (canon lower (func $a "twice")))
              (core func $out' (canon lower (func $out)))
              (core module $m
                (import "" "twice" (func $twice (param i32) (result i32)))
                (import "" "out" (func $out (param i32)))
                (func $start (call $out (call $twice (i32.const 21))))
                (start $start))
              (core instance (instantiate $m (with "" (instance (export "twice" (func $twice)) (export "out" (func $out'))))))
              (export "a" (instance $a)))
            """);
        Assert.Equal([42u], calls);
        Assert.Equal(8u, instance.GetInstance("a").GetFunction<Func<uint, uint>>("twice")(4));
    }

    [Fact]
    public void Messages_call_a_function_by_the_first_name_that_it_is_exported_under()
    {
        using var guests = new Guests();
        var instance = guests.Instantiate("""
            (component
              (core module $m (func (export "f") (param i32) unreachable))
              (core instance $i (instantiate $m))
              (func $f (param "x" char) (canon lift (core func $i "f")))
              (export $first "first" (func $f))
              (export "second" (func $f))
              (export "third" (func $first)))
            """);
        Assert.Equal("first", instance.GetFunction("third").Name);
        Assert.Equal("first", instance.GetFunction("second").Name);
    }
}
