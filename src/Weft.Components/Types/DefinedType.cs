// Types of the component model after their indices are resolved: an immutable graph, which the canonical ABI, the linker and bindings walk.
namespace Weft.Components.Types;

/// <summary>
/// A type that a type index can refer to. Equality is identity: an import or export of a type makes a new object that is an alias of the
/// old one, because whether a type may appear in what outsiders see depends on which of the two is meant (Explainer, "External visibility
/// of types"). Whether two types are the same for a caller is for <see cref="Weft.Components.Validation.ComponentValidator"/> to say.
/// </summary>
public abstract class DefinedType
{
    private protected DefinedType()
    {
    }

    /// <summary>What messages call types of this kind.</summary>
    public abstract string KindName { get; }

    /// <summary>The type that this one is another name for, or null.</summary>
    public DefinedType? AliasOf { get; private set; }

    /// <summary>The parts of the type, with all that it refers to.</summary>
    internal int Size { get; private protected set; } = 1;

    /// <summary>How deep value types are nested in it.</summary>
    internal int Depth { get; private protected set; } = 1;

    /// <summary>Whether a <see cref="HandleType"/> that borrows is in it; only value types say so.</summary>
    public bool ContainsBorrow { get; private protected set; }

    /// <summary>Whether values have parts that lie elsewhere in memory: strings, lists, maps; only value types say so.</summary>
    public bool ContainsPointer { get; private protected set; }

    /// <summary>Another name for the same type.</summary>
    internal DefinedType MakeAlias()
    {
        var alias = (DefinedType)MemberwiseClone();
        alias.AliasOf = this;
        return alias;
    }

    /// <summary>Counts a part; false when the type gets too large or too deep.</summary>
    private protected void Count(DefinedType? part)
    {
        if (part is null)
        {
            return;
        }

        Size = (int)Math.Min((long)Size + part.Size, int.MaxValue);
        Depth = Math.Max(Depth, part.Depth + 1);
        ContainsBorrow |= part.ContainsBorrow;
        ContainsPointer |= part.ContainsPointer;
    }
}
