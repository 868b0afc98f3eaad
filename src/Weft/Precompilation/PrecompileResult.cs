// What came of compiling a module ahead of time.
namespace Weft;

/// <summary>What was made of a module.</summary>
public sealed record PrecompileResult
{
    /// <summary>The code.</summary>
    public required PrecompiledCodeKind Kind { get; init; }

    /// <summary>Why it is not machine code, when that was not asked for; null otherwise.</summary>
    public string? WhyPortable { get; init; }

    /// <summary>The system that can run it; "any" for CIL.</summary>
    public required string Target { get; init; }

    /// <summary>The functions that stay with the interpreter, because they are too large.</summary>
    public int InterpretedFunctions { get; init; }

    /// <summary>The bytes of code.</summary>
    public long CodeBytes { get; init; }

    /// <summary>All bytes, the module among them.</summary>
    public long TotalBytes { get; init; }
}
