// How values of a type lie in memory and on the stack (CanonicalABI.md, "Alignment", "Element size", "Flattening").
using System.Collections.Immutable;
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>The layout of a value type for memories of one address width.</summary>
/// <param name="Size">Bytes; saturates far above what is valid.</param>
/// <param name="Alignment">Bytes.</param>
/// <param name="Flat">The core values that stand for one; default when there are more than <see cref="MaximumFlat"/>.</param>
public sealed record ValueLayout(long Size, int Alignment, ImmutableArray<Wasm.ValueType> Flat)
{
    /// <summary>More core values than this never cross flat.</summary>
    public const int MaximumFlat = 16;

    private const long Saturated = 1L << 40;

    /// <summary>The layout of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="is64">Whether addresses have 64 bits.</param>
    public static ValueLayout Of(ComponentValueType type, bool is64)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.GetLayout(is64);
    }

    /// <summary>The bytes of the discriminant of a variant.</summary>
    public static int DiscriminantSize(int cases) => cases <= 1 << 8 ? 1 : cases <= 1 << 16 ? 2 : 4;

    /// <summary>The offset of a value that must be aligned.</summary>
    public static long Align(long offset, int alignment) => (offset + alignment - 1) / alignment * alignment;

    /// <summary>Where the payload of a variant lies: behind the discriminant, aligned for every case.</summary>
    internal static uint PayloadOffset(CaseView cases, bool is64)
    {
        var alignment = 1;
        for (var i = 0; i < cases.Count; i++)
        {
            alignment = Math.Max(alignment, cases[i]?.GetLayout(is64).Alignment ?? 1);
        }

        return (uint)Align(DiscriminantSize(cases.Count), alignment);
    }

    /// <summary>The core values of values one after another, or null when they are too many.</summary>
    internal static ImmutableArray<Wasm.ValueType>? Flatten(IEnumerable<ComponentValueType> types, bool is64, int limit = MaximumFlat)
    {
        var flat = ImmutableArray.CreateBuilder<Wasm.ValueType>();
        foreach (var type in types)
        {
            var part = type.GetLayout(is64).Flat;
            if (part.IsDefault || flat.Count + part.Length > limit)
            {
                return null;
            }

            flat.AddRange(part);
        }

        return flat.ToImmutable();
    }

    internal static ValueLayout Compute(ComponentValueType type, bool is64)
    {
        var pointer = is64 ? Wasm.ValueType.I64 : Wasm.ValueType.I32;
        var pointerSize = is64 ? 8 : 4;
        switch (type)
        {
            case PrimitiveType primitive:
                return OfPrimitive(primitive.Kind, pointer, pointerSize);
            case RecordType record:
                return Sequence(record.Fields.Select(field => field.Type), is64);
            case TupleType tuple:
                return Sequence(tuple.Elements, is64);
            case VariantType variant:
                return Variant([.. variant.Cases.Select(item => item.Type)], is64);
            case OptionType option:
                return Variant([null, option.Element], is64);
            case ResultType result:
                return Variant([result.Ok, result.Error], is64);
            case EnumType enumeration:
                var discriminant = DiscriminantSize(enumeration.Names.Length);
                return new ValueLayout(discriminant, discriminant, [Wasm.ValueType.I32]);
            case FlagsType flags:
                var size = flags.Names.Length <= 8 ? 1 : flags.Names.Length <= 16 ? 2 : 4;
                return new ValueLayout(size, size, [Wasm.ValueType.I32]);
            case ListType { Length: { } length } list:
                var element = list.Element.GetLayout(is64);
                var flat = element.Flat.IsDefault || length * (ulong)element.Flat.Length > MaximumFlat
                    ? default
                    : Enumerable.Repeat(element.Flat, (int)length).SelectMany(part => part).ToImmutableArray();
                return new ValueLayout(Math.Min(element.Size * length, Saturated), element.Alignment, flat);
            case ListType or MapType:
                return new ValueLayout(2 * pointerSize, pointerSize, [pointer, pointer]);
            default:
                // Handles, streams and futures are indices of tables.
                return new ValueLayout(4, 4, [Wasm.ValueType.I32]);
        }
    }

    private static ValueLayout OfPrimitive(PrimitiveKind kind, Wasm.ValueType pointer, int pointerSize) => kind switch
    {
        PrimitiveKind.Bool or PrimitiveKind.S8 or PrimitiveKind.U8 => new ValueLayout(1, 1, [Wasm.ValueType.I32]),
        PrimitiveKind.S16 or PrimitiveKind.U16 => new ValueLayout(2, 2, [Wasm.ValueType.I32]),
        PrimitiveKind.S64 or PrimitiveKind.U64 => new ValueLayout(8, 8, [Wasm.ValueType.I64]),
        PrimitiveKind.F32 => new ValueLayout(4, 4, [Wasm.ValueType.F32]),
        PrimitiveKind.F64 => new ValueLayout(8, 8, [Wasm.ValueType.F64]),
        PrimitiveKind.String => new ValueLayout(2 * pointerSize, pointerSize, [pointer, pointer]),
        _ => new ValueLayout(4, 4, [Wasm.ValueType.I32]),
    };

    private static ValueLayout Sequence(IEnumerable<ComponentValueType> types, bool is64)
    {
        var (size, alignment) = (0L, 1);
        foreach (var type in types)
        {
            var part = type.GetLayout(is64);
            size = Math.Min(Align(size, part.Alignment) + part.Size, Saturated);
            alignment = Math.Max(alignment, part.Alignment);
        }

        return new ValueLayout(Align(size, alignment), alignment, Flatten(types, is64) ?? default);
    }

    private static ValueLayout Variant(ImmutableArray<ComponentValueType?> cases, bool is64)
    {
        var discriminant = DiscriminantSize(cases.Length);
        var (size, alignment, isFlat) = (0L, 1, true);
        var flat = new List<Wasm.ValueType> { Wasm.ValueType.I32 };
        foreach (var type in cases)
        {
            if (type is null)
            {
                continue;
            }

            var part = type.GetLayout(is64);
            size = Math.Max(size, part.Size);
            alignment = Math.Max(alignment, part.Alignment);
            isFlat &= !part.Flat.IsDefault && part.Flat.Length < MaximumFlat;
            for (var i = 0; isFlat && i < part.Flat.Length; i++)
            {
                if (i + 1 < flat.Count)
                {
                    flat[i + 1] = Join(flat[i + 1], part.Flat[i]);
                }
                else
                {
                    flat.Add(part.Flat[i]);
                }
            }
        }

        var whole = Math.Max(alignment, discriminant);
        return new ValueLayout(Align(Align(discriminant, alignment) + size, whole), whole, isFlat ? [.. flat] : default);
    }

    /// <summary>The core type that holds the values of two.</summary>
    private static Wasm.ValueType Join(Wasm.ValueType left, Wasm.ValueType right)
    {
        if (left == right)
        {
            return left;
        }

        var are32 = left.ByteSize == 4 && right.ByteSize == 4;
        return are32 ? Wasm.ValueType.I32 : Wasm.ValueType.I64;
    }
}
