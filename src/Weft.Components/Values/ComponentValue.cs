// Values of the component model without a static type: what untyped calls take and give.
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Weft.Components;

/// <summary>
/// A value of the component model. It does not know the names of its type: fields, elements, cases and flags go by their place. Lists of
/// numbers, which come and go in bulk, are arrays of these numbers inside; <see cref="this[int]"/> gives their elements all the same.
/// </summary>
public readonly partial struct ComponentValue : IEquatable<ComponentValue>
{
    private readonly ulong _bits;
    private readonly object? _content;

    private ComponentValue(ComponentValueKind kind, ulong bits, object? content = null) => (Kind, _bits, _content) = (kind, bits, content);

    /// <summary>What it is.</summary>
    public ComponentValueKind Kind { get; }

    /// <summary>The bits of a number or character, the index of a case, the bits of flags.</summary>
    internal ulong Bits => _bits;

    /// <summary>The elements, fields, pairs or the one payload; a list of numbers is an array of them.</summary>
    internal Array? Content => _content as Array;

    /// <summary>True or false.</summary>
    public bool AsBool() => Expect(ComponentValueKind.Bool)._bits != 0;

    /// <summary>An s8.</summary>
    public sbyte AsS8() => (sbyte)Expect(ComponentValueKind.S8)._bits;

    /// <summary>A u8.</summary>
    public byte AsU8() => (byte)Expect(ComponentValueKind.U8)._bits;

    /// <summary>An s16.</summary>
    public short AsS16() => (short)Expect(ComponentValueKind.S16)._bits;

    /// <summary>A u16.</summary>
    public ushort AsU16() => (ushort)Expect(ComponentValueKind.U16)._bits;

    /// <summary>An s32.</summary>
    public int AsS32() => (int)Expect(ComponentValueKind.S32)._bits;

    /// <summary>A u32.</summary>
    public uint AsU32() => (uint)Expect(ComponentValueKind.U32)._bits;

    /// <summary>An s64.</summary>
    public long AsS64() => (long)Expect(ComponentValueKind.S64)._bits;

    /// <summary>A u64.</summary>
    public ulong AsU64() => Expect(ComponentValueKind.U64)._bits;

    /// <summary>An f32.</summary>
    public float AsF32() => BitConverter.UInt32BitsToSingle((uint)Expect(ComponentValueKind.F32)._bits);

    /// <summary>An f64.</summary>
    public double AsF64() => BitConverter.UInt64BitsToDouble(Expect(ComponentValueKind.F64)._bits);

    /// <summary>A character.</summary>
    public Rune AsChar() => new((int)Expect(ComponentValueKind.Char)._bits);

    /// <summary>Text.</summary>
    public string AsString() => (string)Expect(ComponentValueKind.String)._content!;

    /// <summary>A handle of a resource.</summary>
    public ComponentResource AsResource() => (ComponentResource)Expect(ComponentValueKind.Resource)._content!;

    /// <summary>The bits of flags.</summary>
    public uint AsFlags() => (uint)Expect(ComponentValueKind.Flags)._bits;

    /// <summary>The index of the case of a variant or an enumeration; 1 for a value or an error, 0 for none or a result.</summary>
    /// <exception cref="InvalidOperationException">It has no cases.</exception>
    public int Case => Kind is ComponentValueKind.Variant or ComponentValueKind.Enum or ComponentValueKind.Option or ComponentValueKind.Result
        ? (int)_bits
        : throw new InvalidOperationException($"a {Kind} has no cases");

    /// <summary>What the case carries; null when nothing.</summary>
    /// <exception cref="InvalidOperationException">It has no cases.</exception>
    public ComponentValue? Payload => Case >= 0 && _content is ComponentValue[] { Length: 1 } payload ? payload[0] : default(ComponentValue?);

    /// <summary>Whether it is a result and not an error.</summary>
    public bool IsOk => Expect(ComponentValueKind.Result)._bits == 0;

    /// <summary>The number of elements, fields or pairs.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    public int Count => Parts.Length;

    /// <summary>An element, field or pair.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    /// <exception cref="IndexOutOfRangeException">It has fewer.</exception>
    public ComponentValue this[int index] => Parts is ComponentValue[] values
        ? values[index]
        : NumberKind switch
        {
            ComponentValueKind.U8 => FromU8(((byte[])_content!)[index]),
            ComponentValueKind.S8 => FromS8(((sbyte[])_content!)[index]),
            ComponentValueKind.U16 => FromU16(((ushort[])_content!)[index]),
            ComponentValueKind.S16 => FromS16(((short[])_content!)[index]),
            ComponentValueKind.U32 => FromU32(((uint[])_content!)[index]),
            ComponentValueKind.S32 => FromS32(((int[])_content!)[index]),
            ComponentValueKind.U64 => FromU64(((ulong[])_content!)[index]),
            ComponentValueKind.S64 => FromS64(((long[])_content!)[index]),
            ComponentValueKind.F32 => FromF32(((float[])_content!)[index]),
            _ => FromF64(((double[])_content!)[index]),
        };

    /// <summary>What the elements of a list are that is an array of numbers; bool, the default, when it is none.</summary>
    internal ComponentValueKind NumberKind => Kind == ComponentValueKind.List ? (ComponentValueKind)_bits : default;

    private Array Parts => Kind is ComponentValueKind.List or ComponentValueKind.Record or ComponentValueKind.Tuple or ComponentValueKind.Map
        ? (Array)_content!
        : throw new InvalidOperationException($"a {Kind} has no parts");

    /// <summary>The elements of a list of numbers, if it was made of an array of them or came from a guest.</summary>
    /// <typeparam name="T">The .NET type of the numbers: byte for u8 and so on.</typeparam>
    public bool TryGetNumbers<T>(out ReadOnlySpan<T> numbers)
        where T : unmanaged
    {
        var isSame = _content is not null && NumberKind != default && NumberKind == KindOf<T>();
        numbers = isSame ? (T[])_content! : default;
        return isSame;
    }

    private ComponentValue Expect(ComponentValueKind kind) => Kind == kind ? this : ThrowKind(kind);

    [DoesNotReturn]
    private ComponentValue ThrowKind(ComponentValueKind kind) => throw new InvalidOperationException($"the value is a {Kind}, not a {kind}");
}
