// Sets of names: flags.
namespace Weft.Wit;

/// <summary>An item <c>flags</c>.</summary>
public sealed class WitFlags : WitTypeDefinition
{
    internal WitFlags(WitItem item, IReadOnlyList<WitCase> cases)
        : base(item) => Flags = cases;

    /// <summary>The flags, the first being the lowest bit.</summary>
    public IReadOnlyList<WitCase> Flags { get; }

    /// <inheritdoc/>
    public override bool ContainsBorrow => false;

    internal override int Depth => 1;
}
