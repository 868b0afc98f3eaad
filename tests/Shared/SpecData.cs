// Finds the specification's test suite, which is not part of the repository.
using Xunit;

namespace Weft.Tests.Shared;

/// <summary>The .wast files: below the folder that WEFT_SPEC_TESTS names, or <c>../shared/spec</c> beside the repository.</summary>
internal static class SpecData
{
    /// <summary>The folder, or null when there is none.</summary>
    public static string? Root { get; } = Find();

    /// <summary>The scripts below some of its folders, as paths relative to it, in a fixed order. Skips the running test when there is no suite.</summary>
    public static IReadOnlyList<string> Scripts(params string[] folders)
    {
        Assert.SkipWhen(Root is null, "the specification's test suite is missing: set WEFT_SPEC_TESTS to a folder with core/, custom/, ...");
        return [.. folders.Select(folder => Path.Combine(Root!, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.wast", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Root!, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];
    }

    /// <summary>The bytes of a script.</summary>
    public static byte[] Read(string script) => File.ReadAllBytes(Path.Combine(Root!, script));

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("WEFT_SPEC_TESTS");
        var folder = string.IsNullOrEmpty(named) ? Path.Combine(Repository.Root, "..", "shared", "spec") : named;
        return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
    }
}
