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

    /// <summary>Copies values that lie one behind the other, as elements of one: numbers at once.</summary>
    /// <param name="frame">The sides.</param>
    /// <param name="from">The bytes of so many values, and no more.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="count">How many there are.</param>
    public void CopyElements(ref CopyFrame frame, ReadOnlySpan<byte> from, Span<byte> to, int count)
    {
        if (Numbers is { } numbers)
        {
            numbers.Copy(from, to);
            return;
        }

        var (source, target) = (Source.Size, Target.Size);
        var i = 0;
        try
        {
            for (; i < count; i++)
            {
                Copy(ref frame, from.Slice(i * source, source), to.Slice(i * target, target));
            }
        }
        catch (Exception exception) when (AbiException.NoteElement(exception, i))
        {
            throw;
        }
    }
}
