// The branch hints of a body, found in the order of its instructions.
using System.Collections.Immutable;
using Weft.Wasm.CustomSections;

namespace Weft.Wasm.Text;

/// <summary>Walks the hints of a function beside its instructions.</summary>
internal struct BranchHintCursor(ImmutableArray<BranchHint> hints)
{
    private int _next;

    /// <summary>The hint for the instruction at an offset: 0 or 1, or -1 without one. Offsets must ascend from call to call.</summary>
    public int Find(int offset)
    {
        if (hints.IsDefaultOrEmpty)
        {
            return -1;
        }

        while (_next < hints.Length && hints[_next].Offset < offset)
        {
            _next++;
        }

        return _next < hints.Length && hints[_next].Offset == offset ? hints[_next].IsLikely ? 1 : 0 : -1;
    }
}
