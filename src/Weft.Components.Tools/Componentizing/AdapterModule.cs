// Modules that translate.
using Weft.Wasm;

namespace Weft.Components.Tools.Componentizing;

/// <summary>A core module that offers what another one imports, in terms of a world: <c>wasi_snapshot_preview1</c> over WASI 0.2, for example.</summary>
/// <param name="Name">The module name that it stands for.</param>
/// <param name="Module">The module, with its own world embedded.</param>
public sealed record AdapterModule(string Name, ModuleDefinition Module);
