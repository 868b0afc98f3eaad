// Where compiled code of earlier runs is.
using System.CommandLine;

namespace Weft.Cli.Parsing;

/// <summary>Finds the cache that a command uses: by its option, the environment, or where the system has caches.</summary>
internal static class CacheLocation
{
    /// <summary>The environment variable that names the folder, or switches the cache off.</summary>
    public const string Variable = "WEFT_CACHE";

    private const string Off = "off";

    /// <summary>The option that names the folder.</summary>
    public static Option<string?> NewOption() =>
        new("--cache") { Description = $"The folder with compiled code of other runs; otherwise {Variable} says it (\"{Off}\": none), or it is where the system has caches.", HelpName = "FOLDER" };

    /// <summary>The cache.</summary>
    /// <param name="option">What the command line says.</param>
    /// <returns>Null when it is switched off.</returns>
    public static ModuleCache? Find(string? option)
    {
        var folder = option ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : null);
        return string.Equals(folder, Off, StringComparison.OrdinalIgnoreCase) ? null : new ModuleCache(folder);
    }
}
