// A place in a source, without holding on to the syntax tree that it is in.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Weft.Bindings.Generator.Input;

/// <summary>A place for diagnostics.</summary>
/// <param name="Path">The file.</param>
/// <param name="Span">Where by characters.</param>
/// <param name="Lines">Where by lines and columns.</param>
internal sealed record SourcePlace(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static SourcePlace Of(Location location) => new(location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
