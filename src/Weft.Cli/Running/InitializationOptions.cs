// What `weft wizer` was asked to do, parsed.
using Weft.Cli.Parsing;

namespace Weft.Cli.Running;

/// <summary>Everything that shapes one pre-initialisation.</summary>
internal sealed record InitializationOptions
{
    public required string File { get; init; }
    public required string Output { get; init; }
    public required PreinitializeOptions Snapshot { get; init; }
    public bool AllowsWasi { get; init; }
    public IReadOnlyList<DirectoryMapping> Directories { get; init; } = [];
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];
    public IReadOnlyList<KeyValuePair<string, string>> Preloads { get; init; } = [];
    public long? Fuel { get; init; }
    public TimeSpan? Timeout { get; init; }
    public long? MaxMemory { get; init; }
}
