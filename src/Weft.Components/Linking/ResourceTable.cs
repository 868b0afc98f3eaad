// What the resources that types of a component speak of have become in an instance: few, so that looking at each is faster than hashing.
using System.Diagnostics.CodeAnalysis;
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>Resource types of an instance, by what validation calls them.</summary>
internal sealed class ResourceTable
{
    private const int MostSearched = 16;

    private (ResourceIdentity Identity, ComponentResourceType Type)[] _entries = [];
    private Dictionary<ResourceIdentity, int>? _places;
    private int _count;

    /// <summary>All of them.</summary>
    public ReadOnlySpan<(ResourceIdentity Identity, ComponentResourceType Type)> Entries => _entries.AsSpan(0, _count);

    /// <summary>What a resource has become.</summary>
    public ComponentResourceType this[ResourceIdentity identity]
    {
        get => TryFind(identity, out var type) ? type : throw new KeyNotFoundException($"the resource {identity.Name} is none of the instance");
        set
        {
            if (PlaceOf(identity) is var place and >= 0)
            {
                _entries[place].Type = value;
                return;
            }

            if (_count == _entries.Length)
            {
                Array.Resize(ref _entries, Math.Max(1, 2 * _count));
            }

            _entries[_count] = (identity, value);
            _places?.Add(identity, _count);
            _count++;
            if (_count == MostSearched)
            {
                _places = _entries.AsSpan(0, _count).ToArray().Select((entry, i) => (entry.Identity, i)).ToDictionary(pair => pair.Identity, pair => pair.i);
            }
        }
    }

    /// <summary>Finds what a resource has become.</summary>
    public bool TryFind(ResourceIdentity identity, [NotNullWhen(true)] out ComponentResourceType? type)
    {
        var place = PlaceOf(identity);
        type = place < 0 ? null : _entries[place].Type;
        return type is not null;
    }

    private int PlaceOf(ResourceIdentity identity)
    {
        if (_places is not null)
        {
            return _places.GetValueOrDefault(identity, -1);
        }

        for (var i = 0; i < _count; i++)
        {
            if (_entries[i].Identity == identity)
            {
                return i;
            }
        }

        return -1;
    }
}
