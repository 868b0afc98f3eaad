// A structural type with one part.
namespace Weft.Wit;

/// <summary><c>future&lt;T&gt;</c>.</summary>
public sealed class WitFutureType : WitType
{
    internal WitFutureType(WitType? element)
    {
        Element = element;
        Depth = 1 + (element?.Depth ?? 0);
    }

    /// <summary>The type of the value; <see langword="null"/> for a future without one.</summary>
    public WitType? Element { get; }

    /// <inheritdoc/>
    public override bool ContainsBorrow => Element?.ContainsBorrow ?? false;

    internal override int Depth { get; }
}
