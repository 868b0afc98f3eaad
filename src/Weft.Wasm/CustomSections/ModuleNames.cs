// Names for people: what backtraces, error messages and the text printer call the parts of a module.
using System.Collections.Immutable;
using System.Text;

namespace Weft.Wasm.CustomSections;

/// <summary>
/// Looks names of a module up: in its name section and, for functions, among its exports and imports. Making one costs nothing; an
/// index is built when a kind of names is asked for first, and a string only for the name itself. Thread-safe.
/// </summary>
public sealed class ModuleNames
{
    private readonly ModuleDefinition _module;
    private readonly Lazy<NameSection?> _section;
    private readonly Lazy<ImmutableArray<Import>> _functionImports;
    private readonly Lazy<Dictionary<int, string>> _functionExports;

    /// <summary>The names of a module.</summary>
    public ModuleNames(ModuleDefinition module)
    {
        ArgumentNullException.ThrowIfNull(module);
        _module = module;
        _section = new(FindSection);
        _functionImports = new(() => [.. module.Imports.Where(import => import.Type is ExternalFunctionType)]);
        _functionExports = new(FindFunctionExports);
    }

    /// <summary>The name section, or null when the module has none. Of several the first counts (spec appendix A.4 allows one).</summary>
    public NameSection? Section => _section.Value;

    /// <summary>The name of the module, or null.</summary>
    public string? ModuleName => Section?.ModuleName;

    /// <summary>The name of a function: from the name section, else of an export, else "module.name" of its import, else null.</summary>
    /// <param name="functionIndex">Imported functions come first.</param>
    public string? GetFunctionName(int functionIndex)
    {
        if (Section?.GetNames(NameKind.Function)[functionIndex] is { Length: > 0 } name)
        {
            return name;
        }

        if (_functionExports.Value.TryGetValue(functionIndex, out var exported))
        {
            return exported;
        }

        return (uint)functionIndex < (uint)_functionImports.Value.Length
            ? $"{_functionImports.Value[functionIndex].Module}.{_functionImports.Value[functionIndex].Name}"
            : null;
    }

    /// <summary>The name that the name section gives to something, or null.</summary>
    /// <param name="kind">An index space of the module.</param>
    /// <param name="index">Its index.</param>
    public string? GetName(NameKind kind, int index) => Section?.GetNames(kind)[index];

    /// <summary>The name that the name section gives to a local, label or field, or null.</summary>
    /// <param name="kind"><see cref="NameKind.Local"/>, <see cref="NameKind.Label"/> or <see cref="NameKind.Field"/>.</param>
    /// <param name="owner">The function or structure type.</param>
    /// <param name="index">Its index there.</param>
    public string? GetName(NameKind kind, int owner, int index)
    {
        if (Section is not { } section)
        {
            return null;
        }

        return section.GetIndirectNames(kind)[owner].TryGetUtf8(index, out var name) ? Encoding.UTF8.GetString(name) : null;
    }

    private NameSection? FindSection()
    {
        foreach (var section in _module.CustomSections)
        {
            if (section.Name == NameSection.SectionName)
            {
                return NameSection.Read(section);
            }
        }

        return null;
    }

    private Dictionary<int, string> FindFunctionExports()
    {
        var names = new Dictionary<int, string>();
        foreach (var export in _module.Exports)
        {
            if (export.Kind == ExternalKind.Function)
            {
                names.TryAdd(export.Index, export.Name);
            }
        }

        return names;
    }
}
