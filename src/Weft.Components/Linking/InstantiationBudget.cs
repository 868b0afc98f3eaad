// How much one instantiation may do: components that instantiate others twice, and those others twice, would never come to an end.
namespace Weft.Components;

/// <summary>Counts what an instantiation does, with all instances inside.</summary>
internal sealed class InstantiationBudget
{
    private int _instances = ComponentLimits.Instances;
    private int _definitions = ComponentLimits.InstantiatedDefinitions;

    /// <summary>One more instance, of a component or a core module.</summary>
    public void AddInstance()
    {
        if (--_instances < 0)
        {
            throw new LinkException($"the component consists of more than {ComponentLimits.Instances} instances");
        }
    }

    /// <summary>So many more definitions.</summary>
    public void AddDefinitions(int count)
    {
        _definitions -= count;
        if (_definitions < 0)
        {
            throw new LinkException($"the instances of the component have more than {ComponentLimits.InstantiatedDefinitions} definitions");
        }
    }
}
