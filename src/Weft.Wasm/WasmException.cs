// The root of the error hierarchy: everything Weft reports about a module or a guest derives from it.
namespace Weft.Wasm;

/// <summary>The base of every error that a WebAssembly module or guest can cause.</summary>
public abstract class WasmException : Exception
{
    /// <summary>Creates the error with a message.</summary>
    protected WasmException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
