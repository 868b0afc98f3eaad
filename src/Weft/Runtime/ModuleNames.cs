// Names of a module and its functions, for stack traces: from the name section (spec appendix 7.4.1), else from exports.
using Weft.Wasm;
using Weft.Wasm.CustomSections;

namespace Weft.Runtime;

/// <summary>What a module and its functions are called.</summary>
internal sealed class ModuleNames
{
    private readonly Dictionary<int, string> _exports = [];
    private readonly NameMap _functions = NameMap.Empty;

    public ModuleNames(ModuleDefinition module)
    {
        foreach (var export in module.Exports)
        {
            if (export.Kind == ExternalKind.Function)
            {
                _exports.TryAdd(export.Index, export.Name);
            }
        }

        foreach (var section in module.CustomSections)
        {
            if (section.Name == NameSection.SectionName)
            {
                var names = NameSection.Read(section);
                ModuleName = names.ModuleName;
                _functions = names.GetNames(NameKind.Function);
                break;
            }
        }
    }

    /// <summary>The module's name, or null.</summary>
    public string? ModuleName { get; }

    /// <summary>A function's name, or null.</summary>
    public string? GetFunctionName(int index) => _functions[index] ?? _exports.GetValueOrDefault(index);
}
