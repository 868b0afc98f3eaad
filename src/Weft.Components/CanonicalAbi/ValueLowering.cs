// Lowering of values without a static type (CanonicalABI.md, "Storing", "Flat Lowering"). That they are of the type was checked before.
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>Writes values to memory or into core values.</summary>
internal static class ValueLowering
{
    /// <summary>Writes a value to memory.</summary>
    public static void Store(in LowerContext context, ComponentValueType type, ulong address, in ComponentValue value)
    {
        if (type is not PrimitiveType)
        {
            CallDepth.Check();
        }

        switch (type)
        {
            case PrimitiveType { Kind: PrimitiveKind.String }:
                var (pointer, units) = StringLowering.Lower(context, value.AsString());
                StorePair(context, address, pointer, units);
                break;
            case PrimitiveType { Kind: PrimitiveKind.ErrorContext } primitive:
                throw ValueLifting.NotBuilt(PrimitiveType.Spell(primitive.Kind));
            case PrimitiveType primitive:
                WriteBytes(context, address, (int)primitive.GetLayout(false).Size, BitsOf(value));
                break;
            case ListType { Length: not null } list:
                StoreElements(context, list.Element, address, value);
                break;
            case ListType list:
                StorePair(context, address, LowerList(context, list.Element, value), (uint)value.Count);
                break;
            case MapType map:
                StorePair(context, address, LowerList(context, map.Pair, value), (uint)value.Count);
                break;
            case RecordType record:
                StoreFields(context, record.Parts, address, value);
                break;
            case TupleType tuple:
                StoreFields(context, tuple.Elements, address, value);
                break;
            case FlagsType flags:
                WriteBytes(context, address, (int)flags.GetLayout(context.Is64).Size, value.Bits);
                break;
            case HandleType handle:
                context.Write(address, (uint)context.LowerResource(handle, value.AsResource()));
                break;
            default:
                ValueLifting.CheckBuilt(type);
                var cases = CaseView.Of(type);
                WriteBytes(context, address, ValueLayout.DiscriminantSize(cases.Count), value.Bits);
                if (cases[value.Case] is { } payload)
                {
                    Store(context, payload, address + cases.PayloadOffset(context.Is64), value.Payload!.Value);
                }

                break;
        }
    }

    /// <summary>Makes core values of a value.</summary>
    public static void LowerFlat(ref FlatWriter writer, ComponentValueType type, in ComponentValue value)
    {
        if (type is not PrimitiveType)
        {
            CallDepth.Check();
        }

        switch (type)
        {
            case PrimitiveType { Kind: PrimitiveKind.String }:
                var (pointer, units) = StringLowering.Lower(writer.Context, value.AsString());
                writer.WritePointer(pointer);
                writer.WritePointer(units);
                break;
            case PrimitiveType { Kind: PrimitiveKind.ErrorContext } primitive:
                throw ValueLifting.NotBuilt(PrimitiveType.Spell(primitive.Kind));
            case PrimitiveType { Kind: PrimitiveKind.S64 or PrimitiveKind.U64 or PrimitiveKind.F64 }:
                writer.WriteUInt64(BitsOf(value));
                break;
            case PrimitiveType:
                writer.WriteUInt32((uint)BitsOf(value));
                break;
            case ListType { Length: not null } list:
                for (var i = 0; i < value.Count; i++)
                {
                    LowerFlat(ref writer, list.Element, value[i]);
                }

                break;
            case ListType list:
                writer.WritePointer(LowerList(writer.Context, list.Element, value));
                writer.WritePointer((uint)value.Count);
                break;
            case MapType map:
                writer.WritePointer(LowerList(writer.Context, map.Pair, value));
                writer.WritePointer((uint)value.Count);
                break;
            case RecordType record:
                LowerFields(ref writer, record.Parts, value);
                break;
            case TupleType tuple:
                LowerFields(ref writer, tuple.Elements, value);
                break;
            case FlagsType:
                writer.WriteUInt32((uint)value.Bits);
                break;
            case HandleType handle:
                writer.WriteUInt32((uint)writer.Context.LowerResource(handle, value.AsResource()));
                break;
            default:
                ValueLifting.CheckBuilt(type);
                var cases = CaseView.Of(type);
                var end = writer.Position + type.GetLayout(writer.Context.Is64).Flat.Length;
                writer.WriteUInt32((uint)value.Bits);
                if (cases[value.Case] is { } payload)
                {
                    LowerFlat(ref writer, payload, value.Payload!.Value);
                }

                writer.PadTo(end);
                break;
        }
    }

    private static ulong BitsOf(in ComponentValue value) => value.Kind switch
    {
        ComponentValueKind.F32 => BitConverter.SingleToUInt32Bits(Numbers.Canonical(value.AsF32())),
        ComponentValueKind.F64 => BitConverter.DoubleToUInt64Bits(Numbers.Canonical(value.AsF64())),
        _ => value.Bits,
    };

    private static void StorePair(in LowerContext context, ulong address, ulong pointer, ulong length)
    {
        context.WritePointer(address, pointer);
        context.WritePointer(address + (context.Is64 ? 8u : 4u), length);
    }

    private static void WriteBytes(in LowerContext context, ulong address, int size, ulong bits)
    {
        switch (size)
        {
            case 1:
                context.Write(address, (byte)bits);
                break;
            case 2:
                context.Write(address, (ushort)bits);
                break;
            case 4:
                context.Write(address, (uint)bits);
                break;
            default:
                context.Write(address, bits);
                break;
        }
    }

    private static ulong LowerList(in LowerContext context, ComponentValueType element, in ComponentValue value)
    {
        var layout = element.GetLayout(context.Is64);
        var address = context.AllocateList(value.Count, (int)layout.Size, layout.Alignment);
        StoreElements(context, element, address, value);
        return address;
    }

    private static void StoreElements(in LowerContext context, ComponentValueType element, ulong address, in ComponentValue value)
    {
        if (value.NumberKind != default)
        {
            StoreNumbers(context, address, value);
            return;
        }

        var size = (ulong)element.GetLayout(context.Is64).Size;
        var count = value.Count;
        for (var i = 0; i < count; i++)
        {
            Store(context, element, address + ((uint)i * size), value[i]);
        }
    }

    private static void StoreNumbers(in LowerContext context, ulong address, in ComponentValue value)
    {
        // An array of signed numbers passes for one of unsigned numbers, and its bytes are the same.
        switch (value.Content)
        {
            case byte[] numbers:
                Copy(context, address, numbers);
                break;
            case ushort[] numbers:
                Copy(context, address, numbers);
                break;
            case uint[] numbers:
                Copy(context, address, numbers);
                break;
            case ulong[] numbers:
                Copy(context, address, numbers);
                break;
            case float[] numbers:
                Copy(context, address, numbers);
                break;
            case double[] numbers:
                Copy(context, address, numbers);
                break;
        }
    }

    private static void Copy<T>(in LowerContext context, ulong address, T[] numbers)
        where T : unmanaged
    {
        var bytes = context.GetBytes(address, Buffer.ByteLength(numbers));
        MemoryMarshal.AsBytes(new ReadOnlySpan<T>(numbers)).CopyTo(bytes);
        Numbers.Canonicalize(MemoryMarshal.Cast<byte, T>(bytes));
    }

    private static void StoreFields(in LowerContext context, ImmutableArray<ComponentValueType> types, ulong address, in ComponentValue value)
    {
        for (var i = 0; i < types.Length; i++)
        {
            var layout = types[i].GetLayout(context.Is64);
            address = ValueLifting.Align(address, layout.Alignment);
            Store(context, types[i], address, value[i]);
            address += (ulong)layout.Size;
        }
    }

    private static void LowerFields(ref FlatWriter writer, ImmutableArray<ComponentValueType> types, in ComponentValue value)
    {
        for (var i = 0; i < types.Length; i++)
        {
            LowerFlat(ref writer, types[i], value[i]);
        }
    }
}
