// What an embedder is asked when something of a guest is to become larger.
namespace Weft;

/// <summary>A memory or a table that is to be made, or to grow.</summary>
/// <param name="Current">Its size now, in bytes of a memory or elements of a table; 0 when it is being made.</param>
/// <param name="Desired">The size that it is to have.</param>
/// <param name="Maximum">The size that its type allows at most; null when the type names none.</param>
public readonly record struct GrowthRequest(ulong Current, ulong Desired, ulong? Maximum);
