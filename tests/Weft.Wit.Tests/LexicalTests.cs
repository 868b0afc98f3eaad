using Xunit;

namespace Weft.Wit.Tests;

public sealed class LexicalTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("red-green-blue")]
    [InlineData("XML")]
    [InlineData("parse-XML-document")]
    [InlineData("a1-2b")]
    [InlineData("%plain")]
    [InlineData("%func")]
    [InlineData("%error-context")]
    public void Names_of_words_of_one_case_are_names(string name) =>
        Assert.Equal(name.TrimStart('%'), Wit.Interface($"{name}: func();").Functions.Single().Name);

    [Theory]
    [InlineData("aB", "small or of capital letters")]
    [InlineData("a_b", "write - for _")]
    [InlineData("a--b", "hyphens stand between words")]
    [InlineData("a-", "hyphens stand between words")]
    [InlineData("-a", "hyphens stand between words")]
    [InlineData("%", "it is empty")]
    [InlineData("%1a", "must begin with a letter")]
    [InlineData("aé", "only letters, digits and hyphens")]
    [InlineData("func", "write `%func`")]
    public void Other_names_are_rejected_with_the_reason(string name, string expected) => Wit.InterfaceError($"{name}: func();", expected);

    [Theory]
    [InlineData("a /* /* nested */ */: func();")]
    [InlineData("a // comment\n: func();")]
    [InlineData("a\r\n:\tfunc();")]
    public void Comments_and_space_stand_anywhere(string text) => Assert.Equal("a", Wit.Interface(text).Functions.Single().Name);

    [Theory]
    [InlineData("/* open", "the comment does not end")]
    [InlineData("a: func(); \u202e", "U+202E is not allowed")]
    [InlineData("a: func(); \u0007", "U+0007 is not allowed: it is a control character")]
    [InlineData("a: func(); \u0149", "U+0149 is not allowed: Unicode discourages it")]
    [InlineData("a: func() # 1", "unexpected character `#`")]
    public void What_may_not_stand_in_a_text_is_rejected(string text, string expected) => Wit.InterfaceError(text, expected);

    [Fact]
    public void Half_a_surrogate_pair_is_rejected() => Wit.InterfaceError($"a: func(); // {(char)0xd800}", "half a surrogate pair");

    [Fact]
    public void A_byte_order_mark_is_skipped() => Assert.Equal("test:it", WitResolver.Resolve("\uFEFFpackage test:it;").Root.Name.ToString());

    [Fact]
    public void Bytes_that_are_not_utf8_are_an_error() =>
        Assert.Contains("not valid UTF-8", Assert.Throws<WitException>(() => WitSource.FromUtf8("a.wit", [0x70, 0xff])).Message);

    [Fact]
    public void Errors_name_file_line_and_column_in_characters()
    {
        var error = Wit.Error("interface i {\n  /* 😀😀 */ a: nope();\n}", "expected `func` or `async func`, found `nope`");
        Assert.Equal(new WitLocation("test.wit", 3, 15), error.Location);
        Assert.Equal("  /* 😀😀 */ a: nope();", error.SourceLine);
        Assert.StartsWith("test.wit:3:15: expected", error.Message);
    }

    [Theory]
    [InlineData("""\t\n\r\"\'\\""", "\t\n\r\"'\\")]
    [InlineData("""\e2\98\83""", "☃")]
    [InlineData("""\u{1F600}☃""", "😀☃")]
    [InlineData("""\u{202e}""", "\u202e")]
    public void Strings_have_the_escapes_of_WebAssembly_text(string escaped, string expected) =>
        Assert.Equal(expected, Wit.Interface($"@external-id(\"{escaped}\") a: func();").Functions.Single().ExternalId);

    [Theory]
    [InlineData("""\ff""", "not valid UTF-8")]
    [InlineData("""\u{d800}""", "Unicode scalar value")]
    [InlineData("""\u{110000}""", "Unicode scalar value")]
    [InlineData("""\x""", "unknown escape")]
    public void Wrong_escapes_are_rejected(string escaped, string expected) => Wit.InterfaceError($"@external-id(\"{escaped}\") a: func();", expected);
}
