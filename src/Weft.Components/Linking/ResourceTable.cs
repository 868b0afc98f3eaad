// What the resources that types of a component speak of have become in an instance: one or few, so that looking at each is faster than hashing.
using System.Diagnostics.CodeAnalysis;
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>Resource types of an instance, by what validation calls them. A structure that has the first in itself: change it in its place.</summary>
internal struct ResourceTable
{
    private const int MostSearched = 16;

    private (ResourceIdentity? Identity, ComponentResourceType? Type) _first;
    private (ResourceIdentity Identity, ComponentResourceType Type)[]? _others;
    private Dictionary<ResourceIdentity, int>? _places;
    private int _otherCount;

    /// <summary>All of them.</summary>
    public readonly IEnumerable<(ResourceIdentity Identity, ComponentResourceType Type)> Entries =>
        _first.Identity is null ? [] : [(_first.Identity, _first.Type!), .. (_others ?? []).Take(_otherCount)];

    /// <summary>What a resource has become.</summary>
    public ComponentResourceType this[ResourceIdentity identity]
    {
        readonly get => TryFind(identity, out var type) ? type : throw new KeyNotFoundException($"the resource {identity.Name} is none of the instance");
        set
        {
            if (_first.Identity is null || _first.Identity == identity)
            {
                _first = (identity, value);
            }
            else if (PlaceOf(identity) is var place and >= 0)
            {
                _others![place].Type = value;
            }
            else
            {
                Add(identity, value);
            }
        }
    }

    /// <summary>Finds what a resource has become.</summary>
    public readonly bool TryFind(ResourceIdentity identity, [NotNullWhen(true)] out ComponentResourceType? type)
    {
        if (_first.Identity == identity)
        {
            type = _first.Type!;
            return true;
        }

        var place = PlaceOf(identity);
        type = place < 0 ? null : _others![place].Type;
        return type is not null;
    }

    private void Add(ResourceIdentity identity, ComponentResourceType type)
    {
        if (_otherCount == (_others?.Length ?? 0))
        {
            Array.Resize(ref _others, Math.Max(2, 2 * _otherCount));
        }

        _others![_otherCount] = (identity, type);
        _places?.Add(identity, _otherCount);
        _otherCount++;
        if (_otherCount == MostSearched)
        {
            _places = _others.Take(_otherCount).Select((entry, i) => (entry.Identity, i)).ToDictionary(pair => pair.Identity, pair => pair.i);
        }
    }

    // Among those behind the first.
    private readonly int PlaceOf(ResourceIdentity identity)
    {
        if (_places is not null)
        {
            return _places.GetValueOrDefault(identity, -1);
        }

        for (var i = 0; i < _otherCount; i++)
        {
            if (_others![i].Identity == identity)
            {
                return i;
            }
        }

        return -1;
    }
}
