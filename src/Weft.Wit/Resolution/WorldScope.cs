// The imports or the exports of a world while it is made: plain names are unique without regard to case, interfaces of included worlds unite.
using Weft.Wit.Syntax;

namespace Weft.Wit.Resolution;

internal sealed class WorldScope(string verb)
{
    private readonly Dictionary<string, int> _places = new(StringComparer.OrdinalIgnoreCase);

    public List<WitWorldItem> Items { get; } = [];

    /// <summary>Whether the name of an item is not that of an interface.</summary>
    public static bool HasPlainName(WitWorldItem item) => item is not WitWorldInterface { HasPlainName: false };

    /// <summary>Adds what the world itself says.</summary>
    public void Add(WitWorldItem item, Identifier place)
    {
        if (_places.TryGetValue(item.Name, out var other))
        {
            throw place.Error(HasPlainName(item)
                ? $"the name `{item.Name}` is {verb} already, at {Items[other].Location}{Spelled(item, Items[other])}"
                : $"the interface `{item.Name}` is {verb} already, at {Items[other].Location}");
        }

        _places.Add(item.Name, Items.Count);
        Items.Add(item);
    }

    /// <summary>Adds what an included world says.</summary>
    public void Include(WitWorldItem item, Identifier place)
    {
        if (!_places.TryGetValue(item.Name, out var index))
        {
            _places.Add(item.Name, Items.Count);
            Items.Add(item);
            return;
        }

        var other = Items[index];
        if (HasPlainName(item))
        {
            throw place.Error($"the included world has `{item.Name}`, which is {verb} already, at {other.Location}{Spelled(item, other)}: "
                + $"give it another name, as in `include {place.Name} with {{ {item.Name} as other-{item.Name} }}`");
        }

        Items[index] = new WitWorldInterface(
            other.Item with
            {
                Gate = Gates.Merge(other.Gate, item.Gate),
                Documentation = other.Documentation ?? item.Documentation,
                ExternalId = other.ExternalId ?? item.ExternalId,
            },
            ((WitWorldInterface)other).Interface,
            hasPlainName: false);
    }

    private static string Spelled(WitWorldItem item, WitWorldItem other) =>
        item.Name == other.Name ? "" : $" as `{other.Name}` (small and capital letters do not make names different)";
}
