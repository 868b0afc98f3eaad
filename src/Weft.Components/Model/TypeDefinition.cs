// Component types as their source says them (Explainer, "Type definitions"). What they mean once indices are resolved is in Types/.
using System.Collections.Immutable;
using Weft.Wasm;

namespace Weft.Components;

/// <summary>The primitive value types; the values are the binary codes.</summary>
public enum PrimitiveKind : byte
{
    /// <summary>Text and a trace that goes with it (gated).</summary>
    ErrorContext = 0x64,
    /// <summary>A sequence of Unicode scalar values.</summary>
    String = 0x73,
    /// <summary>A Unicode scalar value.</summary>
    Char = 0x74,
    /// <summary>A double.</summary>
    F64 = 0x75,
    /// <summary>A single.</summary>
    F32 = 0x76,
    /// <summary>An unsigned 64-bit integer.</summary>
    U64 = 0x77,
    /// <summary>A signed 64-bit integer.</summary>
    S64 = 0x78,
    /// <summary>An unsigned 32-bit integer.</summary>
    U32 = 0x79,
    /// <summary>A signed 32-bit integer.</summary>
    S32 = 0x7A,
    /// <summary>An unsigned 16-bit integer.</summary>
    U16 = 0x7B,
    /// <summary>A signed 16-bit integer.</summary>
    S16 = 0x7C,
    /// <summary>An unsigned 8-bit integer.</summary>
    U8 = 0x7D,
    /// <summary>A signed 8-bit integer.</summary>
    S8 = 0x7E,
    /// <summary>True or false.</summary>
    Bool = 0x7F,
}

/// <summary>A value type where it is used: a primitive one, or the index of a defined one.</summary>
/// <param name="Primitive">The primitive type; null when it is an index.</param>
/// <param name="Index">The index.</param>
public readonly record struct ValueTypeReference(PrimitiveKind? Primitive, int Index)
{
    /// <summary>A primitive type.</summary>
    public static implicit operator ValueTypeReference(PrimitiveKind primitive) => new(primitive, 0);

    /// <summary>A primitive type.</summary>
    public static ValueTypeReference FromPrimitiveKind(PrimitiveKind primitive) => primitive;

    /// <summary>A defined type.</summary>
    public static ValueTypeReference Defined(int index) => new(null, index);
}

/// <summary>A field, parameter or anything else that has a label and a type.</summary>
public readonly record struct LabeledType(string Label, ValueTypeReference Type);

/// <summary>A case of a variant.</summary>
public readonly record struct CaseDefinition(string Label, ValueTypeReference? Type);

/// <summary>A component type.</summary>
public abstract record TypeDefinition;

/// <summary>A primitive type under an index of its own.</summary>
public sealed record PrimitiveDefinition(PrimitiveKind Kind) : TypeDefinition;

/// <summary><c>(record (field "l" t)+)</c>.</summary>
public sealed record RecordDefinition(ImmutableArray<LabeledType> Fields) : TypeDefinition;

/// <summary><c>(variant (case "l" t?)+)</c>.</summary>
public sealed record VariantDefinition(ImmutableArray<CaseDefinition> Cases) : TypeDefinition;

/// <summary><c>(list t n?)</c>: with a length (gated) its elements stand in place.</summary>
public sealed record ListDefinition(ValueTypeReference Element, uint? Length) : TypeDefinition;

/// <summary><c>(map k v)</c> (gated).</summary>
public sealed record MapDefinition(ValueTypeReference Key, ValueTypeReference Value) : TypeDefinition;

/// <summary><c>(tuple t+)</c>.</summary>
public sealed record TupleDefinition(ImmutableArray<ValueTypeReference> Elements) : TypeDefinition;

/// <summary><c>(flags "l"+)</c>.</summary>
public sealed record FlagsDefinition(ImmutableArray<string> Labels) : TypeDefinition;

/// <summary><c>(enum "l"+)</c>.</summary>
public sealed record EnumDefinition(ImmutableArray<string> Labels) : TypeDefinition;

/// <summary><c>(option t)</c>.</summary>
public sealed record OptionDefinition(ValueTypeReference Element) : TypeDefinition;

/// <summary><c>(result t? (error u)?)</c>.</summary>
public sealed record ResultDefinition(ValueTypeReference? Ok, ValueTypeReference? Error) : TypeDefinition;

/// <summary><c>(own r)</c> or <c>(borrow r)</c>.</summary>
/// <param name="Resource">The index of the resource type.</param>
/// <param name="IsBorrow">Whether it is lent only.</param>
public sealed record HandleDefinition(int Resource, bool IsBorrow) : TypeDefinition;

/// <summary><c>(stream t?)</c> or <c>(future t?)</c> (gated).</summary>
public sealed record StreamDefinition(ValueTypeReference? Element, bool IsFuture) : TypeDefinition;

/// <summary><c>(func async? (param "l" t)* (result t)?)</c>.</summary>
public sealed record FunctionDefinition(bool IsAsync, ImmutableArray<LabeledType> Parameters, ValueTypeReference? Result) : TypeDefinition;

/// <summary><c>(resource (rep t) (dtor f)?)</c>.</summary>
/// <param name="Representation">i32, or i64 (gated).</param>
/// <param name="Destructor">The core function that frees one.</param>
public sealed record ResourceDefinition(Wasm.ValueType Representation, int? Destructor) : TypeDefinition;

/// <summary>
/// A component or instance type: its declarations are items of the kinds <see cref="CoreTypeItem"/>, <see cref="TypeItem"/>,
/// <see cref="ExportAlias"/>, <see cref="OuterAlias"/>, <see cref="ExportDeclaration"/> and, in component types, <see cref="ImportItem"/>.
/// </summary>
public sealed record ScopeTypeDefinition(bool IsInstance, ImmutableArray<ComponentItem> Declarations) : TypeDefinition;

/// <summary>An export of a component or instance type.</summary>
public sealed record ExportDeclaration(ExternName Name, ExternDescription Description) : ComponentItem;

/// <summary>Core types that a component defines.</summary>
public abstract record CoreTypeDefinition;

/// <summary>Types of core WebAssembly: as many core type indices as the group has types.</summary>
public sealed record CoreGroupDefinition(RecursiveGroup Group) : CoreTypeDefinition;

/// <summary>The type of a core module.</summary>
public sealed record CoreModuleTypeDefinition(ImmutableArray<CoreModuleDeclaration> Declarations) : CoreTypeDefinition;

/// <summary>A declaration of a core module type.</summary>
public abstract record CoreModuleDeclaration;

/// <summary>The module imports this; type indices are those of the module type.</summary>
public sealed record CoreImportDeclaration(Import Import) : CoreModuleDeclaration;

/// <summary>A type of the module type's own index space.</summary>
public sealed record CoreTypeDeclaration(RecursiveGroup Group) : CoreModuleDeclaration;

/// <summary>A core type of an enclosing scope; 0 levels up is the module type itself.</summary>
public sealed record CoreOuterTypeDeclaration(int Levels, int Index) : CoreModuleDeclaration;

/// <summary>The module exports this.</summary>
public sealed record CoreExportDeclaration(string Name, ExternalType Type) : CoreModuleDeclaration;
