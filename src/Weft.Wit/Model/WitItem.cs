// What every item of WIT has.
namespace Weft.Wit;

/// <summary>Name, documentation, gate and place of an item.</summary>
internal sealed record WitItem(string Name, string? Documentation, WitGate? Gate, string? ExternalId, WitLocation Location);
