// docs/bindings.md shows what samples/Plugin does, and it does that.
using System.Diagnostics;
using System.Text.RegularExpressions;
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Bindings.Tests;

public sealed partial class SampleTests
{
    [Fact]
    public void The_host_runs_the_plug_in_as_the_page_says()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Plugin.dll")]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("```\n" + output.ReplaceLineEndings("\n") + "```", Page());
        Assert.Contains("hello: now HELLO", output);
    }

    [Fact]
    public void The_page_shows_the_sample()
    {
        var page = Page();
        var source = File.ReadAllText(Repository.PathOf("samples", "Plugin", "Program.cs")).ReplaceLineEndings("\n");
        var blocks = Block().Matches(page);
        Assert.Equal(page.Split("```csharp").Length - 1, blocks.Count);
        foreach (Match block in blocks)
        {
            var (file, name, code) = (block.Groups[1].Value, block.Groups[2].Value, block.Groups[3].Value);
            var text = file == "Program.cs" ? source : File.ReadAllText(Repository.PathOf("tests", "Weft.Bindings.Tests", file)).ReplaceLineEndings("\n");
            Assert.Contains(Lines(code), Lines(text[text.IndexOf($"#region {name}\n", StringComparison.Ordinal)..]));
        }

        var wit = File.ReadAllText(Repository.PathOf("samples", "Plugin", "filter.wit")).ReplaceLineEndings("\n");
        Assert.Contains($"```wit\n{wit}```", page);
    }

    [Theory]
    [InlineData("toml", "Cargo.toml")]
    [InlineData("rust", "src", "lib.rs")]
    public void The_page_shows_the_plug_in_in_Rust(string language, params string[] path)
    {
        var text = File.ReadAllText(Repository.PathOf(["samples", "Plugin", "rust", .. path])).ReplaceLineEndings("\n");
        Assert.Contains($"```{language}\n{text}```", Page());
    }

    [Fact]
    public void The_host_has_fewer_than_twenty_lines()
    {
        var source = File.ReadAllText(Repository.PathOf("samples", "Plugin", "Program.cs")).ReplaceLineEndings("\n");
        var host = source[..source.IndexOf("#endregion", StringComparison.Ordinal)];
        Assert.InRange(host.Split('\n').Count(line => line.Length != 0), 5, 19);
    }

    private static string Page() => File.ReadAllText(Repository.PathOf("docs", "bindings.md")).ReplaceLineEndings("\n");

    private static string Lines(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()));

    [GeneratedRegex("<!-- sample: (\\S+) (\\w+) -->\n```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
