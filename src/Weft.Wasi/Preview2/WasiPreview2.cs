// WASI preview 2: the interfaces and types of wasi:cli/imports as C#, which the source generator makes of the files in wit/. They are public, so
// that bindings of other projects can speak of the same resources (TypesFrom).

using Weft.Components;

namespace Weft.Wasi;

/// <summary>WASI 0.2 as typed C#: what <c>wasi:cli/imports</c> has, for hosts and for bindings of worlds that use its resources.</summary>
[WitWorld("wit", World = "wasi:cli/imports@0.2.8", Features = ["cli-exit-with-code", "clocks-timezone", "network-error-code"])]
public static partial class WasiPreview2;
