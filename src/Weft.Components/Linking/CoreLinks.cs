// Where the imports of a core module come from, so that instances of a component look up no names of arguments.
namespace Weft.Components;

/// <summary>The imports of a core instantiation.</summary>
internal sealed class CoreLinks
{
    /// <summary>Finds them.</summary>
    /// <param name="instantiation">What is instantiated with what.</param>
    /// <param name="module">The module.</param>
    public CoreLinks(CoreInstantiation instantiation, Module module)
    {
        Module = module;
        var arguments = instantiation.Arguments.ToDictionary(argument => argument.Name, argument => argument.Instance);
        Imports = [.. module.Imports.Select(import => (arguments[import.Module], new CoreLink(import.Name)))];
    }

    /// <summary>The module.</summary>
    public Module Module { get; }

    /// <summary>The core instance and its export, for each import in order.</summary>
    public (int Instance, CoreLink Export)[] Imports { get; }
}
