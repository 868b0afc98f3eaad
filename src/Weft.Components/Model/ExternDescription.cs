// The types that imports and exports are declared with (Explainer, "externtype").
namespace Weft.Components;

/// <summary>How an import or export says what it is.</summary>
public enum ExternDescriptionKind
{
    /// <summary>A core module; the index is a core type's.</summary>
    CoreModule,
    /// <summary>A function; the index is a type's.</summary>
    Function,
    /// <summary>A type equal to the one with the index.</summary>
    TypeEqual,
    /// <summary>A new resource type; without index.</summary>
    SubResource,
    /// <summary>A component; the index is a type's.</summary>
    Component,
    /// <summary>An instance; the index is a type's.</summary>
    Instance,
}

/// <summary>The type of an import or export.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Index">The index of its type.</param>
public readonly record struct ExternDescription(ExternDescriptionKind Kind, int Index)
{
    /// <summary>The index space that it belongs to.</summary>
    public Sort Sort => Kind switch
    {
        ExternDescriptionKind.CoreModule => Sort.CoreModule,
        ExternDescriptionKind.Function => Sort.Function,
        ExternDescriptionKind.Component => Sort.Component,
        ExternDescriptionKind.Instance => Sort.Instance,
        _ => Sort.Type,
    };
}
