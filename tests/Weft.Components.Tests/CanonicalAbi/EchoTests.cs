// Values of random types go into a guest flat, from it to the host and back, and come out of memory: every path of lifting and lowering.
using Weft.Components.CanonicalAbi;
using Weft.Components.Tests.Linking;
using Weft.Components.Types;
using Weft.Components.Validation;
using Weft.Wasm;
using Xunit;

namespace Weft.Components.Tests.CanonicalAbi;

public sealed class EchoTests
{
    private const ComponentFeatures Features = ComponentFeatures.FixedLengthLists | ComponentFeatures.Maps;

    /// <summary>A component whose function gives its arguments to an import, and returns what that returns.</summary>
    internal static string Make(string declarations, string type, string encoding)
    {
        // What the core functions look like, validation would say only if they were right.
        var probe = $"(component {declarations} (import \"echo\" (func (param \"x\" {type}) (result {type}))))";
        var validated = ComponentValidator.Validate(Samples.Parse(probe), new TypeRegistry(), new ComponentValidationOptions { Features = Features });
        var lower = CoreSignatures.Lower(validated.Functions[0], default).Type;
        var lift = CoreSignatures.Lift(validated.Functions[0], default).Type;
        var parameters = string.Join(' ', lift.Parameters);
        var arguments = string.Join(' ', lift.Parameters.Select((_, i) => $"(local.get {i})"));
        var isRetptr = lower.Parameters.Length > lift.Parameters.Length;
        var body = isRetptr ? $"(call $echo {arguments} (i32.const 16)) (i32.const 16)" : $"(call $echo {arguments})";
        return $$"""
            (component
              {{declarations}}
              (import "echo" (func $echo (param "x" {{type}}) (result {{type}})))
              {{Guests.Libc}}
              (core func $echo' (canon lower (func $echo) (memory (core memory $libc "mem")) (realloc (core func $libc "realloc")) string-encoding={{encoding}}))
              (core module $m
                (import "host" "echo" (func $echo (param {{string.Join(' ', lower.Parameters)}}) (result {{string.Join(' ', lower.Results)}})))
                (func (export "echo") (param {{parameters}}) (result {{string.Join(' ', lift.Results)}}) {{body}}))
              (core instance $i (instantiate $m (with "host" (instance (export "echo" (func $echo'))))))
              (func (export "echo-back") (param "x" {{type}}) (result {{type}})
                (canon lift (core func $i "echo") (memory (core memory $libc "mem")) (realloc (core func $libc "realloc")) string-encoding={{encoding}})))
            """;
    }

    [Theory]
    [InlineData("utf8")]
    [InlineData("utf16")]
    [InlineData("latin1+utf16")]
    public void Values_of_random_types_come_back(string encoding)
    {
        var isDeep = Environment.GetEnvironmentVariable("WEFT_TORTURE") == "full";
        for (var seed = 0; seed < (isDeep ? 3000 : 60); seed++)
        {
            using var guests = new Guests(new EngineOptions { Tier = ExecutionTier.Interpreter });
            var random = new RandomTypes(seed);
            var type = random.MakeType(depth: 3);
            var seen = AddEcho(guests);
            var function = guests.Instantiate(Make(random.Declarations, type, encoding), Features).GetFunction("echo-back");
            CheckValues(function, seen, random, type, $"seed {seed}", "the host");
        }
    }

    /// <summary>Defines <c>echo</c>, which gives back what it is given.</summary>
    /// <returns>What it was given.</returns>
    internal static List<ComponentValue> AddEcho(Guests guests)
    {
        var seen = new List<ComponentValue>();
        guests.Linker.Root.AddFunction("echo", (_, arguments) =>
        {
            seen.Add(arguments[0]);
            return arguments[0];
        });
        return seen;
    }

    /// <summary>Random values come back, and were seen as they are.</summary>
    internal static void CheckValues(ComponentFunction function, List<ComponentValue> seen, RandomTypes random, string type, string where, string who)
    {
        for (var i = 0; i < 5; i++)
        {
            var value = random.MakeValue(function.Type.Parameters[0].Type);
            Assert.True(function.Call(value) == value, $"{where}: {type}\n{random.Declarations}");
            Assert.True(seen[^1] == value, $"{where}: {who} saw something else: {type}\n{random.Declarations}");
        }
    }

    private static void Compare<T>(string type, T value, ComponentValue untyped)
    {
        foreach (var isTypedHost in new[] { false, true })
        {
            using var guests = new Guests(new EngineOptions { Tier = ExecutionTier.Interpreter });
            if (isTypedHost)
            {
                guests.Linker.Root.AddFunction("echo", (T argument) => argument);
            }
            else
            {
                guests.Linker.Root.AddFunction("echo", (_, arguments) =>
                {
                    Assert.Equal(untyped, arguments[0]);
                    return arguments[0];
                });
            }

            // Through a name for the type, because only primitive types may be written where they are used.
            var instance = guests.Instantiate(Make($"(type $t {type})", "$t", "utf8"), Features);
            Assert.Equal(value, instance.GetFunction<Func<T, T>>("echo-back")(value));
            Assert.Equal(untyped, instance.GetFunction("echo-back").Call(untyped));
        }
    }

    [Fact]
    public void Typed_codecs_agree_with_the_plain_one()
    {
        Compare("(list u16)", new ushort[] { 1, 65535 }, ComponentValue.ListOf<ushort>([1, 65535]));
        Compare("(list f64)", new[] { 1.5, double.NegativeInfinity }, ComponentValue.ListOf([1.5, double.NegativeInfinity]));
        Compare("(list string)", new[] { "", "é", "abc" }, ComponentValue.List("", "é", "abc"));
        Compare("(list bool)", new[] { true, false }, ComponentValue.List(true, false));
        Compare<uint?>("(option u32)", 7, ComponentValue.Some(7u));
        Compare<uint?>("(option u32)", null, ComponentValue.None);
        Compare<string?>("(option string)", "x", ComponentValue.Some("x"));
        Compare<string?>("(option string)", null, ComponentValue.None);
        Compare("(tuple u8 u64 string)", ((byte)1, 2ul, "three"), ComponentValue.Tuple((byte)1, 2ul, "three"));
        Compare("(tuple s8 s16 s32 s64 f32 f64 char)", ((sbyte)-1, (short)-2, -3, -4L, 5f, 6.0, new System.Text.Rune('x')), ComponentValue.Tuple((sbyte)-1, (short)-2, -3, -4L, 5f, 6.0, new System.Text.Rune('x')));
        Compare("(result u64 (error string))", ComponentResult<ulong, string>.FromOk(5), ComponentValue.Ok(5ul));
        Compare("(result u64 (error string))", ComponentResult<ulong, string>.FromError("no"), ComponentValue.Error("no"));
        Compare("(result (error f32))", ComponentResult<ValueTuple, float>.FromError(1.5f), ComponentValue.Error(1.5f));
        Compare("(result (error f32))", ComponentResult<ValueTuple, float>.FromOk(default), ComponentValue.Ok());
        Compare("(result)", ComponentResult<ValueTuple, ValueTuple>.FromError(default), ComponentValue.Error());
    }

    [Fact]
    public void Typed_codecs_nest()
    {
        using var guests = new Guests();
        guests.Linker.Root.AddFunction("echo", ((string, byte[])[] argument) => argument);
        var declarations = "(type $l (list u8)) (type $e (tuple string $l)) (type $t (list $e))";
        var echo = guests.Instantiate(Make(declarations, "$t", "utf16")).GetFunction<Func<(string, byte[])[], (string, byte[])[]>>("echo-back");
        var result = echo([("a", [1]), ("b", [])]);
        Assert.Equal(["a", "b"], result.Select(item => item.Item1));
        Assert.Equal([1], result[0].Item2);
    }

    [Fact]
    public void Layouts_of_codecs_are_those_of_types()
    {
        var option = ComponentCodecs.Option(ComponentCodecs.U64);
        var result = ComponentCodecs.Result(ComponentCodecs.String, option);
        var tuple = ComponentCodecs.Tuple(ComponentCodecs.U8, result, ComponentCodecs.Char);
        var text = "(component (type $o (option u64)) (type $r (result string (error $o))) (type (tuple u8 $r char)))";
        var type = (ComponentValueType)ComponentValidator.Validate(Samples.Parse(text), new TypeRegistry()).Types[^1];
        Assert.True(tuple.Accepts(type));
        foreach (var is64 in new[] { false, true })
        {
            var layout = ValueLayout.Of(type, is64);
            Assert.Equal(new CodecLayout((int)layout.Size, layout.Alignment, layout.Flat.Length), tuple.GetLayout(is64));
        }
    }
}
