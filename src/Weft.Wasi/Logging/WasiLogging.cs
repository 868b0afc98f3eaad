// wasi:logging: what the generator makes of its WIT.

using Weft.Components;

namespace Weft.Wasi.Logging;

/// <summary>The interfaces of wasi:logging.</summary>
[WitWorld("wit", World = "imports")]
internal static partial class WasiLogging;
