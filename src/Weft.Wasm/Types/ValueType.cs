// Value types (spec 2.3.1-2.3.5): numbers, vectors and references, in eight bytes.
namespace Weft.Wasm;

/// <summary>The kind of a <see cref="ValueType"/>; numeric kinds are their binary codes (spec 5.3.1).</summary>
public enum ValueKind : byte
{
    /// <summary>The bottom type: a value of unreachable code, which has every type. Never appears in a module.</summary>
    Bottom = 0,
    /// <summary>A reference.</summary>
    Ref = 0x64,
    /// <summary>128 bits.</summary>
    V128 = 0x7B,
    /// <summary>An IEEE 754 double.</summary>
    F64 = 0x7C,
    /// <summary>An IEEE 754 single.</summary>
    F32 = 0x7D,
    /// <summary>A 64-bit integer.</summary>
    I64 = 0x7E,
    /// <summary>A 32-bit integer.</summary>
    I32 = 0x7F,
}

/// <summary>A value type (spec 2.3.5).</summary>
public readonly struct ValueType : IEquatable<ValueType>
{
    private readonly HeapType _heap;

    private ValueType(ValueKind kind, bool nullable = false, HeapType heap = default)
    {
        Kind = kind;
        IsNullable = nullable;
        _heap = heap;
    }

    /// <summary>i32.</summary>
    public static ValueType I32 => new(ValueKind.I32);
    /// <summary>i64.</summary>
    public static ValueType I64 => new(ValueKind.I64);
    /// <summary>f32.</summary>
    public static ValueType F32 => new(ValueKind.F32);
    /// <summary>f64.</summary>
    public static ValueType F64 => new(ValueKind.F64);
    /// <summary>v128.</summary>
    public static ValueType V128 => new(ValueKind.V128);
    /// <summary>The bottom type of unreachable operands.</summary>
    public static ValueType Bottom => default;
    /// <summary>(ref null func).</summary>
    public static ValueType FuncRef => Ref(AbstractHeapType.Func, nullable: true);
    /// <summary>(ref null extern).</summary>
    public static ValueType ExternRef => Ref(AbstractHeapType.Extern, nullable: true);
    /// <summary>(ref null any).</summary>
    public static ValueType AnyRef => Ref(AbstractHeapType.Any, nullable: true);
    /// <summary>(ref null exn).</summary>
    public static ValueType ExnRef => Ref(AbstractHeapType.Exn, nullable: true);

    /// <summary>What it is.</summary>
    public ValueKind Kind { get; }

    /// <summary>Whether a reference may be null; false for numbers.</summary>
    public bool IsNullable { get; }

    /// <summary>What a reference points at; meaningful when <see cref="IsReference"/>.</summary>
    public HeapType Heap => _heap;

    /// <summary>Whether it is a reference type.</summary>
    public bool IsReference => Kind == ValueKind.Ref;

    /// <summary>Whether it is i32, i64, f32 or f64.</summary>
    public bool IsNumber => Kind >= ValueKind.F64;

    /// <summary>Whether a local of it has an initial value (spec 3.2): numbers, v128 and nullable references.</summary>
    public bool IsDefaultable => Kind != ValueKind.Ref || IsNullable;

    /// <summary>The size in memory of a number or vector in bytes; 0 for references.</summary>
    public int ByteSize => Kind switch
    {
        ValueKind.I32 or ValueKind.F32 => 4,
        ValueKind.I64 or ValueKind.F64 => 8,
        ValueKind.V128 => 16,
        _ => 0,
    };

    /// <summary>The number or vector type, or bottom, with a kind that is not <see cref="ValueKind.Ref"/>.</summary>
    internal static ValueType OfKind(ValueKind kind) => new(kind);

    /// <summary>A reference type.</summary>
    public static ValueType Ref(HeapType heap, bool nullable) => new(ValueKind.Ref, nullable, heap);

    /// <summary>The same reference type, without null.</summary>
    public ValueType AsNonNullable() => IsReference ? Ref(_heap, nullable: false) : this;

    /// <inheritdoc/>
    public bool Equals(ValueType other) => Kind == other.Kind && IsNullable == other.IsNullable && _heap == other._heap;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ValueType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, IsNullable, _heap.Code);

    /// <summary>Whether two types are the same (in one index space).</summary>
    public static bool operator ==(ValueType left, ValueType right) => left.Equals(right);

    /// <summary>Whether two types differ (in one index space).</summary>
    public static bool operator !=(ValueType left, ValueType right) => !left.Equals(right);

    /// <summary>The type as the text format writes it, abbreviated where spec 6.4.3 allows.</summary>
    public override string ToString()
    {
        if (!IsReference)
        {
            return Kind switch
            {
                ValueKind.I32 => "i32",
                ValueKind.I64 => "i64",
                ValueKind.F32 => "f32",
                ValueKind.F64 => "f64",
                ValueKind.V128 => "v128",
                _ => "bot",
            };
        }

        if (IsNullable && !_heap.IsDefined)
        {
            return _heap.Abstract switch
            {
                AbstractHeapType.None => "nullref",
                AbstractHeapType.NoExtern => "nullexternref",
                AbstractHeapType.NoFunc => "nullfuncref",
                AbstractHeapType.NoExn => "nullexnref",
                _ => _heap + "ref",
            };
        }

        return IsNullable ? $"(ref null {_heap})" : $"(ref {_heap})";
    }
}
