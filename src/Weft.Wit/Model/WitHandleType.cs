// Handles of resources: what a resource's name means where a value is expected.
namespace Weft.Wit;

/// <summary>An owned or a borrowed handle of a resource.</summary>
public sealed class WitHandleType : WitType
{
    internal WitHandleType(WitTypeDefinition definition, bool isBorrowed)
    {
        Definition = definition;
        IsBorrowed = isBorrowed;
    }

    /// <summary>The resource as it was named: a <see cref="WitResource"/>, or an alias that leads to one.</summary>
    public WitTypeDefinition Definition { get; }

    /// <summary>The resource behind aliases.</summary>
    public WitResource Resource => (WitResource)Definition.Resolved;

    /// <summary>Whether the handle is only lent for the time of a call.</summary>
    public bool IsBorrowed { get; }

    /// <inheritdoc/>
    public override bool ContainsBorrow => IsBorrowed;

    internal override int Depth => 1;
}
