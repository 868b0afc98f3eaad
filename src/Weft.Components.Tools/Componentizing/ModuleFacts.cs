// A core module and the lookups that tools need again and again.
using Weft.Wasm;

namespace Weft.Components.Tools.Componentizing;

/// <summary>A core module with its function types.</summary>
internal sealed class ModuleFacts
{
    private readonly List<CompositeType> _types;
    private readonly List<int> _functions;

    public ModuleFacts(ModuleDefinition module)
    {
        Module = module;
        _types = [.. module.Types.SelectMany(group => group.Types).Select(type => type.Composite)];
        _functions = [.. module.Imports.Select(import => import.Type).OfType<ExternalFunctionType>().Select(type => type.TypeIndex),
            .. module.Functions.Select(function => function.TypeIndex)];
        Exports = module.Exports.ToDictionary(export => export.Name);
    }

    public ModuleDefinition Module { get; }

    public Dictionary<string, Export> Exports { get; }

    public FunctionType TypeOf(ExternalFunctionType type) => (FunctionType)_types[type.TypeIndex];

    /// <summary>The type of an exported function; null when there is no such export.</summary>
    public FunctionType? FunctionTypeOf(string export) =>
        Exports.TryGetValue(export, out var found) && found.Kind == ExternalKind.Function ? (FunctionType)_types[_functions[found.Index]] : null;
}
