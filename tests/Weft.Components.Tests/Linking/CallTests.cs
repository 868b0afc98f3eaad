using System.Text;
using Weft.Components.CanonicalAbi;
using Xunit;

namespace Weft.Components.Tests.Linking;

public sealed class CallTests
{
    private const string Numbers = """
        (component
          (core module $m
            (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
            (func (export "id32") (param i32) (result i32) (local.get 0))
            (func (export "id64") (param i64) (result i64) (local.get 0))
            (func (export "idf") (param f32) (result f32) (local.get 0))
            (func (export "idd") (param f64) (result f64) (local.get 0))
            (func (export "nop")))
          (core instance $i (instantiate $m))
          (func (export "add") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "add")))
          (func (export "u8") (param "a" u8) (result u8) (canon lift (core func $i "id32")))
          (func (export "s8") (param "a" s8) (result s8) (canon lift (core func $i "id32")))
          (func (export "s16") (param "a" s16) (result s16) (canon lift (core func $i "id32")))
          (func (export "bool") (param "a" bool) (result bool) (canon lift (core func $i "id32")))
          (func (export "char") (param "a" char) (result char) (canon lift (core func $i "id32")))
          (func (export "char-of") (param "a" u32) (result char) (canon lift (core func $i "id32")))
          (func (export "u8-of") (param "a" u32) (result u8) (canon lift (core func $i "id32")))
          (func (export "s64") (param "a" s64) (result s64) (canon lift (core func $i "id64")))
          (func (export "f32") (param "a" f32) (result f32) (canon lift (core func $i "idf")))
          (func (export "f64") (param "a" f64) (result f64) (canon lift (core func $i "idd")))
          (func (export "nop") (canon lift (core func $i "nop"))))
        """;

    private static string Echo(string encoding) => $$"""
        (component
          {{Guests.Libc}}
          (core module $m
            (import "libc" "mem" (memory 1))
            (import "libc" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
            (func (export "echo") (param i32 i32) (result i32)
              (local $at i32)
              (local.set $at (call $realloc (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 8)))
              (i32.store (local.get $at) (local.get 0))
              (i32.store offset=4 (local.get $at) (local.get 1))
              (local.get $at)))
          (core instance $i (instantiate $m (with "libc" (instance $libc))))
          (func (export "echo") (param "s" string) (result string)
            (canon lift (core func $i "echo") (memory (core memory $libc "mem")) (realloc (core func $libc "realloc")) string-encoding={{encoding}}))
          (func (export "bytes") (param "s" (list u8)) (result (list u8))
            (canon lift (core func $i "echo") (memory (core memory $libc "mem")) (realloc (core func $libc "realloc")))))
        """;

    [Fact]
    public void Typed_calls_take_and_give_numbers()
    {
        using var guests = new Guests();
        var instance = guests.Instantiate(Numbers);
        Assert.Equal(5u, instance.GetFunction<Func<uint, uint, uint>>("add")(2, 3));
        Assert.Equal(200, instance.GetFunction<Func<byte, byte>>("u8")(200));
        Assert.Equal(-100, instance.GetFunction<Func<sbyte, sbyte>>("s8")(-100));
        Assert.Equal(-30000, instance.GetFunction<Func<short, short>>("s16")(-30000));
        Assert.True(instance.GetFunction<Func<bool, bool>>("bool")(true));
        Assert.Equal(new Rune(0x1F600), instance.GetFunction<Func<Rune, Rune>>("char")(new Rune(0x1F600)));
        Assert.Equal(long.MinValue, instance.GetFunction("s64").ToFunc<long, long>()(long.MinValue));
        Assert.Equal(1.5f, instance.GetFunction<Func<float, float>>("f32")(1.5f));
        Assert.Equal(-0.25, instance.GetFunction<Func<double, double>>("f64")(-0.25));
        instance.GetFunction<Action>("nop")();
    }

    [Fact]
    public void Untyped_calls_take_and_give_values()
    {
        using var guests = new Guests();
        var instance = guests.Instantiate(Numbers);
        Assert.Equal(ComponentValue.FromU32(5), instance.GetFunction("add").Call(2u, 3u));
        Assert.Equal(ComponentValue.FromS8(-1), instance.GetFunction("s8").Call((sbyte)-1));
        Assert.Null(instance.GetFunction("nop").Call());
        Assert.Equal(ComponentValue.FromU8(0x34), instance.GetFunction("u8-of").Call(0x1234u));
        Assert.Contains("takes 2 arguments", Assert.Throws<ArgumentException>(() => instance.GetFunction("add").Call(1u)).Message);
        Assert.Contains("argument `b` of `add`", Assert.Throws<ArgumentException>(() => instance.GetFunction("add").Call(1u, "x")).Message);
    }

    [Fact]
    public void Not_a_numbers_become_the_canonical_one()
    {
        using var guests = new Guests();
        var function = guests.Instantiate(Numbers).GetFunction<Func<float, float>>("f32");
        Assert.Equal(0x7FC00000u, BitConverter.SingleToUInt32Bits(function(BitConverter.UInt32BitsToSingle(0xFFC12345))));
    }

    [Fact]
    public void What_is_no_character_traps_and_the_instance_is_lost()
    {
        using var guests = new Guests();
        var instance = guests.Instantiate(Numbers);
        var error = Assert.Throws<TrapException>(() => instance.GetFunction("char-of").Call(0xD800u));
        Assert.Equal(TrapKind.CanonicalAbi, error.Kind);
        Assert.Equal("canonical abi violated: in `char-of`, result: invalid `char` bit pattern: 0xd800", error.Message);
        Assert.Contains("cannot enter component instance", Assert.Throws<TrapException>(() => instance.GetFunction("nop").Call()).Message);
    }

    [Theory]
    [InlineData("utf8")]
    [InlineData("utf16")]
    [InlineData("latin1+utf16")]
    public void Strings_come_back(string encoding)
    {
        using var guests = new Guests();
        var echo = guests.Instantiate(Echo(encoding)).GetFunction<Func<string, string>>("echo");
        string[] texts = ["", "a", "héllo", "日本語", "😀", "a\u00FF\u0100", new string('x', 100_000)];
        foreach (var text in texts)
        {
            Assert.Equal(text, echo(text));
        }

        Assert.Equal("a\uFFFDb", echo("a\uD800b"));
    }

    [Fact]
    public void Bytes_come_back()
    {
        using var guests = new Guests();
        var instance = guests.Instantiate(Echo("utf8"));
        Assert.Equal([1, 2, 255], instance.GetFunction<Func<byte[], byte[]>>("bytes")([1, 2, 255]));
        Assert.Equal(ComponentValue.ListOf<byte>([1, 2]), instance.GetFunction("bytes").Call(ComponentValue.List((byte)1, (byte)2)));
    }

    [Fact]
    public void Typed_calls_allocate_nothing_of_their_own()
    {
        using var guests = new Guests(new EngineOptions { Tier = ExecutionTier.Jit });
        guests.Linker.Root.AddFunction("twice", (uint a) => 2 * a);
        guests.Linker.Instance("test:host/text@1.2.0").AddFunction("upper", (string text) => text);
        var four = guests.Instantiate(Importer).GetFunction<Func<uint, uint>>("four");
        four(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            four(1);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Fact]
    public void Delegates_of_another_signature_are_refused()
    {
        using var guests = new Guests();
        var instance = guests.Instantiate(Numbers);
        Assert.Throws<ArgumentException>(() => instance.GetFunction<Func<int, uint, uint>>("add"));
        Assert.Throws<ArgumentException>(() => instance.GetFunction<Func<uint, uint>>("add"));
        Assert.Throws<ArgumentException>(() => instance.GetFunction("missing"));
    }

    private const string Importer = $$"""
        (component
          (import "twice" (func $twice (param "a" u32) (result u32)))
          (import "test:host/text@1.2.0" (instance $text (export "upper" (func (param "s" string) (result string)))))
          {{Guests.Libc}}
          (core func $twice' (canon lower (func $twice)))
          (core func $upper' (canon lower (func $text "upper") (memory (core memory $libc "mem")) (realloc (core func $libc "realloc"))))
          (core module $m
            (import "host" "twice" (func $twice (param i32) (result i32)))
            (import "host" "upper" (func $upper (param i32 i32 i32)))
            (func (export "four") (param i32) (result i32) (call $twice (call $twice (local.get 0))))
            (func (export "upper") (param i32 i32) (result i32) (call $upper (local.get 0) (local.get 1) (i32.const 16)) (i32.const 16)))
          (core instance $i (instantiate $m (with "host" (instance (export "twice" (func $twice')) (export "upper" (func $upper'))))))
          (func (export "four") (param "a" u32) (result u32) (canon lift (core func $i "four")))
          (func (export "upper") (param "s" string) (result string)
            (canon lift (core func $i "upper") (memory (core memory $libc "mem")) (realloc (core func $libc "realloc"))))
          (export "again" (func $twice))
          (export "upper-again" (func $text "upper")))
        """;

    [Theory]
    [InlineData(ExecutionTier.Interpreter)]
    [InlineData(ExecutionTier.Tiered)]
    [InlineData(ExecutionTier.Jit)]
    public void Functions_of_the_host_are_called(ExecutionTier tier)
    {
        using var guests = new Guests(new EngineOptions { Tier = tier });
        guests.Linker.Root.AddFunction("twice", (uint a) => 2 * a);
        guests.Linker.Instance("test:host/text@1.3.1").AddFunction("upper", (_, arguments) => arguments[0].AsString().ToUpperInvariant());
        var instance = guests.Instantiate(Importer);
        Assert.Equal(28u, instance.GetFunction<Func<uint, uint>>("four")(7));
        Assert.Equal("HÉ", instance.GetFunction<Func<string, string>>("upper")("hé"));
        Assert.Equal(14u, instance.GetFunction<Func<uint, uint>>("again")(7));
        Assert.Equal("X", instance.GetFunction<Func<string, string>>("upper-again")("x"));
        Assert.Equal("YZ", instance.GetFunction("upper-again").Call("yz")!.Value.AsString());
    }

    [Fact]
    public void Bindings_bring_their_own_codecs()
    {
        using var guests = new Guests();
        guests.Linker.Root.AddFunction("twice", [ComponentCodecs.U32], ComponentCodecs.U32, (ref ComponentHostCall call) =>
            call.Give(ComponentCodecs.U32, 2 * call.Take(ComponentCodecs.U32)));
        guests.Linker.Instance("test:host/text@1.2.0").AddFunction("upper", (string text) => text.ToUpperInvariant());
        Assert.Equal(4u, guests.Instantiate(Importer).GetFunction<Func<uint, uint>>("four")(1));
    }

    [Fact]
    public void Imports_that_are_missing_or_do_not_fit_are_named()
    {
        using var guests = new Guests();
        Assert.Contains("`twice` is not defined", Assert.Throws<LinkException>(() => guests.Instantiate(Importer)).Message);
        guests.Linker.Root.AddFunction("twice", (int a) => 2 * a);
        Assert.Contains("`twice`", Assert.Throws<LinkException>(() => guests.Instantiate(Importer)).Message);
        guests.Linker.AllowShadowing = true;
        guests.Linker.Root.AddFunction("twice", (uint a) => 2 * a);
        Assert.Contains("`test:host/text@1.2.0` is not defined", Assert.Throws<LinkException>(() => guests.Instantiate(Importer)).Message);
        guests.Linker.Instance("test:host/text@1.0.0");
        Assert.Contains("`test:host/text@1.2.0 upper` is not defined", Assert.Throws<LinkException>(() => guests.Instantiate(Importer)).Message);
        guests.Linker.DefineUnknownImportsAsTraps(Component.LoadText(guests.Engine, Importer));
        var instance = guests.Instantiate(Importer);
        Assert.Equal(4u, instance.GetFunction<Func<uint, uint>>("four")(1));
        Assert.Contains("`test:host/text@1.2.0 upper` was called", Assert.Throws<TrapException>(() => instance.GetFunction("upper").Call("x")).Message);
    }
}
