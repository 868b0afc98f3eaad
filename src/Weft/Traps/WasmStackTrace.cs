// Traps: the WebAssembly frames of a trap, innermost first.

using System.Collections;
using System.Globalization;
using System.Text;

namespace Weft;

/// <summary>The WebAssembly functions that were active when execution trapped, innermost first.</summary>
public sealed class WasmStackTrace : IReadOnlyList<WasmFrame>
{
    private readonly WasmFrame[] _frames;

    /// <summary>Makes a trace.</summary>
    /// <param name="frames">The frames, innermost first; copied.</param>
    /// <param name="omittedFrameCount">How many outer frames were left out, most of an exhausted stack; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="omittedFrameCount"/> is negative.</exception>
    public WasmStackTrace(IEnumerable<WasmFrame> frames, int omittedFrameCount = 0)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentOutOfRangeException.ThrowIfNegative(omittedFrameCount);
        _frames = [.. frames];
        OmittedFrameCount = omittedFrameCount;
    }

    /// <summary>The number of frames listed.</summary>
    public int Count => _frames.Length;

    /// <summary>How many outer frames were active but are not listed.</summary>
    public int OmittedFrameCount { get; }

    /// <summary>The frame at a distance from the innermost one, which is at 0.</summary>
    /// <param name="index">The distance, less than <see cref="Count"/>.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such frame.</exception>
    public WasmFrame this[int index] => _frames[index];

    /// <inheritdoc/>
    public IEnumerator<WasmFrame> GetEnumerator() => _frames.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The frames as text, a line each.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendJoin(Environment.NewLine, _frames.AsEnumerable());
        if (OmittedFrameCount > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Environment.NewLine}  ... and {OmittedFrameCount} more");
        }

        return text.ToString();
    }
}
