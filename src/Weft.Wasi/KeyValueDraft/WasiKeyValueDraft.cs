// wasi:keyvalue as it was before its present draft: what the generator makes of its WIT.

using Weft.Components;

namespace Weft.Wasi.KeyValueDraft;

/// <summary>The interfaces of wasi:keyvalue@0.2.0-draft.</summary>
[WitWorld("wit", World = "imports")]
internal static partial class WasiKeyValueDraft;
