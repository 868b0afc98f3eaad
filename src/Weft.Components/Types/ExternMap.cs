// Imports or exports, in order and by name.
using System.Collections;

namespace Weft.Components.Types;

/// <summary>What a component or instance type imports or exports, in the order of its declarations.</summary>
public sealed class ExternMap : IReadOnlyList<NamedExtern>
{
    private readonly NamedExtern[] _items;
    private readonly Dictionary<string, int> _byName;

    internal ExternMap(IEnumerable<NamedExtern> items)
    {
        _items = [.. items];
        _byName = new Dictionary<string, int>(_items.Length);
        for (var i = 0; i < _items.Length; i++)
        {
            _byName[_items[i].Name.Name] = i;
        }
    }

    /// <summary>None.</summary>
    public static ExternMap Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public NamedExtern this[int index] => _items[index];

    /// <summary>Finds one by name.</summary>
    public bool TryFind(string name, out ExternType type)
    {
        var found = _byName.TryGetValue(name, out var index);
        type = found ? _items[index].Type : default;
        return found;
    }

    /// <summary>The place of one by name; -1 when there is none.</summary>
    internal int IndexOf(string name) => _byName.TryGetValue(name, out var index) ? index : -1;

    /// <inheritdoc/>
    public IEnumerator<NamedExtern> GetEnumerator() => ((IEnumerable<NamedExtern>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();
}
