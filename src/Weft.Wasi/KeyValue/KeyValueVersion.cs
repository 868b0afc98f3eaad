// wasi:keyvalue: a value at a time, for changes that must not overwrite another's.

namespace Weft.Wasi.KeyValue;

/// <summary>What a key had when it was looked at.</summary>
/// <param name="Value">The value; null when the key was not there.</param>
/// <param name="Version">A short name of the backend's for exactly that state of the key. Guests do not see it.</param>
public readonly record struct KeyValueVersion(byte[]? Value, string Version);
