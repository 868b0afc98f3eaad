// Lists, of any or of a fixed length.
namespace Weft.Wit;

/// <summary><c>list&lt;T&gt;</c> or <c>list&lt;T, N&gt;</c>.</summary>
public sealed class WitListType : WitType
{
    internal WitListType(WitType element, uint? length)
    {
        Element = element;
        Length = length;
        Depth = 1 + element.Depth;
    }

    /// <summary>The type of the elements.</summary>
    public WitType Element { get; }

    /// <summary>How many elements; <see langword="null"/> for any number.</summary>
    public uint? Length { get; }

    /// <inheritdoc/>
    public override bool ContainsBorrow => Element.ContainsBorrow;

    internal override int Depth { get; }
}
