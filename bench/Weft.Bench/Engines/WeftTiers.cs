// The one list of Weft's ways to run code: a tier that is added here is measured everywhere.
namespace Weft.Bench.Engines;

/// <summary>Weft's tiers by name.</summary>
internal static class WeftTiers
{
    /// <summary>Every tier, one line each.</summary>
    public static readonly IReadOnlyList<(string Name, EngineOptions Options)> All =
    [
        ("jit", new EngineOptions { Tier = ExecutionTier.Jit }),
        ("tiered", new EngineOptions { Tier = ExecutionTier.Tiered }),
        ("interpreter", new EngineOptions { Tier = ExecutionTier.Interpreter }),
    ];
}
