// Sets of names: enum.
namespace Weft.Wit;

/// <summary>An item <c>enum</c>.</summary>
public sealed class WitEnum : WitTypeDefinition
{
    internal WitEnum(WitItem item, IReadOnlyList<WitCase> cases)
        : base(item) => Cases = cases;

    /// <summary>The cases, of which there is at least one.</summary>
    public IReadOnlyList<WitCase> Cases { get; }

    /// <inheritdoc/>
    public override bool ContainsBorrow => false;

    internal override int Depth => 1;
}
