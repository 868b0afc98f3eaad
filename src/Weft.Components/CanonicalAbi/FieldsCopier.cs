// Copying of values one after another: records, tuples, lists of fixed length.
namespace Weft.Components.CanonicalAbi;

/// <summary>Copies the parts of a value.</summary>
internal sealed class FieldsCopier : ValueCopier
{
    private readonly ValueCopier[] _parts;
    private readonly int[] _sources;
    private readonly int[] _targets;
    private readonly string[]? _names;

    /// <summary>Makes one.</summary>
    /// <param name="source">The layout of the whole where it comes from.</param>
    /// <param name="target">The layout of the whole where it goes.</param>
    /// <param name="parts">What copies the parts.</param>
    /// <param name="names">Their names, for messages; null when they have numbers.</param>
    public FieldsCopier(CodecLayout source, CodecLayout target, ValueCopier[] parts, string[]? names)
        : base(source, target)
    {
        (_parts, _names) = (parts, names);
        _sources = Offsets(parts, part => part.Source);
        _targets = Offsets(parts, part => part.Target);
        Depth = 1 + parts.Max(part => part.Depth);
        if (Array.TrueForAll(parts, part => part.Numbers is not null))
        {
            Numbers = NumberBytes.Of(parts.Zip(_sources, (part, offset) => (part.Numbers!, offset)), source.Size);
        }
    }

    public override void CopyFlat(ref CopyFrame frame)
    {
        var i = 0;
        try
        {
            for (; i < _parts.Length; i++)
            {
                _parts[i].CopyFlat(ref frame);
            }
        }
        catch (Exception exception) when (Note(exception, i))
        {
            throw;
        }
    }

    public override void Copy(ref CopyFrame frame, ReadOnlySpan<byte> from, Span<byte> to)
    {
        if (Numbers is not null)
        {
            Numbers.Copy(from[..Source.Size], to[..Target.Size]);
            return;
        }

        var i = 0;
        try
        {
            for (; i < _parts.Length; i++)
            {
                _parts[i].Copy(ref frame, from[_sources[i]..], to[_targets[i]..]);
            }
        }
        catch (Exception exception) when (Note(exception, i))
        {
            throw;
        }
    }

    /// <summary>Where values lie one after another.</summary>
    public static int[] Offsets(ValueCopier[] parts, Func<ValueCopier, CodecLayout> layoutOf)
    {
        var offsets = new int[parts.Length];
        var end = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var layout = layoutOf(parts[i]);
            offsets[i] = CodecLayout.Align(end, layout.Alignment);
            end = offsets[i] + layout.Size;
        }

        return offsets;
    }

    private bool Note(Exception exception, int index) =>
        _names is null ? AbiException.NoteElement(exception, index) : AbiException.Note(exception, "field", _names[index]);
}
