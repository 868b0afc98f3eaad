// Validation errors: the module is well-formed but breaks a rule of spec 3.
using System.Globalization;

namespace Weft.Wasm;

/// <summary>The module is well-formed but not valid (spec 3).</summary>
public sealed class InvalidModuleException : WasmException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was found and what was expected; begins with the spec's words for the failure.</param>
    /// <param name="functionIndex">The function, when the error is in a body.</param>
    /// <param name="functionName">Its name, when the module has one.</param>
    /// <param name="byteOffset">Where, in bytes from the start of the binary module; null when the module came from text.</param>
    /// <param name="position">Where in the text the module came from.</param>
    public InvalidModuleException(
        string message, int? functionIndex = null, string? functionName = null, long? byteOffset = null, TextPosition? position = null)
        : base(Describe(message, functionIndex, functionName, byteOffset, position))
    {
        Reason = message;
        FunctionIndex = functionIndex;
        FunctionName = functionName;
        ByteOffset = byteOffset;
        Position = position;
    }

    /// <summary>The message without its place.</summary>
    public string Reason { get; }

    /// <summary>The index of the function whose body is invalid.</summary>
    public int? FunctionIndex { get; }

    /// <summary>The name of that function, from the name section.</summary>
    public string? FunctionName { get; }

    /// <summary>The byte offset in the module, when the input was binary.</summary>
    public long? ByteOffset { get; }

    /// <summary>The line and column, when the input was text.</summary>
    public TextPosition? Position { get; }

    private static string Describe(string message, int? functionIndex, string? functionName, long? byteOffset, TextPosition? position)
    {
        var where = new List<string>();
        if (functionIndex is { } index)
        {
            where.Add(functionName is null ? $"in function {index}" : $"in function {index} ${functionName}");
        }

        if (position is { } place)
        {
            where.Add($"at {place}");
        }
        else if (byteOffset is { } offset)
        {
            where.Add(string.Create(CultureInfo.InvariantCulture, $"at byte 0x{offset:x}"));
        }

        return where.Count == 0 ? message : $"{message} ({string.Join(", ", where)})";
    }
}
