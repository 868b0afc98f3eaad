// Names with versions (Explainer, "Canonical interface names"): a dependency on one version is met by another that is compatible.
using System.Globalization;

namespace Weft.Components;

/// <summary>Finds names such as wasi:io/streams@0.2.6.</summary>
internal static class InterfaceNames
{
    /// <summary>What stands under a name, or under the same name with the highest compatible version; null when neither.</summary>
    public static object? Find(Dictionary<string, object> items, string name) =>
        items.TryGetValue(name, out var exact) ? exact
        : FindCompatible(items.Keys, name) is { } compatible ? items[compatible]
        : null;

    /// <summary>The name with the highest version that is compatible with one; null when there is none.</summary>
    public static string? FindCompatible(IEnumerable<string> names, string name)
    {
        if (Split(name) is not { } wanted)
        {
            return null;
        }

        (string Name, (ulong, ulong, ulong) Version)? best = null;
        foreach (var key in names)
        {
            if (Split(key) is { } candidate && candidate.Name == wanted.Name && Track(candidate.Version) == Track(wanted.Version)
                && (best is null || candidate.Version.CompareTo(best.Value.Version) > 0))
            {
                best = (key, candidate.Version);
            }
        }

        return best?.Name;
    }

    // Versions with the same leftmost number that is not zero are compatible; 0.0.x with nothing. A prerelease is only itself.
    private static (ulong, ulong, ulong) Track((ulong Major, ulong Minor, ulong Patch) version) => version switch
    {
        { Major: > 0 } => (version.Major, 0, 0),
        { Minor: > 0 } => (0, version.Minor, 0),
        _ => version,
    };

    private static (string Name, (ulong Major, ulong Minor, ulong Patch) Version)? Split(string name)
    {
        var at = name.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var parts = name[(at + 1)..].Split('.');
        var numbers = (stackalloc ulong[3]);
        numbers.Clear();

        // Canonical versions, such as 1 and 0.2, leave out what compatible ones may differ in.
        for (var i = 0; i < parts.Length; i++)
        {
            if (i == numbers.Length || !ulong.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return (name[..at], (numbers[0], numbers[1], numbers[2]));
    }
}
