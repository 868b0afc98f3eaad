// What the command line asked for.
namespace Weft.Bench;

/// <summary>The options of a run.</summary>
internal sealed record BenchOptions
{
    /// <summary>Timed rounds.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>Whether the shortest time of the rounds counts, not the median.</summary>
    public bool TakesBest { get; init; }

    /// <summary>Whether the time of processors is measured, not that of a clock.</summary>
    public bool UsesProcessorTime { get; init; }

    /// <summary>Words of names or whole names of groups, with commas; null for everything.</summary>
    public string? Filter { get; init; }

    /// <summary>Weft's tiers that take part.</summary>
    public required IReadOnlyList<(string Name, EngineOptions Options)> Tiers { get; init; }

    /// <summary>Whether Node takes part where it is found.</summary>
    public bool UseNode { get; init; } = true;

    /// <summary>A wasm3 command.</summary>
    public string? Wasm3 { get; init; }

    /// <summary>A WAMR command.</summary>
    public string? Iwasm { get; init; }

    /// <summary>A <c>weft</c> made by NativeAOT.</summary>
    public string? Native { get; init; }

    /// <summary>A native command whose size and memory are measured; null for the ordinary comparison.</summary>
    public string? Footprint { get; init; }

    /// <summary>Where workloads.txt is.</summary>
    public required string Guests { get; init; }

    /// <summary>Whether small arguments are taken, to check outputs only.</summary>
    public bool Quick { get; init; }

    /// <summary>Programs from outside.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>Their arguments.</summary>
    public string[] ModuleArguments { get; init; } = [];

    /// <summary>Their standard input.</summary>
    public string? ModuleInput { get; init; }

    /// <summary>The directory that they find as their current one.</summary>
    public string? ModuleDirectory { get; init; }

    /// <summary>Programs whose start is measured; none for the ordinary comparison.</summary>
    public IReadOnlyList<string> Startup { get; init; } = [];

    /// <summary>Whether the cost of fuel and interruption is measured.</summary>
    public bool Controls { get; init; }

    /// <summary>Whether calls of components are measured.</summary>
    public bool Components { get; init; }

    /// <summary>Where the results go as JSON.</summary>
    public string? Json { get; init; }

    /// <summary>Where the picture goes.</summary>
    public string? Picture { get; init; }
}
