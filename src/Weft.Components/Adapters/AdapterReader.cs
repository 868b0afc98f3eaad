// Makes values of an adapter: out of core values, or out of memory, which is read once.
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;
using CoreValue = Weft.Wasm.ValueType;

namespace Weft.Components.Adapters;

/// <summary>Reads values.</summary>
/// <param name="side">The direction.</param>
/// <param name="lists">How many lists are around the values.</param>
/// <param name="onlyChecked">Whether what is a value of its type in any case is left out: the values are looked at, and not copied.</param>
internal sealed class AdapterReader(AdapterSide side, int lists = 0, bool onlyChecked = false)
{
    private const int MaximumLeaves = 48;

    /// <summary>Whether adapters can copy values of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="leaves">How many core values and pointers were found so far.</param>
    /// <param name="lists">How many lists are around the values.</param>
    public static bool CanRead(ComponentValueType type, ref int leaves, int lists = 0)
    {
        if (++leaves > MaximumLeaves)
        {
            return false;
        }

        switch (type)
        {
            case PrimitiveType primitive:
                return primitive.Kind != PrimitiveKind.ErrorContext;
            case FlagsType or HandleType:
                return true;
            case RecordType record:
                return CanReadAll(record.Parts, ref leaves, lists);
            case TupleType tuple:
                return CanReadAll(tuple.Elements, ref leaves, lists);
            case ListType { Length: { } length } list:
                return length <= MaximumLeaves && CanReadAll(Enumerable.Repeat(list.Element, (int)length), ref leaves, lists);
            case ListType or MapType:
                return AdapterElement.TryMake(ElementOf(type)) is not null || (lists < AdapterSide.MaximumLists && CanRead(ElementOf(type), ref leaves, lists + 1));
            case VariantType or EnumType or OptionType or ResultType:
                var cases = CaseView.Of(type);
                for (var i = 0; i < cases.Count; i++)
                {
                    if (cases[i] is { } payload && !CanRead(payload, ref leaves, lists))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return false;
        }
    }

    /// <summary>The handles in values of a type.</summary>
    public static IEnumerable<HandleType> FindHandles(ComponentValueType type) => type switch
    {
        HandleType handle => [handle],
        RecordType record => record.Parts.SelectMany(FindHandles),
        TupleType tuple => tuple.Elements.SelectMany(FindHandles),
        ListType or MapType => FindHandles(ElementOf(type)),
        VariantType or EnumType or OptionType or ResultType => FindHandles(CaseView.Of(type)),
        _ => [],
    };

    private static IEnumerable<HandleType> FindHandles(CaseView cases) =>
        Enumerable.Range(0, cases.Count).SelectMany(i => cases[i] is { } payload ? FindHandles(payload) : []);

    /// <summary>A value out of core values.</summary>
    /// <param name="type">The type.</param>
    /// <param name="slots">The core values, from the one on that belongs to the value.</param>
    public AdapterValue ReadFlat(ComponentValueType type, ReadOnlySpan<(int Local, CoreValue Type)> slots)
    {
        switch (type)
        {
            case PrimitiveType { Kind: PrimitiveKind.String } or ListType { Length: null } or MapType:
                return MakePointer(type, Take(slots[0], CoreValue.I32), Take(slots[1], CoreValue.I32));
            case PrimitiveType or FlagsType:
                var number = NumberOf(type);
                return new NumberValue(number, Take(slots[0], number.Core));
            case HandleType handle:
                return new HandleValue(handle, Take(slots[0], CoreValue.I32));
            case RecordType or TupleType or ListType:
                var (types, offsets, names) = PartsOf(type);
                var parts = new AdapterValue[types.Length];
                for (var i = 0; i < parts.Length; i++)
                {
                    parts[i] = ReadFlat(types[i], slots);
                    slots = slots[parts[i].FlatCount..];
                }

                // Copiers name elements of lists only where they lie in memory.
                return new SequenceValue(parts, offsets, type is ListType ? null : names);
            default:
                var cases = CaseView.Of(type);
                var discriminant = Take(slots[0], CoreValue.I32);
                var payloads = new AdapterValue?[cases.Count];
                for (var i = 0; i < payloads.Length; i++)
                {
                    payloads[i] = cases[i] is { } payload ? ReadFlat(payload, slots[1..]) : null;
                }

                return MakeCases(cases, discriminant, payloads);
        }
    }

    /// <summary>A value out of memory, all of whose bytes are known to lie inside.</summary>
    /// <param name="type">The type.</param>
    /// <param name="address">A local with an address.</param>
    /// <param name="offset">Where the value lies behind it.</param>
    public AdapterValue ReadMemory(ComponentValueType type, int address, long offset)
    {
        switch (type)
        {
            case PrimitiveType { Kind: PrimitiveKind.String } or ListType { Length: null } or MapType:
                var word = AdapterNumber.OfSize(sizeof(uint));
                return MakePointer(type, Load(word, address, offset), Load(word, address, offset + sizeof(uint)));
            case PrimitiveType or FlagsType:
                var number = NumberOf(type);
                return new NumberValue(number, Load(number, address, offset));
            case HandleType handle:
                return new HandleValue(handle, Load(AdapterNumber.OfSize(sizeof(uint)), address, offset));
            case RecordType or TupleType or ListType:
                var (types, offsets, names) = PartsOf(type);
                var read = Enumerable.Range(0, types.Length).Where(i => !onlyChecked || NeedsCheck(types[i])).ToArray();
                return new SequenceValue(
                    [.. read.Select(i => ReadMemory(types[i], address, offset + offsets[i]))], [.. read.Select(i => offsets[i])], [.. read.Select(i => names[i])]);
            default:
                var cases = CaseView.Of(type);
                var discriminant = Load(AdapterNumber.OfSize(ValueLayout.DiscriminantSize(cases.Count)), address, offset);
                var payloads = new AdapterValue?[cases.Count];
                for (var i = 0; i < payloads.Length; i++)
                {
                    payloads[i] = cases[i] is { } payload && (!onlyChecked || NeedsCheck(payload))
                        ? ReadMemory(payload, address, offset + cases.PayloadOffset(is64: false))
                        : null;
                }

                return MakeCases(cases, discriminant, payloads);
        }
    }

    private PointerValue MakePointer(ComponentValueType type, int pointer, int length)
    {
        var isInside = lists > 0;
        if (type is PrimitiveType)
        {
            return side.IsUtf8 ? new TextValue(pointer, length, isInside) : new ForeignTextValue(pointer, length, isInside);
        }

        var element = ElementOf(type);
        return AdapterElement.TryMake(element) is { } plain
            ? new PlainListValue(pointer, length, isInside, plain)
            : new ListValue(
                pointer,
                length,
                isInside,
                ValueLayout.Of(element, is64: false),
                NeedsCheck(element),
                (address, onlyChecked) => new AdapterReader(side, lists + 1, onlyChecked).ReadMemory(element, address, 0));
    }

    // What a list, or a map, is made of.
    private static ComponentValueType ElementOf(ComponentValueType type) => type is MapType map ? map.Pair : ((ListType)type).Element;

    // Whether not everything is a value of a type.
    private static bool NeedsCheck(ComponentValueType type) => type switch
    {
        PrimitiveType primitive => primitive.Kind is PrimitiveKind.Char or PrimitiveKind.String,
        FlagsType or HandleType => false,
        RecordType record => record.Parts.Any(NeedsCheck),
        TupleType tuple => tuple.Elements.Any(NeedsCheck),
        ListType { Length: not null } list => NeedsCheck(list.Element),
        _ => true,
    };

    private static bool CanReadAll(IEnumerable<ComponentValueType> types, ref int leaves, int lists)
    {
        foreach (var type in types)
        {
            if (!CanRead(type, ref leaves, lists))
            {
                return false;
            }
        }

        return true;
    }

    private static CasesValue MakeCases(CaseView cases, int discriminant, AdapterValue?[] payloads) =>
        new(AdapterNumber.OfSize(ValueLayout.DiscriminantSize(cases.Count)), discriminant, payloads, cases.PayloadOffset(is64: false));

    private static AdapterNumber NumberOf(ComponentValueType type) =>
        type is FlagsType flags ? AdapterNumber.Of(flags) : AdapterNumber.Of(((PrimitiveType)type).Kind);

    // The parts of a record, tuple or list of fixed length, where they lie, and what messages call them.
    private static (ComponentValueType[] Types, long[] Offsets, string[] Names) PartsOf(ComponentValueType type)
    {
        ComponentValueType[] types = type switch
        {
            RecordType record => [.. record.Parts],
            ListType list => [.. Enumerable.Repeat(list.Element, (int)list.Length!)],
            _ => [.. ((TupleType)type).Elements],
        };
        var offsets = new long[types.Length];
        var end = 0L;
        for (var i = 0; i < types.Length; i++)
        {
            var layout = ValueLayout.Of(types[i], is64: false);
            offsets[i] = ValueLayout.Align(end, layout.Alignment);
            end = offsets[i] + layout.Size;
        }

        var names = type is RecordType named
            ? named.Fields.Select(field => AbiException.NameField(field.Name))
            : types.Select((_, i) => AbiException.NameElement(i));
        return (types, offsets, [.. names]);
    }

    // A core value of a slot that several types may share, as one of its own type.
    private int Take((int Local, CoreValue Type) slot, CoreValue type)
    {
        if (slot.Type == type)
        {
            return slot.Local;
        }

        var local = side.Code.Declare(type);
        side.Code.Get(slot.Local);
        AdapterNumber.Narrow(side.Code, slot.Type, type);
        side.Code.Set(local);
        return local;
    }

    private int Load(AdapterNumber number, int address, long offset)
    {
        var local = side.Code.Declare(number.Core);
        side.Code.Get(address);
        side.Code.Access(number.Load, side.Source, offset);
        side.Code.Set(local);
        return local;
    }
}
