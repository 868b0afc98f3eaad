using Weft.Components.Text;
using Weft.Components.Validation;
using Weft.Wasm;
using Xunit;

namespace Weft.Components.Tests;

/// <summary>Spellings of earlier drafts, and identifiers that only readers need: texts with them are about.</summary>
public sealed class OlderTextTests
{
    private const string Guest = """
        (core module $m
          (memory (export "mem") 1)
          (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)
          (func (export "run") (param i32 i32) (result i32) unreachable)
          (func (export "post") (param i32))
          (func (export "dtor") (param i32)))
        (core instance $m (instantiate $m))
        """;

    [Theory]
    [InlineData("(type (record (field \"a\" float32) (field \"b\" float64)))", "(type (record (field \"a\" f32) (field \"b\" f64)))")]
    [InlineData("(type (variant (case $x \"x\") (case $y \"y\" u8)))", "(type (variant (case \"x\") (case \"y\" u8)))")]
    [InlineData("(import (interface \"a:b/c\") (instance))", "(import \"a:b/c\" (instance))")]
    [InlineData("(instance $i) (export (interface \"a:b/c\") (instance $i))", "(instance $i) (export \"a:b/c\" (instance $i))")]
    [InlineData("(instance (export (interface \"a:b/c@1.0.0\")))", "(instance (export \"a:b/c@1.0.0\"))")]
    [InlineData("(core type (module (type $t (func)) (export \"f\" (func (type $t) (result i32)))))", "(core type (module (type $t (func)) (export \"f\" (func (type $t)))))")]
    [InlineData(
        Guest + "(func (export \"f\") (param \"s\" string) (result string) (canon lift (core func $m \"run\") (memory $m \"mem\") (realloc (func $m \"realloc\")) (post-return (func $m \"post\"))))",
        Guest + "(func (export \"f\") (param \"s\" string) (result string) (canon lift (core func $m \"run\") (memory (core memory $m \"mem\")) (realloc (core func $m \"realloc\")) (post-return (core func $m \"post\"))))")]
    [InlineData(Guest + "(type (resource (rep i32) (dtor (func $m \"dtor\"))))", Guest + "(type (resource (rep i32) (dtor (core func $m \"dtor\"))))")]
    public void They_mean_what_the_newer_ones_mean(string older, string newer)
    {
        var component = ComponentTextParser.Parse(older);
        ComponentValidator.Validate(component, new TypeRegistry());
        Assert.Equal(ComponentPrinter.Print(ComponentTextParser.Parse(newer)), ComponentPrinter.Print(component));
    }

    [Theory]
    [InlineData("(type (variant (case $x \"x\") (case $x \"y\")))", "duplicate variant case identifier $x")]
    [InlineData("(alias outer 100 $t (type $t))", "outer count of `100` is too large")]
    [InlineData("(alias outer $c $t (type $t))", "outer component `c` not found")]
    [InlineData("(type (list u8 4294967296))", "invalid u32 number")]
    public void What_is_wrong_says_so(string text, string why) =>
        Assert.Contains(why, Assert.Throws<MalformedModuleException>(() => ComponentTextParser.Parse(text)).Message);

    [Fact]
    public void The_identifier_of_a_type_is_one_of_its_scope_too()
    {
        var component = ComponentTextParser.Parse("""
            (component
              (type $t (component
                (type $a (record (field "x" u8)))
                (type (instance (alias outer $t $a (type $b)) (export "b" (type (eq $b))))))))
            """);
        ComponentValidator.Validate(component, new TypeRegistry());
        Assert.Contains("alias outer 1 0", ComponentPrinter.Print(component));
    }
}
