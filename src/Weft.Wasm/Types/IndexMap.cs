// Rewrites types from the indices of a module to canonical ids.
using System.Collections.Immutable;

namespace Weft.Wasm;

/// <summary>The ids of a module's types: those known already, and those of the group that is being added.</summary>
/// <param name="ids">The ids by type index.</param>
/// <param name="start">The first index without an id: the first of the group that is being added; the number of types when all are known.</param>
internal sealed class IndexMap(int[] ids, int start)
{
    public int Map(int index, int first) => index < start ? ids[index] : first + (index - start);

    public ValueType Map(ValueType type, int first) =>
        type.IsReference && type.Heap.IsDefined ? ValueType.Ref(HeapType.Defined(Map(type.Heap.Index, first)), type.IsNullable) : type;

    public SubType Map(SubType type, int first)
    {
        var composite = Map(type.Composite, first);
        return type.Supertypes.IsEmpty && ReferenceEquals(composite, type.Composite)
            ? type
            : new SubType(type.IsFinal, type.Supertypes.IsEmpty ? [] : [Map(type.Supertypes[0], first)], composite);
    }

    private CompositeType Map(CompositeType type, int first)
    {
        switch (type)
        {
            case FunctionType function:
                return NeedsMapping(function.Parameters) || NeedsMapping(function.Results)
                    ? new FunctionType(Map(function.Parameters, first), Map(function.Results, first))
                    : function;
            case StructType structure:
                var fields = ImmutableArray.CreateBuilder<FieldType>(structure.Fields.Length);
                foreach (var field in structure.Fields)
                {
                    fields.Add(field with { Type = Map(field.Type, first) });
                }

                return new StructType(fields.MoveToImmutable());
            case ArrayType array:
                return new ArrayType(array.Element with { Type = Map(array.Element.Type, first) });
            default:
                throw new ArgumentException($"not a composite type: {type.GetType()}", nameof(type));
        }
    }

    private ImmutableArray<ValueType> Map(ImmutableArray<ValueType> types, int first)
    {
        var result = ImmutableArray.CreateBuilder<ValueType>(types.Length);
        foreach (var type in types)
        {
            result.Add(Map(type, first));
        }

        return result.MoveToImmutable();
    }

    private static bool NeedsMapping(ImmutableArray<ValueType> types)
    {
        foreach (var type in types)
        {
            if (type.IsReference && type.Heap.IsDefined)
            {
                return true;
            }
        }

        return false;
    }
}
