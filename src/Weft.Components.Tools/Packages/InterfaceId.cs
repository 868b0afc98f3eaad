// How drafts and decoders refer to interfaces.
using System.Globalization;
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

    /// <summary>
    /// The name with as much of the version as decides about compatibility: two interfaces may stand for each other when it is the same. That is
    /// the first number that is not 0, and all of a version that is not a release.
    /// </summary>
    public string Track => Package.Version is not { } version ? ToString() : $"{Package.Namespace}:{Package.Name}/{Name}@" + version switch
    {
        { PreRelease.Length: > 0 } => (version with { Build = "" }).ToString(),
        { Major: > 0 } => version.Major.ToString(CultureInfo.InvariantCulture),
        { Minor: > 0 } => string.Create(CultureInfo.InvariantCulture, $"0.{version.Minor}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"0.0.{version.Patch}"),
    };
}
