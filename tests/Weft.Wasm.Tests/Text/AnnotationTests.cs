// Names, custom sections and branch hints in text.
using Weft.Wasm.Text;
using Xunit;

namespace Weft.Wasm.Tests.Text;

public sealed class AnnotationTests
{
    [Fact]
    public void Identifiers_become_a_name_section()
    {
        var module = WatParser.Parse("""
            (module $m
              (type $t (struct (field $x i32) (field i32) (field $y i32)))
              (import "a" "b" (func $f (param $ignored i32)))
              (func $g (param $p i32) (local i32) (local $l i32) (block $b (loop (loop $c))))
              (func (local $q i32))
              (table $tab 0 funcref) (memory $mem 0) (global $glo i32 (i32.const 0)) (tag $tag) (elem $elm func) (data $dat ""))
            """);
        var section = Assert.Single(module.CustomSections);
        Assert.Equal("name", section.Name);
        Assert.Equal(SectionPlace.Last, section.Place);
        string[] expected =
        [
            "00 02 01 6D",
            "01 07 02 00 01 66 01 01 67",
            "02 0E 02 01 02 00 01 70 02 01 6C 02 01 00 01 71",
            "03 09 01 01 02 00 01 62 02 01 63",
            "04 04 01 00 01 74",
            "05 06 01 00 03 74 61 62",
            "06 06 01 00 03 6D 65 6D",
            "07 06 01 00 03 67 6C 6F",
            "08 06 01 00 03 65 6C 6D",
            "09 06 01 00 03 64 61 74",
            "0A 09 01 00 02 00 01 78 02 01 79",
            "0B 06 01 00 03 74 61 67",
        ];
        Assert.Equal(string.Concat(expected).Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(section.Bytes.Span));
        Assert.Empty(WatParser.Parse("(func $f)", new WatParserOptions { KeepNames = false }).CustomSections);
        Assert.Empty(WatParser.Parse("(func)").CustomSections);
    }

    [Theory]
    [InlineData("(module (@name \"Modül\"))", "0007064D6F64C3BC6C")]
    [InlineData("(module $x (@name \"M\"))", "0002014D")]
    [InlineData("(func $f (@name \"λ\"))", "0105010002CEBB")]
    [InlineData("(func (@name \"λ\") (param (@name \"p\") i32))", "0105010002CEBB0206010001000170")]
    [InlineData("(func $\"a b\")", "0106010003612062")]
    [InlineData("(type (@name \"t\") (func)) (func)", "040401000174")]
    public void Name_annotations_win_over_identifiers(string text, string expected) =>
        Assert.Equal(expected, Convert.ToHexString(Assert.Single(WatParser.Parse(text).CustomSections).Bytes.Span));

    [Theory]
    [InlineData("(@custom \"a\" \"x\" \"y\\ff\")", "a", "7879FF", SectionPlace.Last)]
    [InlineData("(@custom \"\")", "", "", SectionPlace.Last)]
    [InlineData("(@custom \"a\" (after func) \"x\")", "a", "78", SectionPlace.AfterFunction)]
    [InlineData("(@custom \"a\" (before global) \"x\")", "a", "78", SectionPlace.AfterTag)]
    [InlineData("(@custom \"a\" (before first))", "a", "", SectionPlace.First)]
    [InlineData("(@custom \"a\" (before type))", "a", "", SectionPlace.First)]
    [InlineData("(@custom \"a\" (after last))", "a", "", SectionPlace.Last)]
    [InlineData("(@custom \"a\" (before data))", "a", "", SectionPlace.AfterCode)]
    public void Custom_annotations_become_sections(string annotation, string name, string bytes, SectionPlace place)
    {
        foreach (var text in new[] { $"(module (type (func)) {annotation} (func))", $"(module (func) {annotation})", annotation })
        {
            var section = Assert.Single(WatParser.Parse(text).CustomSections);
            Assert.Equal((name, bytes, place), (section.Name, Convert.ToHexString(section.Bytes.Span), section.Place));
        }
    }

    [Fact]
    public void Branch_hints_become_a_section()
    {
        var module = WatParser.Parse("""
            (import "a" "b" (func))
            (func)
            (func (param i32)
              (@metadata.code.branch_hint "\00") (if (local.get 0) (then (nop)))
              (block local.get 0 (@metadata.code.branch_hint "\01") br_if 0))
            """);
        var section = Assert.Single(module.CustomSections);
        Assert.Equal("metadata.code.branch_hint", section.Name);
        Assert.True(section.Place < SectionPlace.AfterCode);
        Assert.Equal("0020000440010B024020000D000B0B", Convert.ToHexString(module.Functions[1].Body.Bytes.Span));
        Assert.Equal("0102020301000B0101", Convert.ToHexString(section.Bytes.Span));
    }

    [Theory]
    [InlineData("(func (@name \"a\") (@name \"b\"))", "misplaced @name annotation", true)]
    [InlineData("(func (nop (@name \"a\")))", "misplaced @name annotation", true)]
    [InlineData("(func (@name a))", "@name annotation: unexpected token", true)]
    [InlineData("(func (@name \"\\ff\"))", "@name annotation: malformed UTF-8 encoding", true)]
    [InlineData("(func (@metadata.code.branch_hint \"\\02\") (if (i32.const 0) (then)))", "@metadata.code.branch_hint annotation: invalid value", true)]
    [InlineData("(func (@metadata.code.branch_hint \"\\01\") (nop))", "@metadata.code.branch_hint annotation: invalid target", false)]
    [InlineData("(func (nop) (@metadata.code.branch_hint \"\\01\"))", "@metadata.code.branch_hint annotation: misplaced", true)]
    [InlineData("(global i32 (@metadata.code.branch_hint \"\\01\") (i32.const 0))", "@metadata.code.branch_hint annotation: not in a function", true)]
    public void Misplaced_annotations_are_refused(string text, string message, bool isMalformed)
    {
        var error = Assert.ThrowsAny<WasmException>(() => WatParser.Parse(text));
        Assert.Equal(isMalformed, error is MalformedModuleException);
        Assert.StartsWith(message, error.Message);
    }
}
