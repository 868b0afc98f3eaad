// Other names of types: `type a = b` and what `use` brings in.
namespace Weft.Wit;

/// <summary>Another name of a type.</summary>
public sealed class WitTypeAlias : WitTypeDefinition
{
    internal WitTypeAlias(WitItem item, WitType target, bool isUse)
        : base(item)
    {
        Target = target;
        IsUse = isUse;
        Resolved = target.Resolved;
    }

    /// <summary>The type that is meant.</summary>
    public WitType Target { get; }

    /// <summary>Whether <c>use</c> brought it in: <see cref="Target"/> is then a definition of another interface.</summary>
    public bool IsUse { get; }

    /// <inheritdoc/>
    public override WitType Resolved { get; }

    /// <inheritdoc/>
    public override bool ContainsBorrow => Target.ContainsBorrow;

    internal override int Depth => Target.Depth;
}
