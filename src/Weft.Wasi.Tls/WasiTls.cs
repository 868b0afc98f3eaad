// wasi:tls: what the generator makes of its WIT. Streams are those of WASI 0.2.

using Weft.Components;

namespace Weft.Wasi.Tls;

/// <summary>The interfaces of wasi:tls.</summary>
[WitWorld("wit", World = "imports", Features = ["tls"], TypesFrom = [typeof(WasiPreview2)])]
internal static partial class WasiTls;
