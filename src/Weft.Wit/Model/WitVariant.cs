// Variants.
namespace Weft.Wit;

/// <summary>A <c>variant</c>.</summary>
public sealed class WitVariant : WitTypeDefinition
{
    internal WitVariant(WitItem item, IReadOnlyList<WitCase> cases)
        : base(item)
    {
        Cases = cases;
        ContainsBorrow = cases.Any(one => one.Payload?.ContainsBorrow ?? false);
        Depth = 1 + cases.Select(one => one.Payload?.Depth ?? 0).Max();
    }

    /// <summary>The cases, of which there is at least one.</summary>
    public IReadOnlyList<WitCase> Cases { get; }

    /// <inheritdoc/>
    public override bool ContainsBorrow { get; }

    internal override int Depth { get; }
}
