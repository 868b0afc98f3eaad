// Which resources a type refers to that it does not bind itself.
using Weft.Components.Types;

namespace Weft.Components.Validation;

/// <summary>Looks for resources in types. Resources that a component or instance type brings along are not free in it.</summary>
internal sealed class FreeResources(WorkBudget budget)
{
    private readonly HashSet<DefinedType> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<ResourceIdentity> _bound = [];

    /// <summary>Whether there is a free resource in a type.</summary>
    public bool IsAnyIn(DefinedType? type)
    {
        if (type is null || !_seen.Add(type))
        {
            return false;
        }

        budget.Spend();
        switch (type)
        {
            case ResourceType resource:
                return !_bound.Contains(resource.Identity);
            case RecordType record:
                return record.Fields.Any(field => IsAnyIn(field.Type));
            case VariantType variant:
                return variant.Cases.Any(item => IsAnyIn(item.Type));
            case ListType list:
                return IsAnyIn(list.Element);
            case MapType map:
                return IsAnyIn(map.Key) || IsAnyIn(map.Value);
            case TupleType tuple:
                return tuple.Elements.Any(IsAnyIn);
            case OptionType option:
                return IsAnyIn(option.Element);
            case ResultType result:
                return IsAnyIn(result.Ok) || IsAnyIn(result.Error);
            case HandleType handle:
                return IsAnyIn(handle.Resource);
            case StreamType stream:
                return IsAnyIn(stream.Element);
            case ComponentFunctionType function:
                return function.Parameters.Any(field => IsAnyIn(field.Type)) || IsAnyIn(function.Result);
            case InstanceType instance:
                _bound.UnionWith(instance.BoundResources);
                return instance.Exports.Any(export => IsAnyIn(export.Type.Type));
            case ComponentType component:
                _bound.UnionWith(component.ImportedResources);
                _bound.UnionWith(component.DefinedResources);
                return component.Imports.Any(import => IsAnyIn(import.Type.Type)) || component.Exports.Any(export => IsAnyIn(export.Type.Type));
            default:
                return false;
        }
    }
}
