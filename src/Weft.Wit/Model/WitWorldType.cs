// Types that a world imports.
namespace Weft.Wit;

/// <summary>A type of a world, which is an import of it.</summary>
public sealed class WitWorldType : WitWorldItem
{
    internal WitWorldType(WitTypeDefinition type)
        : base(type.Item) => Type = type;

    /// <summary>The type.</summary>
    public WitTypeDefinition Type { get; }
}
