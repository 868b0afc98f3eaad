// WIT that is put together piece by piece: what decoders find and mergers join. It becomes text, and the resolver makes the model of that.
using Weft.Wit;

namespace Weft.Components.Tools.Packages;

/// <summary>What every item can have.</summary>
internal abstract class DraftItem
{
    public string? Documentation { get; set; }

    public WitGate? Gate { get; set; }

    public string? ExternalId { get; set; }

    /// <summary>Takes over what another one of the same name has, and this one has not.</summary>
    protected void Describe(DraftItem other)
    {
        Documentation ??= other.Documentation;
        Gate ??= other.Gate;
        ExternalId ??= other.ExternalId;
    }
}

/// <summary>A field, a case or a flag.</summary>
internal sealed class DraftPart(string name, string? type)
{
    public string Name { get; } = name;

    public string? Type { get; } = type;

    public string? Documentation { get; set; }
}

/// <summary>A function.</summary>
/// <param name="name">Its name in WIT; empty for a constructor.</param>
/// <param name="text">What follows the name, such as <c>static func(a: u32)</c>.</param>
internal sealed class DraftFunction(string name, string text) : DraftItem
{
    public string Name { get; } = name;

    public string Text { get; } = text;

    public void Merge(DraftFunction other, string owner)
    {
        if (other.Text != Text)
        {
            throw new ComponentToolException($"the function {Name} of {owner} is `{Text}` in one place and `{other.Text}` in another");
        }

        Describe(other);
    }
}

/// <summary>A named type. Which members count depends on the keyword.</summary>
/// <param name="name">Its name.</param>
/// <param name="keyword"><c>use</c>, <c>type</c>, <c>record</c>, <c>variant</c>, <c>enum</c>, <c>flags</c> or <c>resource</c>.</param>
internal sealed class DraftType(string name, string keyword) : DraftItem
{
    public string Name { get; } = name;

    public string Keyword { get; } = keyword;

    /// <summary>Of <c>use</c>: the interface.</summary>
    public InterfaceId Source { get; set; }

    /// <summary>Of <c>use</c>: the name there. Of <c>type</c>: the type.</summary>
    public string Target { get; set; } = "";

    public List<DraftPart> Parts { get; } = [];

    /// <summary>Of <c>resource</c>.</summary>
    public OrderedDictionary<string, DraftFunction> Functions { get; } = [];

    public void Merge(DraftType other, string owner)
    {
        if (Keyword != other.Keyword || Source != other.Source || Target != other.Target
            || !Parts.Select(part => (part.Name, part.Type)).SequenceEqual(other.Parts.Select(part => (part.Name, part.Type))))
        {
            throw new ComponentToolException($"the type {Name} of {owner} is not the same in two places: a {Keyword} in one, a {other.Keyword} in the other, or with other parts");
        }

        Describe(other);
        DraftScope.Merge(Functions, other.Functions, $"{owner}.{Name}");
    }
}

/// <summary>Types and functions with one namespace: an interface, or what a world has besides interfaces.</summary>
/// <param name="id">The interface; null for one without a name, and for a world.</param>
/// <param name="title">What messages call it.</param>
internal sealed class DraftScope(InterfaceId? id, string title) : DraftItem
{
    public InterfaceId? Id { get; } = id;

    public string Title { get; } = title;

    public OrderedDictionary<string, DraftType> Types { get; } = [];

    public OrderedDictionary<string, DraftFunction> Functions { get; } = [];

    public void Add(DraftType type)
    {
        if (!Types.TryAdd(type.Name, type))
        {
            Types[type.Name].Merge(type, Title);
        }
    }

    public void Merge(DraftScope other)
    {
        Describe(other);
        foreach (var type in other.Types.Values)
        {
            Add(type);
        }

        Merge(Functions, other.Functions, Title);
    }

    public static void Merge(OrderedDictionary<string, DraftFunction> into, OrderedDictionary<string, DraftFunction> from, string owner)
    {
        foreach (var (name, function) in from)
        {
            if (!into.TryAdd(name, function))
            {
                into[name].Merge(function, owner);
            }
        }
    }
}

/// <summary>An interface that a world imports or exports.</summary>
internal sealed class DraftWorldInterface : DraftItem
{
    /// <summary>The interface, by its name; null when it is inline.</summary>
    public InterfaceId? Target { get; set; }

    /// <summary>The interface when it is inline.</summary>
    public DraftScope? Inline { get; init; }

    public void Merge(DraftWorldInterface other, string name)
    {
        if (Target != other.Target || (Inline is null) != (other.Inline is null))
        {
            throw new ComponentToolException($"the interface {name} of the world is {Target?.ToString() ?? "inline"} in one place and {other.Target?.ToString() ?? "inline"} in another");
        }

        Describe(other);
        Inline?.Merge(other.Inline!);
    }
}

/// <summary>A world.</summary>
internal sealed class DraftWorld(string name) : DraftItem
{
    public string Name { get; } = name;

    /// <summary>Types, and functions that are imported.</summary>
    public DraftScope Imports { get; } = new(null, $"the world {name}");

    public OrderedDictionary<string, DraftWorldInterface> ImportedInterfaces { get; } = [];

    public OrderedDictionary<string, DraftFunction> ExportedFunctions { get; } = [];

    public OrderedDictionary<string, DraftWorldInterface> ExportedInterfaces { get; } = [];

    public void Merge(DraftWorld other)
    {
        Describe(other);
        Imports.Merge(other.Imports);
        Merge(ImportedInterfaces, other.ImportedInterfaces);
        DraftScope.Merge(ExportedFunctions, other.ExportedFunctions, $"the world {Name}");
        Merge(ExportedInterfaces, other.ExportedInterfaces);
    }

    private static void Merge(OrderedDictionary<string, DraftWorldInterface> into, OrderedDictionary<string, DraftWorldInterface> from)
    {
        foreach (var (name, item) in from)
        {
            if (!into.TryAdd(name, item))
            {
                into[name].Merge(item, name);
            }
        }
    }
}

/// <summary>A package.</summary>
internal sealed class DraftPackage
{
    public string? Documentation { get; set; }

    public OrderedDictionary<string, DraftScope> Interfaces { get; } = [];

    public OrderedDictionary<string, DraftWorld> Worlds { get; } = [];
}
