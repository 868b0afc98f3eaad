// Definitions one after another, with the indices that they get: what every tool that writes a component or a component type adds to.
using System.Collections.Immutable;

namespace Weft.Components.Tools.Building;

/// <summary>Collects the definitions of a component, or the declarations of a component or instance type, and counts their index spaces.</summary>
internal sealed class ItemBuilder
{
    private readonly ImmutableArray<ComponentItem>.Builder _items = ImmutableArray.CreateBuilder<ComponentItem>();
    private readonly Dictionary<Sort, int> _counts = [];
    private readonly Dictionary<Sort, SortedDictionary<int, string>> _names = [];

    /// <summary>Whether nothing was added.</summary>
    public bool IsEmpty => _items.Count == 0;

    /// <summary>Adds a definition.</summary>
    /// <param name="item">The definition.</param>
    /// <param name="name">What it is called, for people; null for no name.</param>
    /// <returns>Its index in the space of its sort.</returns>
    public int Add(ComponentItem item, string? name = null)
    {
        _items.Add(item);
        if (SortOf(item) is not { } sort)
        {
            return -1;
        }

        var index = _counts.GetValueOrDefault(sort);
        _counts[sort] = index + 1;
        if (name is not null)
        {
            if (!_names.TryGetValue(sort, out var names))
            {
                _names.Add(sort, names = []);
            }

            names.Add(index, name);
        }

        return index;
    }

    /// <summary>Adds a type.</summary>
    public int AddType(TypeDefinition type, string? name = null) => Add(new TypeItem(type), name);

    /// <summary>What was added.</summary>
    public ImmutableArray<ComponentItem> ToItems() => _items.ToImmutable();

    /// <summary>What was added as a component.</summary>
    public ComponentDefinition ToComponent() => new()
    {
        Items = _items.ToImmutable(),
        Names = _names.Count == 0
            ? ComponentNames.Empty
            : new ComponentNames(null, _names.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.ToImmutableSortedDictionary())),
    };

    private static Sort? SortOf(ComponentItem item) => item switch
    {
        CoreModuleItem => Sort.CoreModule,
        CoreInstantiation or CoreExportBundle => Sort.CoreInstance,
        CoreTypeItem => Sort.CoreType,
        NestedComponent => Sort.Component,
        ComponentInstantiation or ExportBundle => Sort.Instance,
        ExportAlias alias => alias.Sort,
        CoreExportAlias alias => alias.Sort,
        OuterAlias alias => alias.Sort,
        TypeItem => Sort.Type,
        CanonicalItem canonical => canonical.Definition is CanonicalLift ? Sort.Function : Sort.CoreFunction,
        ImportItem import => import.Description.Sort,
        ExportItem export => export.Sort,
        ExportDeclaration export => export.Description.Sort,
        _ => null,
    };
}
