// What `weft run` was asked to do, parsed.
using Weft.Cli.Parsing;

namespace Weft.Cli.Running;

/// <summary>Everything that shapes one run of a guest.</summary>
internal sealed record GuestOptions
{
    public required string File { get; init; }
    public string[] Arguments { get; init; } = [];
    public IReadOnlyList<DirectoryMapping> Directories { get; init; } = [];
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];
    public string? Invoke { get; init; }
    public string? Argv0 { get; init; }
    public IReadOnlyList<KeyValuePair<string, string>> Preloads { get; init; } = [];
    public long? Fuel { get; init; }
    public TimeSpan? Timeout { get; init; }
    public long? MaxMemory { get; init; }
    public long? MaxStack { get; init; }
    public string? StdinFile { get; init; }
    public string? StdoutFile { get; init; }
    public string? StderrFile { get; init; }
    public IReadOnlyList<string> Listeners { get; init; } = [];
    public ExecutionTier Tier { get; init; }
    public int? Threads { get; init; }
    public string[] ProfileFiles { get; init; } = [];
    public TimeSpan? ProfileInterval { get; init; }
    public bool WritesPerfMap { get; init; }
    public BoundsChecks BoundsChecks { get; init; }
    public bool CanonicalizeNaNs { get; init; }
    public bool DeterministicRelaxedSimd { get; init; }
    public string? TraceCalls { get; init; }
    public bool AllowsPrecompiled { get; init; }
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;
    public ComponentServices Services { get; init; } = new();
    public NetworkGrants Network { get; init; } = NetworkGrants.None;

    /// <summary>Compiled code of earlier runs; null for none.</summary>
    public ModuleCache? Cache { get; init; }
}
