// What [WitWorld] on a class asks for. Compared by value, so that the compiler generates again only when something has changed.
using Microsoft.CodeAnalysis;

namespace Weft.Bindings.Generator.Input;

/// <summary>A class with the attribute.</summary>
/// <param name="Namespace">Its namespace; empty when global.</param>
/// <param name="Name">Its name.</param>
/// <param name="Accessibility">The keyword of its accessibility.</param>
/// <param name="Around">The types around it, outermost first, as they are declared: <c>partial class Outer</c>.</param>
/// <param name="QualifiedName">Its name from the root, such as <c>global::A.B</c>.</param>
/// <param name="IsStatic">Whether it is only for registering imports.</param>
/// <param name="IsPartial">Whether it and all around it can be added to.</param>
/// <param name="Path">The file or folder of WIT.</param>
/// <param name="World">Which world.</param>
/// <param name="ThrowErrors">Whether results of functions are exceptions when they are errors.</param>
/// <param name="IsAsync">Whether exports are also methods that return tasks.</param>
/// <param name="Features">Features whose unstable items are wanted.</param>
/// <param name="Elsewhere">Imports that someone else defines: beginnings of names.</param>
/// <param name="Known">Interfaces that other projects have classes for.</param>
/// <param name="Unknown">Types that should have had some, and have none.</param>
/// <param name="SourcePath">The file that the attribute is in.</param>
/// <param name="Place">Where the attribute is.</param>
internal sealed record WorldRequest(
    string Namespace,
    string Name,
    string Accessibility,
    EquatableList<string> Around,
    string QualifiedName,
    bool IsStatic,
    bool IsPartial,
    string Path,
    string? World,
    bool ThrowErrors,
    bool IsAsync,
    EquatableList<string> Features,
    EquatableList<string> Elsewhere,
    EquatableList<KnownInterface> Known,
    EquatableList<string> Unknown,
    string SourcePath,
    SourcePlace Place)
{
    /// <summary>Reads the attribute.</summary>
    public static WorldRequest? From(GeneratorAttributeSyntaxContext context)
    {
        var attribute = context.Attributes[0];
        if (context.TargetSymbol is not INamedTypeSymbol type || attribute.ConstructorArguments.Length != 1
            || attribute.ConstructorArguments[0].Value is not string path)
        {
            return null;
        }

        var named = attribute.NamedArguments.ToDictionary(argument => argument.Key, argument => argument.Value);
        var around = new List<string>();
        var isPartial = IsPartialType(type) && type.TypeParameters.Length == 0;
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            around.Insert(0, $"partial {Keyword(outer)} {outer.Name}");
            isPartial &= IsPartialType(outer) && outer.TypeParameters.Length == 0;
        }

        var (known, unknown) = KnownInterface.Find(named);
        var syntax = attribute.ApplicationSyntaxReference!;
        return new WorldRequest(
            type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(),
            type.Name,
            SpellAccessibility(type.DeclaredAccessibility),
            new EquatableList<string>(around),
            type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            type.IsStatic,
            isPartial,
            path,
            named.TryGetValue("World", out var world) ? world.Value as string : null,
            named.TryGetValue("Errors", out var errors) && errors.Value is 1,
            named.TryGetValue("Async", out var isAsync) && isAsync.Value is true,
            Strings(named, "Features"),
            Strings(named, "DefinedElsewhere"),
            known,
            unknown,
            syntax.SyntaxTree.FilePath,
            SourcePlace.Of(syntax.SyntaxTree.GetLocation(syntax.Span)));
    }

    private static EquatableList<string> Strings(Dictionary<string, TypedConstant> named, string name) => new(
        named.TryGetValue(name, out var value) && value is { Kind: TypedConstantKind.Array, IsNull: false }
            ? value.Values.Select(item => item.Value as string).OfType<string>()
            : []);

    private static bool IsPartialType(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Any(reference =>
        reference.GetSyntax() is Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax declaration && declaration.Modifiers.Any(modifier => modifier.Text == "partial"));

    private static string Keyword(INamedTypeSymbol type) => (type.IsRecord, type.TypeKind) switch
    {
        (true, TypeKind.Struct) => "record struct",
        (true, _) => "record",
        (_, TypeKind.Struct) => "struct",
        (_, TypeKind.Interface) => "interface",
        _ => "class",
    };

    private static string SpellAccessibility(Microsoft.CodeAnalysis.Accessibility accessibility) => accessibility switch
    {
        Microsoft.CodeAnalysis.Accessibility.Public => "public",
        Microsoft.CodeAnalysis.Accessibility.Private => "private",
        Microsoft.CodeAnalysis.Accessibility.Protected => "protected",
        Microsoft.CodeAnalysis.Accessibility.ProtectedOrInternal => "protected internal",
        Microsoft.CodeAnalysis.Accessibility.ProtectedAndInternal => "private protected",
        _ => "internal",
    };
}
