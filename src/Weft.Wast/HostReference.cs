// The references that scripts make up: `(ref.extern 1)` and `(ref.host 1)`.
namespace Weft.Wast;

/// <summary>A host object that a script knows by a number.</summary>
/// <param name="Number">The number.</param>
public sealed record HostReference(uint Number);
