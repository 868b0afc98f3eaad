// What tells other projects which interface of WIT a generated class is for.
namespace Weft.Components;

/// <summary>On generated classes: the interface of WIT that their types are of. <see cref="WitWorldAttribute.TypesFrom"/> looks for it.</summary>
/// <param name="name">The name, such as <c>wasi:io/streams@0.2.6</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WitInterfaceAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}
