// docs/build-time.md shows what samples/ImageDecoder does, and it does that.
using System.Text.RegularExpressions;
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Build.Tests;

public sealed partial class SampleTests
{
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "ImageDecoder.dll");

    [Fact]
    public void The_decoder_decodes()
    {
        var (exitCode, output) = TestProject.Run(Repository.Root, "dotnet", "exec", s_program);
        Assert.Equal(0, exitCode);
        Assert.StartsWith("sample.png: 48 x 24, checksum 7aee250f\n", output);
    }

    [Fact]
    public void What_is_damaged_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("weft-tests-");
        try
        {
            var bytes = File.ReadAllBytes(Repository.PathOf("samples", "ImageDecoder", "sample.png"));
            var path = Path.Combine(folder.FullName, "damaged.png");
            bytes[^20] ^= 1;
            File.WriteAllBytes(path, bytes);
            Assert.Equal((1, $"{path}: the image is damaged"), TestProject.Run(Repository.Root, "dotnet", "exec", s_program, path));
            File.WriteAllBytes(path, bytes[..100]);
            Assert.Equal((1, $"{path}: the image is damaged"), TestProject.Run(Repository.Root, "dotnet", "exec", s_program, path));
            File.WriteAllBytes(path, [1, 2, 3]);
            Assert.Equal((1, $"{path}: not a PNG image"), TestProject.Run(Repository.Root, "dotnet", "exec", s_program, path));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_page_shows_the_sample()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "build-time.md")).ReplaceLineEndings("\n");
        var source = File.ReadAllText(Repository.PathOf("samples", "ImageDecoder", "Program.cs")).ReplaceLineEndings("\n");
        var blocks = Block().Matches(page);
        Assert.Equal(page.Split("```csharp").Length - 1, blocks.Count);
        Assert.Equal(Region().Count(source), blocks.Count);
        foreach (Match block in blocks)
        {
            Assert.Contains($"#region {block.Groups[1].Value}\n{block.Groups[2].Value}#endregion\n", source);
        }
    }

    [GeneratedRegex("<!-- sample: Program.cs (\\w+) -->\n```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^#region ", RegexOptions.Multiline)]
    private static partial Regex Region();
}
