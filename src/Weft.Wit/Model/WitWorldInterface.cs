// Interfaces that a world imports or exports.
namespace Weft.Wit;

/// <summary>An interface as an import or export.</summary>
public sealed class WitWorldInterface : WitWorldItem
{
    internal WitWorldInterface(WitItem item, WitInterface type, bool hasPlainName)
        : base(item)
    {
        Interface = type;
        HasPlainName = hasPlainName;
    }

    /// <summary>The interface.</summary>
    public WitInterface Interface { get; }

    /// <summary>Whether the name is not the interface's own: it is inline, or was given a name (<c>implements</c>).</summary>
    public bool HasPlainName { get; }
}
