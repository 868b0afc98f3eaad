// Traps: the .NET exception that a trap is (spec 4.2.2). Every tier raises it through Throw, so that hot code stays small.

using Weft.Wasm;

namespace Weft;

/// <summary>Execution of WebAssembly code ended in a trap.</summary>
public sealed class TrapException : WasmException
{
    /// <summary>Makes a trap.</summary>
    /// <param name="kind">Why execution trapped.</param>
    /// <param name="detail">What was found and where, to follow the specification's words; null for nothing to add.</param>
    /// <param name="innerException">The .NET exception that revealed the trap, or null.</param>
    public TrapException(TrapKind kind, string? detail = null, Exception? innerException = null)
        : base(detail is null ? TrapKinds.Message(kind) : $"{TrapKinds.Message(kind)}: {detail}", innerException)
    {
        Kind = kind;
        Detail = detail;
    }

    /// <summary>Why execution trapped.</summary>
    public TrapKind Kind { get; }

    /// <summary>What was found and where, without the specification's words; null where there was nothing to add.</summary>
    public string? Detail { get; }

    /// <summary>The most frames that a trace lists.</summary>
    internal const int MaximumFrames = 200;

    /// <summary>Instead of the offset of the instruction that trapped, where that is told in another way.</summary>
    internal const int NoOffset = -1;

    private readonly List<WasmFrame> _frames = [];
    private int _omittedFrames;

    /// <summary>The WebAssembly frames that were active, innermost first.</summary>
    public WasmStackTrace? WasmStackTrace => _frames.Count == 0 ? null : new WasmStackTrace(_frames, _omittedFrames);

    /// <summary>How many frames of .NET the exception had passed when compiled frames among them were last looked for.</summary>
    internal int SeenFrames { get; set; }

    /// <summary>Compiled frames among the frames that were seen.</summary>
    internal int CompiledFrames { get; set; }

    /// <summary>Whether frames are listed, so that further ones wait for those.</summary>
    internal bool HasFrames => _frames.Count != 0;

    /// <summary>Whether no more frames will be listed.</summary>
    internal bool IsFull => _frames.Count >= MaximumFrames;

    /// <summary>
    /// The offset in its body of the instruction that trapped, for the innermost frame, when that is of compiled code which told it; <see cref="NoOffset"/>
    /// when the place must be found by the address in the code.
    /// </summary>
    internal int CompiledOffset { get; set; } = NoOffset;

    /// <summary>Adds frames that the exception has passed on its way out.</summary>
    internal void AddFrames(List<WasmFrame> frames, int omitted)
    {
        var room = MaximumFrames - _frames.Count;
        _frames.AddRange(frames.Take(room));
        _omittedFrames += omitted + Math.Max(0, frames.Count - room);
    }

    /// <summary>The exception as text: the message and what .NET knows, then the WebAssembly frames.</summary>
    public override string ToString() =>
        WasmStackTrace is null
            ? base.ToString()
            : string.Join(Environment.NewLine, base.ToString(), "WebAssembly frames:", WasmStackTrace);
}
