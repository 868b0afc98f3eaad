// What `weft create-exe` bakes into an executable.
using Weft.Cli.Parsing;

namespace Weft.Cli.Creating;

/// <summary>The options of one executable.</summary>
internal sealed record ExecutableOptions
{
    /// <summary>What the program sees as its own name.</summary>
    public required string Name { get; init; }

    /// <summary>The export to call with the arguments instead of _start.</summary>
    public string? Invoke { get; init; }

    /// <summary>Arguments in front of those that the executable is given.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyList<DirectoryMapping> Directories { get; init; } = [];

    /// <summary>Variables; those without a value are what they are when the program runs.</summary>
    public IReadOnlyList<(string Name, string? Value)> Variables { get; init; } = [];

    public bool InheritsEnvironment { get; init; }
    public long? MaxMemory { get; init; }
    public long? MaxStack { get; init; }
    public int? Threads { get; init; }
    public TimeSpan? Timeout { get; init; }
    public bool UsesGuardPages { get; init; }
    public bool CanonicalizesNaNs { get; init; }
    public bool HasDeterministicRelaxedSimd { get; init; }

    /// <summary>The instruction sets that the executable may use, as the compiler ahead of time names them; null for its own choice.</summary>
    public string? InstructionSet { get; init; }
}
