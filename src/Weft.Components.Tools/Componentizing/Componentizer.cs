// Core modules to components: the module says which world it is for, and everything around it follows from that.
using Weft.Components.Validation;
using Weft.Wasm;
using Weft.Wit;

namespace Weft.Components.Tools.Componentizing;

/// <summary>Makes components of core modules.</summary>
public static class Componentizer
{
    /// <summary>Makes a component.</summary>
    /// <param name="module">The module, with the world that it is for in it (<see cref="Embedding.ComponentTypeSection"/>).</param>
    /// <param name="options">Adapters, and how names and versions are taken.</param>
    /// <exception cref="ComponentToolException">The module does not fit its world.</exception>
    /// <exception cref="WasmException">A module is invalid.</exception>
    /// <exception cref="WitException">The worlds in the modules do not fit together.</exception>
    public static ComponentDefinition Componentize(ModuleDefinition module, ComponentizeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        options ??= new ComponentizeOptions();
        var component = new ComponentAssembler(new WorldPlan(module, options)).Assemble();
        if (options.Validates)
        {
            ComponentValidator.Validate(component, new TypeRegistry(), new ComponentValidationOptions { Features = ComponentFeatures.All });
        }

        return component;
    }
}
