// docs/embedding.md, docs/precompiled.md and docs/wizer.md show code that compiles and runs: that of samples/Embedding.
using System.Text.RegularExpressions;
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Tests.Samples;

public sealed partial class EmbeddingTests
{
    private static readonly string[] s_pages = ["embedding.md", "precompiled.md", "wizer.md"];

    [Fact]
    public async Task The_sample_prints_what_it_should()
    {
        var output = new StringWriter { NewLine = "\n" };
        Weft.Samples.Embedding.Basics.Run(output);
        Weft.Samples.Embedding.Data.Run(output);
        Weft.Samples.Embedding.Limiting.Run(output);
        Weft.Samples.Embedding.References.Run(output);
        Weft.Samples.Embedding.Pooling.Run(output);
        Weft.Samples.Embedding.Listening.Run(output);
        Weft.Samples.Embedding.Tiers.Run(output);
        await Weft.Samples.Embedding.Precompiling.RunAsync(output);
        Weft.Samples.Embedding.Preinitialization.Run(output);
        Assert.Equal(
            """
            42
            hello from the guest
            1 7
            offers scale: Function
            offers memory: Memory
            6
            integer divide by zero
            divide
            average
            type mismatch
            env missing is missing
            2 2 2 2
            WEFT
            87 of 2 pages
            1413891415
            42
            15
            40 21
            -1
            call stack exhausted
            0 -> 65536 bytes
            65536 -> 65601536 bytes
            -1
            65536
            all fuel consumed, 0 left
            interrupted
            exit code 3
            1 2
            5
            404
            1
            1
            1
            3 rents of 1 instance
            check_age(20) at depth 1
            check_age = 5
            check_age(0) at depth 1
            check_age: integer divide by zero
            trapped
            500000500000
            sum
            Portable code for any
            144
            True
            42

            """,
            TypeMismatch().Replace(output.ToString(), "type mismatch"));
    }

    [Fact]
    public void The_pages_show_the_regions_of_the_sample()
    {
        var page = string.Concat(s_pages.Select(name => File.ReadAllText(Repository.PathOf("docs", name)).ReplaceLineEndings("\n")));
        var shown = new HashSet<string>();
        var blocks = Block().Matches(page);
        Assert.Equal(page.Split("```csharp").Length - 1, blocks.Count);
        foreach (Match block in blocks)
        {
            var (file, region) = (block.Groups[1].Value, block.Groups[2].Value);
            shown.Add($"{file} {region}");
            Assert.Equal(Regions(file)[region], block.Groups[3].Value);
        }

        var all = Directory.EnumerateFiles(Repository.PathOf("samples", "Embedding"), "*.cs").Select(path => Path.GetFileName(path)!)
            .SelectMany(file => Regions(file).Keys.Select(region => $"{file} {region}"));
        Assert.Equal(all.Order(), shown.Order());
    }

    [Fact]
    public void The_readme_shows_a_region_of_the_sample()
    {
        var page = File.ReadAllText(Repository.PathOf("README.md")).ReplaceLineEndings("\n");
        var block = Assert.Single(Block().Matches(page));
        Assert.Equal(2, page.Split("```csharp").Length);
        Assert.Equal(Regions(block.Groups[1].Value)[block.Groups[2].Value], block.Groups[3].Value);
    }

    private static Dictionary<string, string> Regions(string file)
    {
        var regions = new Dictionary<string, string>();
        var text = File.ReadAllText(Repository.PathOf("samples", "Embedding", file)).ReplaceLineEndings("\n");
        foreach (Match match in Region().Matches(text))
        {
            var indentation = match.Groups[1].Length;
            regions.Add(
                match.Groups[2].Value,
                string.Concat(match.Groups[3].Value.Split('\n')[..^1].Select(line => (line.Length > indentation ? line[indentation..] : "") + "\n")));
        }

        return regions;
    }

    [GeneratedRegex("<!-- sample: (\\S+) (\\S+) -->\n```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^( *)#region (\\S+)\n(.*?)^ *#endregion", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Region();

    // The rest of the line is the validator's to choose.
    [GeneratedRegex("type mismatch.*")]
    private static partial Regex TypeMismatch();
}
