// Cases of variants and enums, and flags.
namespace Weft.Wit;

/// <summary>A case of a variant or an enum, or one of several flags.</summary>
/// <param name="Name">The name.</param>
/// <param name="Payload">What comes with a case of a variant.</param>
/// <param name="Documentation">The documentation.</param>
public sealed record WitCase(string Name, WitType? Payload, string? Documentation);
