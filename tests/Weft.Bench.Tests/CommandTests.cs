using System.Text.RegularExpressions;
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Bench.Tests;

public sealed partial class CommandTests
{
    [Fact]
    public void Every_option_that_the_page_shows_exists()
    {
        var known = new BenchCommand().Options.Select(option => option.Name).ToList();

        // Options of dotnet itself, of BenchmarkDotNet, and of the programs that are measured.
        var foreign = new[] { "--project", "--job", "--version", "--allow-precompiled" };
        var shown = Option().Matches(File.ReadAllText(Repository.PathOf("bench", "README.md"))).Select(match => match.Value).Distinct().ToList();
        Assert.NotEmpty(shown);
        Assert.Empty(shown.Except(known).Except(foreign));
        Assert.Empty(known.Where(name => name is not "--help" and not "--version").Except(shown));
    }

    [Theory]
    [InlineData("--rounds 0", "--rounds needs at least 1")]
    [InlineData("--tiers warp", "'warp' is not a tier of Weft")]
    [InlineData("--controls --startup a.wasm", "--controls and --startup are two different runs")]
    public void Wrong_options_are_refused(string arguments, string message) =>
        Assert.Contains(new BenchCommand().Parse(arguments.Split(' ')).Errors, error => error.Message == message);

    [Fact]
    public void A_run_writes_table_json_and_picture()
    {
        var folder = Directory.CreateTempSubdirectory("weft-bench-").FullName;
        try
        {
            var options = Options() with { Filter = "fib", Json = Path.Combine(folder, "a.json"), Picture = Path.Combine(folder, "a.svg") };
            var (output, errors) = (new StringWriter(), new StringWriter());
            Assert.Equal(0, Bench.Run(options, output, errors));
            Assert.Contains("| fib |", output.ToString());
            Assert.Contains("\"fib\"", File.ReadAllText(options.Json));
            Assert.StartsWith("<svg", File.ReadAllText(options.Picture));
            Assert.Equal("", errors.ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_program_from_outside_and_the_start_of_one_are_measured()
    {
        var module = Repository.PathOf("bench", "guests", "fib.wasm");
        var output = new StringWriter();
        Assert.Equal(0, Bench.Run(Options() with { Filter = "none", Modules = [module], ModuleArguments = ["10"] }, output, TextWriter.Null));
        Assert.Equal(0, Bench.Run(Options() with { Startup = [module], ModuleArguments = ["10"] }, output, TextWriter.Null));
        Assert.Contains($"{Engines.WeftTiers.All[0].Name}, first ms", output.ToString());
    }

    [Fact]
    public void Calls_of_components_are_measured_and_compared()
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        Assert.Equal(0, Bench.Run(Options() with { Components = true, Tiers = Engines.WeftTiers.All }, output, errors));
        Assert.Contains("| component: a list of 16 records |", output.ToString());
        Assert.Equal("", errors.ToString());
    }

    [Fact]
    public void Nothing_to_run_is_an_error()
    {
        var errors = new StringWriter();
        Assert.Equal(1, Bench.Run(Options() with { Filter = "none" }, TextWriter.Null, errors));
        Assert.Contains("matches 'none'", errors.ToString());
    }

    private static BenchOptions Options() => new()
    {
        Rounds = 1,
        Quick = true,
        UseNode = false,
        Tiers = [Engines.WeftTiers.All[0]],
        Guests = Repository.PathOf("bench", "guests"),
    };

    [GeneratedRegex("(?<=[\\s`\\[])--[a-z][a-z0-9-]+")]
    private static partial Regex Option();
}
