// Instance types, resolved.
using System.Collections.Immutable;

namespace Weft.Components.Types;

/// <summary>The type of an instance.</summary>
public sealed class InstanceType : DefinedType
{
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

    /// <inheritdoc/>
    public override string KindName => "instance";
}
