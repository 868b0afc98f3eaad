// Types as values have them. Definitions with a name derive from WitTypeDefinition; the others are structural.
namespace Weft.Wit;

/// <summary>A type of WIT. Types form no cycles, and nest at most 100 deep, through names too.</summary>
public abstract class WitType
{
    private protected WitType()
    {
    }

    /// <summary>Whether a value of the type can hold a borrowed handle.</summary>
    public abstract bool ContainsBorrow { get; }

    /// <summary>How deep the type nests; 1 for one without parts.</summary>
    internal abstract int Depth { get; }

    /// <summary>The type behind aliases.</summary>
    public virtual WitType Resolved => this;
}
