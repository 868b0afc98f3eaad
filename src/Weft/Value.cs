// Values without a static type (spec 4.2.1): what untyped calls take and give.
using System.Globalization;
using System.Runtime.Intrinsics;
using Weft.Wasm;

namespace Weft;

/// <summary>A WebAssembly value: a number, a vector or a reference (spec 4.2.1). The default is a null reference.</summary>
public readonly struct Value : IEquatable<Value>
{
    private readonly ValueKind _kind;

    private Value(ValueKind kind, ulong low, ulong high, object? reference)
    {
        _kind = kind;
        Low = low;
        High = high;
        Reference = reference;
    }

    /// <summary>What it is.</summary>
    public ValueKind Kind => _kind == ValueKind.Bottom ? ValueKind.Ref : _kind;

    /// <summary>
    /// The reference: null, a <see cref="Function"/>, <see cref="StructObject"/>, <see cref="ArrayObject"/>, <see cref="I31"/>,
    /// <see cref="ExceptionObject"/>, or any object of the host. Null when it is not a reference.
    /// </summary>
    public object? Reference { get; }

    /// <summary>The bits of a number, zero-extended, or the low half of a vector.</summary>
    internal ulong Low { get; }

    /// <summary>The high half of a vector.</summary>
    internal ulong High { get; }

    /// <summary>An i32.</summary>
    public static Value FromInt32(int value) => new(ValueKind.I32, (uint)value, 0, null);

    /// <summary>An i64.</summary>
    public static Value FromInt64(long value) => new(ValueKind.I64, (ulong)value, 0, null);

    /// <summary>An f32.</summary>
    public static Value FromSingle(float value) => new(ValueKind.F32, BitConverter.SingleToUInt32Bits(value), 0, null);

    /// <summary>An f64.</summary>
    public static Value FromDouble(double value) => new(ValueKind.F64, BitConverter.DoubleToUInt64Bits(value), 0, null);

    /// <summary>A v128.</summary>
    public static Value FromVector(Vector128<byte> value) => new(ValueKind.V128, value.AsUInt64().GetElement(0), value.AsUInt64().GetElement(1), null);

    /// <summary>A reference of any type.</summary>
    public static Value FromReference(object? value) => new(ValueKind.Ref, 0, 0, value);

    /// <summary>A number by its bits, so that not-a-number values keep their payload; i32 and f32 use the low half.</summary>
    /// <param name="kind">i32, i64, f32 or f64.</param>
    /// <param name="bits">The bits.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kind is not numeric.</exception>
    public static Value FromBits(ValueKind kind, ulong bits) => kind switch
    {
        ValueKind.I32 or ValueKind.F32 => new(kind, (uint)bits, 0, null),
        ValueKind.I64 or ValueKind.F64 => new(kind, bits, 0, null),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a number"),
    };

    internal static Value FromSlots(ValueKind kind, ulong low, ulong high = 0) => new(kind, low, high, null);

    /// <summary>The value of an i32.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    public int AsInt32() => (int)Expect(ValueKind.I32).Low;

    /// <summary>The value of an i64.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    public long AsInt64() => (long)Expect(ValueKind.I64).Low;

    /// <summary>The value of an f32.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    public float AsSingle() => BitConverter.UInt32BitsToSingle((uint)Expect(ValueKind.F32).Low);

    /// <summary>The value of an f64.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    public double AsDouble() => BitConverter.UInt64BitsToDouble(Expect(ValueKind.F64).Low);

    /// <summary>The value of a v128.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    public Vector128<byte> AsVector()
    {
        Expect(ValueKind.V128);
        return Vector128.Create(Low, High).AsByte();
    }

    /// <summary>The bits of a number; those of i32 and f32 are zero-extended.</summary>
    /// <exception cref="InvalidOperationException">It is a vector or a reference.</exception>
    public ulong AsBits() => Kind is ValueKind.Ref or ValueKind.V128 ? throw new InvalidOperationException($"a {Kind} is not a number") : Low;

    /// <summary>An i32.</summary>
    public static implicit operator Value(int value) => FromInt32(value);

    /// <summary>An i64.</summary>
    public static implicit operator Value(long value) => FromInt64(value);

    /// <summary>An f32.</summary>
    public static implicit operator Value(float value) => FromSingle(value);

    /// <summary>An f64.</summary>
    public static implicit operator Value(double value) => FromDouble(value);

    /// <summary>A v128.</summary>
    public static implicit operator Value(Vector128<byte> value) => FromVector(value);

    /// <summary>A reference to a function.</summary>
    public static implicit operator Value(Function? value) => FromReference(value);

    /// <summary>Whether both are the same: numbers by their bits, references by identity (i31 by value).</summary>
    public bool Equals(Value other) =>
        Kind == other.Kind && Low == other.Low && High == other.High && Runtime.ReferenceChecks.AreEqual(Reference, other.Reference);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(
        Kind, Low, High, Reference is I31 small ? small.Signed : System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Reference));

    /// <summary>Whether both are the same.</summary>
    public static bool operator ==(Value left, Value right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>The value for people: numbers in decimal, vectors in hexadecimal.</summary>
    public override string ToString() => Kind switch
    {
        ValueKind.I32 => AsInt32().ToString(CultureInfo.InvariantCulture),
        ValueKind.I64 => AsInt64().ToString(CultureInfo.InvariantCulture),
        ValueKind.F32 => AsSingle().ToString(CultureInfo.InvariantCulture),
        ValueKind.F64 => AsDouble().ToString(CultureInfo.InvariantCulture),
        ValueKind.V128 => string.Create(CultureInfo.InvariantCulture, $"0x{High:x16}{Low:x16}"),
        _ => Reference?.ToString() ?? "null",
    };

    private Value Expect(ValueKind kind) =>
        Kind == kind ? this : throw new InvalidOperationException($"the value is of kind {Kind}, not {kind}");
}
