// A WebAssembly exception (spec 4.4.10) that left the outermost guest function, or that crosses frames of the host.
using Weft.Wasm;

namespace Weft;

/// <summary>
/// A WebAssembly exception that no guest function handled. A host function may let it pass: guest functions further out can still
/// catch it. A host function may also throw one, with an exception that it made or was given.
/// </summary>
public sealed class GuestException : WasmException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="exception">The exception that the guest sees.</param>
    public GuestException(ExceptionObject exception) : base(Describe(exception))
    {
        Exception = exception;
    }

    /// <summary>The exception as the guest sees it: its tag and payload.</summary>
    public ExceptionObject Exception { get; }

    /// <summary>The tag of the exception.</summary>
    public Tag Tag => Exception.Tag;

    private static string Describe(ExceptionObject exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return $"uncaught exception with {exception.Tag.Type.Parameters.Length} values of type {exception.Tag.Type}";
    }
}
