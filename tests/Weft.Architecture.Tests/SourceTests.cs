// House rules that a compiler does not check.
using System.Text.RegularExpressions;
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Architecture.Tests;

public sealed partial class SourceTests
{
    private const int LongestFile = 800;

    // Folders that may hold unsafe code; docs/architecture.md says why each may.
    private static readonly string[] s_unsafeFolders =
    [
        "src/Weft/Memory/", "src/Weft/Interpreter/", "src/Weft/Traps/", "src/Weft/Runtime/", "src/Weft/Compiler/", "src/Weft.Wasi/Interop/",
    ];

    [Fact]
    public void Hand_written_files_stay_short()
    {
        var tooLong = Sources("src", "eng", "tests", "bench", "fuzz", "samples").Where(file => !file.EndsWith(".Generated.cs", StringComparison.Ordinal))
            .Select(file => (file, lines: File.ReadLines(Repository.PathOf(file)).Count())).Where(pair => pair.lines > LongestFile);
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Unsafe_code_lives_only_where_the_policy_allows_it()
    {
        var outside = Sources("src").Where(file => !s_unsafeFolders.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)))
            .Where(file => UnsafeKeyword().IsMatch(File.ReadAllText(Repository.PathOf(file))))
            .Where(file => !File.ReadAllText(Repository.PathOf(file)).Contains("LibraryImport", StringComparison.Ordinal));
        Assert.Empty(outside);
    }

    [Fact]
    public void Nothing_is_left_unfinished()
    {
        // The marks are spelled in two parts so that this file does not find itself.
        var marks = new[] { "TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception" };
        var marked = Sources("src", "eng", "tests", "bench", "fuzz", "samples")
            .Where(file => marks.Any(mark => File.ReadAllText(Repository.PathOf(file)).Contains(mark, StringComparison.Ordinal)));
        Assert.Empty(marked);
    }

    [Fact]
    public void Every_file_opens_with_its_place_or_the_generated_banner()
    {
        var without = Sources("src").Where(file => !File.ReadLines(Repository.PathOf(file)).First().StartsWith("//", StringComparison.Ordinal));
        Assert.Empty(without);
    }

    [GeneratedRegex(@"^[^/]*\bunsafe\b", RegexOptions.Multiline)]
    private static partial Regex UnsafeKeyword();

    private static IEnumerable<string> Sources(params string[] folders) =>
        folders.Select(folder => Repository.PathOf(folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));
}
