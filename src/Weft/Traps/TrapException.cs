// Traps: the .NET exception that a trap is (spec 4.2.2). Every tier raises it through Throw, so that hot code stays small.

using Weft.Wasm;

namespace Weft;

/// <summary>Execution of WebAssembly code ended in a trap.</summary>
public sealed class TrapException : WasmException
{
    /// <summary>Makes a trap.</summary>
    /// <param name="kind">Why execution trapped.</param>
    /// <param name="detail">What was found and where, to follow the specification's words; null for nothing to add.</param>
    /// <param name="innerException">The .NET exception that revealed the trap, or null.</param>
    public TrapException(TrapKind kind, string? detail = null, Exception? innerException = null)
        : base(detail is null ? TrapKinds.Message(kind) : $"{TrapKinds.Message(kind)}: {detail}", innerException)
    {
        Kind = kind;
        Detail = detail;
    }

    /// <summary>Why execution trapped.</summary>
    public TrapKind Kind { get; }

    /// <summary>What was found and where, without the specification's words; null where there was nothing to add.</summary>
    public string? Detail { get; }

    /// <summary>The WebAssembly frames that were active, or null where the engine did not collect them.</summary>
    public WasmStackTrace? WasmStackTrace { get; internal set; }

    /// <summary>The exception as text: the message and what .NET knows, then the WebAssembly frames.</summary>
    public override string ToString() =>
        WasmStackTrace is null
            ? base.ToString()
            : string.Join(Environment.NewLine, base.ToString(), "WebAssembly frames:", WasmStackTrace);
}
