// Lifting of values without a static type (CanonicalABI.md, "Loading", "Flat Lifting").
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>Makes values of what lies in memory or in core values.</summary>
internal static class ValueLifting
{
    /// <summary>Reads a value from memory.</summary>
    public static ComponentValue Load(in LiftContext context, ComponentValueType type, ulong address)
    {
        switch (type)
        {
            case PrimitiveType primitive:
                return LoadPrimitive(context, primitive.Kind, address);
            case ListType { Length: { } length } list:
                return LoadList(context, list.Element, address, (int)length);
            case ListType list:
                return LoadList(context, list.Element, context.ReadPointer(address), context.ReadPointer(address + PointerSize(context)));
            case MapType map:
                return LoadMap(context, map, context.ReadPointer(address), context.ReadPointer(address + PointerSize(context)));
            case RecordType record:
                return ComponentValue.FromParts(ComponentValueKind.Record, LoadFields(context, record.Parts, record, address));
            case TupleType tuple:
                return ComponentValue.FromParts(ComponentValueKind.Tuple, LoadFields(context, tuple.Elements, null, address));
            case FlagsType flags:
                return MakeFlags(flags, (uint)ReadBytes(context, address, (int)flags.GetLayout(context.Is64).Size));
            case HandleType handle:
                return context.LiftResource(handle, context.Read<uint>(address));
            default:
                CheckBuilt(type);
                var cases = CaseView.Of(type);
                var index = (uint)ReadBytes(context, address, ValueLayout.DiscriminantSize(cases.Count));
                return LoadCase(context, cases, Cases.Check(index, cases.Count), address + cases.PayloadOffset(context.Is64));
        }
    }

    /// <summary>Makes a value of core values.</summary>
    public static ComponentValue LiftFlat(ref FlatReader reader, ComponentValueType type)
    {
        switch (type)
        {
            case PrimitiveType primitive:
                return LiftPrimitive(ref reader, primitive.Kind);
            case ListType { Length: { } length } list:
                return LiftElements(ref reader, list.Element, (int)length);
            case ListType list:
                var pointer = reader.ReadPointer();
                return LoadList(reader.Context, list.Element, pointer, reader.ReadPointer());
            case MapType map:
                pointer = reader.ReadPointer();
                return LoadMap(reader.Context, map, pointer, reader.ReadPointer());
            case RecordType record:
                return ComponentValue.FromParts(ComponentValueKind.Record, LiftFields(ref reader, record.Parts, record));
            case TupleType tuple:
                return ComponentValue.FromParts(ComponentValueKind.Tuple, LiftFields(ref reader, tuple.Elements, null));
            case FlagsType flags:
                return MakeFlags(flags, reader.ReadUInt32());
            case HandleType handle:
                return reader.Context.LiftResource(handle, reader.ReadUInt32());
            default:
                CheckBuilt(type);
                var cases = CaseView.Of(type);
                var end = reader.Position + type.GetLayout(reader.Context.Is64).Flat.Length;
                var index = Cases.Check(reader.ReadUInt32(), cases.Count);
                var value = LiftCase(ref reader, cases, index);
                reader.SkipTo(end);
                return value;
        }
    }

    private static uint PointerSize(in LiftContext context) => context.Is64 ? 8u : 4u;

    private static ulong ReadBytes(in LiftContext context, ulong address, int size) => size switch
    {
        1 => context.Read<byte>(address),
        2 => context.Read<ushort>(address),
        _ => context.Read<uint>(address),
    };

    private static ComponentValue LoadPrimitive(in LiftContext context, PrimitiveKind kind, ulong address) => kind switch
    {
        PrimitiveKind.Bool => context.Read<byte>(address) != 0,
        PrimitiveKind.S8 => context.Read<sbyte>(address),
        PrimitiveKind.U8 => context.Read<byte>(address),
        PrimitiveKind.S16 => context.Read<short>(address),
        PrimitiveKind.U16 => context.Read<ushort>(address),
        PrimitiveKind.S32 => context.Read<int>(address),
        PrimitiveKind.U32 => context.Read<uint>(address),
        PrimitiveKind.S64 => context.Read<long>(address),
        PrimitiveKind.U64 => context.Read<ulong>(address),
        PrimitiveKind.F32 => Numbers.Canonical(context.Read<float>(address)),
        PrimitiveKind.F64 => Numbers.Canonical(context.Read<double>(address)),
        PrimitiveKind.Char => CharCodec.Check(context.Read<uint>(address)),
        PrimitiveKind.String => StringLifting.Lift(context, context.ReadPointer(address), context.ReadPointer(address + PointerSize(context))),
        _ => throw NotBuilt(PrimitiveType.Spell(kind)),
    };

    private static ComponentValue LiftPrimitive(ref FlatReader reader, PrimitiveKind kind)
    {
        switch (kind)
        {
            case PrimitiveKind.Bool:
                return reader.ReadUInt32() != 0;
            case PrimitiveKind.S8:
                return (sbyte)reader.ReadUInt32();
            case PrimitiveKind.U8:
                return (byte)reader.ReadUInt32();
            case PrimitiveKind.S16:
                return (short)reader.ReadUInt32();
            case PrimitiveKind.U16:
                return (ushort)reader.ReadUInt32();
            case PrimitiveKind.S32:
                return (int)reader.ReadUInt32();
            case PrimitiveKind.U32:
                return reader.ReadUInt32();
            case PrimitiveKind.S64:
                return (long)reader.ReadUInt64();
            case PrimitiveKind.U64:
                return reader.ReadUInt64();
            case PrimitiveKind.F32:
                return Numbers.Canonical(BitConverter.UInt32BitsToSingle(reader.ReadUInt32()));
            case PrimitiveKind.F64:
                return Numbers.Canonical(BitConverter.UInt64BitsToDouble(reader.ReadUInt64()));
            case PrimitiveKind.Char:
                return CharCodec.Check(reader.ReadUInt32());
            case PrimitiveKind.String:
                var pointer = reader.ReadPointer();
                return StringLifting.Lift(reader.Context, pointer, reader.ReadPointer());
            default:
                throw NotBuilt(PrimitiveType.Spell(kind));
        }
    }

    /// <summary>Handles of what only asynchronous functions work with: a guest that uses them where it may traps.</summary>
    internal static AbiException NotBuilt(string kind) => new($"values of the type {kind} cannot cross yet");

    internal static void CheckBuilt(ComponentValueType type)
    {
        if (type is StreamType)
        {
            throw NotBuilt(type.KindName);
        }
    }

    private static ComponentValue LoadList(in LiftContext context, ComponentValueType element, ulong address, ulong length)
    {
        var layout = element.GetLayout(context.Is64);
        return LoadList(context, element, address, context.CheckList(address, length, (int)layout.Size, layout.Alignment));
    }

    private static ComponentValue LoadList(in LiftContext context, ComponentValueType element, ulong address, int count)
    {
        var size = (int)element.GetLayout(context.Is64).Size;
        if (element is PrimitiveType primitive && IsNumber(primitive.Kind))
        {
            context.Spend((long)count * size);
            return LoadNumbers(primitive.Kind, context.GetBytes(address, count * size));
        }

        return ComponentValue.FromParts(ComponentValueKind.List, LoadElements(context, element, address, count, size));
    }

    private static ComponentValue[] LoadElements(in LiftContext context, ComponentValueType element, ulong address, int count, int size)
    {
        CallDepth.Check();
        var values = NewParts(context, count);
        var i = 0;
        try
        {
            for (; i < count; i++)
            {
                values[i] = Load(context, element, address + ((uint)i * (ulong)(uint)size));
            }
        }
        catch (Exception exception) when (AbiException.NoteElement(exception, i))
        {
            throw;
        }

        return values;
    }

    private static ComponentValue LoadMap(in LiftContext context, MapType map, ulong address, ulong length)
    {
        var layout = map.Pair.GetLayout(context.Is64);
        var count = context.CheckList(address, length, (int)layout.Size, layout.Alignment);
        return ComponentValue.FromParts(ComponentValueKind.Map, LoadElements(context, map.Pair, address, count, (int)layout.Size));
    }

    internal static bool IsNumber(PrimitiveKind kind) => kind is not (PrimitiveKind.Bool or PrimitiveKind.Char or PrimitiveKind.String or PrimitiveKind.ErrorContext);

    private static ComponentValue LoadNumbers(PrimitiveKind kind, ReadOnlySpan<byte> bytes) => kind switch
    {
        PrimitiveKind.S8 => ComponentValue.ListOf(Numbers.ReadMany<sbyte>(bytes)),
        PrimitiveKind.U8 => ComponentValue.ListOf(Numbers.ReadMany<byte>(bytes)),
        PrimitiveKind.S16 => ComponentValue.ListOf(Numbers.ReadMany<short>(bytes)),
        PrimitiveKind.U16 => ComponentValue.ListOf(Numbers.ReadMany<ushort>(bytes)),
        PrimitiveKind.S32 => ComponentValue.ListOf(Numbers.ReadMany<int>(bytes)),
        PrimitiveKind.U32 => ComponentValue.ListOf(Numbers.ReadMany<uint>(bytes)),
        PrimitiveKind.S64 => ComponentValue.ListOf(Numbers.ReadMany<long>(bytes)),
        PrimitiveKind.U64 => ComponentValue.ListOf(Numbers.ReadMany<ulong>(bytes)),
        PrimitiveKind.F32 => ComponentValue.ListOf(Numbers.ReadMany<float>(bytes)),
        _ => ComponentValue.ListOf(Numbers.ReadMany<double>(bytes)),
    };

    private static ComponentValue LiftElements(ref FlatReader reader, ComponentValueType element, int count)
    {
        CallDepth.Check();
        var values = NewParts(reader.Context, count);
        for (var i = 0; i < count; i++)
        {
            values[i] = LiftFlat(ref reader, element);
        }

        return ComponentValue.FromParts(ComponentValueKind.List, values);
    }

    private static ComponentValue[] LoadFields(in LiftContext context, ImmutableArray<ComponentValueType> types, RecordType? record, ulong address)
    {
        CallDepth.Check();
        var values = NewParts(context, types.Length);
        var i = 0;
        try
        {
            for (; i < values.Length; i++)
            {
                var layout = types[i].GetLayout(context.Is64);
                address = Align(address, layout.Alignment);
                values[i] = Load(context, types[i], address);
                address += (ulong)layout.Size;
            }
        }
        catch (Exception exception) when (NoteField(exception, record, i))
        {
            throw;
        }

        return values;
    }

    private static ComponentValue[] LiftFields(ref FlatReader reader, ImmutableArray<ComponentValueType> types, RecordType? record)
    {
        CallDepth.Check();
        var values = NewParts(reader.Context, types.Length);
        var i = 0;
        try
        {
            for (; i < values.Length; i++)
            {
                values[i] = LiftFlat(ref reader, types[i]);
            }
        }
        catch (Exception exception) when (NoteField(exception, record, i))
        {
            throw;
        }

        return values;
    }

    private static bool NoteField(Exception exception, RecordType? record, int index) =>
        record is null ? AbiException.NoteElement(exception, index) : AbiException.Note(exception, "field", record.Fields[index].Name);

    internal static ulong Align(ulong address, int alignment) => (address + (uint)alignment - 1) & ~(ulong)((uint)alignment - 1);

    private static ComponentValue MakeFlags(FlagsType flags, uint bits) =>
        ComponentValue.Flags(flags.Names.Length == 32 ? bits : bits & ((1u << flags.Names.Length) - 1));

    private static ComponentValue LoadCase(in LiftContext context, in CaseView cases, int index, ulong address)
    {
        CallDepth.Check();
        if (cases[index] is not { } type)
        {
            return cases.Make(index, null);
        }

        context.Spend(2 * Unsafe.SizeOf<ComponentValue>());
        return cases.Make(index, Load(context, type, address));
    }

    private static ComponentValue LiftCase(ref FlatReader reader, in CaseView cases, int index)
    {
        CallDepth.Check();
        if (cases[index] is not { } type)
        {
            return cases.Make(index, null);
        }

        reader.Context.Spend(2 * Unsafe.SizeOf<ComponentValue>());
        return cases.Make(index, LiftFlat(ref reader, type));
    }

    private static ComponentValue[] NewParts(in LiftContext context, int count)
    {
        context.Spend((long)(count + 1) * Unsafe.SizeOf<ComponentValue>());
        return new ComponentValue[count];
    }
}
