using System.IO.Compression;
using System.Text.Json;
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Cli.Tests;

public sealed class ExploreTests : IDisposable
{
    private static readonly string s_calc = Repository.PathOf("samples", "calc.wat");

    private readonly string _folder = Directory.CreateTempSubdirectory("weft-explore-test").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_page_has_the_code_of_each_function()
    {
        var (page, data) = Explore(s_calc);
        Assert.DoesNotContain("src=", page);
        Assert.DoesNotContain("http", page);
        var functions = data.GetProperty("functions").EnumerateArray().ToArray();
        Assert.NotEmpty(functions);
        var add = Assert.Single(functions, function => function[1].GetString() == "add");
        Assert.True(add[2].GetInt32() > 0);
        Assert.True(add[3].GetInt32() > 0);
        var texts = Unpack(add[5].GetString()!);
        Assert.StartsWith("(func (;0;)", texts[0]);
        Assert.Contains("i32.add", texts[0]);
        Assert.Contains("  add", texts[1]);
        Assert.Contains("  ret", texts[1]);

        // Only the development builds of some older runtimes do not list code.
        Assert.Null(data.GetProperty("whyNoMachineCode").GetString());
        Assert.True(add[4].GetInt32() > 0);
        Assert.Contains("ret", texts[2]);
    }

    [Fact]
    public void Functions_can_be_chosen_by_name_and_index()
    {
        var names = Explore(s_calc, "--function", "divide", "--function", "0").Data.GetProperty("functions").EnumerateArray().Select(function => function[1].GetString());
        Assert.Equal(["add", "divide"], names);
        var missing = WeftProcess.Run("explore", s_calc, "--function", "nothing", "-o", "-");
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("the module defines no function 'nothing'", missing.Error);
    }

    [Fact]
    public void What_is_beyond_the_limit_is_listed_with_a_note()
    {
        var (_, data) = Explore(s_calc, "--limit", "0");
        Assert.All(data.GetProperty("functions").EnumerateArray(), function => Assert.Equal(5, function.GetArrayLength()));
        Assert.Contains("--limit", data.GetProperty("notes")[0].GetString());
    }

    [Fact]
    public void A_name_of_the_guest_cannot_leave_the_data_of_the_page()
    {
        var file = Path.Combine(_folder, "evil.wat");
        File.WriteAllText(file, """(module (func $"</script><script>alert(1)</script>" nop))""");
        var (page, data) = Explore(file);
        Assert.DoesNotContain("alert(1)</script>", page);
        Assert.Equal("</script><script>alert(1)</script>", data.GetProperty("functions")[0][1].GetString());
    }

    [Fact]
    public void Of_a_function_behind_a_check_of_the_stack_the_page_has_the_function()
    {
        // Such a function may have variables for more than 96 KiB. What it calls calls again, or would be inlined.
        var file = Path.Combine(_folder, "large.wat");
        var locals = string.Concat(Enumerable.Repeat(" i64", 14_000));
        File.WriteAllText(file, $"""
            (module
              (func $large (param i32) (local{locals})
                (loop $next (call $called (i32.const 0x12345)) (br_if $next (local.tee 0 (i32.shr_u (local.get 0) (i32.const 1))))))
              (func $called (param i32) (if (i32.eqz (local.get 0)) (then (call $called (i32.const 1))))))
            """);
        var (_, data) = Explore(file, "--function", "large");
        var texts = Unpack(data.GetProperty("functions")[0][5].GetString()!);
        Assert.Contains("i32.const 74565", texts[0]);
        Assert.Contains("74565", texts[1]);
        Assert.Contains("0x12345", texts[2]);
        Assert.Matches(@"call .*f1\(", texts[2]);
    }

    private (string Page, JsonElement Data) Explore(string file, params string[] options)
    {
        var page = Path.Combine(_folder, "page.html");
        Assert.Equal(new WeftResult(0, "", ""), WeftProcess.Run(["explore", file, "-o", page, .. options]));
        var text = File.ReadAllText(page);
        const string Start = "<script type=\"application/json\" id=\"data\">";
        var at = text.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        using var document = JsonDocument.Parse(text[at..text.IndexOf("</script>", at, StringComparison.Ordinal)]);
        return (text, document.RootElement.Clone());
    }

    private static string[] Unpack(string packed)
    {
        using var deflate = new DeflateStream(new MemoryStream(Convert.FromBase64String(packed)), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<string[]>(deflate)!;
    }
}
