using System.Text;
using Weft.Components.Tests.CanonicalAbi;
using Weft.Components.Types;
using Weft.Components.Validation;
using Weft.Wasm;
using Xunit;

namespace Weft.Components.Tests.Values;

public sealed class WaveTests
{
    private static readonly ComponentValidationOptions s_options = new() { Features = ComponentFeatures.FixedLengthLists | ComponentFeatures.Maps };

    private static ComponentValueType TypeOf(string type, string declarations = "") =>
        (ComponentValueType)ComponentValidator.Validate(Samples.Parse($"(component {declarations} (type {type}))"), new TypeRegistry(), s_options).Types[^1];

    [Theory]
    [InlineData("u8", "255")]
    [InlineData("s64", "-9223372036854775808")]
    [InlineData("bool", "true")]
    [InlineData("f32", "1.5")]
    [InlineData("f64", "-inf")]
    [InlineData("f64", "nan")]
    [InlineData("f64", "1e300")]
    [InlineData("char", "'\\''")]
    [InlineData("char", "'\\u{7f}'")]
    [InlineData("string", "\"a\\\"b\\\\c\\n\\t\\u{0}é😀'\"")]
    [InlineData("(list u32)", "[]")]
    [InlineData("(list u32)", "[1, 2]")]
    [InlineData("(list u32 2)", "[1, 2]")]
    [InlineData("(tuple u8 string)", "(1, \"x\")")]
    [InlineData("(record (field \"a-b\" u8) (field \"ok\" bool))", "{a-b: 1, %ok: false}")]
    [InlineData("(variant (case \"none\") (case \"some-thing\" u8))", "some-thing(3)")]
    [InlineData("(variant (case \"none\") (case \"some-thing\" u8))", "%none")]
    [InlineData("(enum \"red\" \"err\")", "%err")]
    [InlineData("(flags \"read\" \"write\" \"nan\")", "{read, %nan}")]
    [InlineData("(option u8)", "some(1)")]
    [InlineData("(option u8)", "none")]
    [InlineData("(result u8 (error string))", "err(\"no\")")]
    [InlineData("(result u8)", "err")]
    [InlineData("(result)", "ok")]
    [InlineData("(map string u8)", "[(\"a\", 1), (\"b\", 2)]")]
    public void Text_comes_back(string type, string text)
    {
        var resolved = TypeOf(type);
        Assert.Equal(text, Wave.Print(Wave.Parse(text, resolved), resolved));
    }

    [Theory]
    [InlineData("(option u8)", "7", "some(7)")]
    [InlineData("(result u8 (error string))", "7", "ok(7)")]
    [InlineData("(record (field \"a\" u8) (field \"b\" (option u8)))", "{a: 1}", null)]
    [InlineData("(list u8)", " [ 1 , 2, ] // three\n", "[1, 2]")]
    [InlineData("(flags \"a\" \"b\")", "{b, a,}", "{a, b}")]
    [InlineData("string", "\"\"\"\n  one\n    two\\u{21}\n  \"\"\"", "\"one\\n  two!\"")]
    [InlineData("f32", "1", "1")]
    public void Shorter_text_is_read(string type, string text, string? printed)
    {
        var declarations = type.Contains("option u8)))", StringComparison.Ordinal) ? "(type $o (option u8))" : "";
        var resolved = TypeOf(type.Replace("(field \"b\" (option u8))", "(field \"b\" $o)", StringComparison.Ordinal), declarations);
        Assert.Equal(printed ?? "{a: 1, b: none}", Wave.Print(Wave.Parse(text, resolved), resolved));
    }

    [Theory]
    [InlineData("u8", "256", "256 is no u8")]
    [InlineData("u8", "-1", "-1 is no u8")]
    [InlineData("u8", "1.5", "a whole number is expected, not '1.5'")]
    [InlineData("u8", "1 2", "nothing more is expected, at character 3")]
    [InlineData("u8", "", "a whole number is expected")]
    [InlineData("bool", "yes", "true or false is expected")]
    [InlineData("char", "''", "a character is expected")]
    [InlineData("char", "'ab'", "' is expected")]
    [InlineData("char", "'\\u{d800}'", "the number of a character is expected")]
    [InlineData("string", "\"a", "the string does not end")]
    [InlineData("string", "\"\\q\"", "\\q is no escape")]
    [InlineData("string", "\"\\", "the escape does not end")]
    [InlineData("string", "\"\"\"\na", "the string does not end")]
    [InlineData("(list u8)", "[1 2]", ", or ] is expected, at character 4")]
    [InlineData("(list u8)", "[", "a whole number is expected")]
    [InlineData("(list u8 2)", "[1]", "the list has 1 elements, not 2")]
    [InlineData("(tuple u8 u8)", "(1)", "a whole number is expected")]
    [InlineData("(record (field \"a\" u8))", "{b: 1}", "no field is named `b`")]
    [InlineData("(record (field \"a\" u8))", "{:}", "the field `a` is missing")]
    [InlineData("(record (field \"a\" u8))", "{a: 1, a: 2}", "was given already")]
    [InlineData("(enum \"a\")", "b", "no case is named `b`")]
    [InlineData("(flags \"a\")", "{b}", "no flag is named `b`")]
    [InlineData("(variant (case \"a\" u8))", "a", "( is expected")]
    [InlineData("(result)", "1", "ok(...) or err(...) is expected")]
    public void What_is_no_value_is_refused(string type, string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => Wave.Parse(text, TypeOf(type))).Message);

    [Fact]
    public void Arguments_are_read_and_options_at_the_end_may_be_missing()
    {
        var text = "(component (type $o (option u8)) (import \"f\" (func (param \"a\" u8) (param \"b\" $o))))";
        var type = ComponentValidator.Validate(Samples.Parse(text), new TypeRegistry()).Functions[0];
        Assert.Equal([(byte)1, ComponentValue.None], Wave.ParseArguments("f(1)", type));
        Assert.Equal([(byte)1, ComponentValue.Some((byte)2)], Wave.ParseArguments("f(1, some(2))", type));
        Assert.Throws<FormatException>(() => Wave.ParseArguments("f(1, 2, 3)", type));
        Assert.Throws<FormatException>(() => Wave.ParseArguments("f", type));
        Assert.Equal("f", Wave.GetFunctionName("f(1)"));
        Assert.Equal("a:b/c@1.0.0#f", Wave.GetFunctionName(" a:b/c@1.0.0#f "));
    }

    [Fact]
    public void Random_values_come_back()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new RandomTypes(seed);
            var name = random.MakeType(depth: 3);
            var component = ComponentValidator.Validate(
                Samples.Parse($"(component {random.Declarations} (import \"f\" (func (param \"x\" {name}))))"), new TypeRegistry(), s_options);
            var type = component.Functions[0].Parameters[0].Type;
            var value = random.MakeValue(type);
            var text = Wave.Print(value, type);
            Assert.True(Wave.Parse(text, type) == value, text);
        }
    }

    [Fact]
    public void Values_know_what_they_are()
    {
        Assert.Equal(ComponentValue.ListOf<byte>([1]), ComponentValue.List((byte)1));
        Assert.NotEqual(ComponentValue.ListOf<byte>([1]), ComponentValue.ListOf<sbyte>([1]));
        Assert.Equal(ComponentValue.ListOf<byte>([1]).GetHashCode(), ComponentValue.List((byte)1).GetHashCode());
        Assert.False(ComponentValue.ListOf<sbyte>([1]).TryGetNumbers<byte>(out _));
        Assert.True(ComponentValue.ListOf<sbyte>([-1]).TryGetNumbers<sbyte>(out var numbers));
        Assert.Equal(-1, numbers[0]);
        Assert.Equal((sbyte)-1, ComponentValue.ListOf<sbyte>([-1])[0].AsS8());
        Assert.Throws<InvalidOperationException>(() => ComponentValue.FromU8(1).AsU16());
        Assert.Throws<InvalidOperationException>(() => ComponentValue.FromU8(1).Count);
        Assert.Throws<InvalidOperationException>(() => ComponentValue.FromU8(1).Case);
        Assert.Equal(new Rune('x'), ComponentValue.Some(new Rune('x')).Payload!.Value.AsChar());
    }
}
