// Tuples.
namespace Weft.Wit;

/// <summary><c>tuple&lt;A, B&gt;</c>.</summary>
public sealed class WitTupleType : WitType
{
    internal WitTupleType(IReadOnlyList<WitType> elements)
    {
        Elements = elements;
        ContainsBorrow = elements.Any(element => element.ContainsBorrow);
        Depth = 1 + elements.Select(element => element.Depth).DefaultIfEmpty().Max();
    }

    /// <summary>The types of the elements.</summary>
    public IReadOnlyList<WitType> Elements { get; }

    /// <inheritdoc/>
    public override bool ContainsBorrow { get; }

    internal override int Depth { get; }
}
