// Names with versions (Explainer, "Canonical interface names"): one that is compatible stands for another.
using Weft.Wit;

namespace Weft.Bindings.Generator.Planning;

/// <summary>Compares names such as wasi:io/streams@0.2.6.</summary>
internal static class InterfaceVersion
{
    /// <summary>Whether two names mean the same interface, in versions that are compatible by their numbers.</summary>
    public static bool AreCompatible(string left, string right)
    {
        if (left == right)
        {
            return true;
        }

        var (leftName, leftVersion) = Split(left);
        var (rightName, rightVersion) = Split(right);
        return leftName == rightName && leftVersion is not null && rightVersion is not null && Track(leftVersion) == Track(rightVersion);
    }

    private static (string Name, SemanticVersion? Version) Split(string name)
    {
        var at = name.IndexOf('@');
        return at >= 0 && SemanticVersion.TryParse(name.Substring(at + 1), out var version) ? (name.Substring(0, at), version) : (name, null);
    }

    // A prerelease is only itself, and so is 0.0.x.
    private static SemanticVersion Track(SemanticVersion version) => version switch
    {
        { PreRelease.Length: > 0 } => version,
        { Major: > 0 } => new SemanticVersion(version.Major, 0, 0),
        { Minor: > 0 } => new SemanticVersion(0, version.Minor, 0),
        _ => version,
    };
}
