// WAVE: reading. The type leads: the text is read as a value of it, so that nesting is as deep as types are.
using System.Globalization;
using System.Numerics;
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>Reads values of known types.</summary>
internal sealed partial class WaveReader(string text, int start = 0)
{
    private int _at = start;

    /// <summary>Reads arguments in parentheses; options at the end may be missing.</summary>
    public ComponentValue[] ReadArguments(ComponentFunctionType type)
    {
        var values = new List<ComponentValue>();
        Expect('(');
        while (!TryTake(')'))
        {
            if (values.Count == type.Parameters.Length)
            {
                throw Error($"the function takes {type.Parameters.Length} arguments");
            }

            values.Add(ReadValue(type.Parameters[values.Count].Type));
            TakeSeparator(')');
        }

        while (values.Count < type.Parameters.Length && type.Parameters[values.Count].Type is OptionType)
        {
            values.Add(ComponentValue.None);
        }

        return values.Count == type.Parameters.Length ? [.. values] : throw Error($"the function takes {type.Parameters.Length} arguments, not {values.Count}");
    }

    /// <summary>Nothing may follow.</summary>
    public void ExpectEnd()
    {
        SkipSpace();
        if (_at != text.Length)
        {
            throw Error("nothing more is expected");
        }
    }

    /// <summary>Reads a value.</summary>
    public ComponentValue ReadValue(ComponentValueType type)
    {
        SkipSpace();
        switch (type)
        {
            case PrimitiveType primitive:
                return ReadPrimitive(primitive.Kind);
            case ListType list:
                var elements = ReadList(list.Element);
                return list.Length is not { } length || elements.Length == length
                    ? ComponentValue.List(elements)
                    : throw Error($"the list has {elements.Length} elements, not {length}");
            case MapType map:
                return ComponentValue.Map(ReadList(map.Pair));
            case TupleType tuple:
                return ReadTuple(tuple);
            case RecordType record:
                return ReadRecord(record);
            case FlagsType flags:
                return ReadFlags(flags);
            case VariantType variant:
                return ReadVariant(variant);
            case EnumType enumeration:
                var name = ReadLabel();
                return enumeration.Names.IndexOf(name) is var index and >= 0 ? ComponentValue.Enum(index) : throw Error($"no case is named `{name}`");
            case OptionType option:
                return ReadOption(option);
            case ResultType result:
                return ReadResult(result);
            default:
                throw Error($"a {type.KindName} cannot be written as text");
        }
    }

    private ComponentValue[] ReadList(ComponentValueType element)
    {
        var values = new List<ComponentValue>();
        Expect('[');
        while (!TryTake(']'))
        {
            values.Add(ReadValue(element));
            TakeSeparator(']');
        }

        return [.. values];
    }

    private ComponentValue ReadTuple(TupleType tuple)
    {
        var values = new ComponentValue[tuple.Elements.Length];
        Expect('(');
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ReadValue(tuple.Elements[i]);
            TakeSeparator(')');
        }

        Expect(')');
        return ComponentValue.Tuple(values);
    }

    private ComponentValue ReadRecord(RecordType record)
    {
        var values = new ComponentValue?[record.Fields.Length];
        Expect('{');
        if (TryTake(':'))
        {
            Expect('}');
        }
        else
        {
            while (!TryTake('}'))
            {
                var name = ReadLabel();
                var index = record.Fields.AsSpan().IndexOfField(name);
                if (index < 0 || values[index] is not null)
                {
                    throw Error(index < 0 ? $"no field is named `{name}`" : $"the field `{name}` was given already");
                }

                Expect(':');
                values[index] = ReadValue(record.Fields[index].Type);
                TakeSeparator('}');
            }
        }

        var fields = new ComponentValue[values.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = values[i] ?? (record.Fields[i].Type is OptionType ? ComponentValue.None : throw Error($"the field `{record.Fields[i].Name}` is missing"));
        }

        return ComponentValue.Record(fields);
    }

    private ComponentValue ReadFlags(FlagsType flags)
    {
        var bits = 0u;
        Expect('{');
        while (!TryTake('}'))
        {
            var name = ReadLabel();
            bits |= flags.Names.IndexOf(name) is var index and >= 0 ? 1u << index : throw Error($"no flag is named `{name}`");
            TakeSeparator('}');
        }

        return ComponentValue.Flags(bits);
    }

    private ComponentValue ReadVariant(VariantType variant)
    {
        var name = ReadLabel();
        for (var i = 0; i < variant.Cases.Length; i++)
        {
            if (variant.Cases[i].Name == name)
            {
                return ComponentValue.Variant(i, ReadPayload(variant.Cases[i].Type));
            }
        }

        throw Error($"no case is named `{name}`");
    }

    private ComponentValue? ReadPayload(ComponentValueType? type)
    {
        if (type is null)
        {
            return null;
        }

        Expect('(');
        var value = ReadValue(type);
        Expect(')');
        return value;
    }

    // What is neither some nor none is the value itself, unless that could be meant for it.
    private ComponentValue ReadOption(OptionType option)
    {
        if (TryTakeWord("none"))
        {
            return ComponentValue.None;
        }

        return ComponentValue.Some(TryTakeWord("some") ? ReadPayload(option.Element)!.Value : option.Element is OptionType or ResultType
            ? throw Error("some(...) or none is expected")
            : ReadValue(option.Element));
    }

    private ComponentValue ReadResult(ResultType result)
    {
        if (TryTakeWord("err"))
        {
            return ComponentValue.Error(ReadPayload(result.Error));
        }

        if (TryTakeWord("ok"))
        {
            return ComponentValue.Ok(ReadPayload(result.Ok));
        }

        return result.Ok is null or OptionType or ResultType ? throw Error("ok(...) or err(...) is expected") : ComponentValue.Ok(ReadValue(result.Ok));
    }

    private ComponentValue ReadPrimitive(PrimitiveKind kind)
    {
        switch (kind)
        {
            case PrimitiveKind.Bool:
                return TryTakeWord("true") || (TryTakeWord("false") ? false : throw Error("true or false is expected"));
            case PrimitiveKind.F32:
                return ComponentValue.FromF32((float)ReadFloat(isSingle: true));
            case PrimitiveKind.F64:
                return ComponentValue.FromF64(ReadFloat(isSingle: false));
            case PrimitiveKind.Char:
                return ReadCharacter();
            case PrimitiveKind.String:
                return ReadString();
            case PrimitiveKind.ErrorContext:
                throw Error("an error-context cannot be written as text");
            default:
                return ReadInteger(kind);
        }
    }

    private ComponentValue ReadInteger(PrimitiveKind kind)
    {
        var token = TakeToken();
        if (!BigInteger.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || token.StartsWith('+'))
        {
            throw Error($"a whole number is expected, not '{token}'");
        }

        try
        {
            return ComponentValue.FromInteger(kind, number);
        }
        catch (OverflowException)
        {
            throw Error($"{number} is no {PrimitiveType.Spell(kind)}");
        }
    }

    private double ReadFloat(bool isSingle)
    {
        var token = TakeToken();
        switch (token)
        {
            case "nan":
                return double.NaN;
            case "inf":
                return double.PositiveInfinity;
            case "-inf":
                return double.NegativeInfinity;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var (isNumber, number) = isSingle
            ? (float.TryParse(token, Style, CultureInfo.InvariantCulture, out var single), single)
            : (double.TryParse(token, Style, CultureInfo.InvariantCulture, out var value), value);
        return isNumber ? number : throw Error($"a number is expected, not '{token}'");
    }
}
