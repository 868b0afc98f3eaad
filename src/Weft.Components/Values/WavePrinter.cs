// WAVE: printing.
using System.Globalization;
using System.Text;
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>Prints values of known types.</summary>
internal sealed class WavePrinter
{
    private static readonly HashSet<string> s_keywords = ["true", "false", "some", "none", "ok", "err", "inf", "nan"];

    private readonly StringBuilder _text = new();

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    /// <summary>Adds a value.</summary>
    public WavePrinter Add(in ComponentValue value, ComponentValueType type)
    {
        switch (type)
        {
            case PrimitiveType primitive:
                AddPrimitive(value, primitive.Kind);
                break;
            case ListType list:
                AddAll('[', ']', value, _ => list.Element);
                break;
            case MapType map:
                AddAll('[', ']', value, _ => map.Pair);
                break;
            case TupleType tuple:
                AddAll('(', ')', value, i => tuple.Elements[i]);
                break;
            case RecordType record:
                AddRecord(value, record);
                break;
            case FlagsType flags:
                _text.Append('{').AppendJoin(", ", SetFlags(value.AsFlags(), flags).Select(Label)).Append('}');
                break;
            case VariantType variant:
                AddCase(Label(variant.Cases[value.Case].Name), value, variant.Cases[value.Case].Type);
                break;
            case EnumType enumeration:
                _text.Append(Label(enumeration.Names[value.Case]));
                break;
            case OptionType option:
                AddCase(value.Case == 0 ? "none" : "some", value, option.Element);
                break;
            case ResultType result:
                AddCase(value.IsOk ? "ok" : "err", value, value.IsOk ? result.Ok : result.Error);
                break;
            default:
                _text.Append(value.ToString());
                break;
        }

        return this;
    }

    /// <summary>A name where a keyword could stand, too.</summary>
    public static string Label(string name) => s_keywords.Contains(name) ? "%" + name : name;

    private static IEnumerable<string> SetFlags(uint bits, FlagsType flags) => flags.Names.Where((_, i) => (bits & (1u << i)) != 0);

    private void AddAll(char open, char close, in ComponentValue value, Func<int, ComponentValueType> type)
    {
        _text.Append(open);
        for (var i = 0; i < value.Count; i++)
        {
            _text.Append(i == 0 ? "" : ", ");
            Add(value[i], type(i));
        }

        _text.Append(close);
    }

    private void AddRecord(in ComponentValue value, RecordType record)
    {
        _text.Append('{');
        for (var i = 0; i < record.Fields.Length; i++)
        {
            _text.Append(i == 0 ? "" : ", ").Append(Label(record.Fields[i].Name)).Append(": ");
            Add(value[i], record.Fields[i].Type);
        }

        _text.Append('}');
    }

    private void AddCase(string name, in ComponentValue value, ComponentValueType? type)
    {
        _text.Append(name);
        if (value.Payload is { } payload)
        {
            _text.Append('(');
            Add(payload, type!);
            _text.Append(')');
        }
    }

    private void AddPrimitive(in ComponentValue value, PrimitiveKind kind)
    {
        switch (kind)
        {
            case PrimitiveKind.F32:
                AddFloat(value.AsF32(), value.AsF32().ToString(CultureInfo.InvariantCulture));
                break;
            case PrimitiveKind.F64:
                AddFloat(value.AsF64(), value.AsF64().ToString(CultureInfo.InvariantCulture));
                break;
            case PrimitiveKind.Char:
                _text.Append('\'');
                AddEscaped(value.AsChar(), '\'');
                _text.Append('\'');
                break;
            case PrimitiveKind.String:
                _text.Append('"');
                foreach (var rune in value.AsString().EnumerateRunes())
                {
                    AddEscaped(rune, '"');
                }

                _text.Append('"');
                break;
            default:
                _text.Append(value.ToString());
                break;
        }
    }

    private void AddFloat(double value, string text) =>
        _text.Append(double.IsNaN(value) ? "nan" : double.IsInfinity(value) ? value < 0 ? "-inf" : "inf" : text.Replace("E+", "e", StringComparison.Ordinal).Replace('E', 'e'));

    private void AddEscaped(Rune rune, char quote)
    {
        switch (rune.Value)
        {
            case '\n':
                _text.Append("\\n");
                break;
            case '\r':
                _text.Append("\\r");
                break;
            case '\t':
                _text.Append("\\t");
                break;
            case '\\':
                _text.Append("\\\\");
                break;
            default:
                if (rune.Value == quote)
                {
                    _text.Append('\\').Append(quote);
                }
                else if (Rune.IsControl(rune))
                {
                    _text.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
                }
                else
                {
                    _text.Append(rune.ToString());
                }

                break;
        }
    }
}
