// A place in WIT text, for errors and for whoever reports about items of the model.
using System.Globalization;

namespace Weft.Wit;

/// <summary>A place in WIT text.</summary>
/// <param name="Path">The file, as it was named to the parser.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column in Unicode scalar values, from 1.</param>
public readonly record struct WitLocation(string Path, int Line, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0}:{1}:{2}", Path, Line, Column);
}
