// The C# types of WIT types.
using Weft.Wit;

namespace Weft.Bindings.Generator.Planning;

/// <summary>Spells types.</summary>
internal sealed class TypeSpelling(WorldPlan plan)
{
    private const string Nothing = "global::System.ValueTuple";

    /// <summary>The C# type of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="isGuest">Whether an export speaks of it.</param>
    public string Spell(WitType type, bool isGuest)
    {
        switch (type.Resolved)
        {
            case WitPrimitiveType primitive:
                return OfPrimitive(primitive.Kind);
            case WitListType list:
                return Spell(list.Element, isGuest) + "[]";
            case WitOptionType option:
                var inner = Spell(option.Value, isGuest);
                return IsNullable(option.Value) ? $"global::Weft.Components.ComponentOption<{inner}>" : inner + "?";
            case WitResultType result:
                return $"global::Weft.Components.ComponentResult<{SpellPayload(result.Ok, isGuest)}, {SpellPayload(result.Error, isGuest)}>";
            case WitTupleType { Elements.Count: 1 } tuple:
                return $"{Nothing}<{Spell(tuple.Elements[0], isGuest)}>";
            case WitTupleType tuple:
                return $"({string.Join(", ", tuple.Elements.Select(element => Spell(element, isGuest)))})";
            case WitHandleType handle:
                return SpellDefinition(handle.Resource, isGuest);
            case WitTypeDefinition definition:
                return SpellDefinition(definition, isGuest);
            default:
                throw new InvalidOperationException($"{type.GetType()} was not refused");
        }
    }

    /// <summary>The C# type of what a case carries.</summary>
    public string SpellPayload(WitType? type, bool isGuest) => type is null ? Nothing : Spell(type, isGuest);

    /// <summary>The C# type that is defined for a type.</summary>
    public string SpellDefinition(WitTypeDefinition definition, bool isGuest)
    {
        var container = plan.ContainerOf(definition, isGuest);
        return $"{container.FullName}.{container.NameOf(definition)}";
    }

    /// <summary>The C# type that a method returns.</summary>
    public string SpellResult(WitFunction function, bool isGuest)
    {
        var result = IsThrown(function) ? ((WitResultType)function.Result!.Resolved).Ok : function.Result;
        return result is null ? "void" : Spell(result, isGuest);
    }

    /// <summary>Whether errors of a function are exceptions.</summary>
    public bool IsThrown(WitFunction function) => plan.Request.ThrowErrors && function.Result?.Resolved is WitResultType;

    /// <summary>Whether the C# type of a type has a null of its own: an option of it needs another way to say that there is none.</summary>
    public static bool IsNullable(WitType type) => type.Resolved is WitOptionType option && !IsNullable(option.Value);

    /// <summary>Whether the C# type is a value type.</summary>
    public static bool IsValueType(WitType type) => type.Resolved switch
    {
        WitPrimitiveType primitive => primitive.Kind != WitPrimitive.String,
        WitEnum or WitFlags or WitResultType or WitTupleType => true,
        WitOptionType option => IsNullable(option.Value) || IsValueType(option.Value),
        WitRecord record => IsPlain(record),
        _ => false,
    };

    /// <summary>Whether a record is a value type: few numbers, such as a point in time.</summary>
    public static bool IsPlain(WitRecord record) => AbiLayout.Of(record, is64: false).FlatCount <= 4 && record.Fields.All(field => field.Type.Resolved switch
    {
        WitPrimitiveType primitive => primitive.Kind != WitPrimitive.String,
        WitEnum or WitFlags => true,
        WitRecord inner => IsPlain(inner),
        _ => false,
    });

    /// <summary>The numeric type of the discriminant or the bits of a type.</summary>
    public static string OfSize(int size) => size switch { 1 => "byte", 2 => "ushort", _ => "uint" };

    private static string OfPrimitive(WitPrimitive kind) => kind switch
    {
        WitPrimitive.Bool => "bool",
        WitPrimitive.U8 => "byte",
        WitPrimitive.U16 => "ushort",
        WitPrimitive.U32 => "uint",
        WitPrimitive.U64 => "ulong",
        WitPrimitive.S8 => "sbyte",
        WitPrimitive.S16 => "short",
        WitPrimitive.S32 => "int",
        WitPrimitive.S64 => "long",
        WitPrimitive.F32 => "float",
        WitPrimitive.F64 => "double",
        WitPrimitive.Char => "global::System.Text.Rune",
        _ => "string",
    };
}
