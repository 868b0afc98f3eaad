// What the text parsers refuse, where they say it is, and in which words.
using System.Text;
using Weft.Wasm.Text;
using Xunit;

namespace Weft.Wasm.Tests.Text;

public sealed class TextErrorTests
{
    [Theory]
    [InlineData("(module\n  (func\n    i32.bogus))", "unknown operator i32.bogus", 3, 5)]
    [InlineData("(func) )", "unexpected token: ) without (", 1, 8)]
    [InlineData("(func", "unexpected token: the text ends inside", 1, 1)]
    [InlineData("(module) (func)", "unexpected token (", 1, 10)]
    [InlineData("(func (call $x))", "unknown function $x", 1, 13)]
    [InlineData("(func (local.get $x))", "unknown local $x", 1, 18)]
    [InlineData("(func (global.get $x))", "unknown global $x", 1, 19)]
    [InlineData("(func (table.get $x))", "unknown table $x", 1, 18)]
    [InlineData("(func (i32.load $x))", "unknown memory $x", 1, 17)]
    [InlineData("(func (throw $x))", "unknown tag $x", 1, 14)]
    [InlineData("(func (type $x))", "unknown type $x", 1, 13)]
    [InlineData("(func (br $x))", "unknown label $x", 1, 11)]
    [InlineData("(func (data.drop $x))", "unknown data segment $x", 1, 18)]
    [InlineData("(func (elem.drop $x))", "unknown elem segment $x", 1, 18)]
    [InlineData("(type $t (struct)) (func (struct.get $t $x))", "unknown field $x", 1, 41)]
    [InlineData("(type $t (func)) (type $t (func))", "duplicate type $t", 1, 24)]
    [InlineData("(tag $t) (tag $t)", "duplicate tag $t", 1, 15)]
    [InlineData("(data $d) (data $d)", "duplicate data $d", 1, 17)]
    [InlineData("(elem $e func) (elem $e func)", "duplicate elem $e", 1, 22)]
    [InlineData("(func (block $l) (br $l))", "unknown label $l", 1, 22)]
    [InlineData("(func (i32.const 1) (if (nop)))", "unexpected token )", 1, 30)]
    [InlineData("(func (i32.add nop))", "unexpected token nop", 1, 16)]
    [InlineData("(func block)", "unexpected token ), expected end", 1, 12)]
    [InlineData("(func (block loop))", "unexpected token ), expected end", 1, 18)]
    [InlineData("(func end)", "unexpected token end", 1, 7)]
    [InlineData("(func else)", "unexpected token else", 1, 7)]
    [InlineData("(func block else end)", "unexpected token else", 1, 13)]
    [InlineData("(func i32.const 0 if else else end)", "unexpected token else", 1, 27)]
    [InlineData("(func (tag))", "unexpected token tag", 1, 8)]
    [InlineData("(\"x\")", "unexpected token \"x\"", 1, 2)]
    [InlineData("(foo)", "unknown operator foo", 1, 2)]
    [InlineData("foo", "unknown operator foo", 1, 1)]
    [InlineData("(func $)", "empty identifier", 1, 7)]
    [InlineData("(; (; ;)", "unclosed comment", 1, 1)]
    [InlineData("(func é)", "illegal character U+00E9", 1, 7)]
    [InlineData("(; é\r\n\r ;) (func é)", "illegal character U+00E9", 3, 11)]
    [InlineData("(memory 1 (pagesize 3))", "invalid custom page size", 1, 11)]
    [InlineData("(import \"\\ff\" \"\" (func))", "malformed UTF-8 encoding", 1, 9)]
    [InlineData("(table 1 (ref null))", "unexpected token )", 1, 19)]
    [InlineData("(func (type 3) (local $x i32))", "unknown type 3", 1, 7)]
    [InlineData("(func (br_table))", "unexpected token )", 1, 16)]
    [InlineData("(func (memory.copy 0))", "unexpected token )", 1, 21)]
    [InlineData("(import \"a\" \"b\" (type))", "unexpected token type", 1, 18)]
    [InlineData("(func (i32.load offset=0x1_0000_0000_0000_0000))", "i64 constant out of range", 1, 17)]
    [InlineData("(func (call 0x1_0000_0000))", "i32 constant out of range", 1, 13)]
    public void Errors_say_what_and_where(string text, string message, int line, int column)
    {
        var error = Assert.Throws<MalformedModuleException>(() => WatParser.Parse(text));
        Assert.StartsWith(message, error.Reason);
        Assert.Equal(new TextPosition(line, column), error.Position);
        Assert.EndsWith($"(at {line}:{column})", error.Message);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_at_their_place()
    {
        var error = Assert.Throws<MalformedModuleException>(() => WatParser.Parse((byte[])[.. "(func)\n;; é "u8, 0xC3, 0x28]));
        Assert.StartsWith("malformed UTF-8 encoding", error.Reason);
        Assert.Equal(new TextPosition(2, 6), error.Position);
        Assert.StartsWith("malformed UTF-8 encoding", Assert.Throws<MalformedModuleException>(() => WatParser.Parse("(func) ;; \ud800")).Reason);
    }

    [Fact]
    public void Positions_count_from_where_the_text_starts()
    {
        var options = new WatParserOptions { Start = new TextPosition(10, 20) };
        Assert.Equal(new TextPosition(10, 26), Assert.Throws<MalformedModuleException>(() => WatParser.Parse("(func x)", options)).Position);
        Assert.Equal(new TextPosition(11, 2), Assert.Throws<MalformedModuleException>(() => WatParser.Parse("(func\n x)", options)).Position);
    }

    [Fact]
    public void Source_maps_lead_back_to_the_keyword()
    {
        var body = Assert.Single(WatParser.Parse("(func\n  (drop\n    (i32.add (i32.const 1)\n      (i32.const 2))))").Functions).Body;
        Assert.Equal(
            [new TextPosition(3, 15), new TextPosition(4, 8), new TextPosition(3, 6), new TextPosition(2, 4), new TextPosition(4, 22)],
            body.SourceMap!.Positions);
        Assert.Equal([1, 3, 5, 6, 7], body.SourceMap.Offsets);
        Assert.Equal("00410141026A1A0B", Convert.ToHexString(body.Bytes.Span));
    }

    [Fact]
    public void Deep_nesting_is_an_error_not_a_crash()
    {
        var parentheses = new string('(', 100_000) + new string(')', 100_000);
        Assert.StartsWith("nesting too deep", Assert.Throws<MalformedModuleException>(() => WatParser.Parse(parentheses)).Reason);
        var folded = $"(func {string.Concat(Enumerable.Repeat("(block ", 100_000))}{new string(')', 100_001)}";
        Assert.StartsWith("nesting too deep", Assert.Throws<MalformedModuleException>(() => WatParser.Parse(folded)).Reason);
        var flat = $"(func {string.Concat(Enumerable.Repeat("block ", 100_000))}{string.Concat(Enumerable.Repeat("end ", 100_000))})";
        Assert.StartsWith("nesting too deep", Assert.Throws<MalformedModuleException>(() => WatParser.Parse(flat)).Reason);
        var comments = string.Concat(Enumerable.Repeat("(;", 100_000)) + string.Concat(Enumerable.Repeat(";)", 100_000)) + "(func)";
        Assert.Single(WatParser.Parse(comments).Functions);
        var annotations = string.Concat(Enumerable.Repeat("(@a ", 100_000)) + new string(')', 100_000) + "(func)";
        Assert.Single(WatParser.Parse(annotations).Functions);
        var operators = $"(func {string.Concat(Enumerable.Repeat("(i32.eqz ", 49_990))}(i32.const 0){new string(')', 49_990)} drop)";
        Assert.Single(WatParser.Parse(operators).Functions);
    }

    [Fact]
    public void Time_grows_with_the_text_and_not_faster()
    {
        // Each of these took minutes if one of its many parts cost as much as the whole.
        static string Many(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();
        Assert.Equal(300_000, WatParser.Parse(Many("(@custom \"a\")", 300_000)).CustomSections.Length);
        Assert.Single(WatParser.Parse($"(func {Many("block $a ", 40_000)}{Many("br $a ", 300_000)}{Many("end ", 40_000)})").Functions);
        Assert.Equal(100_000, WatParser.Parse(Many("(func (param $x i32) (local $y i32))", 100_000)).Functions.Length);
        Assert.Single(WatParser.Parse($"(type (func (param {Many("i32 ", 1_000)}))) (func {Many("block (type 0) end ", 200_000)})").Functions);
        Assert.Single(WatParser.Parse($"(func (f64.const {Many("1", 3_000_000)}e-2999999) drop)").Functions);
        Assert.StartsWith("illegal escape", Assert.Throws<MalformedModuleException>(() => WatParser.Parse($"(data \"{Many("\\u{", 300_000)}\")")).Reason);
    }

    [Fact]
    public void Counts_are_bounded()
    {
        static string Many(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();
        Refused($"(func (local {Many("i32 ", 50_001)}))", "too many");
        Refused($"(func (param {Many("i32 ", 1_001)}))", "too many parameters");
        Refused($"(func (result {Many("i32 ", 1_001)}))", "too many results");
        Refused($"(type (struct (field {Many("i32 ", 10_001)})))", "too many fields");
        Refused(Many("(memory 1)", 1_001), "too many memory");
        Refused($"(func {Many("v128.const i64x2 0 0 ", 430_000)})", "function body too long");
        Refused($"(func ${Many("x", 100_001)})", "name too long");
        Refused($"(func (export \"{Many("x", 100_001)}\"))", "name too long");

        static void Refused(string text, string message) => Assert.StartsWith(message, Assert.Throws<MalformedModuleException>(() => WatParser.Parse(text)).Reason);
    }
}
