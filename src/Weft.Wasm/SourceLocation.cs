// Where an instruction stands in the source of its program, for traces.
using System.Globalization;

namespace Weft.Wasm;

/// <summary>A place in a program's source, as the compiler noted it.</summary>
/// <param name="File">The file, as the compiler was given it.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1; 0 when the compiler noted none.</param>
public sealed record SourceLocation(string File, int Line, int Column)
{
    /// <summary>The place as <c>file:line:column</c>.</summary>
    public override string ToString() =>
        Column == 0 ? string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}") : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}");
}
