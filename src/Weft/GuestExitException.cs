// How a guest ends its own program: thrown by host functions such as WASI's proc_exit, and seen by the embedder.
using Weft.Wasm;

namespace Weft;

/// <summary>The guest asked to end its program. Throw it from a host function; it passes through the guest to the embedder.</summary>
public sealed class GuestExitException : WasmException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="exitCode">The code the guest gave.</param>
    public GuestExitException(int exitCode) : base($"the guest exited with code {exitCode}")
    {
        ExitCode = exitCode;
    }

    /// <summary>The code the guest gave; 0 means success.</summary>
    public int ExitCode { get; }
}
