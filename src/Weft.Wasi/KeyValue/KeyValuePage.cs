// wasi:keyvalue: some of a bucket's keys.

namespace Weft.Wasi.KeyValue;

/// <summary>A page of keys.</summary>
/// <param name="Keys">The keys, in any order.</param>
/// <param name="Cursor">Where the next page begins; null when this is the last.</param>
public sealed record KeyValuePage(IReadOnlyList<string> Keys, string? Cursor);
