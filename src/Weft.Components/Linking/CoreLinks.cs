// Where the imports of a core module come from, so that instances of a component look up no names of arguments.
namespace Weft.Components;

/// <summary>The imports of a core instantiation.</summary>
internal sealed class CoreLinks
{
    /// <summary>Finds them.</summary>
    /// <param name="plan">The component.</param>
    /// <param name="instantiation">What is instantiated with what.</param>
    /// <param name="module">The module.</param>
    public CoreLinks(InstantiationPlan plan, CoreInstantiation instantiation, Module module)
    {
        Module = module;
        var arguments = instantiation.Arguments.ToDictionary(argument => argument.Name, argument => argument.Instance);
        Imports = [.. module.Imports.Select(import => plan.SourceOf(arguments[import.Module], import.Name))];
    }

    /// <summary>The module.</summary>
    public Module Module { get; }

    /// <summary>Where each import is, in order.</summary>
    public CoreSource[] Imports { get; }
}

/// <summary>Where something is that a core module imports or exports.</summary>
/// <param name="Place">Its place, or that of the core instance that exports it.</param>
/// <param name="Link">Which export it is; null when it is at the place itself.</param>
internal readonly record struct CoreSource(int Place, CoreLink? Link)
{
    /// <summary>What is there.</summary>
    public External Find(ComponentFrame frame) => Link is null ? (External)frame[Place] : Link.Find((Instance)frame[Place]);
}

/// <summary>The name of an export of core instances, which is looked up once for all that are of the same module.</summary>
internal sealed class CoreLink(string name)
{
    private Found? _found;

    /// <summary>The export.</summary>
    public External Find(Instance instance)
    {
        var found = _found;
        if (found is null || found.Module != instance.Module)
        {
            _found = found = new Found(instance.Module, PlaceIn(instance.Module));
        }

        return instance.GetExport(found.Place);
    }

    // Validation has found it.
    private int PlaceIn(Module module)
    {
        var exports = module.Exports;
        for (var i = 0; ; i++)
        {
            if (exports[i].Name == name)
            {
                return i;
            }
        }
    }

    private sealed record Found(Module Module, int Place);
}
