// The layout of what a codec reads and writes, without the resolved type: codecs exist before any component does.
namespace Weft.Components.CanonicalAbi;

/// <summary>How values lie in memory and on the stack (CanonicalABI.md, "Alignment", "Element Size", "Flattening").</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Alignment">Bytes.</param>
/// <param name="FlatCount">Core values; more than <see cref="ValueLayout.MaximumFlat"/> when it never crosses flat.</param>
public readonly record struct CodecLayout(int Size, int Alignment, int FlatCount)
{
    /// <summary>The layout of values one after another.</summary>
    public static CodecLayout Sequence(params ReadOnlySpan<CodecLayout> parts)
    {
        var whole = new CodecLayout(0, 1, 0);
        foreach (var part in parts)
        {
            whole = new CodecLayout(Align(whole.Size, part.Alignment) + part.Size, Math.Max(whole.Alignment, part.Alignment), whole.FlatCount + part.FlatCount);
        }

        return whole with { Size = Align(whole.Size, whole.Alignment) };
    }

    /// <summary>The layout of a variant; a case without payload has the default layout.</summary>
    public static CodecLayout Variant(params ReadOnlySpan<CodecLayout> cases)
    {
        var discriminant = ValueLayout.DiscriminantSize(cases.Length);
        var (size, flat) = (0, 0);
        foreach (var part in cases)
        {
            (size, flat) = (Math.Max(size, part.Size), Math.Max(flat, part.FlatCount));
        }

        var alignment = Math.Max(PayloadAlignment(cases), discriminant);
        return new CodecLayout(Align(PayloadOffset(cases) + size, alignment), alignment, 1 + flat);
    }

    /// <summary>Where the payload of a variant lies.</summary>
    public static int PayloadOffset(params ReadOnlySpan<CodecLayout> cases) => Align(ValueLayout.DiscriminantSize(cases.Length), PayloadAlignment(cases));

    /// <summary>The offset of a value that must be aligned.</summary>
    public static int Align(int offset, int alignment) => (offset + alignment - 1) & -alignment;

    private static int PayloadAlignment(ReadOnlySpan<CodecLayout> cases)
    {
        var alignment = 1;
        foreach (var part in cases)
        {
            alignment = Math.Max(alignment, part.Alignment);
        }

        return alignment;
    }
}
