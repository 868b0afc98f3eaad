using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Weft.Cli.Tests;

public sealed partial class ProfileTests : IDisposable
{
    // Long enough for some samples; a name that neither JSON nor XML takes as it is.
    private const string Program = """
        (module
          (func $"hot <\"&>" (param i64) (result i64)
            (loop $next (br_if $next (i64.ne (local.tee 0 (i64.sub (local.get 0) (i64.const 1))) (i64.const 0))))
            (local.get 0))
          (func (export "_start") (drop (call $"hot <\"&>" (i64.const ROUNDS)))))
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("weft-profile").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Interpreter", 60_000_000)]
    [InlineData("Jit", 1_500_000_000)]
    [InlineData("Tiered", 1_500_000_000)]
    public void A_profile_names_what_takes_the_time(string tier, long rounds)
    {
        var result = Run(rounds, "--tier", tier, "--profile", Path.Combine(_folder, "p"));
        Assert.Equal(new WeftResult(0, "", ""), result);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "p.json")));
        Assert.Equal("https://www.speedscope.app/file-format-schema.json", json.RootElement.GetProperty("$schema").GetString());
        var frames = json.RootElement.GetProperty("shared").GetProperty("frames").EnumerateArray().Select(frame => frame.GetProperty("name").GetString()).ToArray();
        var profile = json.RootElement.GetProperty("profiles")[0];
        Assert.Equal("sampled", profile.GetProperty("type").GetString());
        var samples = profile.GetProperty("samples").EnumerateArray().Select(sample => string.Join('>', sample.EnumerateArray().Select(frame => frames[frame.GetInt32()]))).ToArray();
        var weights = profile.GetProperty("weights").EnumerateArray().Select(weight => weight.GetInt64()).ToArray();
        Assert.Equal(samples.Length, weights.Length);
        Assert.Equal(profile.GetProperty("endValue").GetInt64(), weights.Sum());
        Assert.Contains("_start>hot <\"&>", samples);

        XNamespace svg = "http://www.w3.org/2000/svg";
        var picture = XDocument.Load(Path.Combine(_folder, "p.svg"));
        var titles = picture.Descendants(svg + "title").Select(title => title.Value).ToArray();
        Assert.Contains(titles, title => title.StartsWith("hot <\"&>\n", StringComparison.Ordinal) && Percentage().IsMatch(title));
        Assert.DoesNotContain("href", picture.ToString());
    }

    [Fact]
    public void A_profile_is_written_also_when_the_guest_traps()
    {
        var file = Path.Combine(_folder, "trap.json");
        Assert.Equal(134, Run(60_000_000, "--timeout", "300ms", "--fuel", "100000000", "--profile", file).ExitCode);
        Assert.True(new FileInfo(file).Length > 0);
    }

    [Theory]
    [InlineData("'p.txt' is not a profile", "--profile", "p.txt")]
    [InlineData("--profile-interval must be between", "--profile", "p", "--profile-interval", "1ns")]
    public void What_makes_no_sense_is_refused(string message, params string[] options)
    {
        var result = Run(1, options);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Error);
    }

    private static WeftResult Run(long rounds, params string[] options)
    {
        var text = Program.Replace("ROUNDS", rounds.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return WeftProcess.Run(System.Text.Encoding.UTF8.GetBytes(text), ["run", .. options, "-"]);
    }

    [GeneratedRegex(@"\d\.\d % of the time .* in itself")]
    private static partial Regex Percentage();
}
