// Whether values have parts that lie elsewhere in memory.
using Weft.Wit;

namespace Weft.Components.Tools.Componentizing;

/// <summary>Looks for strings, lists and maps.</summary>
internal static class PointerTypes
{
    /// <summary>Whether a value of a type has parts elsewhere, for which memory is allocated.</summary>
    public static bool AreIn(WitType type)
    {
        var live = new HashSet<WitType>(ReferenceEqualityComparer.Instance);
        return AreIn(type, live);
    }

    private static bool AreIn(WitType? type, HashSet<WitType> seen) => type is not null && (type is WitPrimitiveType || seen.Add(type)) && type switch
    {
        WitPrimitiveType primitive => primitive.Kind == WitPrimitive.String,
        WitListType { Length: null } or WitMapType => true,
        WitListType list => AreIn(list.Element, seen),
        WitTypeAlias alias => AreIn(alias.Target, seen),
        WitRecord record => record.Fields.Any(field => AreIn(field.Type, seen)),
        WitVariant variant => variant.Cases.Any(one => AreIn(one.Payload, seen)),
        WitOptionType option => AreIn(option.Value, seen),
        WitResultType result => AreIn(result.Ok, seen) || AreIn(result.Error, seen),
        WitTupleType tuple => tuple.Elements.Any(element => AreIn(element, seen)),
        _ => false,
    };
}
