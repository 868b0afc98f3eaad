// The name of a package, which is also how others refer to it.
namespace Weft.Wit;

/// <summary>A package's name, such as <c>wasi:io@0.2.0</c>.</summary>
/// <param name="Namespace">What stands before the colon.</param>
/// <param name="Name">What stands after it.</param>
/// <param name="Version">The version, if the package has one.</param>
public sealed record WitPackageName(string Namespace, string Name, SemanticVersion? Version)
{
    /// <inheritdoc/>
    public override string ToString() => Version is null ? $"{Namespace}:{Name}" : $"{Namespace}:{Name}@{Version}";

    /// <summary>The name of an interface or world of the package, such as <c>wasi:io/streams@0.2.0</c>.</summary>
    /// <param name="item">The interface or world.</param>
    public string Qualify(string item) => Version is null ? $"{Namespace}:{Name}/{item}" : $"{Namespace}:{Name}/{item}@{Version}";
}
