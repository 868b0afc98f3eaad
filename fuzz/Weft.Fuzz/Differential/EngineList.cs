// The engines that are compared. A tier or a setting that is to take part is a line here.
using Weft.Fuzz.Generation;

namespace Weft.Fuzz.Differential;

/// <summary>The engines by name.</summary>
internal static class EngineList
{
    /// <summary>Each engine and what makes it.</summary>
    public static IReadOnlyList<(string Name, Func<IEngineUnderTest> Make)> All { get; } =
    [
        ("weft", () => new WeftEngine("weft", new EngineOptions { Tier = ExecutionTier.Interpreter }, metersFuel: false)),
        ("weft-explicit", () => new WeftEngine("weft-explicit", new EngineOptions { Tier = ExecutionTier.Interpreter, BoundsChecks = BoundsChecks.Explicit }, metersFuel: false)),
        ("weft-fuel", () => new WeftEngine("weft-fuel", new EngineOptions { Tier = ExecutionTier.Interpreter }, metersFuel: true)),
        ("jit", () => new WeftEngine("jit", new EngineOptions { Tier = ExecutionTier.Jit }, metersFuel: false)),
        ("jit-explicit", () => new WeftEngine("jit-explicit", new EngineOptions { Tier = ExecutionTier.Jit, BoundsChecks = BoundsChecks.Explicit }, metersFuel: false)),
        ("jit-fuel", () => new WeftEngine("jit-fuel", new EngineOptions { Tier = ExecutionTier.Jit }, metersFuel: true)),
        ("tiered", () => new WeftEngine("tiered", HotAtOnce, metersFuel: false)),
        ("tiered-fuel", () => new WeftEngine("tiered-fuel", HotAtOnce, metersFuel: true)),
        ("wasmtime", () => new WasmtimeEngine("wasmtime")),
    ];

    // What is called or goes round twice is compiled, at once, so that a run is the same each time.
    private static EngineOptions HotAtOnce =>
        new() { Tier = ExecutionTier.Tiered, CallsUntilHot = 1, RoundsUntilHot = 1, CompilesInBackground = false };

    /// <summary>Makes engines.</summary>
    /// <param name="names">Which, separated by commas; null for all.</param>
    /// <exception cref="ArgumentException">A name is unknown.</exception>
    public static List<IEngineUnderTest> Make(string? names) =>
    [
        .. (names?.Split(',') ?? [.. All.Select(engine => engine.Name)]).Select(name =>
            All.FirstOrDefault(engine => engine.Name == name).Make?.Invoke()
            ?? throw new ArgumentException($"no engine is named '{name}'; there are {string.Join(", ", All.Select(engine => engine.Name))}")),
    ];

    /// <summary>The engines that take part in a profile.</summary>
    public static IEnumerable<IEngineUnderTest> For(IEnumerable<IEngineUnderTest> engines, Profile? profile) =>
        engines.Where(engine => engine.IsWeft || profile is null || profile.WasmtimeTakesPart);
}
