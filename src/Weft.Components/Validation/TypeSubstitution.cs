// Types with other types in the place of some of their parts: what instantiation does to what a component exports.
using System.Collections.Immutable;
using Weft.Components.Types;

namespace Weft.Components.Validation;

/// <summary>
/// Replaces resources, and named types, by others. What nothing in changes stays the same object, so that names given to it keep their meaning.
/// </summary>
internal sealed class TypeSubstitution(WorkBudget budget)
{
    private readonly Dictionary<DefinedType, DefinedType> _types = new(ReferenceEqualityComparer.Instance);

    public Dictionary<ResourceIdentity, ResourceIdentity> Resources { get; } = [];

    /// <summary>From here on, a type stands for another.</summary>
    public void Set(DefinedType from, DefinedType to) => _types[from] = to;

    public ExternType Apply(ExternType type) => type with { Type = Apply(type.Type) };

    public T Apply<T>(T type)
        where T : DefinedType
    {
        if (_types.TryGetValue(type, out var known))
        {
            return (T)known;
        }

        budget.Spend();
        var result = RebuildAlias(type) ?? Rebuild(type);
        _types[type] = result;
        return (T)result;
    }

    public ExternMap Apply(ExternMap map)
    {
        var isSame = true;
        var items = new NamedExtern[map.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = map[i] with { Type = Apply(map[i].Type) };
            isSame &= ReferenceEquals(items[i].Type.Type, map[i].Type.Type);
        }

        return isSame ? map : new ExternMap(items);
    }

    /// <summary>
    /// Another name for what another type stands for: it is one afterwards, too, so that a name that an instance gives to the type of an argument
    /// still leads to it. Null when nothing stands for what it is a name for.
    /// </summary>
    private DefinedType? RebuildAlias(DefinedType type)
    {
        // Aliases of aliases make chains as long as a component likes: no recursion.
        var names = 0;
        for (var target = type.AliasOf; target is not null; target = target.AliasOf)
        {
            budget.Spend();
            names++;
            if (_types.TryGetValue(target, out var known))
            {
                return ReferenceEquals(known, target) ? null : Rename(known, names);
            }
        }

        return null;
    }

    private static DefinedType Rename(DefinedType type, int names)
    {
        for (; names > 0; names--)
        {
            type = type.MakeAlias();
        }

        return type;
    }

    private DefinedType Rebuild(DefinedType type)
    {
        switch (type)
        {
            case ResourceType resource:
                return Resources.TryGetValue(resource.Identity, out var identity) ? new ResourceType(identity) : resource;
            case RecordType record:
                return ApplyAll(record.Fields, field => field with { Type = Apply(field.Type) }) is { } fields ? new RecordType(fields) : record;
            case VariantType variant:
                return ApplyAll(variant.Cases, item => item with { Type = ApplyOptional(item.Type) }) is { } cases ? new VariantType(cases) : variant;
            case ListType list:
                return Apply(list.Element) is var element && ReferenceEquals(element, list.Element) ? list : new ListType(element, list.Length);
            case MapType map:
                var (key, value) = (Apply(map.Key), Apply(map.Value));
                return ReferenceEquals(key, map.Key) && ReferenceEquals(value, map.Value) ? map : new MapType(key, value);
            case TupleType tuple:
                return ApplyAll(tuple.Elements, Apply) is { } elements ? new TupleType(elements) : tuple;
            case OptionType option:
                return Apply(option.Element) is var some && ReferenceEquals(some, option.Element) ? option : new OptionType(some);
            case ResultType result:
                var (ok, error) = (ApplyOptional(result.Ok), ApplyOptional(result.Error));
                return ReferenceEquals(ok, result.Ok) && ReferenceEquals(error, result.Error) ? result : new ResultType(ok, error);
            case HandleType handle:
                return Apply(handle.Resource) is var target && ReferenceEquals(target, handle.Resource) ? handle : new HandleType(target, handle.IsBorrow);
            case StreamType stream:
                return ApplyOptional(stream.Element) is var item && ReferenceEquals(item, stream.Element) ? stream : new StreamType(item, stream.IsFuture);
            case ComponentFunctionType function:
                var parameters = ApplyAll(function.Parameters, field => field with { Type = Apply(field.Type) });
                var returned = ApplyOptional(function.Result);
                return parameters is null && ReferenceEquals(returned, function.Result)
                    ? function
                    : new ComponentFunctionType(function.IsAsync, parameters ?? function.Parameters, returned);
            case InstanceType instance:
                return Apply(instance.Exports) is var instanceExports && ReferenceEquals(instanceExports, instance.Exports)
                    ? instance
                    : new InstanceType(instanceExports, instance.BoundResources);
            case ComponentType component:
                var (imports, exports) = (Apply(component.Imports), Apply(component.Exports));
                return ReferenceEquals(imports, component.Imports) && ReferenceEquals(exports, component.Exports)
                    ? component
                    : new ComponentType(imports, exports, component.ImportedResources, component.DefinedResources);
            default:
                return type;
        }
    }

    private ComponentValueType? ApplyOptional(ComponentValueType? type) => type is null ? null : Apply(type);

    private static ImmutableArray<T>? ApplyAll<T>(ImmutableArray<T> items, Func<T, T> apply)
    {
        var isSame = true;
        var results = ImmutableArray.CreateBuilder<T>(items.Length);
        foreach (var item in items)
        {
            var result = apply(item);
            isSame &= EqualityComparer<T>.Default.Equals(result, item);
            results.Add(result);
        }

        return isSame ? null : results.MoveToImmutable();
    }
}
