// The error of precompiled modules that cannot be used.
using Weft.Wasm;

namespace Weft;

/// <summary>A precompiled module cannot be used here.</summary>
public sealed class PrecompiledModuleException : WasmException
{
    /// <summary>Makes the error.</summary>
    /// <param name="error">What is wrong.</param>
    /// <param name="message">The same for people.</param>
    /// <param name="innerException">What it came from; null for nothing.</param>
    public PrecompiledModuleException(PrecompiledModuleError error, string message, Exception? innerException = null) : base(message, innerException)
    {
        Error = error;
    }

    /// <summary>What is wrong.</summary>
    public PrecompiledModuleError Error { get; }
}
