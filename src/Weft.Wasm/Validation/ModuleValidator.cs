// Validation (spec 3.4.16): from a module as its source says it to the only input that engines accept. Types, imports and
// definitions here; see the neighbouring files for types, segments and bodies.

namespace Weft.Wasm.Validation;

/// <summary>Validates modules.</summary>
public static class ModuleValidator
{
    /// <summary>Checks a whole module. Bodies of large modules are checked in parallel; the first error in module order wins.</summary>
    /// <param name="module">The module.</param>
    /// <param name="registry">The types of the engine that will use the module; receives its types.</param>
    /// <param name="options">What to accept; everything when null.</param>
    /// <returns>The module with all types in ids of <paramref name="registry"/>.</returns>
    /// <exception cref="InvalidModuleException">The module breaks a rule of spec 3.</exception>
    /// <exception cref="MalformedModuleException">The bytes of a body or expression are not instructions.</exception>
    public static ValidatedModule Validate(ModuleDefinition module, TypeRegistry registry, ValidationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(registry);
        var result = ValidateDefinitions(module, registry, options);
        BodiesValidator.Validate(result);
        return result;
    }

    /// <summary>
    /// Finds the types of a module that was validated before, by somebody who is trusted, and checks no more than that they can be found. What runs a
    /// module that is not valid does anything.
    /// </summary>
    /// <param name="module">The module.</param>
    /// <param name="registry">The types of the engine that will use the module; receives its types.</param>
    /// <param name="options">What to accept of types; everything when null.</param>
    /// <param name="handlesExceptions">What <see cref="ValidatedModule.HandlesExceptions"/> was.</param>
    /// <param name="hasTailCalls">What <see cref="ValidatedModule.HasTailCalls"/> was.</param>
    /// <returns>The module with all types in ids of <paramref name="registry"/>.</returns>
    /// <exception cref="InvalidModuleException">A type cannot be found.</exception>
    public static ValidatedModule ResolveTrusted(
        ModuleDefinition module, TypeRegistry registry, ValidationOptions? options, bool handlesExceptions, bool hasTailCalls)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(registry);
        var result = new ValidatedModule(module, registry, options ?? ValidationOptions.Default);
        TypeSectionValidator.Validate(result);
        new DefinitionValidator(result).Resolve();
        result.HandlesExceptions |= handlesExceptions;
        result.HasTailCalls |= hasTailCalls;
        return result;
    }

    /// <summary>Checks everything but bodies, which <see cref="BodiesValidator"/> must check before the module is used.</summary>
    internal static ValidatedModule ValidateDefinitions(ModuleDefinition module, TypeRegistry registry, ValidationOptions? options)
    {
        var result = new ValidatedModule(module, registry, options ?? ValidationOptions.Default);
        TypeSectionValidator.Validate(result);
        new DefinitionValidator(result).Validate();
        return result;
    }
}
