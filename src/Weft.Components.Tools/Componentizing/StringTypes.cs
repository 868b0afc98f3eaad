// Whether an encoding of strings says anything about a function.
using Weft.Wit;

namespace Weft.Components.Tools.Componentizing;

/// <summary>Looks for strings.</summary>
internal static class StringTypes
{
    /// <summary>Whether a parameter or result has strings in it.</summary>
    public static bool AreIn(WitFunction function)
    {
        var seen = new HashSet<WitType>(ReferenceEqualityComparer.Instance);
        return function.Parameters.Any(parameter => AreIn(parameter.Type, seen)) || AreIn(function.Result, seen);
    }

    /// <summary>Whether a type has strings in it.</summary>
    public static bool AreIn(WitType? type) => AreIn(type, new HashSet<WitType>(ReferenceEqualityComparer.Instance));

    // What was seen before had none, or the search would be over.
    private static bool AreIn(WitType? type, HashSet<WitType> seen) => type is not null && (type is WitPrimitiveType || seen.Add(type)) && type switch
    {
        WitPrimitiveType primitive => primitive.Kind == WitPrimitive.String,
        WitTypeAlias alias => AreIn(alias.Target, seen),
        WitRecord record => record.Fields.Any(field => AreIn(field.Type, seen)),
        WitVariant variant => variant.Cases.Any(one => AreIn(one.Payload, seen)),
        WitListType list => AreIn(list.Element, seen),
        WitOptionType option => AreIn(option.Value, seen),
        WitResultType result => AreIn(result.Ok, seen) || AreIn(result.Error, seen),
        WitTupleType tuple => tuple.Elements.Any(element => AreIn(element, seen)),
        WitMapType map => AreIn(map.Key, seen) || AreIn(map.Value, seen),
        _ => false,
    };
}
