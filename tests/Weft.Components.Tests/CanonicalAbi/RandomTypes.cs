// Random types as text, and random values of resolved types.
using System.Globalization;
using System.Text;
using Weft.Components.Types;

namespace Weft.Components.Tests.CanonicalAbi;

/// <summary>Makes types and values up, the same ones for the same seed.</summary>
internal sealed class RandomTypes(int seed)
{
    private static readonly string[] s_primitives = ["bool", "s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64", "f32", "f64", "char", "string"];
    private static readonly string[] s_keys = ["u8", "s64", "char", "string", "bool"];

    private readonly Random _random = new(seed);
    private readonly StringBuilder _declarations = new();
    private int _named;

    /// <summary>The definitions of the types that have names.</summary>
    public string Declarations => _declarations.ToString();

    /// <summary>A type.</summary>
    public string MakeType(int depth)
    {
        var choice = depth == 0 ? 0 : _random.Next(12);
        switch (choice)
        {
            case 0 or 1:
                return s_primitives[_random.Next(s_primitives.Length)];
            case 2 or 3:
                return Name($"(list {MakeType(depth - 1)})", isNamed: false);
            case 4:
                return Name($"(list {MakeType(depth - 1)} {_random.Next(1, 5)})", isNamed: false);
            case 5:
                return Name($"(tuple {string.Join(' ', Many(1, 5, () => MakeType(depth - 1)))})", isNamed: false);
            case 6:
                return Name($"(record {string.Join(' ', Many(1, 6, () => MakeType(depth - 1)).Select((type, i) => $"(field \"f{i}\" {type})"))})", isNamed: true);
            case 7:
                var cases = Many(1, 6, () => _random.Next(4) == 0 ? "" : MakeType(depth - 1)).ToList();
                cases.AddRange(_random.Next(6) == 0 ? Enumerable.Repeat("", 260) : []);
                return Name($"(variant {string.Join(' ', cases.Select((type, i) => $"(case \"c{i}\" {type})"))})", isNamed: true);
            case 8:
                return Name($"(enum {string.Join(' ', Enumerable.Range(0, _random.Next(5) == 0 ? 300 : _random.Next(1, 6)).Select(i => $"\"e{i}\""))})", isNamed: true);
            case 9:
                return Name($"(flags {string.Join(' ', Enumerable.Range(0, _random.Next(1, 33)).Select(i => $"\"g{i}\""))})", isNamed: true);
            case 10:
                return _random.Next(3) == 0
                    ? Name($"(map {s_keys[_random.Next(s_keys.Length)]} {MakeType(depth - 1)})", isNamed: false)
                    : Name($"(option {MakeType(depth - 1)})", isNamed: false);
            default:
                var (ok, error) = (_random.Next(3) == 0 ? "" : MakeType(depth - 1), _random.Next(3) == 0 ? "" : $"(error {MakeType(depth - 1)})");
                return Name($"(result {ok} {error})", isNamed: false);
        }
    }

    /// <summary>A value.</summary>
    public ComponentValue MakeValue(ComponentValueType type)
    {
        switch (type)
        {
            case PrimitiveType primitive:
                return MakePrimitive(primitive.Kind);
            case ListType list:
                var length = list.Length is { } fixedLength ? (int)fixedLength : _random.Next(4);
                return ComponentValue.List([.. Many(length, length, () => MakeValue(list.Element))]);
            case MapType map:
                return ComponentValue.Map([.. Many(0, 3, () => ComponentValue.Tuple(MakeValue(map.Key), MakeValue(map.Value)))]);
            case RecordType record:
                return ComponentValue.Record([.. record.Fields.Select(field => MakeValue(field.Type))]);
            case TupleType tuple:
                return ComponentValue.Tuple([.. tuple.Elements.Select(MakeValue)]);
            case VariantType variant:
                var index = _random.Next(variant.Cases.Length);
                return ComponentValue.Variant(index, variant.Cases[index].Type is { } payload ? MakeValue(payload) : default(ComponentValue?));
            case EnumType enumeration:
                return ComponentValue.Enum(_random.Next(enumeration.Names.Length));
            case FlagsType flags:
                return ComponentValue.Flags((uint)(_random.NextInt64() & ((1L << flags.Names.Length) - 1)));
            case OptionType option:
                return _random.Next(2) == 0 ? ComponentValue.None : ComponentValue.Some(MakeValue(option.Element));
            case ResultType result:
                return _random.Next(2) == 0
                    ? ComponentValue.Ok(result.Ok is null ? default(ComponentValue?) : MakeValue(result.Ok))
                    : ComponentValue.Error(result.Error is null ? default(ComponentValue?) : MakeValue(result.Error));
            default:
                throw new InvalidOperationException(type.KindName);
        }
    }

    private ComponentValue MakePrimitive(PrimitiveKind kind)
    {
        var bits = _random.NextInt64(long.MinValue, long.MaxValue);
        switch (kind)
        {
            case PrimitiveKind.Bool:
                return (bits & 1) != 0;
            case PrimitiveKind.S8:
                return (sbyte)bits;
            case PrimitiveKind.U8:
                return (byte)bits;
            case PrimitiveKind.S16:
                return (short)bits;
            case PrimitiveKind.U16:
                return (ushort)bits;
            case PrimitiveKind.S32:
                return (int)bits;
            case PrimitiveKind.U32:
                return (uint)bits;
            case PrimitiveKind.S64:
                return bits;
            case PrimitiveKind.U64:
                return (ulong)bits;
            case PrimitiveKind.F32:
                return (float)bits / 3;
            case PrimitiveKind.F64:
                return (double)bits / 3;
            case PrimitiveKind.Char:
                return MakeRune();
            default:
                return string.Concat(Many(0, 9, () => MakeRune().ToString()));
        }
    }

    private Rune MakeRune()
    {
        int[] limits = [0x80, 0x100, 0x800, 0xD800, 0x110000];
        var value = _random.Next(limits[_random.Next(limits.Length)]);
        return Rune.IsValid(value) ? new Rune(value) : new Rune('?');
    }

    private List<T> Many<T>(int least, int most, Func<T> make)
    {
        var items = new List<T>();
        for (var i = _random.Next(least, most + 1); i > 0; i--)
        {
            items.Add(make());
        }

        return items;
    }

    // Types that have names where they come from must be known outside before a function can speak of them: they are imported.
    private string Name(string definition, bool isNamed)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"t{_named++}");
        _declarations.Append(CultureInfo.InvariantCulture, $"(type ${name}' {definition})\n");
        if (!isNamed)
        {
            return $"${name}'";
        }

        _declarations.Append(CultureInfo.InvariantCulture, $"(import \"{name}\" (type ${name} (eq ${name}')))\n");
        return $"${name}";
    }
}
