// The tree that the parser makes of a file, before names mean anything.
namespace Weft.Wit.Syntax;

internal sealed record Identifier(string Name, WitSource Source, int Position)
{
    public WitLocation Location => Source.LocationOf(Position);

    public WitException Error(string reason) => Source.Error(Position, reason);
}

internal sealed record PackageReference(WitPackageName Name, Identifier Place);

internal sealed record UsePath(PackageReference? Package, Identifier Name);

// What stands before an item: comments and attributes.
internal sealed record Attributes(string? Documentation, WitGate? Gate, string? ExternalId)
{
    public WitItem ItemOf(Identifier name) => new(name.Name, Documentation, Gate, ExternalId, name.Location);
}

internal abstract record Item(Attributes Attributes, Identifier Name);

internal sealed record UseName(Identifier Name, Identifier Local);

internal sealed record UseItem(Attributes Attributes, UsePath Path, IReadOnlyList<UseName> Names) : Item(Attributes, Path.Name);

internal sealed record TopLevelUse(UsePath Path, Identifier Local);

internal sealed record IncludeItem(Attributes Attributes, UsePath Path, IReadOnlyList<UseName> Names) : Item(Attributes, Path.Name);

internal sealed record FunctionItem(
    Attributes Attributes, Identifier Name, WitFunctionKind Kind, bool IsAsync, IReadOnlyList<(Identifier Name, TypeSyntax Type)> Parameters, TypeSyntax? Result)
    : Item(Attributes, Name);

internal enum DefinitionKind
{
    Alias,
    Record,
    Variant,
    Enum,
    Flags,
    Resource,
}

internal sealed record PartSyntax(Identifier Name, TypeSyntax? Type, string? Documentation);

internal sealed record DefinitionItem(
    Attributes Attributes, Identifier Name, DefinitionKind Kind, TypeSyntax? Target, IReadOnlyList<PartSyntax> Parts, IReadOnlyList<FunctionItem> Functions)
    : Item(Attributes, Name);

internal sealed record InterfaceItem(Attributes Attributes, Identifier Name, IReadOnlyList<Item> Items) : Item(Attributes, Name);

// One of the last three is there: a function, an inline interface, or the path of an interface (with a name of its own when HasName).
internal sealed record ExternItem(
    Attributes Attributes, Identifier Name, bool IsExport, bool HasName, FunctionItem? Function, InterfaceItem? Interface, UsePath? Path)
    : Item(Attributes, Name);

internal sealed record WorldItem(Attributes Attributes, Identifier Name, IReadOnlyList<Item> Items) : Item(Attributes, Name);

internal sealed record PackageSyntax(
    PackageReference? Name, string? Documentation, IReadOnlyList<TopLevelUse> Uses, IReadOnlyList<InterfaceItem> Interfaces, IReadOnlyList<WorldItem> Worlds);

internal sealed record FileSyntax(WitSource Source, PackageSyntax Package, IReadOnlyList<PackageSyntax> Nested);
