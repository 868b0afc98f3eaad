// Imports and exports by the names that can stand for each other.
using Weft.Components.Tools.Packages;
using Weft.Components.Types;

namespace Weft.Components.Tools.Composing;

/// <summary>Finds what has a name, or the name of an interface in a version that is compatible.</summary>
/// <param name="items">The imports or exports.</param>
internal sealed class ExternIndex(ExternMap items)
{
    private Dictionary<string, string>? _byTrack;

    /// <summary>The name of an item: the given one if there is such an item, otherwise the first that is compatible; null when there is none.</summary>
    public string? Find(string name) =>
        items.TryFind(name, out _) ? name : InterfaceId.TryParse(name) is { } id ? ByTrack().GetValueOrDefault(id.Track) : null;

    /// <summary>The same for an item of a sort.</summary>
    public string? Find(string name, Sort sort, out ExternType type)
    {
        type = default;
        return Find(name) is { } found && items.TryFind(found, out type) && type.Sort == sort ? found : null;
    }

    /// <summary>The names, for messages.</summary>
    public static string Join(ExternMap items) => items.Count == 0 ? "nothing" : string.Join(", ", items.Select(item => item.Name.Name));

    private Dictionary<string, string> ByTrack()
    {
        if (_byTrack is null)
        {
            _byTrack = [];
            foreach (var item in items)
            {
                if (InterfaceId.TryParse(item.Name.Name) is { } id)
                {
                    _byTrack.TryAdd(id.Track, item.Name.Name);
                }
            }
        }

        return _byTrack;
    }
}
