// Resource types: what own and borrow handles refer to.
namespace Weft.Components.Types;

/// <summary>Which resource a type stands for. Compared by reference: two definitions, or two instances of one, are never the same.</summary>
/// <param name="name">What messages may call it.</param>
public sealed class ResourceIdentity(string? name)
{
    /// <summary>The name that it was first imported or exported under; for people.</summary>
    public string? Name { get; } = name;
}

/// <summary>A resource type. Aliases of it have the same identity.</summary>
public sealed class ResourceType : DefinedType
{
    internal ResourceType(ResourceIdentity identity) => Identity = identity;

    /// <summary>Which resource it is.</summary>
    public ResourceIdentity Identity { get; }

    /// <inheritdoc/>
    public override string KindName => "resource";
}
