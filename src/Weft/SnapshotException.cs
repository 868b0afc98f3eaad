// Errors of pre-initialisation: the state of an instance is not one that a module can begin with.
using Weft.Wasm;

namespace Weft;

/// <summary>
/// An instance cannot be made into a module (<see cref="Linker.Preinitialize"/>): there is no initialiser, or the state holds something that
/// a module cannot say. The message tells what and where.
/// </summary>
public sealed class SnapshotException : WasmException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What it is, and where.</param>
    public SnapshotException(string message) : base(message)
    {
    }
}
