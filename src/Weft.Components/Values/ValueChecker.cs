// Whether a value is one of a type: asked of what the host gives before any of it reaches a guest.
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>Compares values with types.</summary>
internal static class ValueChecker
{
    /// <summary>Checks a value.</summary>
    /// <exception cref="ArgumentException">It is not of the type.</exception>
    public static void Check(in ComponentValue value, ComponentValueType type, string what)
    {
        if (Find(value, type) is { } error)
        {
            throw new ArgumentException($"{what}: {error}");
        }
    }

    /// <summary>What is wrong with a value; null when nothing.</summary>
    private static string? Find(in ComponentValue value, ComponentValueType type)
    {
        if (type is not PrimitiveType)
        {
            CallDepth.Check();
        }

        if (KindOf(type) is not { } kind)
        {
            return $"values of the type {type.KindName} cannot be made without a static type";
        }

        if (value.Kind != kind)
        {
            return $"a {type.KindName} is needed, not a {value.Kind}";
        }

        switch (type)
        {
            case ListType list:
                return list.Length is { } length && value.Count != length ? $"{length} elements are needed, not {value.Count}" : FindInElements(value, list.Element);
            case MapType map:
                return FindInElements(value, map.Pair);
            case RecordType record:
                return FindInParts(value, record.Parts.AsSpan());
            case TupleType tuple:
                return FindInParts(value, tuple.Elements.AsSpan());
            case FlagsType flags:
                return flags.Names.Length < 32 && value.AsFlags() >> flags.Names.Length != 0 ? $"there are only {flags.Names.Length} flags" : null;
            case PrimitiveType or HandleType:
                return null;
            default:
                return FindInCase(value, CaseView.Of(type));
        }
    }

    private static string? FindInElements(in ComponentValue value, ComponentValueType element)
    {
        if (value.NumberKind != default)
        {
            return KindOf(element) == value.NumberKind ? null : $"elements of the type {element.KindName} are needed, not {value.NumberKind}";
        }

        for (var i = 0; i < value.Count; i++)
        {
            if (Find(value[i], element) is { } error)
            {
                return $"element {i}: {error}";
            }
        }

        return null;
    }

    private static string? FindInParts(in ComponentValue value, ReadOnlySpan<ComponentValueType> types)
    {
        if (value.Count != types.Length)
        {
            return $"{types.Length} parts are needed, not {value.Count}";
        }

        for (var i = 0; i < types.Length; i++)
        {
            if (Find(value[i], types[i]) is { } error)
            {
                return $"part {i}: {error}";
            }
        }

        return null;
    }

    private static string? FindInCase(in ComponentValue value, in CaseView cases)
    {
        if ((uint)value.Case >= (uint)cases.Count)
        {
            return $"there are only {cases.Count} cases";
        }

        var type = cases[value.Case];
        if (type is null || value.Payload is not { } payload)
        {
            return type is null == value.Payload is null ? null : $"case {value.Case} carries {(type is null ? "nothing" : $"a {type.KindName}")}";
        }

        return Find(payload, type) is { } error ? $"case {value.Case}: {error}" : null;
    }

    private static ComponentValueKind? KindOf(ComponentValueType type) => type switch
    {
        PrimitiveType primitive => primitive.Kind switch
        {
            PrimitiveKind.Bool => ComponentValueKind.Bool,
            PrimitiveKind.S8 => ComponentValueKind.S8,
            PrimitiveKind.U8 => ComponentValueKind.U8,
            PrimitiveKind.S16 => ComponentValueKind.S16,
            PrimitiveKind.U16 => ComponentValueKind.U16,
            PrimitiveKind.S32 => ComponentValueKind.S32,
            PrimitiveKind.U32 => ComponentValueKind.U32,
            PrimitiveKind.S64 => ComponentValueKind.S64,
            PrimitiveKind.U64 => ComponentValueKind.U64,
            PrimitiveKind.F32 => ComponentValueKind.F32,
            PrimitiveKind.F64 => ComponentValueKind.F64,
            PrimitiveKind.Char => ComponentValueKind.Char,
            PrimitiveKind.String => ComponentValueKind.String,
            _ => null,
        },
        ListType => ComponentValueKind.List,
        MapType => ComponentValueKind.Map,
        RecordType => ComponentValueKind.Record,
        TupleType => ComponentValueKind.Tuple,
        FlagsType => ComponentValueKind.Flags,
        VariantType => ComponentValueKind.Variant,
        EnumType => ComponentValueKind.Enum,
        OptionType => ComponentValueKind.Option,
        ResultType => ComponentValueKind.Result,
        HandleType => ComponentValueKind.Resource,
        _ => null,
    };
}
