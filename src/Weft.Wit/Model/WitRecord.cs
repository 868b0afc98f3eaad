// Records.
namespace Weft.Wit;

/// <summary>A <c>record</c>.</summary>
public sealed class WitRecord : WitTypeDefinition
{
    internal WitRecord(WitItem item, IReadOnlyList<WitField> fields)
        : base(item)
    {
        Fields = fields;
        ContainsBorrow = fields.Any(field => field.Type.ContainsBorrow);
        Depth = 1 + fields.Select(field => field.Type.Depth).DefaultIfEmpty().Max();
    }

    /// <summary>The fields.</summary>
    public IReadOnlyList<WitField> Fields { get; }

    /// <inheritdoc/>
    public override bool ContainsBorrow { get; }

    internal override int Depth { get; }
}
