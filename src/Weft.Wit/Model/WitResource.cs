// Resources.
namespace Weft.Wit;

/// <summary>A <c>resource</c>, whose values are reached through handles.</summary>
public sealed class WitResource : WitTypeDefinition
{
    internal WitResource(WitItem item)
        : base(item)
    {
    }

    /// <summary>The constructor, methods and static functions, in their order.</summary>
    public IReadOnlyList<WitFunction> Functions { get; internal set; } = [];

    /// <summary>The constructor; <see langword="null"/> when there is none.</summary>
    public WitFunction? Constructor => Functions.FirstOrDefault(function => function.Kind == WitFunctionKind.Constructor);

    /// <inheritdoc/>
    public override bool ContainsBorrow => false;

    internal override int Depth => 1;
}
