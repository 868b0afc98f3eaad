// A scope during validation: the index spaces of a component, or of a component or instance type, as far as they have grown.
using Weft.Components.Types;
using Weft.Wasm;
using Weft.Wasm.Validation;

namespace Weft.Components.Validation;

/// <summary>What a scope has defined so far.</summary>
internal sealed class ValidationScope(ScopeKind kind, ValidationScope? outer)
{
    public ScopeKind Kind { get; } = kind;

    public ValidationScope? Outer { get; } = outer;

    public int Depth { get; } = outer is null ? 0 : outer.Depth + 1;

    public List<DefinedType> Types { get; } = [];

    public List<ComponentFunctionType> Functions { get; } = [];

    public List<InstanceType> Instances { get; } = [];

    public List<ComponentType> Components { get; } = [];

    public List<CoreModuleType> CoreModules { get; } = [];

    public List<IReadOnlyDictionary<string, ExternalType>> CoreInstances { get; } = [];

    public List<CoreType> CoreTypes { get; } = [];

    public List<int> CoreFunctions { get; } = [];

    public List<TableType> CoreTables { get; } = [];

    public List<MemoryType> CoreMemories { get; } = [];

    public List<GlobalType> CoreGlobals { get; } = [];

    public List<int> CoreTags { get; } = [];

    public List<NamedExtern> Imports { get; } = [];

    public List<NamedExtern> Exports { get; } = [];

    public NameSet ImportNames { get; } = new("import");

    public NameSet ExportNames { get; } = new("export");

    /// <summary>The types that imports have given names that outsiders know.</summary>
    public HashSet<DefinedType> ImportedTypes { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The types that exports have given names that outsiders know.</summary>
    public HashSet<DefinedType> ExportedTypes { get; } = new(ReferenceEqualityComparer.Instance);

    public List<ResourceIdentity> ImportedResources { get; } = [];

    public List<ResourceIdentity> DefinedResources { get; } = [];

    /// <summary>The resources that this component itself defines, with their representation.</summary>
    public Dictionary<ResourceIdentity, Wasm.ValueType> LocalResources { get; } = [];

    public Dictionary<CoreModuleItem, ValidatedModule> Modules { get; } = new(ReferenceEqualityComparer.Instance);

    public Dictionary<NestedComponent, ValidatedComponent> Nested { get; } = new(ReferenceEqualityComparer.Instance);
}

/// <summary>What kind of scope it is.</summary>
internal enum ScopeKind
{
    Component,
    ComponentType,
    InstanceType,
}

/// <summary>An entry of the core type index space: the id of a type, or a module type.</summary>
internal readonly record struct CoreType(int Id, CoreModuleType? Module);
