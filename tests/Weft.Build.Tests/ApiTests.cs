// The names and the C# that a module gets.
using Weft.Build.Generation;
using Xunit;

namespace Weft.Build.Tests;

public sealed class ApiTests
{
    [Theory]
    [InlineData("parse_header", "ParseHeader", "@parseHeader")]
    [InlineData("parse-header", "ParseHeader", "@parseHeader")]
    [InlineData("parseHeader", "ParseHeader", "@parseHeader")]
    [InlineData("wasi:cli/run@0.2.0", "WasiCliRun020", "@wasiCliRun020")]
    [InlineData("7z", "_7z", "@_7z")]
    [InlineData("class", "Class", "@class")]
    [InlineData("", "_", "@_")]
    [InlineData("\u2028//", "_", "@_")]
    [InlineData("größe", "Größe", "@größe")]
    public void Names_are_identifiers(string text, string pascal, string camel)
    {
        Assert.Equal(pascal, ApiNames.ToPascal(text));
        Assert.Equal(camel, ApiNames.ToCamel(text));
    }

    [Fact]
    public void Names_that_are_taken_get_a_number()
    {
        var text = Write(
            """
            (func (export "get_it")) (func (export "getIt")) (func (export "get-it")) (func (export "Sample")) (func (export "dispose")) (func (export "store"))
            """);
        Assert.Contains("void GetIt()", text);
        Assert.Contains("void GetIt2()", text);
        Assert.Contains("void GetIt3()", text);
        Assert.Contains("void Sample2()", text);
        Assert.Contains("void Dispose2()", text);
        Assert.Contains("void Store2()", text);
    }

    [Fact]
    public void Imports_of_several_modules_are_told_apart()
    {
        var text = Write(
            """
            (import "one" "get" (func (param i32) (result i64)))
            (import "two" "get" (func (param f32)))
            (import "two" "memory" (memory 1))
            (import "one" "get" (func (param i32) (result i64)))
            (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))
            """);
        Assert.Contains("long Get(global::Weft.Caller caller, int p0);", text);
        Assert.Contains("void TwoGet(global::Weft.Caller caller, float p0);", text);
        Assert.Contains("global::Weft.Memory Memory { get; }", text);
        Assert.DoesNotContain("ProcExit", text);
        Assert.DoesNotContain("new global::Weft.Store(Engine)", text);
        Assert.Single(text.Split('\n'), line => line.Contains("AddFunction(\"one\", \"get\"", StringComparison.Ordinal));
    }

    [Fact]
    public void A_hostile_name_stays_a_name()
    {
        var text = Write("(func (export \"*/ } evil(); //\\u{2028}evil\\u{2029}\\u{85}evil\\u{0a}evil<x>\\\"\")) (import \"a\\u{2028}b\" \"c\\u{0a}d\" (func))");
        foreach (var line in text.Split('\n', '\u2028', '\u2029', '\u0085'))
        {
            Assert.DoesNotMatch("^ *(evil|b|d)", line);
        }

        Assert.DoesNotContain("evil()", text.Split("///").Aggregate((all, part) => all + part[part.IndexOf('\n', StringComparison.Ordinal)..]));
    }

    [Fact]
    public void What_no_method_can_take_is_a_function_or_left_to_the_linker()
    {
        var many = string.Concat(Enumerable.Repeat(" i32", 13));
        var text = Write($"(import \"m\" \"f\" (func (param{many}))) (export \"again\" (func 0)) (func (export \"eight\") (result{many[..32]}) unreachable)");
        Assert.Contains("global::Weft.Function Again =>", text);
        Assert.Contains("global::Weft.Function Eight =>", text);
        Assert.DoesNotContain("AddFunction", text);
    }

    private static string Write(string fields)
    {
        using var engine = new Engine();
        var translated = engine.Translate(
            System.Text.Encoding.UTF8.GetBytes($"(module {Order(fields)})"), new TranslateOptions { AssemblyName = "Tests", ClassName = "Weft.Translated.Tests" });
        return new ApiWriter(new ModuleApi(translated, "sample.wat", "Sample", "My.App", "public", "global::Weft.Translated.Tests")).Write();
    }

    // Imports stand in front.
    private static string Order(string fields)
    {
        var at = fields.IndexOf("(import", StringComparison.Ordinal);
        return at <= 0 ? fields : fields[at..] + fields[..at];
    }
}
