// Values of the component model: how they are made and compared.
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Weft.Components;

public readonly partial struct ComponentValue
{
    /// <summary>No value of an option.</summary>
    public static ComponentValue None { get; } = new(ComponentValueKind.Option, 0);

    /// <summary>True or false.</summary>
    public static ComponentValue FromBool(bool value) => new(ComponentValueKind.Bool, value ? 1u : 0);

    /// <summary>An s8.</summary>
    public static ComponentValue FromS8(sbyte value) => new(ComponentValueKind.S8, (ulong)value);

    /// <summary>A u8.</summary>
    public static ComponentValue FromU8(byte value) => new(ComponentValueKind.U8, value);

    /// <summary>An s16.</summary>
    public static ComponentValue FromS16(short value) => new(ComponentValueKind.S16, (ulong)value);

    /// <summary>A u16.</summary>
    public static ComponentValue FromU16(ushort value) => new(ComponentValueKind.U16, value);

    /// <summary>An s32.</summary>
    public static ComponentValue FromS32(int value) => new(ComponentValueKind.S32, (ulong)value);

    /// <summary>A u32.</summary>
    public static ComponentValue FromU32(uint value) => new(ComponentValueKind.U32, value);

    /// <summary>An s64.</summary>
    public static ComponentValue FromS64(long value) => new(ComponentValueKind.S64, (ulong)value);

    /// <summary>A u64.</summary>
    public static ComponentValue FromU64(ulong value) => new(ComponentValueKind.U64, value);

    /// <summary>An integer of a primitive type.</summary>
    /// <param name="kind">The type: s8 to u64.</param>
    /// <param name="number">The number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The type is not one of integers.</exception>
    /// <exception cref="OverflowException">The type has no such number.</exception>
    public static ComponentValue FromInteger(PrimitiveKind kind, BigInteger number) => kind switch
    {
        PrimitiveKind.S8 => FromS8((sbyte)number),
        PrimitiveKind.U8 => FromU8((byte)number),
        PrimitiveKind.S16 => FromS16((short)number),
        PrimitiveKind.U16 => FromU16((ushort)number),
        PrimitiveKind.S32 => FromS32((int)number),
        PrimitiveKind.U32 => FromU32((uint)number),
        PrimitiveKind.S64 => FromS64((long)number),
        PrimitiveKind.U64 => FromU64((ulong)number),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of integer."),
    };

    /// <summary>An f32. Which not-a-number it is, is lost on the way into a component.</summary>
    public static ComponentValue FromF32(float value) => new(ComponentValueKind.F32, BitConverter.SingleToUInt32Bits(value));

    /// <summary>An f64. Which not-a-number it is, is lost on the way into a component.</summary>
    public static ComponentValue FromF64(double value) => new(ComponentValueKind.F64, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>A character.</summary>
    public static ComponentValue FromChar(Rune value) => new(ComponentValueKind.Char, (uint)value.Value);

    /// <summary>Text.</summary>
    public static ComponentValue FromString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(ComponentValueKind.String, 0, value);
    }

    /// <summary>A list.</summary>
    public static ComponentValue List(params ReadOnlySpan<ComponentValue> elements) => new(ComponentValueKind.List, 0, elements.ToArray());

    /// <summary>A list of numbers.</summary>
    /// <typeparam name="T">byte for u8, sbyte for s8, and so on to double.</typeparam>
    /// <param name="numbers">The numbers; the value keeps the array.</param>
    /// <exception cref="ArgumentException">The type is none of a number.</exception>
    public static ComponentValue ListOf<T>(T[] numbers)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return KindOf<T>() is var kind and not ComponentValueKind.Bool ? new(ComponentValueKind.List, (ulong)kind, numbers) : throw new ArgumentException($"{typeof(T)} is no number of the component model", nameof(numbers));
    }

    /// <summary>A record.</summary>
    /// <param name="fields">Its fields, in the order of its type.</param>
    public static ComponentValue Record(params ReadOnlySpan<ComponentValue> fields) => new(ComponentValueKind.Record, 0, fields.ToArray());

    /// <summary>A tuple.</summary>
    public static ComponentValue Tuple(params ReadOnlySpan<ComponentValue> elements) => new(ComponentValueKind.Tuple, 0, elements.ToArray());

    /// <summary>A map.</summary>
    /// <param name="pairs">Tuples of a key and a value.</param>
    public static ComponentValue Map(params ReadOnlySpan<ComponentValue> pairs) => new(ComponentValueKind.Map, 0, pairs.ToArray());

    /// <summary>A case of a variant.</summary>
    /// <param name="index">The index of the case in the type.</param>
    /// <param name="payload">What it carries, if anything.</param>
    public static ComponentValue Variant(int index, ComponentValue? payload = null) => WithPayload(ComponentValueKind.Variant, index, payload);

    /// <summary>A case of an enumeration.</summary>
    /// <param name="index">The index of the case in the type.</param>
    public static ComponentValue Enum(int index) => new(ComponentValueKind.Enum, (uint)index);

    /// <summary>Flags.</summary>
    /// <param name="bits">The first flag of the type in the lowest bit.</param>
    public static ComponentValue Flags(uint bits) => new(ComponentValueKind.Flags, bits);

    /// <summary>A value of an option.</summary>
    public static ComponentValue Some(ComponentValue value) => WithPayload(ComponentValueKind.Option, 1, value);

    /// <summary>A result.</summary>
    public static ComponentValue Ok(ComponentValue? value = null) => WithPayload(ComponentValueKind.Result, 0, value);

    /// <summary>An error.</summary>
    public static ComponentValue Error(ComponentValue? value = null) => WithPayload(ComponentValueKind.Result, 1, value);

    /// <summary>A handle of a resource.</summary>
    public static ComponentValue FromResource(ComponentResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new(ComponentValueKind.Resource, 0, resource);
    }

    /// <summary>True or false.</summary>
    public static implicit operator ComponentValue(bool value) => FromBool(value);

    /// <summary>An s8.</summary>
    public static implicit operator ComponentValue(sbyte value) => FromS8(value);

    /// <summary>A u8.</summary>
    public static implicit operator ComponentValue(byte value) => FromU8(value);

    /// <summary>An s16.</summary>
    public static implicit operator ComponentValue(short value) => FromS16(value);

    /// <summary>A u16.</summary>
    public static implicit operator ComponentValue(ushort value) => FromU16(value);

    /// <summary>An s32.</summary>
    public static implicit operator ComponentValue(int value) => FromS32(value);

    /// <summary>A u32.</summary>
    public static implicit operator ComponentValue(uint value) => FromU32(value);

    /// <summary>An s64.</summary>
    public static implicit operator ComponentValue(long value) => FromS64(value);

    /// <summary>A u64.</summary>
    public static implicit operator ComponentValue(ulong value) => FromU64(value);

    /// <summary>An f32.</summary>
    public static implicit operator ComponentValue(float value) => FromF32(value);

    /// <summary>An f64.</summary>
    public static implicit operator ComponentValue(double value) => FromF64(value);

    /// <summary>A character.</summary>
    public static implicit operator ComponentValue(Rune value) => FromChar(value);

    /// <summary>Text.</summary>
    public static implicit operator ComponentValue(string value) => FromString(value);

    /// <summary>A handle of a resource.</summary>
    public static implicit operator ComponentValue(ComponentResource value) => FromResource(value);

    /// <summary>A value of a numeric kind by its bits, sign-extended where it is signed.</summary>
    internal static ComponentValue FromBits(ComponentValueKind kind, ulong bits) => new(kind, bits);

    internal static ComponentValue FromParts(ComponentValueKind kind, ComponentValue[] parts) => new(kind, 0, parts);

    /// <summary>The kind of a .NET type of numbers; bool for any other. Asked of the type, because arrays of signed numbers pass for those of unsigned ones.</summary>
    internal static ComponentValueKind KindOf<T>() =>
        typeof(T) == typeof(byte) ? ComponentValueKind.U8
        : typeof(T) == typeof(sbyte) ? ComponentValueKind.S8
        : typeof(T) == typeof(ushort) ? ComponentValueKind.U16
        : typeof(T) == typeof(short) ? ComponentValueKind.S16
        : typeof(T) == typeof(uint) ? ComponentValueKind.U32
        : typeof(T) == typeof(int) ? ComponentValueKind.S32
        : typeof(T) == typeof(ulong) ? ComponentValueKind.U64
        : typeof(T) == typeof(long) ? ComponentValueKind.S64
        : typeof(T) == typeof(float) ? ComponentValueKind.F32
        : typeof(T) == typeof(double) ? ComponentValueKind.F64
        : ComponentValueKind.Bool;

    /// <summary>Whether both are the same: numbers by their bits, handles by identity, the rest part by part.</summary>
    public bool Equals(ComponentValue other)
    {
        if (Kind != other.Kind || (_bits != other._bits && Kind != ComponentValueKind.List))
        {
            return false;
        }

        if (_content is not Array mine || other._content is not Array theirs)
        {
            return Equals(_content, other._content);
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        var isEqual = mine.Length == theirs.Length;
        for (var i = 0; isEqual && i < mine.Length; i++)
        {
            isEqual = mine is ComponentValue[] left && theirs is ComponentValue[] right ? left[i].Equals(right[i]) : this[i].Equals(other[i]);
        }

        return isEqual;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ComponentValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Kind == ComponentValueKind.List ? 0 : _bits, _content is Array parts ? parts.Length : _content?.GetHashCode() ?? 0);

    /// <summary>Whether both are the same.</summary>
    public static bool operator ==(ComponentValue left, ComponentValue right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(ComponentValue left, ComponentValue right) => !left.Equals(right);

    /// <summary>A number, character or text as it is, and of the others what they are.</summary>
    public override string ToString() => Kind switch
    {
        ComponentValueKind.Bool => _bits != 0 ? "true" : "false",
        ComponentValueKind.S8 or ComponentValueKind.S16 or ComponentValueKind.S32 or ComponentValueKind.S64 => ((long)_bits).ToString(CultureInfo.InvariantCulture),
        ComponentValueKind.U8 or ComponentValueKind.U16 or ComponentValueKind.U32 or ComponentValueKind.U64 => _bits.ToString(CultureInfo.InvariantCulture),
        ComponentValueKind.F32 => AsF32().ToString(CultureInfo.InvariantCulture),
        ComponentValueKind.F64 => AsF64().ToString(CultureInfo.InvariantCulture),
        ComponentValueKind.Char => AsChar().ToString(),
        ComponentValueKind.String => AsString(),
        ComponentValueKind.Resource => AsResource().ToString() ?? "",
        ComponentValueKind.Enum or ComponentValueKind.Flags => string.Create(CultureInfo.InvariantCulture, $"{Kind} {_bits}"),
        ComponentValueKind.Variant or ComponentValueKind.Option or ComponentValueKind.Result =>
            Payload is { } payload ? string.Create(CultureInfo.InvariantCulture, $"{Kind} {_bits}({payload})") : string.Create(CultureInfo.InvariantCulture, $"{Kind} {_bits}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Kind} of {Count}"),
    };

    private static ComponentValue WithPayload(ComponentValueKind kind, int index, ComponentValue? payload) =>
        new(kind, (uint)index, payload is { } value ? new[] { value } : null);
}
