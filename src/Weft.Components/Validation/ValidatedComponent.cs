// The result of validation: a component whose indices all lead somewhere and whose types are resolved. What linking starts from.
using System.Collections.Immutable;
using Weft.Components.Types;
using Weft.Wasm;
using Weft.Wasm.Validation;

namespace Weft.Components.Validation;

/// <summary>A valid component. The lists are its index spaces, in the order of its definitions. Immutable.</summary>
public sealed class ValidatedComponent
{
    internal ValidatedComponent(ComponentDefinition definition, ComponentType type, TypeRegistry registry)
    {
        (Definition, Type, Registry) = (definition, type, registry);
    }

    /// <summary>The component as its source says it.</summary>
    public ComponentDefinition Definition { get; }

    /// <summary>What it imports and exports.</summary>
    public ComponentType Type { get; }

    /// <summary>Where core types are; ids of core types below are its ids.</summary>
    public TypeRegistry Registry { get; }

    /// <summary>Its types.</summary>
    public ImmutableArray<DefinedType> Types { get; internal init; } = [];

    /// <summary>The types of its functions.</summary>
    public ImmutableArray<ComponentFunctionType> Functions { get; internal init; } = [];

    /// <summary>The types of its instances.</summary>
    public ImmutableArray<InstanceType> Instances { get; internal init; } = [];

    /// <summary>The types of the components in its index space.</summary>
    public ImmutableArray<ComponentType> Components { get; internal init; } = [];

    /// <summary>The types of the modules in its index space.</summary>
    public ImmutableArray<CoreModuleType> CoreModules { get; internal init; } = [];

    /// <summary>The ids of the types of its core functions.</summary>
    public ImmutableArray<int> CoreFunctions { get; internal init; } = [];

    /// <summary>The types of its core memories.</summary>
    public ImmutableArray<MemoryType> CoreMemories { get; internal init; } = [];

    /// <summary>The modules that stand in it, by the item that holds each.</summary>
    public ImmutableDictionary<CoreModuleItem, ValidatedModule> Modules { get; internal init; } = ImmutableDictionary<CoreModuleItem, ValidatedModule>.Empty;

    /// <summary>The components that stand in it, by the item that holds each.</summary>
    public ImmutableDictionary<NestedComponent, ValidatedComponent> NestedComponents { get; internal init; } =
        ImmutableDictionary<NestedComponent, ValidatedComponent>.Empty;
}
