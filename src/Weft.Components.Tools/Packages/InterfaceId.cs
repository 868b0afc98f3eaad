// How drafts and decoders refer to interfaces.
using Weft.Wit;

namespace Weft.Components.Tools.Packages;

/// <summary>An interface of a package, by name.</summary>
/// <param name="Package">The package.</param>
/// <param name="Name">Its name in the package.</param>
internal readonly record struct InterfaceId(WitPackageName Package, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => Package.Qualify(Name);

    /// <summary>Reads a name such as <c>wasi:io/streams@0.2.0</c>; null when it is a plain one.</summary>
    public static InterfaceId? TryParse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || slash < colon)
        {
            return null;
        }

        var at = text.IndexOf('@', StringComparison.Ordinal);
        SemanticVersion? version = null;
        if (at >= 0 && (at < slash || !SemanticVersion.TryParse(text[(at + 1)..], out version)))
        {
            return null;
        }

        var end = at < 0 ? text.Length : at;
        return new InterfaceId(new WitPackageName(text[..colon], text[(colon + 1)..slash], version), text[(slash + 1)..end]);
    }

    /// <summary>Whether two versions of one interface may stand for each other: semantic versions with the same first number that is not 0.</summary>
    public static bool AreCompatible(InterfaceId left, InterfaceId right) =>
        left.Name == right.Name && left.Package.Namespace == right.Package.Namespace && left.Package.Name == right.Package.Name
        && left.Package.Version is { } a && right.Package.Version is { } b && AreCompatible(a, b);

    private static bool AreCompatible(SemanticVersion a, SemanticVersion b)
    {
        if (a == b)
        {
            return true;
        }

        // A pre-release is compatible with itself only.
        return a.PreRelease.Length == 0 && b.PreRelease.Length == 0
            && (a.Major != 0 || b.Major != 0 ? a.Major == b.Major : a.Minor != 0 || b.Minor != 0 ? a.Minor == b.Minor : a.Patch == b.Patch);
    }
}
