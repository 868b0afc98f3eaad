// The outer scope: of a component, or of a component type. It knows the instances of interfaces, and finds types in them.
using Weft.Wit;

namespace Weft.Components.Tools.Building;

/// <summary>What types in the scope of a world do with their names.</summary>
internal enum NamedTypes
{
    /// <summary>They are imports: types of the world.</summary>
    Imported,
    /// <summary>They have none: the types of an interface that an instance will export later.</summary>
    Unnamed,
}

/// <summary>The scope of a component or component type with the interfaces of a world.</summary>
internal sealed class WorldScope(ItemBuilder items) : WitTypeScope(items)
{
    private readonly Dictionary<(int Instance, string Name), int> _aliases = [];

    /// <summary>The instance that an interface's types come from at present.</summary>
    public Dictionary<WitInterface, int> Instances { get; } = [];

    /// <summary>What is done with names.</summary>
    public NamedTypes Names { get; set; }

    /// <summary>A type of an instance.</summary>
    public int Alias(WitInterface owner, string name)
    {
        if (!Instances.TryGetValue(owner, out var instance))
        {
            throw new ComponentToolException($"the type {name} of {owner.QualifiedName ?? owner.Item.Name} is used, but that interface is neither imported nor exported before");
        }

        if (!_aliases.TryGetValue((instance, name), out var index))
        {
            _aliases.Add((instance, name), index = Items.Add(new ExportAlias(Sort.Type, instance, name), name));
        }

        return index;
    }

    /// <inheritdoc/>
    protected override int? Name(int index, WitTypeDefinition type) =>
        Names == NamedTypes.Unnamed ? null : Items.Add(new ImportItem(WitFunctions.NameOf(type), new ExternDescription(ExternDescriptionKind.TypeEqual, index)), type.Name);

    /// <inheritdoc/>
    protected override int NameResource(WitResource resource) => Names == NamedTypes.Unnamed
        ? throw new ComponentToolException($"the resource {resource.Name} is used before it is defined")
        : Items.Add(new ImportItem(WitFunctions.NameOf(resource), new ExternDescription(ExternDescriptionKind.SubResource, 0)), resource.Name);

    /// <inheritdoc/>
    protected override int Find(WitInterface owner, WitTypeDefinition type) => Alias(owner, type.Name);
}
