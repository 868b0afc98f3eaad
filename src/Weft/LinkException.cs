// Linking errors: what a module needs and what it is given do not fit (spec 4.7.2, "instantiation", its link failures).
using Weft.Wasm;

namespace Weft;

/// <summary>A module cannot be linked: an import is missing or of the wrong type, or a limit of the store forbids the instance.</summary>
public sealed class LinkException : WasmException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What was found and what was expected; begins with the specification's words for the failure.</param>
    /// <param name="import">The import that failed; null when it is not about an import.</param>
    public LinkException(string message, Import? import = null) : base(message)
    {
        Import = import;
    }

    /// <summary>The import that failed, with its names; null when the failure is not about an import.</summary>
    public Import? Import { get; }
}
