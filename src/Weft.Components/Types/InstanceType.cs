// Instance types, resolved.
using System.Collections.Immutable;

namespace Weft.Components.Types;

/// <summary>The type of an instance.</summary>
public sealed class InstanceType : DefinedType
{
    private bool? _hasInstances;

    internal InstanceType(ExternMap exports, ImmutableArray<ResourceIdentity> bound)
    {
        (Exports, BoundResources) = (exports, bound);
        foreach (var export in exports)
        {
            Count(export.Type.Type);
        }

        Depth = 1;
    }

    /// <summary>What it exports.</summary>
    public ExternMap Exports { get; }

    /// <summary>
    /// The resources that are new in each instance of the type: what its exports say of them holds whichever resources take their place.
    /// The type of an existing instance has none.
    /// </summary>
    public ImmutableArray<ResourceIdentity> BoundResources { get; }

    /// <summary>Those of its exports that are resource types, or instances that export some, with their places; found once.</summary>
    internal ImmutableArray<(int Place, NamedExtern Export)> ResourceExports
    {
        get
        {
            if (field.IsDefault)
            {
                // Whoever is late has found the same.
                field = [.. Exports.Select((export, place) => (place, export)).Where(pair => pair.export.Type is { Sort: Sort.Type, Type: ResourceType }
                    || (pair.export.Type.Sort == Sort.Instance && !((InstanceType)pair.export.Type.Type).ResourceExports.IsEmpty))];
            }

            return field;
        }
    }

    /// <summary>Whether instances are among those: then there may be very many, all in all.</summary>
    internal bool HasInstancesOfResources => _hasInstances ??= ResourceExports.Any(pair => pair.Export.Type.Sort == Sort.Instance);

    /// <inheritdoc/>
    public override string KindName => "instance";
}
