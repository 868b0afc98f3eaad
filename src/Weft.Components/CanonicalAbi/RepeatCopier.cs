// Copying of lists whose length is fixed: their elements stand in place.
namespace Weft.Components.CanonicalAbi;

/// <summary>Copies so many elements.</summary>
internal sealed class RepeatCopier : ValueCopier
{
    private readonly ValueCopier _element;
    private readonly int _count;

    /// <summary>Makes one.</summary>
    /// <param name="source">The layout of the whole where it comes from.</param>
    /// <param name="target">The layout of the whole where it goes.</param>
    /// <param name="element">What copies an element.</param>
    /// <param name="count">How many there are.</param>
    public RepeatCopier(CodecLayout source, CodecLayout target, ValueCopier element, int count)
        : base(source, target)
    {
        (_element, _count) = (element, count);
        Depth = 1 + element.Depth;
    }

    public override void CopyFlat(ref CopyFrame frame)
    {
        for (var i = 0; i < _count; i++)
        {
            _element.CopyFlat(ref frame);
        }
    }

    public override void Copy(ref CopyFrame frame, ReadOnlySpan<byte> from, Span<byte> to) =>
        _element.CopyElements(ref frame, from[..Source.Size], to[..Target.Size], _count);
}
