// wasi:config: what the generator makes of its WIT.

using Weft.Components;

namespace Weft.Wasi.Config;

/// <summary>The interfaces of wasi:config.</summary>
[WitWorld("wit", World = "imports")]
internal static partial class WasiConfig;
