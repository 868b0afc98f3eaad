// A structural type with one part.
namespace Weft.Wit;

/// <summary><c>stream&lt;T&gt;</c>.</summary>
public sealed class WitStreamType : WitType
{
    internal WitStreamType(WitType? element)
    {
        Element = element;
        Depth = 1 + (element?.Depth ?? 0);
    }

    /// <summary>The type of the elements; <see langword="null"/> for a stream of nothing but their number.</summary>
    public WitType? Element { get; }

    /// <inheritdoc/>
    public override bool ContainsBorrow => Element?.ContainsBorrow ?? false;

    internal override int Depth { get; }
}
