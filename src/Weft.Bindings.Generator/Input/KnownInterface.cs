// Interfaces that a referenced project has generated classes for.
using Microsoft.CodeAnalysis;

namespace Weft.Bindings.Generator.Input;

/// <summary>An interface of WIT and the class with its types.</summary>
/// <param name="Name">The interface's name.</param>
/// <param name="Type">The class, from the root.</param>
internal sealed record KnownInterface(string Name, string Type)
{
    private const string Attribute = "Weft.Components.WitInterfaceAttribute";

    /// <summary>Finds those of an attribute's TypesFrom, and which types there have none.</summary>
    public static (EquatableList<KnownInterface> Known, EquatableList<string> Unknown) Find(Dictionary<string, TypedConstant> arguments)
    {
        var known = new List<KnownInterface>();
        var unknown = new List<string>();
        if (arguments.TryGetValue("TypesFrom", out var types) && types is { Kind: TypedConstantKind.Array, IsNull: false })
        {
            foreach (var world in types.Values.Select(value => value.Value).OfType<INamedTypeSymbol>())
            {
                var found = world.GetTypeMembers().SelectMany(nested => nested.GetAttributes()
                    .Where(attribute => attribute.AttributeClass?.ToDisplayString() == Attribute && attribute.ConstructorArguments.Length == 1)
                    .Select(attribute => new KnownInterface((string)attribute.ConstructorArguments[0].Value!, nested.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat))));
                var count = known.Count;
                known.AddRange(found);
                if (known.Count == count)
                {
                    unknown.Add(world.ToDisplayString());
                }
            }
        }

        return (new EquatableList<KnownInterface>(known), new EquatableList<string>(unknown));
    }
}
