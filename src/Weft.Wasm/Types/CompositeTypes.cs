// Composite types, sub types and recursive type groups (spec 2.3.8-2.3.11).
using System.Collections.Immutable;

namespace Weft.Wasm;

/// <summary>A function, structure or array type (spec 2.3.9).</summary>
public abstract record CompositeType;

/// <summary>A function type (spec 2.3.8).</summary>
public sealed record FunctionType(ImmutableArray<ValueType> Parameters, ImmutableArray<ValueType> Results) : CompositeType
{
    /// <summary>No parameters, no results.</summary>
    public static FunctionType Empty { get; } = new([], []);

    /// <inheritdoc/>
    public bool Equals(FunctionType? other) =>
        other is not null && Parameters.AsSpan().SequenceEqual(other.Parameters.AsSpan()) && Results.AsSpan().SequenceEqual(other.Results.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Parameters.Length);
        foreach (var type in Parameters)
        {
            hash.Add(type);
        }

        foreach (var type in Results)
        {
            hash.Add(type);
        }

        return hash.ToHashCode();
    }

    /// <summary>The type as the text format writes it, for messages: <c>[i32 i64] -> [f32]</c>.</summary>
    public override string ToString() => $"[{string.Join(' ', Parameters)}] -> [{string.Join(' ', Results)}]";
}

/// <summary>A structure type (spec 2.3.9).</summary>
public sealed record StructType(ImmutableArray<FieldType> Fields) : CompositeType
{
    /// <inheritdoc/>
    public bool Equals(StructType? other) => other is not null && Fields.AsSpan().SequenceEqual(other.Fields.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var field in Fields)
        {
            hash.Add(field);
        }

        return hash.ToHashCode();
    }
}

/// <summary>An array type (spec 2.3.9).</summary>
public sealed record ArrayType(FieldType Element) : CompositeType;

/// <summary>The packed storage of a field: none, or 8 or 16 bits of an i32 (spec 2.3.9).</summary>
public enum PackedKind : byte
{
    /// <summary>Not packed: the value type itself.</summary>
    None = 0,
    /// <summary>16 bits.</summary>
    I16 = 0x77,
    /// <summary>8 bits.</summary>
    I8 = 0x78,
}

/// <summary>A field of a structure or the element of an array (spec 2.3.9). A packed field unpacks to i32.</summary>
public readonly record struct FieldType(ValueType Type, PackedKind Packed, bool IsMutable)
{
    /// <summary>Whether it is stored in 8 or 16 bits.</summary>
    public bool IsPacked => Packed != PackedKind.None;

    /// <summary>The size in bytes that array.new_data and array.init_data read per element; 0 for references.</summary>
    public int StorageSize => Packed switch { PackedKind.I8 => 1, PackedKind.I16 => 2, _ => Type.ByteSize };
}

/// <summary>A sub type: a composite type, whether it may be extended, and what it extends (spec 2.3.10).</summary>
public sealed record SubType(bool IsFinal, ImmutableArray<int> Supertypes, CompositeType Composite)
{
    /// <inheritdoc/>
    public bool Equals(SubType? other) =>
        other is not null && IsFinal == other.IsFinal && Supertypes.AsSpan().SequenceEqual(other.Supertypes.AsSpan()) && Composite.Equals(other.Composite);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsFinal, Supertypes.Length, Composite);
}

/// <summary>
/// A group of mutually recursive types (spec 2.3.11). <paramref name="IsExplicit"/> tells whether the source wrote <c>rec</c>, so that
/// a module can be written back as it was read.
/// </summary>
public sealed record RecursiveGroup(ImmutableArray<SubType> Types, bool IsExplicit);
