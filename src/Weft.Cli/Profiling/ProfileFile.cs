// Where `weft run --profile` writes, and in which formats.
namespace Weft.Cli.Profiling;

/// <summary>Writes profiles to files by their names.</summary>
internal static class ProfileFile
{
    /// <summary>The files that a name stands for: itself, or a JSON file and a picture where it has no extension.</summary>
    /// <exception cref="FormatException">The name has another extension.</exception>
    public static string[] Parse(string name) => Path.GetExtension(name).ToUpperInvariant() switch
    {
        ".JSON" or ".SVG" => [name],
        "" => [name + ".json", name + ".svg"],
        _ => throw new FormatException($"'{name}' is not a profile: write FILE.json (speedscope), FILE.svg (flame graph), or a name without an extension for both"),
    };

    /// <summary>Writes a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="program">What to call it.</param>
    /// <param name="files">The files.</param>
    public static void Write(GuestProfile profile, string program, string[] files)
    {
        foreach (var file in files)
        {
            using var output = File.Create(file);
            if (Path.GetExtension(file).Equals(".svg", StringComparison.OrdinalIgnoreCase))
            {
                FlameGraphWriter.Write(profile, program, output);
            }
            else
            {
                SpeedscopeWriter.Write(profile, program, output);
            }
        }
    }
}
