// Import matching of core WebAssembly (spec 3.3.10-3.3.16) for the modules inside components.
using Weft.Components.Types;
using Weft.Wasm;

namespace Weft.Components.Validation;

/// <summary>Compares core types, whose references are ids of one registry. Every method returns what is wrong, or null.</summary>
internal sealed class CoreSubtyping(TypeRegistry registry)
{
    public string? CheckModule(CoreModuleType actual, CoreModuleType expected)
    {
        var supplied = new Dictionary<(string, string), ExternalType>();
        foreach (var import in expected.Imports)
        {
            supplied[(import.Module, import.Name)] = import.Type;
        }

        foreach (var import in actual.Imports)
        {
            if (!supplied.TryGetValue((import.Module, import.Name), out var given))
            {
                return $"missing expected import `{import.Module}::{import.Name}`";
            }

            if (CheckExternal(given, import.Type) is { } error)
            {
                return $"type mismatch in import `{import.Module}::{import.Name}`: {error}";
            }
        }

        foreach (var (name, type) in expected.Exports)
        {
            if (!actual.Exports.TryGetValue(name, out var given))
            {
                return $"missing expected export `{name}`";
            }

            if (CheckExternal(given, type) is { } error)
            {
                return $"type mismatch in export `{name}`: {error}";
            }
        }

        return null;
    }

    public string? CheckExternal(ExternalType actual, ExternalType expected)
    {
        switch (actual, expected)
        {
            case (ExternalFunctionType a, ExternalFunctionType b):
                return registry.IsSubtype(a.TypeIndex, b.TypeIndex) ? null : $"expected: {Spell(b.TypeIndex)}, found: {Spell(a.TypeIndex)}";
            case (TagType a, TagType b):
                return a.TypeIndex == b.TypeIndex ? null : $"expected: {Spell(b.TypeIndex)}, found: {Spell(a.TypeIndex)}";
            case (GlobalType a, GlobalType b):
                return CheckGlobal(a, b);
            case (TableType a, TableType b):
                if (!(registry.IsSubtype(a.Element, b.Element) && registry.IsSubtype(b.Element, a.Element)))
                {
                    return $"expected table element type {b.Element}, found {a.Element}";
                }

                return a.Address != b.Address ? "mismatch in index type used for tables" : Fits(a.Limits, b.Limits) ? null : "mismatch in table limits";
            case (MemoryType a, MemoryType b):
                return a.IsShared != b.IsShared ? "mismatch in the shared flag for memories"
                    : a.Address != b.Address ? "mismatch in index type used for memories"
                    : a.PageSizeLog2 != b.PageSizeLog2 ? "mismatch in page size for memories"
                    : Fits(a.Limits, b.Limits) ? null : "mismatch in memory limits";
            default:
                return $"expected {SortFacts.FromExternal(expected.Kind).Keyword()}, found {SortFacts.FromExternal(actual.Kind).Keyword()}";
        }
    }

    private string? CheckGlobal(GlobalType actual, GlobalType expected)
    {
        if (actual.IsMutable != expected.IsMutable)
        {
            return "mismatch in mutability of globals";
        }

        var fits = registry.IsSubtype(actual.Value, expected.Value) && (!expected.IsMutable || registry.IsSubtype(expected.Value, actual.Value));
        return fits ? null : $"expected global type {expected.Value}, found {actual.Value}";
    }

    private static bool Fits(Limits actual, Limits expected) =>
        actual.Minimum >= expected.Minimum && (expected.Maximum is null || actual.Maximum <= expected.Maximum);

    private string Spell(int id)
    {
        var type = registry.GetFunctionType(id);
        var parameters = type.Parameters.IsEmpty ? "" : $" (param {string.Join(' ', type.Parameters)})";
        var results = type.Results.IsEmpty ? "" : $" (result {string.Join(' ', type.Results)})";
        return $"(func{parameters}{results})";
    }
}
