// How values lie in memory and on the stack (CanonicalABI.md, "Alignment", "Element Size", "Flattening"), so that generated codecs have constants.
using Weft.Wit;

namespace Weft.Bindings.Generator.Planning;

/// <summary>The layout of a type for memories of one address width.</summary>
internal readonly record struct AbiLayout(int Size, int Alignment, int FlatCount)
{
    private const int Saturated = 1 << 30;

    public static AbiLayout Of(WitType type, bool is64)
    {
        var pointer = is64 ? 8 : 4;
        switch (type.Resolved)
        {
            case WitPrimitiveType primitive:
                return OfPrimitive(primitive.Kind, pointer);
            case WitRecord record:
                return Sequence(record.Fields.Select(field => field.Type), is64);
            case WitTupleType tuple:
                return Sequence(tuple.Elements, is64);
            case WitVariant variant:
                return Variant(variant.Cases.Select(item => item.Payload), is64);
            case WitOptionType option:
                return Variant([null, option.Value], is64);
            case WitResultType result:
                return Variant([result.Ok, result.Error], is64);
            case WitEnum enumeration:
                var discriminant = DiscriminantSize(enumeration.Cases.Count);
                return new AbiLayout(discriminant, discriminant, 1);
            case WitFlags flags:
                var size = FlagsSize(flags.Flags.Count);
                return new AbiLayout(size, size, 1);
            case WitListType or WitMapType:
                return new AbiLayout(2 * pointer, pointer, 2);
            default:
                return new AbiLayout(4, 4, 1);
        }
    }

    /// <summary>The bytes of flags.</summary>
    public static int FlagsSize(int count) => count <= 8 ? 1 : count <= 16 ? 2 : 4;

    /// <summary>The bytes of the discriminant of a variant.</summary>
    public static int DiscriminantSize(int cases) => cases <= 1 << 8 ? 1 : cases <= 1 << 16 ? 2 : 4;

    /// <summary>Where each of some values one after another lies.</summary>
    public static IReadOnlyList<int> Offsets(IEnumerable<WitType> types, bool is64)
    {
        var offsets = new List<int>();
        var end = 0;
        foreach (var layout in types.Select(type => Of(type, is64)))
        {
            end = Align(end, layout.Alignment);
            offsets.Add(end);
            end += layout.Size;
        }

        return offsets;
    }

    /// <summary>Where the payload of a variant lies.</summary>
    public static int PayloadOffset(IReadOnlyList<WitType?> cases, bool is64) =>
        Align(DiscriminantSize(cases.Count), cases.Select(item => item is null ? 1 : Of(item, is64).Alignment).DefaultIfEmpty(1).Max());

    private static AbiLayout OfPrimitive(WitPrimitive kind, int pointer) => kind switch
    {
        WitPrimitive.Bool or WitPrimitive.U8 or WitPrimitive.S8 => new AbiLayout(1, 1, 1),
        WitPrimitive.U16 or WitPrimitive.S16 => new AbiLayout(2, 2, 1),
        WitPrimitive.U64 or WitPrimitive.S64 or WitPrimitive.F64 => new AbiLayout(8, 8, 1),
        WitPrimitive.String => new AbiLayout(2 * pointer, pointer, 2),
        _ => new AbiLayout(4, 4, 1),
    };

    private static AbiLayout Sequence(IEnumerable<WitType> types, bool is64)
    {
        var (size, alignment, flat) = (0, 1, 0);
        foreach (var part in types.Select(type => Of(type, is64)))
        {
            size = Math.Min(Align(size, part.Alignment) + part.Size, Saturated);
            alignment = Math.Max(alignment, part.Alignment);
            flat = Math.Min(flat + part.FlatCount, Saturated);
        }

        return new AbiLayout(Align(size, alignment), alignment, flat);
    }

    private static AbiLayout Variant(IEnumerable<WitType?> cases, bool is64)
    {
        var all = cases.ToList();
        var (size, alignment, flat) = (0, DiscriminantSize(all.Count), 0);
        foreach (var item in all)
        {
            var part = item is null ? new AbiLayout(0, 1, 0) : Of(item, is64);
            size = Math.Max(size, part.Size);
            alignment = Math.Max(alignment, part.Alignment);
            flat = Math.Max(flat, part.FlatCount);
        }

        return new AbiLayout(Align(PayloadOffset(all, is64) + size, alignment), alignment, 1 + flat);
    }

    private static int Align(int offset, int alignment) => (offset + alignment - 1) & -alignment;
}
