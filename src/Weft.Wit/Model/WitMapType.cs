// Maps.
namespace Weft.Wit;

/// <summary><c>map&lt;K, V&gt;</c>: a list of pairs in which the last one of a key counts.</summary>
public sealed class WitMapType : WitType
{
    internal WitMapType(WitPrimitiveType key, WitType value)
    {
        Key = key;
        Value = value;
        Depth = 1 + value.Depth;
    }

    /// <summary>The type of the keys: an integer, <c>char</c>, <c>bool</c> or <c>string</c>.</summary>
    public WitPrimitiveType Key { get; }

    /// <summary>The type of the values.</summary>
    public WitType Value { get; }

    /// <inheritdoc/>
    public override bool ContainsBorrow => Value.ContainsBorrow;

    internal override int Depth { get; }
}
