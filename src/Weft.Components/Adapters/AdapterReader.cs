// Makes values of an adapter: out of core values, or out of memory, which is read once.
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;
using CoreValue = Weft.Wasm.ValueType;

namespace Weft.Components.Adapters;

/// <summary>Reads values.</summary>
/// <param name="side">The direction.</param>
internal sealed class AdapterReader(AdapterSide side)
{
    private const int MaximumLeaves = 48;

    /// <summary>Whether adapters can copy values of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="isUtf8">Whether both sides have strings in UTF-8.</param>
    /// <param name="leaves">How many core values and pointers were found so far.</param>
    public static bool CanRead(ComponentValueType type, bool isUtf8, ref int leaves)
    {
        if (++leaves > MaximumLeaves)
        {
            return false;
        }

        switch (type)
        {
            case PrimitiveType primitive:
                return primitive.Kind switch
                {
                    PrimitiveKind.ErrorContext => false,
                    PrimitiveKind.String => isUtf8,
                    _ => true,
                };
            case FlagsType:
                return true;
            case RecordType record:
                return CanReadAll(record.Parts, isUtf8, ref leaves);
            case TupleType tuple:
                return CanReadAll(tuple.Elements, isUtf8, ref leaves);
            case ListType { Length: null } list:
                return AdapterElement.TryMake(list.Element) is not null;
            case VariantType or EnumType or OptionType or ResultType:
                var cases = CaseView.Of(type);
                for (var i = 0; i < cases.Count; i++)
                {
                    if (cases[i] is { } payload && !CanRead(payload, isUtf8, ref leaves))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return false;
        }
    }

    /// <summary>A value out of core values.</summary>
    /// <param name="type">The type.</param>
    /// <param name="slots">The core values, from the one on that belongs to the value.</param>
    public AdapterValue ReadFlat(ComponentValueType type, ReadOnlySpan<(int Local, CoreValue Type)> slots)
    {
        switch (type)
        {
            case PrimitiveType { Kind: PrimitiveKind.String }:
                return new PointerValue(Take(slots[0], CoreValue.I32), Take(slots[1], CoreValue.I32), null);
            case ListType list:
                return new PointerValue(Take(slots[0], CoreValue.I32), Take(slots[1], CoreValue.I32), AdapterElement.TryMake(list.Element));
            case PrimitiveType or FlagsType:
                var number = NumberOf(type);
                return new NumberValue(number, Take(slots[0], number.Core));
            case RecordType or TupleType:
                var (types, offsets, names) = PartsOf(type);
                var parts = new AdapterValue[types.Length];
                for (var i = 0; i < parts.Length; i++)
                {
                    parts[i] = ReadFlat(types[i], slots);
                    slots = slots[parts[i].FlatCount..];
                }

                return new SequenceValue(parts, offsets, names);
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
            case PrimitiveType { Kind: PrimitiveKind.String }:
                return ReadPointer(null);
            case ListType list:
                return ReadPointer(AdapterElement.TryMake(list.Element));
            case PrimitiveType or FlagsType:
                var number = NumberOf(type);
                return new NumberValue(number, Load(number, address, offset));
            case RecordType or TupleType:
                var (types, offsets, names) = PartsOf(type);
                var parts = new AdapterValue[types.Length];
                for (var i = 0; i < parts.Length; i++)
                {
                    parts[i] = ReadMemory(types[i], address, offset + offsets[i]);
                }

                return new SequenceValue(parts, offsets, names);
            default:
                var cases = CaseView.Of(type);
                var discriminant = Load(AdapterNumber.OfSize(ValueLayout.DiscriminantSize(cases.Count)), address, offset);
                var payloads = new AdapterValue?[cases.Count];
                for (var i = 0; i < payloads.Length; i++)
                {
                    payloads[i] = cases[i] is { } payload ? ReadMemory(payload, address, offset + cases.PayloadOffset(is64: false)) : null;
                }

                return MakeCases(cases, discriminant, payloads);
        }

        PointerValue ReadPointer(AdapterElement? element)
        {
            var word = AdapterNumber.OfSize(sizeof(uint));
            return new PointerValue(Load(word, address, offset), Load(word, address, offset + sizeof(uint)), element);
        }
    }

    private static bool CanReadAll(IEnumerable<ComponentValueType> types, bool isUtf8, ref int leaves)
    {
        foreach (var type in types)
        {
            if (!CanRead(type, isUtf8, ref leaves))
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

    // The parts of a record or tuple, where they lie, and what messages call them.
    private static (ComponentValueType[] Types, long[] Offsets, string[] Names) PartsOf(ComponentValueType type)
    {
        ComponentValueType[] types = type is RecordType record ? [.. record.Parts] : [.. ((TupleType)type).Elements];
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
