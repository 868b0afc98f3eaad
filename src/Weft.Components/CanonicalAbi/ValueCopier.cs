// Copying of values from one component to another, without values of .NET between (CanonicalABI.md, "Lifting", "Lowering", one after the other).
namespace Weft.Components.CanonicalAbi;

/// <summary>
/// Copies values of a type between sides whose strings and addresses may differ. Checks and messages are those of lifting and lowering; what
/// is read may be anything, and is read once.
/// </summary>
/// <param name="source">How values lie where they come from.</param>
/// <param name="target">How they lie where they go.</param>
internal abstract class ValueCopier(CodecLayout source, CodecLayout target)
{
    /// <summary>How values lie where they come from.</summary>
    public CodecLayout Source { get; } = source;

    /// <summary>How values lie where they go.</summary>
    public CodecLayout Target { get; } = target;

    /// <summary>How many types are inside each other.</summary>
    public int Depth { get; protected init; } = 1;

    /// <summary>The value as bytes, when it has nothing but numbers: it is the same on both sides then; null otherwise.</summary>
    public NumberBytes? Numbers { get; protected init; }

    /// <summary>Copies from core values to core values.</summary>
    public abstract void CopyFlat(ref CopyFrame frame);

    /// <summary>Copies from memory to memory.</summary>
    /// <param name="frame">The sides.</param>
    /// <param name="from">The bytes of the value.</param>
    /// <param name="to">Where they go.</param>
    public abstract void Copy(ref CopyFrame frame, ReadOnlySpan<byte> from, Span<byte> to);
}
