// The texts of one package before it is resolved, and what resolving made of it.
using Weft.Wit.Syntax;

namespace Weft.Wit.Resolution;

internal sealed class PackageUnit(PackageReference name, string? documentation, IReadOnlyList<PackageSyntax> parts)
{
    public PackageReference Reference { get; } = name;

    public WitPackageName Name => Reference.Name;

    /// <summary>One for each file, as `use` at the top of a file counts in that file alone.</summary>
    public IReadOnlyList<PackageSyntax> Parts { get; } = parts;

    public WitPackage Package { get; } = new(name.Name, documentation, name.Place.Location);

    /// <summary>The resolved interfaces and worlds.</summary>
    public Dictionary<string, object> Items { get; } = new(StringComparer.Ordinal);

    /// <summary>Interfaces and worlds that a gate leaves out.</summary>
    public HashSet<string> Excluded { get; } = new(StringComparer.Ordinal);
}
