using System.Text;
using Weft.Components.Binary;
using Weft.Components.CanonicalAbi;
using Weft.Components.Text;
using Weft.Components.Types;
using Weft.Components.Validation;
using Weft.Wasm;
using Xunit;

namespace Weft.Components.Tests;

public sealed class ValidationTests
{
    private static ValidatedComponent Validate(string text, ComponentFeatures features = ComponentFeatures.None) =>
        ComponentValidator.Validate(ComponentTextParser.Parse(text), new TypeRegistry(), new ComponentValidationOptions { Features = features });

    [Theory]
    [InlineData("(component (type (stream u8)))", ComponentFeatures.Async)]
    [InlineData("(component (type (func async)))", ComponentFeatures.Async)]
    [InlineData("(component (type (list u8 4)))", ComponentFeatures.FixedLengthLists)]
    [InlineData("(component (type (map u8 u8)))", ComponentFeatures.Maps)]
    [InlineData("(component (type error-context))", ComponentFeatures.ErrorContext)]
    [InlineData("(component (canon thread.index (core func)))", ComponentFeatures.Threads)]
    [InlineData("(component (import \"a\" (external-id \"x\") (func)))", ComponentFeatures.NameAttributes)]
    public void Gated_features_are_refused_by_name_until_they_are_on(string text, ComponentFeatures feature)
    {
        Assert.Contains(feature.ToString(), Assert.Throws<InvalidModuleException>(() => Validate(text)).Message);
        Assert.NotNull(Validate(text, feature));
    }

    [Fact]
    public void An_import_may_not_use_a_type_that_outsiders_cannot_name()
    {
        var error = Assert.Throws<InvalidModuleException>(() => Validate("""(component (type $r (record (field "x" u8))) (import "f" (func (param "a" $r))))"""));
        Assert.Contains("func not valid to be used as import", error.Message);
        Assert.Equal(1, error.Position!.Value.Line);
    }

    [Theory]
    [InlineData("u8", 1, 1, "i32")]
    [InlineData("(option u64)", 16, 8, "i32 i64")]
    [InlineData("(result u32 (error f32))", 8, 4, "i32 i32")]
    [InlineData("(result f64 (error f32))", 16, 8, "i32 i64")]
    [InlineData("(tuple u8 u32 u8)", 12, 4, "i32 i32 i32")]
    [InlineData("(flags \"a\" \"b\" \"c\" \"d\" \"e\" \"f\" \"g\" \"h\" \"i\")", 2, 2, "i32")]
    [InlineData("string", 8, 4, "i32 i32")]
    [InlineData("(list u16 3)", 6, 2, "i32 i32 i32")]
    public void Layouts_are_those_of_the_canonical_abi(string type, long size, int alignment, string flat)
    {
        var component = Validate($"(component (type {type}))", ComponentFeatures.All);
        var layout = ValueLayout.Of(Assert.IsType<ComponentValueType>(component.Types[^1], exactMatch: false), is64: false);
        Assert.Equal(size, layout.Size);
        Assert.Equal(alignment, layout.Alignment);
        Assert.Equal(flat, string.Join(' ', layout.Flat));
    }

    [Fact]
    public void What_is_wrong_with_a_component_is_said_before_what_is_wrong_in_bodies()
    {
        const string Module = "(core module $m (func (export \"f\") (result i32)))";
        var component = Assert.Throws<InvalidModuleException>(() => Validate($"(component {Module} (import \"1\" (func)))"));
        Assert.Contains("kebab", component.Message);
        var nested = Assert.Throws<InvalidModuleException>(() => Validate($"(component (component {Module}) (import \"a\" (func)))"));
        Assert.Contains("type mismatch", nested.Message);
        Assert.Equal(0, nested.FunctionIndex);
    }

    [Theory]
    [InlineData("(core type $t (module)) (core type (func (param (ref $t))))", "type index 0 is a module type")]
    [InlineData("(core type $t (module)) (core type (struct (field (ref null $t))))", "type index 0 is a module type")]
    [InlineData("(core type $t (module)) (core type (sub $t (func)))", "type index 0 is a module type")]
    [InlineData("(core type (func (param (ref 100))))", "type index out of bounds")]
    [InlineData("(core type (module (import \"a\" \"b\" (global (ref 1)))))", "type index out of bounds")]
    public void Core_types_refer_to_types_of_values_only(string text, string why) =>
        Assert.Contains(why, Assert.Throws<InvalidModuleException>(() => Validate($"(component {text})")).Message);

    [Fact]
    public void The_memory_of_options_is_not_shared()
    {
        var error = Assert.Throws<InvalidModuleException>(() => Validate("""
            (component
              (core module $m (memory (export "mem") 1 1 shared) (func (export "f")))
              (core instance $i (instantiate $m))
              (func (canon lift (core func $i "f") (memory (core memory $i "mem")))))
            """));
        Assert.Contains("shared flag for memories", error.Message);
    }

    [Fact]
    public void Names_that_say_where_to_get_something_are_for_imports()
    {
        Assert.NotNull(Validate("(component (import \"unlocked-dep=<a:b>\" (component)))"));
        var error = Assert.Throws<InvalidModuleException>(() => Validate("(component (component $c) (export \"unlocked-dep=<a:b>\" (component $c)))"));
        Assert.Contains("not a valid export name", error.Message);
    }

    [Theory]
    [InlineData("(import \"a:b/c@0.2\" (versionsuffix \".3\") (instance))", null)]
    [InlineData("(import \"a:b/c@0.2\" (versionsuffix \"3\") (instance))", "invalid interface version")]
    [InlineData("(import \"a:b/c@0.2\" (versionsuffix \".3\") (func))", "only instances can have a `versionsuffix`")]
    public void A_version_suffix_makes_a_canonical_version_whole(string text, string? why)
    {
        var error = Record.Exception(() => Validate($"(component {text})", ComponentFeatures.NameAttributes));
        Assert.Equal(why is null, error is null);
        Assert.Contains(why ?? "", error?.Message ?? "");
    }

    [Fact]
    public void Errors_in_modules_of_a_binary_name_the_byte_in_the_component()
    {
        var binary = ComponentWriter.Write(Samples.Parse("(component (core module (func (result i32) i64.const 0)))"));
        var error = Assert.Throws<InvalidModuleException>(() => ComponentValidator.Validate(ComponentReader.Read(binary), new TypeRegistry()));
        Assert.InRange(error.ByteOffset!.Value, binary.Length - 10, binary.Length);
    }

    [Fact]
    public void Deep_and_wide_inputs_are_refused_in_time()
    {
        var deep = string.Concat(Enumerable.Repeat("(component ", 200)) + new string(')', 200);
        Assert.Contains("nesting too deep", Assert.Throws<MalformedModuleException>(() => ComponentTextParser.Parse(deep)).Message);
        var lists = new StringBuilder("(component (type u8)");
        for (var i = 0; i < 1000; i++)
        {
            lists.Append(System.Globalization.CultureInfo.InvariantCulture, $"(type (list {i}))");
        }

        Assert.Contains("too deep", Assert.Throws<InvalidModuleException>(() => Validate(lists.Append(')').ToString())).Message);
        var doubling = new StringBuilder("(component (type u8)");
        for (var i = 0; i < 100; i++)
        {
            doubling.Append(System.Globalization.CultureInfo.InvariantCulture, $"(type (tuple {i} {i}))");
        }

        Assert.Contains("exceeds", Assert.Throws<InvalidModuleException>(() => Validate(doubling.Append(')').ToString())).Message);
    }
}
