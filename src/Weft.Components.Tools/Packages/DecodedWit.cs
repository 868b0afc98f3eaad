// What decoding finds.
using Weft.Wit;

namespace Weft.Components.Tools.Packages;

/// <summary>WIT that was read from a binary.</summary>
/// <param name="Packages">The packages; the root is the one that was encoded, or <c>root:component</c> with the world of a component.</param>
/// <param name="World">The world of a component or module; null for a package.</param>
public sealed record DecodedWit(WitPackageSet Packages, WitWorld? World);
