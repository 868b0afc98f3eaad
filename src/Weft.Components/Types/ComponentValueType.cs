// Value types (Explainer, "Type definitions", defvaltype), resolved.
using System.Collections.Immutable;
using Weft.Components.CanonicalAbi;

namespace Weft.Components.Types;

/// <summary>A value type. Each kind is a class of its own; the set is closed.</summary>
public abstract class ComponentValueType : DefinedType
{
    private ValueLayout? _layout32;
    private ValueLayout? _layout64;
    private uint _payloadOffset32;
    private uint _payloadOffset64;

    private protected ComponentValueType()
    {
    }

    /// <summary>How values lie in memory; found once for each type.</summary>
    internal ValueLayout GetLayout(bool is64) =>
        is64 ? _layout64 ??= ValueLayout.Compute(this, is64: true) : _layout32 ??= ValueLayout.Compute(this, is64: false);

    /// <summary>Where the payload of a type with cases lies; found once for each type.</summary>
    internal uint GetPayloadOffset(bool is64)
    {
        ref var offset = ref is64 ? ref _payloadOffset64 : ref _payloadOffset32;
        return offset != 0 ? offset : offset = ValueLayout.PayloadOffset(CaseView.Of(this), is64);
    }
}

/// <summary>A primitive type.</summary>
public sealed class PrimitiveType : ComponentValueType
{
    private static readonly Dictionary<PrimitiveKind, PrimitiveType> s_all = Enum.GetValues<PrimitiveKind>().ToDictionary(kind => kind, kind => new PrimitiveType(kind));

    private PrimitiveType(PrimitiveKind kind)
    {
        Kind = kind;
        ContainsPointer = kind == PrimitiveKind.String;
    }

    /// <summary>Which.</summary>
    public PrimitiveKind Kind { get; }

    /// <inheritdoc/>
    public override string KindName => Spell(Kind);

    /// <summary>The primitive type of a kind.</summary>
    public static PrimitiveType Get(PrimitiveKind kind) => s_all[kind];

    /// <summary>The keyword of a primitive type.</summary>
    public static string Spell(PrimitiveKind kind) => kind == PrimitiveKind.ErrorContext ? "error-context" : kind.ToString().ToLowerInvariant();
}

/// <summary>A field of a record, or a parameter.</summary>
public readonly record struct Field(string Name, ComponentValueType Type);

/// <summary>A record.</summary>
public sealed class RecordType : ComponentValueType
{
    internal RecordType(ImmutableArray<Field> fields)
    {
        Fields = fields;
        Parts = fields.Select(field => field.Type).ToImmutableArray();
        foreach (var field in fields)
        {
            Count(field.Type);
        }
    }

    /// <summary>The fields, at least one.</summary>
    public ImmutableArray<Field> Fields { get; }

    /// <summary>The types of the fields.</summary>
    internal ImmutableArray<ComponentValueType> Parts { get; }

    /// <inheritdoc/>
    public override string KindName => "record";
}

/// <summary>A case of a variant.</summary>
public readonly record struct Case(string Name, ComponentValueType? Type);

/// <summary>A variant.</summary>
public sealed class VariantType : ComponentValueType
{
    internal VariantType(ImmutableArray<Case> cases)
    {
        Cases = cases;
        foreach (var @case in cases)
        {
            Count(@case.Type);
        }
    }

    /// <summary>The cases, at least one.</summary>
    public ImmutableArray<Case> Cases { get; }

    /// <inheritdoc/>
    public override string KindName => "variant";
}

/// <summary>A list; with a length its elements stand in place.</summary>
public sealed class ListType : ComponentValueType
{
    internal ListType(ComponentValueType element, uint? length)
    {
        (Element, Length) = (element, length);
        Count(element);
        ContainsPointer |= length is null;
    }

    /// <summary>The type of its elements.</summary>
    public ComponentValueType Element { get; }

    /// <summary>The number of elements when it is fixed.</summary>
    public uint? Length { get; }

    /// <inheritdoc/>
    public override string KindName => Length is null ? "list" : "fixed-length list";
}

/// <summary>A map.</summary>
public sealed class MapType : ComponentValueType
{
    internal MapType(ComponentValueType key, ComponentValueType value)
    {
        (Key, Value) = (key, value);
        Pair = new TupleType([key, value]);
        Count(key);
        Count(value);
        ContainsPointer = true;
    }

    /// <summary>The type of its keys.</summary>
    public ComponentValueType Key { get; }

    /// <summary>The type of its values.</summary>
    public ComponentValueType Value { get; }

    /// <summary>What it is a list of, as it crosses.</summary>
    internal TupleType Pair { get; }

    /// <inheritdoc/>
    public override string KindName => "map";
}

/// <summary>A tuple.</summary>
public sealed class TupleType : ComponentValueType
{
    internal TupleType(ImmutableArray<ComponentValueType> elements)
    {
        Elements = elements;
        foreach (var element in elements)
        {
            Count(element);
        }
    }

    /// <summary>The types of its elements, at least one.</summary>
    public ImmutableArray<ComponentValueType> Elements { get; }

    /// <inheritdoc/>
    public override string KindName => "tuple";
}

/// <summary>Flags, up to 32.</summary>
public sealed class FlagsType : ComponentValueType
{
    internal FlagsType(ImmutableArray<string> names) => Names = names;

    /// <summary>The flags, from the lowest bit.</summary>
    public ImmutableArray<string> Names { get; }

    /// <inheritdoc/>
    public override string KindName => "flags";
}

/// <summary>An enumeration.</summary>
public sealed class EnumType : ComponentValueType
{
    internal EnumType(ImmutableArray<string> names) => Names = names;

    /// <summary>The cases, from 0.</summary>
    public ImmutableArray<string> Names { get; }

    /// <inheritdoc/>
    public override string KindName => "enum";
}

/// <summary>An optional value.</summary>
public sealed class OptionType : ComponentValueType
{
    internal OptionType(ComponentValueType element)
    {
        Element = element;
        Count(element);
    }

    /// <summary>The type of the value.</summary>
    public ComponentValueType Element { get; }

    /// <inheritdoc/>
    public override string KindName => "option";
}

/// <summary>A result or an error.</summary>
public sealed class ResultType : ComponentValueType
{
    internal ResultType(ComponentValueType? ok, ComponentValueType? error)
    {
        (Ok, Error) = (ok, error);
        Count(ok);
        Count(error);
    }

    /// <summary>What success carries.</summary>
    public ComponentValueType? Ok { get; }

    /// <summary>What failure carries.</summary>
    public ComponentValueType? Error { get; }

    /// <inheritdoc/>
    public override string KindName => "result";
}

/// <summary>A handle of a resource: owned or borrowed.</summary>
public sealed class HandleType : ComponentValueType
{
    internal HandleType(ResourceType resource, bool isBorrow)
    {
        Resource = resource;
        IsBorrow = isBorrow;
        Count(resource);
        ContainsBorrow |= isBorrow;
    }

    /// <summary>What it refers to.</summary>
    public ResourceType Resource { get; }

    /// <summary>Whether it is lent for a call only.</summary>
    public bool IsBorrow { get; }

    /// <inheritdoc/>
    public override string KindName => IsBorrow ? "borrow" : "own";
}

/// <summary>A stream or future (gated).</summary>
public sealed class StreamType : ComponentValueType
{
    internal StreamType(ComponentValueType? element, bool isFuture)
    {
        (Element, IsFuture) = (element, isFuture);
        Count(element);
        ContainsPointer = false;
    }

    /// <summary>What comes out of it; null when nothing but the fact.</summary>
    public ComponentValueType? Element { get; }

    /// <summary>Whether it is a future: one value.</summary>
    public bool IsFuture { get; }

    /// <inheritdoc/>
    public override string KindName => IsFuture ? "future" : "stream";
}
