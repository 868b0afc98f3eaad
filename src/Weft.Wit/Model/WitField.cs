// Fields of records.
namespace Weft.Wit;

/// <summary>A field of a record.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type.</param>
/// <param name="Documentation">The documentation.</param>
public sealed record WitField(string Name, WitType Type, string? Documentation);
