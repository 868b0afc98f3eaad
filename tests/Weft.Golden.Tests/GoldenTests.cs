// The command line's output for small modules, word for word. WEFT_BLESS=1 rewrites what is expected: read the difference before committing it.
using Xunit;

namespace Weft.Golden.Tests;

public sealed class GoldenTests
{
    private static bool IsBlessing => Environment.GetEnvironmentVariable("WEFT_BLESS") == "1";

    public static TheoryData<string> Cases =>
        [.. Directory.EnumerateFiles(GoldenCase.Folder, "*.wat", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(GoldenCase.Folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_transcript_is_as_expected(string name)
    {
        var golden = new GoldenCase(Path.Combine(GoldenCase.Folder, name));
        var transcript = golden.Run();
        Assert.NotEmpty(transcript);
        if (IsBlessing)
        {
            File.WriteAllText(golden.ExpectedPath, transcript);
        }

        Assert.True(File.Exists(golden.ExpectedPath), $"{golden.ExpectedPath} is missing: run the tests with WEFT_BLESS=1, and read what they wrote");
        Assert.Equal(File.ReadAllText(golden.ExpectedPath), transcript);
    }

    [Fact]
    public void No_transcript_is_left_without_its_case()
    {
        Assert.DoesNotContain(
            Directory.EnumerateFiles(GoldenCase.Folder, "*.expected", SearchOption.AllDirectories), file => !File.Exists(Path.ChangeExtension(file, ".wat")));
    }
}
