// Whether types of two components are the same once both are instances: resources are compared by what they have become.
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>Compares types across instances.</summary>
internal static class RuntimeTypes
{
    /// <summary>Whether two function types are the same.</summary>
    public static bool AreEqual(ComponentFunctionType left, InstanceState leftState, ComponentFunctionType right, InstanceState rightState)
    {
        if (left.IsAsync != right.IsAsync || left.Parameters.Length != right.Parameters.Length)
        {
            return false;
        }

        for (var i = 0; i < left.Parameters.Length; i++)
        {
            if (left.Parameters[i].Name != right.Parameters[i].Name || !AreEqual(left.Parameters[i].Type, leftState, right.Parameters[i].Type, rightState))
            {
                return false;
            }
        }

        return AreEqual(left.Result, leftState, right.Result, rightState);
    }

    /// <summary>Whether two value types are the same.</summary>
    public static bool AreEqual(ComponentValueType? left, InstanceState leftState, ComponentValueType? right, InstanceState rightState)
    {
        switch (left, right)
        {
            case (null, null):
                return true;
            case (PrimitiveType a, PrimitiveType b):
                return a.Kind == b.Kind;
            case (RecordType a, RecordType b):
                return a.Fields.Select(field => field.Name).SequenceEqual(b.Fields.Select(field => field.Name)) && AreAllEqual(a.Parts, leftState, b.Parts, rightState);
            case (VariantType a, VariantType b):
                return a.Cases.Select(item => item.Name).SequenceEqual(b.Cases.Select(item => item.Name))
                    && AreAllEqual(a.Cases.Select(item => item.Type), leftState, b.Cases.Select(item => item.Type), rightState);
            case (TupleType a, TupleType b):
                return AreAllEqual(a.Elements, leftState, b.Elements, rightState);
            case (ListType a, ListType b):
                return a.Length == b.Length && AreEqual(a.Element, leftState, b.Element, rightState);
            case (MapType a, MapType b):
                return AreEqual(a.Pair, leftState, b.Pair, rightState);
            case (FlagsType a, FlagsType b):
                return a.Names.SequenceEqual(b.Names);
            case (EnumType a, EnumType b):
                return a.Names.SequenceEqual(b.Names);
            case (OptionType a, OptionType b):
                return AreEqual(a.Element, leftState, b.Element, rightState);
            case (ResultType a, ResultType b):
                return AreEqual(a.Ok, leftState, b.Ok, rightState) && AreEqual(a.Error, leftState, b.Error, rightState);
            case (HandleType a, HandleType b):
                return a.IsBorrow == b.IsBorrow && ReferenceEquals(leftState.Resolve(a.Resource), rightState.Resolve(b.Resource));
            case (StreamType a, StreamType b):
                return a.IsFuture == b.IsFuture && AreEqual(a.Element, leftState, b.Element, rightState);
            default:
                return false;
        }
    }

    private static bool AreAllEqual(IEnumerable<ComponentValueType?> left, InstanceState leftState, IEnumerable<ComponentValueType?> right, InstanceState rightState) =>
        left.Count() == right.Count() && left.Zip(right).All(pair => AreEqual(pair.First, leftState, pair.Second, rightState));
}
