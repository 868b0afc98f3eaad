// Component types, resolved.
using System.Collections.Immutable;

namespace Weft.Components.Types;

/// <summary>The type of a component.</summary>
public sealed class ComponentType : DefinedType
{
    internal ComponentType(ExternMap imports, ExternMap exports, ImmutableArray<ResourceIdentity> imported, ImmutableArray<ResourceIdentity> defined)
    {
        (Imports, Exports, ImportedResources, DefinedResources) = (imports, exports, imported, defined);
        foreach (var import in imports)
        {
            Count(import.Type.Type);
        }

        foreach (var export in exports)
        {
            Count(export.Type.Type);
        }

        Depth = 1;
    }

    /// <summary>What it needs.</summary>
    public ExternMap Imports { get; }

    /// <summary>What it offers.</summary>
    public ExternMap Exports { get; }

    /// <summary>The resources that come with its imports: arguments take their place.</summary>
    public ImmutableArray<ResourceIdentity> ImportedResources { get; }

    /// <summary>The resources that each instance of it makes anew.</summary>
    public ImmutableArray<ResourceIdentity> DefinedResources { get; }

    /// <inheritdoc/>
    public override string KindName => "component";
}
