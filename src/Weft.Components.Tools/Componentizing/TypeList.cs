// Function types of a module in the making.
using System.Collections.Immutable;
using Weft.Wasm;

namespace Weft.Components.Tools.Componentizing;

/// <summary>Function types, each once.</summary>
internal sealed class TypeList
{
    private readonly Dictionary<FunctionType, int> _indices = [];
    private readonly ImmutableArray<RecursiveGroup>.Builder _groups = ImmutableArray.CreateBuilder<RecursiveGroup>();

    /// <summary>The index of a type, which may be new.</summary>
    public int Add(FunctionType type)
    {
        if (!_indices.TryGetValue(type, out var index))
        {
            _indices.Add(type, index = _groups.Count);
            _groups.Add(new RecursiveGroup([new SubType(IsFinal: true, [], type)], IsExplicit: false));
        }

        return index;
    }

    /// <summary>The type section.</summary>
    public ImmutableArray<RecursiveGroup> ToGroups() => _groups.ToImmutable();
}
