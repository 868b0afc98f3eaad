// Finds files of the repository that a program was built from, for tests, generator, bench and fuzzer: each links this file.
namespace Weft.Tests.Shared;

/// <summary>Paths inside the repository.</summary>
internal static class Repository
{
    /// <summary>The folder that holds <c>Weft.slnx</c>, above the program's own folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path below the root.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Weft.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Weft.slnx was not found above the program");
        }

        return folder;
    }
}
