// What an import of a core module means.
using Weft.Wasm;
using Weft.Wit;

namespace Weft.Components.Tools.Componentizing;

/// <summary>What an import of a core module means.</summary>
internal abstract record CoreUse;

/// <summary>A function of the world.</summary>
/// <param name="Item">The imported interface; null for a function of the world itself.</param>
/// <param name="Function">The function.</param>
/// <param name="IsAsync">Whether it is lowered for asynchronous calls.</param>
internal sealed record FunctionUse(WitWorldInterface? Item, WitFunction Function, bool IsAsync) : CoreUse;

/// <summary><c>resource.drop</c> of an imported resource.</summary>
/// <param name="Item">The imported interface; null for a resource of the world itself.</param>
/// <param name="Resource">The resource, or another name of it.</param>
internal sealed record ImportedDropUse(WitWorldInterface? Item, WitTypeDefinition Resource) : CoreUse;

/// <summary>A built-in for an exported resource.</summary>
internal sealed record ExportedResourceUse(BuiltinKind Kind, WitWorldInterface Item, WitResource Resource) : CoreUse;

/// <summary>A function of an adapter.</summary>
internal sealed record AdapterUse(string Adapter, string Function, FunctionType Type) : CoreUse;

/// <summary>A function of WASI preview 1, which the component imports as that of a core module.</summary>
internal sealed record Preview1Use(string Function) : CoreUse;

/// <summary>The memory of the component: that of the main module in an adapter, or one that stands outside of all modules.</summary>
/// <param name="Type">The memory as it is imported.</param>
internal sealed record MemoryUse(MemoryType Type) : CoreUse;

/// <summary>An export of the main module, in an adapter.</summary>
internal sealed record MainExportUse(string Name, ExternalKind Kind) : CoreUse;

/// <summary>A built-in of asynchronous components that needs to know nothing about the world.</summary>
/// <param name="Builtin">The built-in, but for the memory and allocator that it may need.</param>
/// <param name="Type">Its core function.</param>
/// <param name="NeedsMemory">Whether it has a memory.</param>
/// <param name="NeedsRealloc">Whether it has an allocator.</param>
internal sealed record BuiltinUse(CanonicalBuiltin Builtin, FunctionType Type, bool NeedsMemory, bool NeedsRealloc) : CoreUse;

/// <summary>A built-in for a stream or future in the type of a function.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Item">The interface; null for a function of the world itself.</param>
/// <param name="Function">The function.</param>
/// <param name="Stream">The stream or future; null for one without elements.</param>
/// <param name="IsExport">Whether the function is exported.</param>
/// <param name="IsAsync">Whether it does not wait.</param>
internal sealed record StreamUse(BuiltinKind Kind, WitWorldInterface? Item, WitFunction? Function, WitType? Stream, bool IsExport, bool IsAsync) : CoreUse;

/// <summary><c>task.return</c> of an exported function.</summary>
internal sealed record TaskReturnUse(WitWorldInterface? Item, WitFunction Function) : CoreUse;
