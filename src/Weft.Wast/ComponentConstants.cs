// Values of the component model as scripts write them: names and numbers get their meaning from the type that is expected.
using System.Globalization;
using System.Numerics;
using Weft.Components;
using Weft.Components.Types;
using Weft.Wasm;
using Weft.Wasm.Text.Script;

namespace Weft.Wast;

/// <summary>Makes values of constants, and compares values with patterns.</summary>
internal static class ComponentConstants
{
    /// <summary>The value of a constant of a type.</summary>
    /// <exception cref="FormatException">The constant is none of the type.</exception>
    public static ComponentValue ToValue(ScriptValue value, ComponentValueType type) => (value, type) switch
    {
        (NumberValue { Type.Kind: ValueKind.F32 } number, PrimitiveType { Kind: PrimitiveKind.F32 }) =>
            ComponentValue.FromF32(BitConverter.UInt32BitsToSingle((uint)number.Bits)),
        (NumberValue { Type.Kind: ValueKind.F64 } number, PrimitiveType { Kind: PrimitiveKind.F64 }) =>
            ComponentValue.FromF64(BitConverter.UInt64BitsToDouble(number.Bits)),
        (ComponentConstant constant, _) => ToValue(constant, type),
        _ => throw Unfit(value, type),
    };

    /// <summary>Whether a value is what a pattern accepts.</summary>
    public static bool Matches(ResultPattern pattern, ComponentValue value, ComponentValueType type) => pattern switch
    {
        ValuePattern { Value: var expected } => ToValue(expected, type) == value,
        NanPattern { Type.Kind: ValueKind.F32 } => value.Kind == ComponentValueKind.F32 && float.IsNaN(value.AsF32()),
        NanPattern => value.Kind == ComponentValueKind.F64 && double.IsNaN(value.AsF64()),
        EitherPattern either => either.Alternatives.Any(alternative => Matches(alternative, value, type)),
        _ => throw new FormatException($"{pattern} is no pattern for values of components"),
    };

    private static ComponentValue ToValue(ComponentConstant constant, ComponentValueType type)
    {
        switch (constant.Keyword, type)
        {
            case ("str.const", PrimitiveType { Kind: PrimitiveKind.String }):
                return Atom(constant);
            case ("char.const", PrimitiveType { Kind: PrimitiveKind.Char }):
                return Atom(constant).EnumerateRunes().Single();
            case ("bool.const", PrimitiveType { Kind: PrimitiveKind.Bool }):
                return bool.Parse(Atom(constant));
            case (_, PrimitiveType primitive) when constant.Keyword == PrimitiveType.Spell(primitive.Kind) + ".const":
                return ToNumber(primitive.Kind, ParseInteger(Atom(constant)));
            case ("list.const", ListType list):
                return ComponentValue.List([.. constant.Parts.Select(part => ToValue(part, list.Element))]);
            case ("record.const", RecordType record):
                return ComponentValue.Record([.. record.Fields.Select(field => ToValue(Field(constant, field.Name), field.Type))]);
            case ("tuple.const", TupleType tuple) when tuple.Elements.Length == constant.Parts.Length:
                return ComponentValue.Tuple([.. constant.Parts.Select((part, i) => ToValue(part, tuple.Elements[i]))]);
            case ("variant.const", VariantType variant):
                var index = variant.Cases.ToList().FindIndex(item => item.Name == Atom(constant));
                return index < 0 ? throw Unfit(constant, type) : ComponentValue.Variant(index, Payload(constant, variant.Cases[index].Type));
            case ("enum.const", EnumType enumeration) when enumeration.Names.IndexOf(Atom(constant)) is var at and >= 0:
                return ComponentValue.Enum(at);
            case ("flags.const", FlagsType flags) when constant.Atoms.All(flags.Names.Contains):
                return ComponentValue.Flags(constant.Atoms.Aggregate(0u, (bits, name) => bits | (1u << flags.Names.IndexOf(name))));
            case ("option.none", OptionType):
                return ComponentValue.None;
            case ("option.some", OptionType option):
                return ComponentValue.Some(ToValue(constant.Parts.Single(), option.Element));
            case ("result.ok", ResultType result):
                return ComponentValue.Ok(Payload(constant, result.Ok));
            case ("result.err", ResultType result):
                return ComponentValue.Error(Payload(constant, result.Error));
            // Floats are constants of core WebAssembly by themselves, but not inside other constants.
            case ("f32.const", PrimitiveType { Kind: PrimitiveKind.F32 }):
                return float.Parse(Atom(constant), CultureInfo.InvariantCulture);
            case ("f64.const", PrimitiveType { Kind: PrimitiveKind.F64 }):
                return double.Parse(Atom(constant), CultureInfo.InvariantCulture);
            default:
                throw Unfit(constant, type);
        }
    }

    private static ComponentValue? Payload(ComponentConstant constant, ComponentValueType? type) => type is null
        ? constant.Parts.IsEmpty ? default(ComponentValue?) : throw new FormatException($"{constant} carries a value, but its case has none")
        : ToValue(constant.Parts.Single(), type);

    // The value of a field stands in it without parentheses of its own, or with them.
    private static ComponentConstant Field(ComponentConstant record, string name)
    {
        var field = record.Parts.Single(part => part.Keyword == "field" && part.Atoms[0] == name);
        return field.Atoms.Length == 1 ? field.Parts.Single() : new ComponentConstant(field.Atoms[1], field.Atoms[2..], field.Parts);
    }

    private static string Atom(ComponentConstant constant) => constant.Atoms.Single();

    private static BigInteger ParseInteger(string text)
    {
        var digits = text.Replace("_", "", StringComparison.Ordinal).TrimStart('+', '-');
        var magnitude = digits.StartsWith("0x", StringComparison.Ordinal)
            ? BigInteger.Parse("0" + digits[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : BigInteger.Parse(digits, CultureInfo.InvariantCulture);
        return text.StartsWith('-') ? -magnitude : magnitude;
    }

    private static ComponentValue ToNumber(PrimitiveKind kind, BigInteger number) => kind switch
    {
        >= PrimitiveKind.U64 and <= PrimitiveKind.S8 => ComponentValue.FromInteger(kind, number),
        PrimitiveKind.F32 => ComponentValue.FromF32((float)number),
        PrimitiveKind.F64 => ComponentValue.FromF64((double)number),
        _ => throw new FormatException($"{PrimitiveType.Spell(kind)} has no numbers"),
    };

    private static FormatException Unfit(object value, ComponentValueType type) => new($"{value} is no value of the type {type.KindName}");
}
