// Where the published programs lie: they are other people's, large, and not part of the repository.
using Xunit;

namespace Weft.RealPrograms.Tests;

/// <summary>The npm folder that holds the programs; README.md beside this file says how to fill it.</summary>
internal static class ProgramFolder
{
    /// <summary>The environment variable that names the folder with <c>node_modules</c>.</summary>
    public const string Variable = "WEFT_REAL_PROGRAMS";

    /// <summary>A file of an installed package; the test is skipped when no folder is given.</summary>
    public static string PathOf(string package, params string[] parts)
    {
        var root = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(root), $"set {Variable} to a folder with the packages of tests/Weft.RealPrograms.Tests/README.md");
        var path = Path.Combine([root!, "node_modules", .. package.Split('/'), .. parts]);
        Assert.True(Path.Exists(path), $"{path} is missing: install the packages that README.md names");
        return path;
    }
}
