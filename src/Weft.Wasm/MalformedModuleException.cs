// Reading and parsing errors: the bytes or the text are not a module (spec 5 and 6).
using System.Globalization;

namespace Weft.Wasm;

/// <summary>The input is not a WebAssembly module: its bytes (spec 5) or its text (spec 6) break the grammar.</summary>
public sealed class MalformedModuleException : WasmException
{
    /// <summary>A malformed binary.</summary>
    /// <param name="message">What was found and what was expected; begins with the spec's words for the failure.</param>
    /// <param name="byteOffset">Where, in bytes from the start of the module.</param>
    public MalformedModuleException(string message, long byteOffset)
        : base(string.Create(CultureInfo.InvariantCulture, $"{message} (at byte 0x{byteOffset:x})"))
    {
        Reason = message;
        ByteOffset = byteOffset;
    }

    /// <summary>A malformed text.</summary>
    /// <param name="message">What was found and what was expected; begins with the spec's words for the failure.</param>
    /// <param name="position">Where, as line and column.</param>
    public MalformedModuleException(string message, TextPosition position)
        : base(string.Create(CultureInfo.InvariantCulture, $"{message} (at {position})"))
    {
        Reason = message;
        Position = position;
    }

    /// <summary>The message without its place.</summary>
    public string Reason { get; }

    /// <summary>The byte offset in the module, when the input was binary.</summary>
    public long? ByteOffset { get; }

    /// <summary>The line and column, when the input was text.</summary>
    public TextPosition? Position { get; }
}
