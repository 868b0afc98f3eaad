// When something of one type may stand where another type is expected (Explainer, "Type checking"; subtyping of Binary.md's externtypes).
using Weft.Components.Types;
using Weft.Wasm;

namespace Weft.Components.Validation;

/// <summary>Compares types. Every method returns what is wrong, or null.</summary>
internal sealed class Subtyping(WorkBudget budget, TypeRegistry registry)
{
    private readonly CoreSubtyping _core = new(registry);

    public CoreSubtyping Core => _core;

    /// <summary>Something given for something expected, which may bind resources: those are matched with what is given, and the substitution learns it.</summary>
    public string? MatchExtern(ExternType actual, ExternType expected, TypeSubstitution substitution, HashSet<ResourceIdentity> bound)
    {
        if (actual.Sort != expected.Sort)
        {
            return $"expected {expected.Describe()}, found {actual.Describe()}";
        }

        switch (expected.Sort)
        {
            case Sort.Type when expected.Type is ResourceType resource && bound.Contains(resource.Identity) && !substitution.Resources.ContainsKey(resource.Identity):
                if (actual.Type is not ResourceType given)
                {
                    return $"expected resource, found {KindOf(actual.Type)}";
                }

                substitution.Resources[resource.Identity] = given.Identity;
                substitution.Set(resource, given);
                return null;
            case Sort.Type:
                var error = Check(actual.Type, substitution.Apply(expected.Type));
                substitution.Set(expected.Type, actual.Type);
                return error;
            case Sort.Instance:
                var type = (InstanceType)expected.Type;
                bound = type.BoundResources.IsEmpty ? bound : [.. bound, .. type.BoundResources];
                return MatchExports(((InstanceType)actual.Type).Exports, type.Exports, substitution, bound);
            default:
                return Check(actual.Type, substitution.Apply(expected.Type));
        }
    }

    private string? MatchExports(ExternMap actual, ExternMap expected, TypeSubstitution substitution, HashSet<ResourceIdentity> bound)
    {
        foreach (var export in expected)
        {
            if (!actual.TryFind(export.Name.Name, out var given))
            {
                return $"missing expected export `{export.Name.Name}`";
            }

            if (MatchExtern(given, export.Type, substitution, bound) is { } error)
            {
                return $"type mismatch in instance export `{export.Name.Name}`: {error}";
            }
        }

        return null;
    }

    /// <summary>One type for another.</summary>
    public string? Check(DefinedType actual, DefinedType expected)
    {
        budget.Spend();
        if (ReferenceEquals(actual, expected))
        {
            return null;
        }

        switch (actual, expected)
        {
            case (ComponentValueType a, ComponentValueType b):
                return CheckValue(a, b, isInside: false);
            case (ResourceType a, ResourceType b):
                return ReferenceEquals(a.Identity, b.Identity) ? null : "resource types are not the same";
            case (ComponentFunctionType a, ComponentFunctionType b):
                return CheckFunction(a, b);
            case (InstanceType a, InstanceType b):
                return MatchExports(a.Exports, b.Exports, new TypeSubstitution(budget), [.. b.BoundResources]);
            case (ComponentType a, ComponentType b):
                return CheckComponent(a, b);
            case (CoreModuleType a, CoreModuleType b):
                return _core.CheckModule(a, b);
            default:
                return $"expected {KindOf(expected)}, found {KindOf(actual)}";
        }
    }

    private static string KindOf(DefinedType type) => type is ComponentValueType ? "defined type" : type.KindName;

    private string? CheckFunction(ComponentFunctionType actual, ComponentFunctionType expected)
    {
        if (actual.IsAsync != expected.IsAsync)
        {
            return expected.IsAsync ? "expected an async function, found one that is not" : "expected a function that is not async, found an async one";
        }

        if (actual.Parameters.Length != expected.Parameters.Length)
        {
            return $"expected {expected.Parameters.Length} parameters, found {actual.Parameters.Length}";
        }

        for (var i = 0; i < actual.Parameters.Length; i++)
        {
            var (a, b) = (actual.Parameters[i], expected.Parameters[i]);
            if (a.Name != b.Name)
            {
                return $"expected parameter named `{b.Name}`, found `{a.Name}`";
            }

            if (CheckValue(a.Type, b.Type, isInside: true) is { } error)
            {
                return $"type mismatch in function parameter `{b.Name}`: {error}";
            }
        }

        if (actual.Result is null != expected.Result is null)
        {
            return "results differ: one side expected a result, found none";
        }

        return actual.Result is { } result && CheckValue(result, expected.Result!, isInside: true) is { } wrong ? $"type mismatch with result type: {wrong}" : null;
    }

    private string? CheckComponent(ComponentType actual, ComponentType expected)
    {
        // What expects a component supplies what it imports, and uses what it exports.
        var supplied = new TypeSubstitution(budget);
        HashSet<ResourceIdentity> bound = [.. actual.ImportedResources];
        foreach (var import in actual.Imports)
        {
            if (!expected.Imports.TryFind(import.Name.Name, out var given))
            {
                return $"missing expected import `{import.Name.Name}`";
            }

            if (MatchExtern(given, import.Type, supplied, bound) is { } error)
            {
                return $"type mismatch in import `{import.Name.Name}`: {error}";
            }
        }

        var used = new TypeSubstitution(budget);
        bound = [.. expected.DefinedResources];
        foreach (var export in expected.Exports)
        {
            if (!actual.Exports.TryFind(export.Name.Name, out var given))
            {
                return $"missing expected export `{export.Name.Name}`";
            }

            if (MatchExtern(supplied.Apply(given), export.Type, used, bound) is { } error)
            {
                return $"type mismatch in export `{export.Name.Name}`: {error}";
            }
        }

        return null;
    }

    private string? CheckOptional(ComponentValueType? actual, ComponentValueType? expected, string what)
    {
        if (expected is null)
        {
            return actual is null ? null : $"expected {what} type to not be present";
        }

        if (actual is null)
        {
            return $"expected {what} type, but found none";
        }

        return CheckValue(actual, expected, isInside: true) is { } error ? $"type mismatch in {what} variant: {error}" : null;
    }

    private string? CheckValue(ComponentValueType actual, ComponentValueType expected, bool isInside)
    {
        budget.Spend();
        if (ReferenceEquals(actual, expected))
        {
            return null;
        }

        switch (actual, expected)
        {
            case (PrimitiveType a, PrimitiveType b):
                return a.Kind == b.Kind ? null : $"expected primitive `{b.KindName}` found primitive `{a.KindName}`";
            case (RecordType a, RecordType b):
                return CheckRecord(a, b);
            case (VariantType a, VariantType b):
                return CheckVariant(a, b);
            case (ListType a, ListType b) when a.Length == b.Length:
                return CheckValue(a.Element, b.Element, isInside: true);
            case (ListType { Length: not null } a, ListType { Length: not null } b):
                return $"expected list length {b.Length}, found {a.Length}";
            case (MapType a, MapType b):
                return CheckValue(a.Key, b.Key, isInside: true) ?? CheckValue(a.Value, b.Value, isInside: true);
            case (TupleType a, TupleType b):
                return CheckTuple(a, b);
            case (FlagsType a, FlagsType b):
                return a.Names.AsSpan().SequenceEqual(b.Names.AsSpan()) ? null : "mismatch in flags elements";
            case (EnumType a, EnumType b):
                return a.Names.AsSpan().SequenceEqual(b.Names.AsSpan()) ? null : "mismatch in enum elements";
            case (OptionType a, OptionType b):
                return CheckValue(a.Element, b.Element, isInside: true);
            case (ResultType a, ResultType b):
                return CheckOptional(a.Ok, b.Ok, "ok") ?? CheckOptional(a.Error, b.Error, "err");
            case (HandleType a, HandleType b) when a.IsBorrow == b.IsBorrow:
                return Check(a.Resource, b.Resource);
            case (StreamType a, StreamType b) when a.IsFuture == b.IsFuture:
                return CheckOptional(a.Element, b.Element, "element");
            default:
                return $"expected {(expected is PrimitiveType && !isInside ? "primitive" : expected.KindName)}, found {actual.KindName}";
        }
    }

    private string? CheckRecord(RecordType actual, RecordType expected)
    {
        if (actual.Fields.Length != expected.Fields.Length)
        {
            return $"expected {expected.Fields.Length} fields, found {actual.Fields.Length}";
        }

        for (var i = 0; i < actual.Fields.Length; i++)
        {
            var (a, b) = (actual.Fields[i], expected.Fields[i]);
            if (a.Name != b.Name)
            {
                return $"expected field name `{b.Name}`, found `{a.Name}`";
            }

            if (CheckValue(a.Type, b.Type, isInside: true) is { } error)
            {
                return $"type mismatch in record field `{b.Name}`: {error}";
            }
        }

        return null;
    }

    private string? CheckVariant(VariantType actual, VariantType expected)
    {
        if (actual.Cases.Length != expected.Cases.Length)
        {
            return $"expected {expected.Cases.Length} cases, found {actual.Cases.Length}";
        }

        for (var i = 0; i < actual.Cases.Length; i++)
        {
            var (a, b) = (actual.Cases[i], expected.Cases[i]);
            if (a.Name != b.Name)
            {
                return $"expected case named `{b.Name}`, found `{a.Name}`";
            }

            if (a.Type is null != b.Type is null)
            {
                return b.Type is null ? $"expected case `{b.Name}` to have no type" : $"expected case `{b.Name}` to have a type, found none";
            }

            if (a.Type is { } type && CheckValue(type, b.Type!, isInside: true) is { } error)
            {
                return $"type mismatch in variant case `{b.Name}`: {error}";
            }
        }

        return null;
    }

    private string? CheckTuple(TupleType actual, TupleType expected)
    {
        if (actual.Elements.Length != expected.Elements.Length)
        {
            return $"expected {expected.Elements.Length} types, found {actual.Elements.Length}";
        }

        for (var i = 0; i < actual.Elements.Length; i++)
        {
            if (CheckValue(actual.Elements[i], expected.Elements[i], isInside: true) is { } error)
            {
                return $"type mismatch in tuple field {i}: {error}";
            }
        }

        return null;
    }
}
