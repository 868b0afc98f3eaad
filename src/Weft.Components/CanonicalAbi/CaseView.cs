// Variants, enumerations, options and results are all variants (CanonicalABI.md, "Despecialization").
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>The cases of a type that has cases.</summary>
internal readonly struct CaseView
{
    private readonly ComponentValueType _type;

    private CaseView(ComponentValueType type, int count) => (_type, Count) = (type, count);

    /// <summary>How many.</summary>
    public int Count { get; }

    /// <summary>What a case carries; null when nothing.</summary>
    public ComponentValueType? this[int index] => _type switch
    {
        VariantType variant => variant.Cases[index].Type,
        OptionType option => index == 0 ? null : option.Element,
        ResultType result => index == 0 ? result.Ok : result.Error,
        _ => null,
    };

    /// <summary>The cases of a type.</summary>
    /// <exception cref="NotSupportedException">It has none: it is one of those that only asynchronous functions know.</exception>
    public static CaseView Of(ComponentValueType type) => type switch
    {
        VariantType variant => new(type, variant.Cases.Length),
        EnumType enumeration => new(type, enumeration.Names.Length),
        OptionType or ResultType => new(type, 2),
        _ => throw new NotSupportedException($"values of the type {type.KindName} cannot cross"),
    };

    /// <summary>Where the payload lies.</summary>
    public uint PayloadOffset(bool is64) => _type.GetPayloadOffset(is64);

    /// <summary>The value of a case.</summary>
    public ComponentValue Make(int index, ComponentValue? payload) => _type switch
    {
        VariantType => ComponentValue.Variant(index, payload),
        EnumType => ComponentValue.Enum(index),
        OptionType => index == 0 ? ComponentValue.None : ComponentValue.Some(payload!.Value),
        _ => index == 0 ? ComponentValue.Ok(payload) : ComponentValue.Error(payload),
    };
}
