// wasi:keyvalue: what the generator makes of its WIT.

using Weft.Components;

namespace Weft.Wasi.KeyValue;

/// <summary>The interfaces of wasi:keyvalue.</summary>
[WitWorld("wit", World = "imports")]
internal static partial class WasiKeyValue;
