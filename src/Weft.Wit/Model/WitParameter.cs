// Parameters of functions.
namespace Weft.Wit;

/// <summary>A parameter.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type.</param>
public sealed record WitParameter(string Name, WitType Type);
