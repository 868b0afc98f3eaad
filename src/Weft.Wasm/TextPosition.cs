// A place in WebAssembly text, for errors.
namespace Weft.Wasm;

/// <summary>A place in a text: line and column both count from 1, the column in Unicode scalar values.</summary>
public readonly record struct TextPosition(int Line, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Line}:{Column}";
}
