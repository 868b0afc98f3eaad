using System.Text.RegularExpressions;
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Cli.Tests;

public sealed partial class DocumentationTests
{
    // Pages that show the command line.
    private static readonly string[] s_pages = ["README.md", "docs/cli.md", "docs/wasi.md", "docs/wasi-services.md", "docs/precompiled.md", "docs/wizer.md", "docs/build-time.md"];

    // Commands whose help lists every option that a page may show.
    private static readonly string[] s_commands = ["run", "compile", "create-exe", "wizer", "validate", "print", "parse", "inspect", "explore", "component validate", "component print", "component new", "component embed", "component wit", "component plug", "component compose", "component targets", "wit", "wast", "cache", "cache clean", "cache add"];

    // What pages show of `dotnet tool install`, and of the compiler that publishing runs.
    private static readonly string[] s_dotnetOptions = ["--global", "--source", "--opt-cross-module"];

    [Fact]
    public void Every_option_that_a_page_shows_exists()
    {
        var known = s_commands.SelectMany(command => Option().Matches(WeftProcess.Run([.. command.Split(' '), "--help"]).Output)).Select(match => match.Value)
            .Append("--version").Concat(s_dotnetOptions).ToHashSet();
        foreach (var page in s_pages)
        {
            // Options after a program's file are the program's own: pages call theirs --verbose, as some commands of weft do.
            var shown = Option().Matches(File.ReadAllText(Repository.PathOf(page))).Select(match => match.Value);
            Assert.Empty(shown.Except(known));
        }
    }

    [Fact]
    public void Commands_shown_with_their_result_have_that_result()
    {
        var runs = 0;
        foreach (Match match in s_pages.SelectMany(page => Run().Matches(File.ReadAllText(Repository.PathOf(page)))))
        {
            runs++;
            var result = WeftProcess.Run(match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            var expected = match.Groups[2].Value;
            var said = result.ExitCode == 0 ? result.Output.Trim() : $"{result.Error}, exit code {result.ExitCode}";
            Assert.All(expected.Split(", "), part => Assert.Contains(part, said));
        }

        Assert.True(runs >= 2, "no page shows a command with its result");
    }

    [GeneratedRegex("(?<=[\\s`\\[])--[a-z][a-z0-9-]+")]
    private static partial Regex Option();

    // A line such as: weft run --invoke add samples/calc.wat 1 2          # 3
    [GeneratedRegex("^(?:\\./)?weft ([^#\n]*samples/[^#\n]*?) +# (.+)$", RegexOptions.Multiline)]
    private static partial Regex Run();
}
