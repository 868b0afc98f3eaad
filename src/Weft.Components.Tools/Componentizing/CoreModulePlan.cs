// One of the core modules that a component is made of, with what its imports and exports mean.
using Weft.Components.Tools.Embedding;
using Weft.Wasm;
using Weft.Wit;

namespace Weft.Components.Tools.Componentizing;

/// <summary>The main module or an adapter.</summary>
/// <param name="name">What it is called; of an adapter, the module that it stands for.</param>
/// <param name="isAdapter">Whether it is an adapter.</param>
/// <param name="module">The module as it becomes part of the component.</param>
/// <param name="metadata">What it says about itself.</param>
/// <param name="items">What it exports of the world.</param>
/// <param name="imports">What its imports mean.</param>
/// <param name="exports">What its exports are.</param>
internal sealed class CoreModulePlan(
    string name,
    bool isAdapter,
    ModuleDefinition module,
    ModuleMetadata metadata,
    IReadOnlyList<WitWorldItem> items,
    IReadOnlyList<(Import Import, CoreUse Use)> imports,
    ModuleExports exports)
{
    public string Name { get; } = name;

    public bool IsAdapter { get; } = isAdapter;

    public ModuleDefinition Module { get; } = module;

    public IReadOnlyList<WitWorldItem> Items { get; } = items;

    public IReadOnlyList<(Import Import, CoreUse Use)> Imports { get; } = imports;

    public ModuleExports Exports { get; } = exports;

    /// <summary>The string encoding of a function.</summary>
    public StringEncoding EncodingOf(bool isExport, WitWorldInterface? item, WitFunction function) =>
        (isExport ? metadata.ExportEncodings : metadata.ImportEncodings).GetValueOrDefault(ModuleMetadata.KeyOf(item?.Name, function.ComponentName));
}
