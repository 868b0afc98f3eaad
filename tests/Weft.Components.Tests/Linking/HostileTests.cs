// Guests that break the rules: each ends in a trap that names the place, and hurts nobody.
using System.Globalization;
using Xunit;

namespace Weft.Components.Tests.Linking;

public sealed class HostileTests
{
    // The function returns what the test says, whatever its type makes of it.
    private static string Returning(string type, string result, string data = "", string declarations = "", string encoding = "utf8") => $$"""
        (component
          {{declarations}}
          (core module $m
            (memory (export "mem") 1)
            (data (i32.const 16) "{{data}}")
            (func (export "f") (result i32) ({{result}})))
          (core instance $i (instantiate $m))
          (func (export "f") (result {{type}}) (canon lift (core func $i "f") (memory (core memory $i "mem")) string-encoding={{encoding}})))
        """;

    private static string Trap(string text, ComponentFeatures features = ComponentFeatures.None)
    {
        using var guests = new Guests(new EngineOptions { Tier = ExecutionTier.Interpreter });
        var instance = guests.Instantiate(text, features);
        var error = Assert.Throws<TrapException>(() => instance.GetFunction("f").Call());
        Assert.Equal(TrapKind.CanonicalAbi, error.Kind);
        return error.Message;
    }

    private static string Bytes(params uint[] words) =>
        string.Concat(words.SelectMany(BitConverter.GetBytes).Select(value => "\\" + value.ToString("x2", CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("error-context")]
    [InlineData("(stream u8)")]
    [InlineData("(tuple u8 (future))")]
    [InlineData("(option error-context)")]
    public void Values_of_what_waits_trap(string type)
    {
        using var guests = new Guests();
        var instance = guests.Instantiate($$"""
            (component
              (core module $m (memory (export "mem") 1) (data (i32.const 8) "\01") (func (export "f") (result i32) i32.const 8))
              (core instance $i (instantiate $m))
              (func (export "f") (result {{type}}) (canon lift (core func $i "f") (memory (core memory $i "mem")))))
            """, ComponentFeatures.All);
        Assert.Contains("cannot cross yet", Assert.Throws<TrapException>(() => instance.GetFunction("f").Call()).Message);
        Assert.Throws<TrapException>(() => instance.GetFunction("f").Call());
    }

    [Theory]
    [InlineData("string", "i32.const 65532", "pointer out of bounds of memory")]
    [InlineData("string", "i32.const -4", "pointer out of bounds of memory")]
    [InlineData("string", "i32.const 2", "unaligned pointer: 2")]
    [InlineData("(tuple u64 u8)", "i32.const 4", "unaligned pointer: 4")]
    [InlineData("char", "i32.const 0x110000", "invalid `char` bit pattern: 0x110000")]
    [InlineData("char", "i32.const 0xdfff", "invalid `char` bit pattern: 0xdfff")]
    [InlineData("(result)", "i32.const 2", "invalid variant discriminant: discriminant 2 out of range [0..2)")]
    [InlineData("(result)", "i32.const -1", "invalid variant discriminant: discriminant 4294967295 out of range [0..2)")]
    public void Results_are_checked(string type, string result, string message)
    {
        var (declarations, name) = type.StartsWith('(') ? ($"(type $t {type})", "$t") : ("", type);
        Assert.Contains("in `f`, result: " + message, Trap(Returning(name, result, declarations: declarations)));
    }

    [Theory]
    [InlineData(0x10000u, 1u, "utf8", "out of bounds of memory: 1 bytes at 65536")]
    [InlineData(0xFFFFFFFFu, 2u, "utf8", "out of bounds of memory: 2 bytes at 4294967295")]
    [InlineData(0u, 0x10001u, "utf8", "out of bounds of memory: 65537 bytes at 0")]
    [InlineData(0u, 0xFFFFFFFFu, "utf8", "more than 268435455")]
    [InlineData(0u, 0xFFFFFFFFu, "utf16", "more than 268435455")]
    [InlineData(1u, 1u, "utf16", "unaligned pointer: 1")]
    [InlineData(0xFFFEu, 2u, "utf16", "out of bounds of memory: 4 bytes at 65534")]
    [InlineData(1u, 0u, "latin1+utf16", "unaligned pointer: 1")]
    [InlineData(0u, 0x80000000u + 0x8001u, "latin1+utf16", "out of bounds of memory: 65538 bytes at 0")]
    public void Strings_lie_in_memory(uint address, uint length, string encoding, string message) =>
        Assert.Contains(message, Trap(Returning("string", "i32.const 16", Bytes(address, length), encoding: encoding)));

    [Theory]
    [InlineData("\\ff", "utf8", 1u, "invalid utf-8 sequence of 1 bytes from index 0")]
    [InlineData("a\\c3", "utf8", 2u, "incomplete utf-8 byte sequence from index 1")]
    [InlineData("\\ed\\a0\\80", "utf8", 3u, "invalid utf-8")]
    [InlineData("\\c0\\80", "utf8", 2u, "invalid utf-8")]
    [InlineData("\\00\\d8", "utf16", 1u, "unpaired surrogate")]
    [InlineData("\\00\\dc\\00\\d8", "utf16", 2u, "unpaired surrogate")]
    public void Strings_are_well_formed(string data, string encoding, uint length, string message) =>
        Assert.Contains(message, Trap(Returning("string", "i32.const 16", Bytes(24, length) + data, encoding: encoding)));

    [Theory]
    [InlineData(0x10000u, 1u, "list content out-of-bounds: 1 elements at 65536")]
    [InlineData(0xFFF8u, 2u, "list content out-of-bounds: 2 elements at 65528")]
    [InlineData(0u, 0xFFFFFFFFu, "more than 268435455 bytes")]
    [InlineData(0xFFFFFFF8u, 0x1FFFFFFFu, "more than 268435455 bytes")]
    [InlineData(4u, 0u, "unaligned pointer: 4: pointer not aligned to 8")]
    public void Lists_lie_in_memory(uint address, uint length, string message) =>
        Assert.Contains(message, Trap(Returning("$t", "i32.const 16", Bytes(address, length), "(type $t (list u64))")));

    [Fact]
    public void The_place_in_a_value_is_named()
    {
        var declarations = "(type $r' (record (field \"a\" u32) (field \"b\" char))) (export $r \"r\" (type $r')) (type $l (list $r)) (type $t (tuple u32 $l))";
        var message = Trap(Returning("$t", "i32.const 16", Bytes(0, 28, 2, 1, 65, 2, 0xD800), declarations));
        Assert.EndsWith("in `f`, result, element 1, element 1, field `b`: invalid `char` bit pattern: 0xd800", message);
    }

    [Fact]
    public void A_small_list_cannot_name_a_large_one_too_often()
    {
        // A list of 4000 lists, each of which is the same memory of 60000 characters of text in lists of one each: 240 million strings.
        var text = """
            (component
              (type $inner (list string)) (type $t (list $inner))
              (core module $m
                (memory (export "mem") 16)
                (func (export "f") (result i32)
                  (local $i i32)
                  (loop $fill
                    (i32.store (i32.add (i32.const 1024) (i32.shl (local.get $i) (i32.const 3))) (i32.const 524288))
                    (i32.store (i32.add (i32.const 1028) (i32.shl (local.get $i) (i32.const 3))) (i32.const 60000))
                    (local.set $i (i32.add (local.get $i) (i32.const 1)))
                    (br_if $fill (i32.lt_u (local.get $i) (i32.const 4000))))
                  (i32.store (i32.const 16) (i32.const 1024))
                  (i32.store (i32.const 20) (i32.const 4000))
                  (i32.const 16)))
              (core instance $i (instantiate $m))
              (func (export "f") (result $t) (canon lift (core func $i "f") (memory (core memory $i "mem")))))
            """;
        Assert.Contains("the values of one call take more than", Trap(text));
    }

    [Theory]
    [InlineData("i32.const 3", "realloc return: result not aligned")]
    [InlineData("i32.const 0xfffc", "realloc return: beyond end of memory")]
    [InlineData("i32.const -4", "realloc return: beyond end of memory")]
    [InlineData("call $leave (i32.const 8)", "cannot leave component instance")]
    public void Realloc_is_not_trusted(string body, string message)
    {
        var text = $$"""
            (component
              (import "host" (func $host))
              (type $l (list u32))
              (core func $host' (canon lower (func $host)))
              (core module $m
                (import "" "leave" (func $leave'))
                (memory (export "mem") 1)
                (func $leave (param i32) (result i32) (call $leave') (local.get 0))
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) ({{body}}))
                (func (export "f") (param i32 i32)))
              (core instance $i (instantiate $m (with "" (instance (export "leave" (func $host'))))))
              (func (export "g") (param "x" $l) (canon lift (core func $i "f") (memory (core memory $i "mem")) (realloc (core func $i "realloc")))))
            """;
        using var guests = new Guests();
        var called = 0;
        guests.Linker.Root.AddFunction("host", () => { called++; });
        var instance = guests.Instantiate(text);
        var error = Assert.Throws<TrapException>(() => instance.GetFunction("g").Call(ComponentValue.ListOf<uint>([1, 2])));
        Assert.Contains(message, error.Message);
        Assert.Equal(0, called);
        Assert.Contains("cannot enter", Assert.Throws<TrapException>(() => instance.GetFunction("g").Call(ComponentValue.ListOf<uint>([1]))).Message);
    }

    [Fact]
    public void A_component_cannot_be_entered_again_while_it_runs()
    {
        using var guests = new Guests();
        ComponentInstance? instance = null;
        guests.Linker.Root.AddFunction("host", () => { instance!.GetFunction("f").Call(); });
        instance = guests.Instantiate("""
            (component
              (import "host" (func $host))
              (core func $host' (canon lower (func $host)))
              (core module $m (import "" "host" (func $host)) (func (export "f") (call $host)))
              (core instance $i (instantiate $m (with "" (instance (export "host" (func $host'))))))
              (func (export "f") (canon lift (core func $i "f"))))
            """);
        Assert.Contains("cannot enter component instance", Assert.Throws<TrapException>(() => instance.GetFunction("f").Call()).Message);
    }

    [Fact]
    public void An_exception_of_the_host_passes_and_the_instance_is_lost()
    {
        using var guests = new Guests();
        guests.Linker.Root.AddFunction("host", () => throw new TimeoutException("too late"));
        var instance = guests.Instantiate("""
            (component
              (import "host" (func $host))
              (core func $host' (canon lower (func $host)))
              (core module $m (import "" "host" (func $host)) (func (export "f") (call $host)))
              (core instance $i (instantiate $m (with "" (instance (export "host" (func $host'))))))
              (func (export "f") (canon lift (core func $i "f"))))
            """);
        Assert.Equal("too late", Assert.Throws<TimeoutException>(() => instance.GetFunction("f").Call()).Message);
        Assert.Contains("cannot enter", Assert.Throws<TrapException>(() => instance.GetFunction("f").Call()).Message);
    }

    [Fact]
    public void Wrong_arguments_of_the_host_leave_the_instance_as_it_was()
    {
        using var guests = new Guests();
        var instance = guests.Instantiate($$"""
            (component
              {{Guests.Libc}}
              (core module $m (func (export "f") (param i32 i32) (result i32) (local.get 1)))
              (core instance $i (instantiate $m))
              (func (export "f") (param "s" string) (result u32)
                (canon lift (core func $i "f") (memory (core memory $libc "mem")) (realloc (core func $libc "realloc")))))
            """);
        var length = instance.GetFunction<Func<string, uint>>("f");
        Assert.Throws<ArgumentNullException>(() => length(null!));
        Assert.Throws<ArgumentException>(() => instance.GetFunction("f").Call(1u));
        Assert.Equal(3u, length("abc"));
    }

    [Fact]
    public void Components_that_instantiate_others_twice_and_so_on_come_to_an_end()
    {
        var text = "(component $c0)";
        for (var i = 1; i <= 40; i++)
        {
            text += $" (component $c{i} (alias outer 1 $c{i - 1} (component $x)) (instance (instantiate $x)) (instance (instantiate $x)))";
        }

        using var guests = new Guests();
        var error = Assert.Throws<LinkException>(() => guests.Instantiate($"(component {text} (instance (instantiate $c40)))"));
        Assert.Contains("more than 10000 instances", error.Message);
    }

    [Theory]
    [InlineData(ExecutionTier.Interpreter)]
    [InlineData(ExecutionTier.Jit)]
    public void Deep_values_near_the_end_of_the_stack_come_back_or_trap(ExecutionTier tier)
    {
        // A guest goes down as far as it is told, and gives the host a value that is 90 deep from there.
        var declarations = string.Concat(Enumerable.Range(1, 90).Select(i => $"(type $t{i} (tuple {(i == 1 ? "u32" : $"$t{i - 1}")}))"));
        var text = $$"""
            (component {{declarations}}
              (import "host" (func $host (param "x" $t90) (result $t90)))
              (core func $host' (canon lower (func $host)))
              (core module $m
                (import "" "host" (func $host (param i32) (result i32)))
                (func $f (export "f") (param i32 i32) (result i32)
                  (if (result i32) (local.get 1)
                    (then (i32.add (call $f (local.get 0) (i32.sub (local.get 1) (i32.const 1))) (i32.const 0)))
                    (else (call $host (local.get 0))))))
              (core instance $i (instantiate $m (with "" (instance (export "host" (func $host'))))))
              (func (export "f") (param "x" $t90) (param "depth" u32) (result $t90) (canon lift (core func $i "f"))))
            """;
        var value = Enumerable.Range(0, 90).Aggregate((ComponentValue)1u, (inner, _) => ComponentValue.Tuple(inner));
        var (came, trapped) = (0, 0);
        for (var depth = 1000u; depth < 1_000_000 && trapped < 5; depth += depth / 8)
        {
            using var guests = new Guests(new EngineOptions { Tier = tier });
            guests.Linker.Root.AddFunction("host", (_, arguments) => arguments[0]);
            var function = guests.Instantiate(text).GetFunction("f");
            try
            {
                Assert.Equal(value, function.Call(value, depth));
                came++;
            }
            catch (TrapException trap)
            {
                Assert.Equal(TrapKind.StackExhausted, trap.Kind);
                trapped++;
            }
        }

        Assert.NotEqual(0, came);
        Assert.Equal(5, trapped);
    }
}
