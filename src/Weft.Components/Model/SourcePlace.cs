// Where a definition of a component stands, for errors.
using Weft.Wasm;

namespace Weft.Components;

/// <summary>A place in the source of a component: one of the two is known, or none when the definition was made by code.</summary>
/// <param name="ByteOffset">The offset in the binary component.</param>
/// <param name="Position">Line and column in the text.</param>
public readonly record struct SourcePlace(long? ByteOffset, TextPosition? Position)
{
    /// <summary>The validation error at this place.</summary>
    internal InvalidModuleException Error(string message) => new(message, byteOffset: ByteOffset, position: Position);
}
