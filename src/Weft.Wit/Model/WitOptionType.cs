// A structural type with one part.
namespace Weft.Wit;

/// <summary><c>option&lt;T&gt;</c>.</summary>
public sealed class WitOptionType : WitType
{
    internal WitOptionType(WitType value)
    {
        Value = value;
        Depth = 1 + (value.Depth);
    }

    /// <summary>The type of what may be there.</summary>
    public WitType Value { get; }

    /// <inheritdoc/>
    public override bool ContainsBorrow => Value.ContainsBorrow;

    internal override int Depth { get; }
}
