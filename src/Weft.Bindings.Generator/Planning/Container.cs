// The C# type that stands for an interface of WIT, or for the world: what is nested in it, and under which names.
using Weft.Wit;

namespace Weft.Bindings.Generator.Planning;

/// <summary>Where the types of an interface, or of the world itself, are.</summary>
internal sealed class Container
{
    private readonly Dictionary<WitTypeDefinition, string> _typeNames = [];
    private readonly Dictionary<WitResource, string> _resourceNames = [];

    public Container(WitInterface? witInterface, string name, string fullName, NameScope names)
    {
        (Interface, Name, FullName, Names) = (witInterface, name, fullName, names);
    }

    /// <summary>The interface; null for the world.</summary>
    public WitInterface? Interface { get; }

    /// <summary>The name of the C# type.</summary>
    public string Name { get; }

    /// <summary>Its name from the root.</summary>
    public string FullName { get; }

    /// <summary>The names of its members.</summary>
    public NameScope Names { get; }

    /// <summary>The name that components import it under.</summary>
    public string? ImportName { get; set; }

    /// <summary>The name that components export it under.</summary>
    public string? ExportName { get; set; }

    /// <summary>Whether its resources are those of the guest.</summary>
    public bool IsGuestSide { get; set; }

    /// <summary>Whether the class is another project's.</summary>
    public bool IsKnown { get; set; }

    /// <summary>Whether someone else gives components what is in it.</summary>
    public bool IsElsewhere { get; set; }

    /// <summary>The name of the interface that the host implements; null when it has no functions to implement.</summary>
    public string? HostName { get; set; }

    /// <summary>What the import or export itself says, or the interface.</summary>
    public string? Documentation { get; set; }

    /// <summary>The types that are defined in it, not used from elsewhere, each after those that it refers to.</summary>
    public List<WitTypeDefinition> Types { get; } = [];

    /// <summary>The functions that the host implements or calls, without methods of resources.</summary>
    public List<FunctionPlan> Functions { get; } = [];

    /// <summary>The functions that the guest exports, without methods of resources.</summary>
    public List<FunctionPlan> Exports { get; } = [];

    /// <summary>The methods of its resources.</summary>
    public Dictionary<WitResource, List<FunctionPlan>> Methods { get; } = [];

    /// <summary>The resources that it defines.</summary>
    public IEnumerable<WitResource> Resources => Types.OfType<WitResource>();

    /// <summary>Adds a type under a name.</summary>
    public void Add(WitTypeDefinition type, string name)
    {
        Types.Add(type);
        _typeNames[type] = name;
    }

    /// <summary>Names the property with the resource type of a resource of the host.</summary>
    public void AddResource(WitResource resource, string name) => _resourceNames[resource] = name;

    /// <summary>The property with the resource type of a resource of the host.</summary>
    public string ResourceNameOf(WitResource resource) => _resourceNames[resource];

    /// <summary>The C# name of a type in it.</summary>
    public string NameOf(WitTypeDefinition type) => _typeNames[type];
}
