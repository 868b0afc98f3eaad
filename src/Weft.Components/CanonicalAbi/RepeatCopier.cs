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

    public override void Copy(ref CopyFrame frame, ReadOnlySpan<byte> from, Span<byte> to)
    {
        if (_element.Numbers is { } numbers)
        {
            numbers.Copy(from[..Source.Size], to[..Target.Size]);
            return;
        }

        var (source, target) = (_element.Source.Size, _element.Target.Size);
        var i = 0;
        try
        {
            for (; i < _count; i++)
            {
                _element.Copy(ref frame, from.Slice(i * source, source), to.Slice(i * target, target));
            }
        }
        catch (Exception exception) when (AbiException.NoteElement(exception, i))
        {
            throw;
        }
    }
}
