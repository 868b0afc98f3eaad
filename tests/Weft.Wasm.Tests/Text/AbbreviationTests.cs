// Abbreviations of the text format mean what their expansions mean (spec 6.4-6.6).
using Weft.Wasm.Text;
using Xunit;

namespace Weft.Wasm.Tests.Text;

public sealed class AbbreviationTests
{
    [Theory]
    [InlineData("(module (func))", "(func)")]
    [InlineData("(func (export \"a\") (export \"b\"))", "(func $f) (export \"a\" (func $f)) (export \"b\" (func 0))")]
    [InlineData("(func (import \"m\" \"f\") (param i32))", "(import \"m\" \"f\" (func (param i32)))")]
    [InlineData("(func (export \"x\") (import \"m\" \"f\") (param i32))", "(import \"m\" \"f\" (func (param i32))) (export \"x\" (func 0))")]
    [InlineData("(func (param i32 i64) (result f32 f64) unreachable)", "(func (param i32) (param $x i64) (result f32) (result f64) unreachable)")]
    [InlineData("(func (local i32 i32 i64))", "(func (local i32) (local $x i32) (local i64))")]
    [InlineData("(table (import \"m\" \"t\") 1 2 funcref)", "(import \"m\" \"t\" (table 1 2 (ref null func)))")]
    [InlineData("(table i64 1 2 externref)", "(table i64 1 2 (ref null extern))")]
    [InlineData("(func $f) (table funcref (elem $f $f))", "(func $f) (table 2 2 funcref) (elem (i32.const 0) func $f 0)")]
    [InlineData("(func $f) (table i64 funcref (elem $f))", "(func $f) (table i64 1 1 funcref) (elem (i64.const 0) func $f)")]
    [InlineData("(table anyref (elem (ref.null any) (item (ref.null i31))))", "(table 2 2 anyref) (elem (table 0) (i32.const 0) anyref (item ref.null any) (item ref.null i31))")]
    [InlineData("(type $t (func)) (func $f) (table (ref null $t) (elem $f))", "(type $t (func)) (func $f) (table 1 1 (ref null $t)) (elem (table 0) (offset i32.const 0) (ref null $t) (ref.func $f))")]
    [InlineData("(table 1 funcref) (func $f) (elem (i32.const 0) $f)", "(table 1 funcref) (func $f) (elem (table 0) (offset (i32.const 0)) func $f)")]
    [InlineData("(table 1 funcref) (func $f) (elem 0 (i32.const 0) $f)", "(table 1 funcref) (func $f) (elem (table 0) (offset (i32.const 0)) func $f)")]
    [InlineData("(memory (data \"abc\" \"d\"))", "(memory 1 1) (data (i32.const 0) \"abcd\")")]
    [InlineData("(memory (data))", "(memory 0 0) (data (i32.const 0))")]
    [InlineData("(memory i64 (data \"a\"))", "(memory i64 1 1) (data (i64.const 0) \"a\")")]
    [InlineData("(memory (pagesize 1) (data \"xyz\"))", "(memory 3 3 (pagesize 1)) (data (i32.const 0) \"xyz\")")]
    [InlineData("(memory (export \"m\") 1 2 shared)", "(memory $m i32 1 2 shared) (export \"m\" (memory $m))")]
    [InlineData("(memory 1) (data 0 (i32.const 0) \"a\")", "(memory 1) (data (memory 0) (offset (i32.const 0)) \"a\")")]
    [InlineData("(global (import \"m\" \"g\") (mut i32))", "(import \"m\" \"g\" (global $g (mut i32)))")]
    [InlineData("(tag (export \"t\") (param i32))", "(type (func (param i32))) (tag $t (type 0)) (export \"t\" (tag $t))")]
    [InlineData("(tag (import \"m\" \"t\"))", "(import \"m\" \"t\" (tag))")]
    [InlineData("(type (func (param $x i32) (result i32)))", "(type (sub final (func (param i32) (result i32))))")]
    [InlineData("(type (struct (field i8 (mut i16) i32)))", "(type (struct (field i8) (field $y (mut i16)) (field i32)))")]
    [InlineData("(type $t (func)) (type $u (sub $t (struct (field (ref null $u)))))", "(type (func)) (type (sub 0 (struct (field (ref null 1)))))")]
    public void An_abbreviation_equals_its_expansion(string abbreviation, string expansion) =>
        Assert.Equal(ModuleText.Describe(expansion), ModuleText.Describe(abbreviation));

    [Fact]
    public void Type_uses_append_missing_types_in_the_order_of_the_text()
    {
        var module = WatParser.Parse("""
            (func (result i64) (block (param i32) (drop)) (call_indirect (param f32)) (i64.const 0))
            (type $t (func (param i32)))
            """);
        Assert.Equal(
            ["[i32] -> []", "[] -> [i64]", "[f32] -> []"],
            module.Types.Select(group => Assert.Single(group.Types).Composite.ToString()));
        Assert.Equal(1, Assert.Single(module.Functions).TypeIndex);
    }

    [Fact]
    public void A_type_use_finds_only_types_that_are_plain()
    {
        // Neither a type that may be extended, nor one of a larger group, nor one with a supertype equals (type (func)).
        var module = WatParser.Parse("""
            (type (sub (func)))
            (rec (type (func)) (type (struct)))
            (type (sub final 0 (func)))
            (rec (type (func)))
            (func)
            """);
        Assert.Equal(4, Assert.Single(module.Functions).TypeIndex);
        Assert.Equal(4, module.Types.Length);
    }

    [Fact]
    public void Indices_count_imports_first_and_segments_inside_tables_and_memories()
    {
        var module = WatParser.Parse("""
            (import "m" "f" (func $f))
            (memory (data "a")) (data $d "b")
            (table funcref (elem $f)) (elem $e func $g)
            (func $g (data.drop $d) (elem.drop $e) (call $f) (call $h))
            (func $h)
            """);
        Assert.Equal("00FC0901FC0D01100010020B", Convert.ToHexString(module.Functions[0].Body.Bytes.Span));
        Assert.Equal(2, module.DataCount);
        Assert.Equal(1, Assert.Single(module.Elements[1].Functions));
    }

    [Theory]
    [InlineData("(func (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 0))) (memory 1) (data \"a\")", 1)]
    [InlineData("(func (data.drop 7))", 0)]
    [InlineData("(memory 1) (data \"a\")", null)]
    public void The_data_count_is_there_when_bodies_name_data_segments(string text, int? count) => Assert.Equal(count, WatParser.Parse(text).DataCount);

    [Fact]
    public void Bytes_and_string_give_the_same_module() =>
        Assert.Equal(ModuleText.Describe("(func (export \"é😀\"))"), ModuleText.Describe(WatParser.Parse(System.Text.Encoding.UTF8.GetBytes("(func (export \"é😀\"))"))));

    [Fact]
    public void A_byte_order_mark_is_passed_over() => Assert.Single(WatParser.Parse("\ufeff(func)").Functions);
}
