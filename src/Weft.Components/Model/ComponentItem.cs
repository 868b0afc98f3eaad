// The definitions of a component (Explainer, "Component definitions"), one record each.
using System.Collections.Immutable;
using Weft.Wasm;

namespace Weft.Components;

/// <summary>A definition.</summary>
public abstract record ComponentItem
{
    /// <summary>Where it stands.</summary>
    public SourcePlace Place { get; init; }
}

/// <summary>A core module inside the component: one more core module index.</summary>
/// <param name="Module">The module.</param>
/// <param name="Offset">Where its bytes start in the binary component; places in the module count from there.</param>
public sealed record CoreModuleItem(ModuleDefinition Module, long Offset = 0) : ComponentItem
{
    /// <summary>The module's bytes as the binary component has them, which its compiled code is known by; empty where it was made otherwise.</summary>
    public ReadOnlyMemory<byte> Binary { get; init; }

    /// <summary>The same module, loaded with code that was compiled ahead of time; null when it is to be validated and compiled.</summary>
    internal Module? Precompiled { get; init; }
}

/// <summary>An instance of a core module.</summary>
/// <param name="Module">The core module's index.</param>
/// <param name="Arguments">The core instances that its imports come from.</param>
public sealed record CoreInstantiation(int Module, ImmutableArray<CoreArgument> Arguments) : ComponentItem;

/// <summary>The core instance that takes the place of an imported module name.</summary>
public sealed record CoreArgument(string Name, int Instance);

/// <summary>A core instance put together from other core definitions.</summary>
public sealed record CoreExportBundle(ImmutableArray<CoreInlineExport> Exports) : ComponentItem;

/// <summary>One export of a <see cref="CoreExportBundle"/>.</summary>
public sealed record CoreInlineExport(string Name, Sort Sort, int Index);

/// <summary>Core types: a recursive group of them, or a module type.</summary>
public sealed record CoreTypeItem(CoreTypeDefinition Type) : ComponentItem;

/// <summary>A component inside the component.</summary>
public sealed record NestedComponent(ComponentDefinition Component) : ComponentItem;

/// <summary>An instance of a component.</summary>
/// <param name="Component">The component's index.</param>
/// <param name="Arguments">What takes the place of its imports, by name.</param>
public sealed record ComponentInstantiation(int Component, ImmutableArray<InstantiationArgument> Arguments) : ComponentItem;

/// <summary>What takes the place of an import.</summary>
public sealed record InstantiationArgument(string Name, Sort Sort, int Index);

/// <summary>An instance put together from other definitions.</summary>
public sealed record ExportBundle(ImmutableArray<InlineExport> Exports) : ComponentItem;

/// <summary>One export of an <see cref="ExportBundle"/>.</summary>
public sealed record InlineExport(ExternName Name, Sort Sort, int Index);

/// <summary>A name for an export of a component instance.</summary>
public sealed record ExportAlias(Sort Sort, int Instance, string Name) : ComponentItem;

/// <summary>A name for an export of a core instance.</summary>
public sealed record CoreExportAlias(Sort Sort, int Instance, string Name) : ComponentItem;

/// <summary>A name for a definition of a component around this one; 0 levels up is this component itself.</summary>
public sealed record OuterAlias(Sort Sort, int Levels, int Index) : ComponentItem;

/// <summary>A component type.</summary>
public sealed record TypeItem(TypeDefinition Type) : ComponentItem;

/// <summary>A function made by the canonical ABI.</summary>
public sealed record CanonicalItem(CanonicalDefinition Definition) : ComponentItem;

/// <summary>An import.</summary>
public sealed record ImportItem(ExternName Name, ExternDescription Description) : ComponentItem;

/// <summary>An export: it also adds an index of its sort, with the type that outsiders see.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sort">The sort of what is exported.</param>
/// <param name="Index">Its index.</param>
/// <param name="Ascription">The type that outsiders see, when it is not the definition's own.</param>
public sealed record ExportItem(ExternName Name, Sort Sort, int Index, ExternDescription? Ascription) : ComponentItem;

/// <summary>A custom section, kept as it was.</summary>
public sealed record CustomItem(CustomSection Section) : ComponentItem;
