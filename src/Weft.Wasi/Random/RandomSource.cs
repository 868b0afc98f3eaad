// WASI random numbers (preview 1 `random_get`, previews 2 and 3 `wasi:random`): the system's secure generator unless the embedder gives another.

namespace Weft.Wasi.Random;

/// <summary>Fills memory with random bytes.</summary>
/// <param name="destination">What to fill, every byte of it.</param>
public delegate void RandomSource(Span<byte> destination);
