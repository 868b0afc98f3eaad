// What goes wrong in the tools for reasons that lie in their input.
namespace Weft.Components.Tools;

/// <summary>A tool cannot make what it was asked for out of its input. The message says what is missing and what to do.</summary>
public sealed class ComponentToolException : Weft.Wasm.WasmException
{
    /// <summary>Makes an error.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What led to it.</param>
    public ComponentToolException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
