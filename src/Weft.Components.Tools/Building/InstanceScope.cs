// The scope of an instance type: its types are its exports, those of other interfaces come from the scope around it.
using Weft.Wit;

namespace Weft.Components.Tools.Building;

/// <summary>Builds the type of an interface's instance.</summary>
internal sealed class InstanceScope : WitTypeScope
{
    private readonly WorldScope _outer;

    public InstanceScope(WorldScope outer, WitInterface type)
        : base(new ItemBuilder())
    {
        _outer = outer;
        Interface = type;
    }

    /// <summary>A function as an export.</summary>
    public void Export(WitFunction function)
    {
        var type = EncodeFunction(function);
        Items.Add(new ExportDeclaration(WitFunctions.NameOf(function), new ExternDescription(ExternDescriptionKind.Function, type)));
    }

    /// <summary>The instance type.</summary>
    public ScopeTypeDefinition ToType() => new(IsInstance: true, Items.ToItems());

    /// <summary>The type of an instance with everything in an interface.</summary>
    /// <param name="outer">The scope around it.</param>
    /// <param name="type">The interface.</param>
    /// <param name="hasFunctions">Whether its functions are in the type, too.</param>
    public static ScopeTypeDefinition Encode(WorldScope outer, WitInterface type, bool hasFunctions = true)
    {
        var scope = new InstanceScope(outer, type);
        foreach (var definition in type.Types)
        {
            scope.EncodeDefinition(definition);
        }

        foreach (var function in hasFunctions ? WitFunctions.Of(type) : [])
        {
            scope.Export(function);
        }

        return scope.ToType();
    }

    /// <inheritdoc/>
    protected override int? Name(int index, WitTypeDefinition type) =>
        Items.Add(new ExportDeclaration(WitFunctions.NameOf(type), new ExternDescription(ExternDescriptionKind.TypeEqual, index)));

    /// <inheritdoc/>
    protected override int NameResource(WitResource resource) =>
        Items.Add(new ExportDeclaration(WitFunctions.NameOf(resource), new ExternDescription(ExternDescriptionKind.SubResource, 0)));

    /// <inheritdoc/>
    protected override int Find(WitInterface owner, WitTypeDefinition type) => Items.Add(new OuterAlias(Sort.Type, 1, _outer.Alias(owner, type.Name)));
}
