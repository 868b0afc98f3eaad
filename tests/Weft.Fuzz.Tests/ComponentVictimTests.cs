// Hostile components: a few thousand mutations, the same each time, must end as errors of guests and nothing else.
using System.Text;
using Weft.Components.Binary;
using Weft.Components.Text;
using Xunit;

namespace Weft.Fuzz.Tests;

public sealed class ComponentVictimTests
{
    // Strings of two encodings between components, a resource, a record list, a host's function, a realloc that moves.
    private const string Seed = """
        (component
          (import "host" (func $host (param "text" string) (result (list (tuple u8 string)))))
          (component $callee
            (core module $m
              (memory (export "mem") 1)
              (global $top (mut i32) (i32.const 64))
              (func (export "realloc") (param i32 i32 i32 i32) (result i32)
                (global.set $top (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
                (global.get $top)
                (global.set $top (i32.add (global.get $top) (local.get 3))))
              (func (export "swap") (param i32 i32 i32) (result i32)
                (i32.store (i32.const 8) (local.get 0))
                (i32.store (i32.const 12) (local.get 1))
                (i32.store8 (i32.const 16) (local.get 2))
                (i32.const 8)))
            (core instance $i (instantiate $m))
            (type $kind' (enum "a" "b"))
            (export $kind "kind" (type $kind'))
            (func (export "swap") (param "text" string) (param "kind" $kind) (result (tuple string $kind))
              (canon lift (core func $i "swap") (memory (core memory $i "mem")) (realloc (core func $i "realloc")) string-encoding=utf16)))
          (instance $callee (instantiate $callee))
          (alias export $callee "swap" (func $swap))
          (core module $libc
            (memory (export "mem") 1)
            (data (i32.const 100) "text \c3\a9 \e2\82\ac")
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
          (core instance $libc (instantiate $libc))
          (type $r' (resource (rep i32)))
          (export $r "r" (type $r'))
          (core func $new (canon resource.new $r'))
          (core func $swap' (canon lower (func $swap) (memory (core memory $libc "mem")) (realloc (core func $libc "realloc"))))
          (core func $host' (canon lower (func $host) (memory (core memory $libc "mem")) (realloc (core func $libc "realloc"))))
          (core module $m
            (import "" "new" (func $new (param i32) (result i32)))
            (import "" "host" (func $host (param i32 i32 i32)))
            (import "" "swap" (func $swap (param i32 i32 i32 i32)))
            (import "" "mem" (memory 1))
            (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
            (func (export "run") (param i32 i32) (result i32)
              (i32.store (i32.const 200) (local.get 0))
              (i32.store (i32.const 204) (local.get 1))
              (call $swap (i32.const 100) (i32.const 11) (i32.const 1) (i32.const 240))
              (call $host (i32.const 100) (i32.const 11) (i32.const 208))
              (i32.const 200)))
          (core instance $i (instantiate $m (with "" (instance (export "new" (func $new)) (export "host" (func $host')) (export "swap" (func $swap')) (export "mem" (memory $libc "mem"))))))
          (func (export "make") (param "rep" u32) (result (own $r)) (canon lift (core func $i "make")))
          (func (export "run") (param "list" (list u16)) (result string)
            (canon lift (core func $i "run") (memory (core memory $libc "mem")) (realloc (core func $libc "realloc")))))
        """;

    [Fact]
    public void The_seed_is_taken_whole()
    {
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Interpreter });
        var text = Encoding.UTF8.GetBytes(Seed);
        Assert.True(ComponentVictim.Takes(text, isText: true));

        // The host's function traps: nobody has defined it.
        Assert.Equal(Outcome.Trapped, ComponentVictim.Process(engine, text, isText: true, isThorough: true));
    }

    [Theory]
    [InlineData(false, 4000)]
    [InlineData(true, 1000)]
    public void Mutations_end_as_errors_of_guests(bool isText, int count)
    {
        var text = Encoding.UTF8.GetBytes(Seed);
        var seed = isText ? text : ComponentWriter.Write(ComponentTextParser.Parse(text));
        var outcomes = new int[Enum.GetValues<Outcome>().Length];
        using var victim = new Victim();
        for (var i = 0; i < count; i++)
        {
            var mutator = new Mutator(i);
            outcomes[(int)victim.Process(isText ? mutator.MutateText(seed, seed) : mutator.MutateBinary(seed, seed), isText)]++;
        }

        // Few changes of a text leave one.
        var few = isText ? 2 : count / 50;
        Assert.True(outcomes[(int)Outcome.Malformed] > count / 20, string.Join(' ', outcomes));
        Assert.True(outcomes[(int)Outcome.Invalid] > few, string.Join(' ', outcomes));
        Assert.True(outcomes[(int)Outcome.Trapped] + outcomes[(int)Outcome.Ran] > few, string.Join(' ', outcomes));
    }
}
