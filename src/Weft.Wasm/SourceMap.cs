// Where the instructions of a body stand in the text they were parsed from, so that validation errors can say line and column.
using System.Collections.Immutable;

namespace Weft.Wasm;

/// <summary>Offsets into a body or expression, ascending, and the text position of the instruction that starts at each.</summary>
public sealed record SourceMap(ImmutableArray<int> Offsets, ImmutableArray<TextPosition> Positions)
{
    /// <summary>The position of the instruction at or before an offset, in bytes from the start of the body.</summary>
    public TextPosition? Find(int offset)
    {
        var index = Offsets.BinarySearch(offset);
        index = index < 0 ? ~index - 1 : index;
        return index < 0 ? null : Positions[index];
    }
}
