// Validation of the type section (spec 3.2.9-3.2.11): scopes, declared supertypes, and which features types need.
using System.Collections.Immutable;

namespace Weft.Wasm.Validation;

/// <summary>Checks the type section and gives its types their ids.</summary>
internal static class TypeSectionValidator
{
    public static void Validate(ValidatedModule module)
    {
        var groups = module.Definition.Types;
        var options = module.Options;
        if (options.HasDisabledFeatures)
        {
            CheckFeatures(groups, options);
        }

        var ids = module.Registry.Canonicalize(groups);
        module.CanonicalTypes = ids;
        var composites = new CompositeType[ids.Length];
        var index = 0;
        foreach (var group in groups)
        {
            foreach (var type in group.Types)
            {
                composites[index] = module.Registry[ids[index]].Composite;
                if (!type.Supertypes.IsEmpty)
                {
                    CheckSupertype(module.Registry, ids, index, type.Supertypes[0]);
                }

                index++;
            }
        }

        module.Composites = composites;
    }

    private static void CheckSupertype(TypeRegistry registry, ImmutableArray<int> ids, int index, int superIndex)
    {
        var super = registry[ids[superIndex]];
        if (super.IsFinal)
        {
            throw new InvalidModuleException($"sub type {index} does not match super type {superIndex}: type {superIndex} is final");
        }

        if (!IsSubtype(registry, registry[ids[index]].Composite, super.Composite))
        {
            throw new InvalidModuleException($"sub type {index} does not match super type {superIndex}: its structure differs");
        }
    }

    // Spec 3.3.4: composite types match covariantly, parameters contravariantly, mutable fields exactly.
    private static bool IsSubtype(TypeRegistry registry, CompositeType sub, CompositeType super)
    {
        switch (sub, super)
        {
            case (FunctionType a, FunctionType b):
                return AreSubtypes(registry, b.Parameters, a.Parameters) && AreSubtypes(registry, a.Results, b.Results);
            case (ArrayType a, ArrayType b):
                return IsSubtype(registry, a.Element, b.Element);
            case (StructType a, StructType b):
                if (a.Fields.Length < b.Fields.Length)
                {
                    return false;
                }

                for (var i = 0; i < b.Fields.Length; i++)
                {
                    if (!IsSubtype(registry, a.Fields[i], b.Fields[i]))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return false;
        }
    }

    private static bool AreSubtypes(TypeRegistry registry, ImmutableArray<ValueType> subs, ImmutableArray<ValueType> supers)
    {
        if (subs.Length != supers.Length)
        {
            return false;
        }

        for (var i = 0; i < subs.Length; i++)
        {
            if (!registry.IsSubtype(subs[i], supers[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSubtype(TypeRegistry registry, FieldType sub, FieldType super)
    {
        if (sub.IsMutable != super.IsMutable || sub.Packed != super.Packed)
        {
            return false;
        }

        return sub.IsMutable ? sub.Type == super.Type : registry.IsSubtype(sub.Type, super.Type);
    }

    private static void CheckFeatures(ImmutableArray<RecursiveGroup> groups, ValidationOptions options)
    {
        var index = 0;
        foreach (var group in groups)
        {
            foreach (var type in group.Types)
            {
                if (FindDisabled(type, group, options) is { } feature)
                {
                    throw new InvalidModuleException($"feature {feature} is disabled: type {index} needs it");
                }

                index++;
            }
        }
    }

    private static string? FindDisabled(SubType type, RecursiveGroup group, ValidationOptions options)
    {
        if (type.Composite is not FunctionType function || !type.IsFinal || !type.Supertypes.IsEmpty || group.Types.Length > 1)
        {
            if (FeatureChecks.Find(options, Features.Gc) is { } gc)
            {
                return gc;
            }
        }

        var types = type.Composite switch
        {
            FunctionType f => f.Parameters.AddRange(f.Results),
            StructType s => [.. s.Fields.Select(field => field.Type)],
            ArrayType a => [a.Element.Type],
            _ => [],
        };
        foreach (var value in types)
        {
            if (FeatureChecks.FindDisabled(options, value) is { } feature)
            {
                return feature;
            }
        }

        return type.Composite is FunctionType { Results.Length: > 1 } ? FeatureChecks.Find(options, Features.MultiValue) : null;
    }
}
