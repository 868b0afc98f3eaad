// The codecs of the library, and which one stands for a .NET type.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>Codecs of primitive types and of types made of others.</summary>
public static class ComponentCodecs
{
    /// <summary>bool.</summary>
    public static ComponentCodec<bool> Bool { get; } = new BoolCodec();

    /// <summary>s8.</summary>
    public static ComponentCodec<sbyte> S8 { get; } = new NumberCodec<sbyte>(PrimitiveKind.S8);

    /// <summary>u8.</summary>
    public static ComponentCodec<byte> U8 { get; } = new NumberCodec<byte>(PrimitiveKind.U8);

    /// <summary>s16.</summary>
    public static ComponentCodec<short> S16 { get; } = new NumberCodec<short>(PrimitiveKind.S16);

    /// <summary>u16.</summary>
    public static ComponentCodec<ushort> U16 { get; } = new NumberCodec<ushort>(PrimitiveKind.U16);

    /// <summary>s32.</summary>
    public static ComponentCodec<int> S32 { get; } = new NumberCodec<int>(PrimitiveKind.S32);

    /// <summary>u32.</summary>
    public static ComponentCodec<uint> U32 { get; } = new NumberCodec<uint>(PrimitiveKind.U32);

    /// <summary>s64.</summary>
    public static ComponentCodec<long> S64 { get; } = new NumberCodec<long>(PrimitiveKind.S64);

    /// <summary>u64.</summary>
    public static ComponentCodec<ulong> U64 { get; } = new NumberCodec<ulong>(PrimitiveKind.U64);

    /// <summary>f32.</summary>
    public static ComponentCodec<float> F32 { get; } = new NumberCodec<float>(PrimitiveKind.F32);

    /// <summary>f64.</summary>
    public static ComponentCodec<double> F64 { get; } = new NumberCodec<double>(PrimitiveKind.F64);

    /// <summary>char.</summary>
    public static ComponentCodec<Rune> Char { get; } = new CharCodec();

    /// <summary>string.</summary>
    public static ComponentCodec<string> String { get; } = new StringCodec();

    /// <summary>list.</summary>
    public static ComponentCodec<T[]> List<T>(ComponentCodec<T> element)
    {
        ArgumentNullException.ThrowIfNull(element);
        return new ListCodec<T>(element);
    }

    /// <summary>Values without a static type, of a type of a component.</summary>
    public static ComponentCodec<ComponentValue> Value(ComponentValueType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new ValueCodec(type);
    }

    /// <summary>The codec of a .NET type for values of a type of a component.</summary>
    /// <exception cref="ArgumentException">Values of the type do not travel as the .NET type.</exception>
    internal static ComponentCodec<T> For<T>(ComponentValueType type)
    {
        var codec = (typeof(T) == typeof(ComponentValue) ? Value(type) : Find(typeof(T), type)) as ComponentCodec<T>;
        return codec?.Accepts(type) == true ? codec : throw new ArgumentException($"values of the type {type.KindName} do not travel as {typeof(T)}");
    }

    private static ComponentCodec? Find(Type clr, ComponentValueType type)
    {
        switch (type)
        {
            case PrimitiveType primitive:
                return OfPrimitive(primitive.Kind);
            case ListType { Length: null, Element: PrimitiveType primitive } when OfPrimitiveList(primitive.Kind) is { } list && list.ValueType == clr:
                return list;
            default:
                return RuntimeFeature.IsDynamicCodeSupported ? FindGeneric(clr, type) : null;
        }
    }

    private static ComponentCodec? OfPrimitive(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Bool => Bool,
        PrimitiveKind.S8 => S8,
        PrimitiveKind.U8 => U8,
        PrimitiveKind.S16 => S16,
        PrimitiveKind.U16 => U16,
        PrimitiveKind.S32 => S32,
        PrimitiveKind.U32 => U32,
        PrimitiveKind.S64 => S64,
        PrimitiveKind.U64 => U64,
        PrimitiveKind.F32 => F32,
        PrimitiveKind.F64 => F64,
        PrimitiveKind.Char => Char,
        PrimitiveKind.String => String,
        _ => null,
    };

    private static ComponentCodec? OfPrimitiveList(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Bool => List(Bool),
        PrimitiveKind.S8 => List(S8),
        PrimitiveKind.U8 => List(U8),
        PrimitiveKind.S16 => List(S16),
        PrimitiveKind.U16 => List(U16),
        PrimitiveKind.S32 => List(S32),
        PrimitiveKind.U32 => List(U32),
        PrimitiveKind.S64 => List(S64),
        PrimitiveKind.U64 => List(U64),
        PrimitiveKind.F32 => List(F32),
        PrimitiveKind.F64 => List(F64),
        PrimitiveKind.Char => List(Char),
        PrimitiveKind.String => List(String),
        _ => null,
    };

    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The type arguments have no requirements.")]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The constructors are kept by the direct uses of the codecs.")]
    [UnconditionalSuppressMessage("Trimming", "IL2071", Justification = "The type arguments have no requirements.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The caller has made sure of dynamic code.")]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(ListCodec<>))]
    private static ComponentCodec? FindGeneric(Type clr, ComponentValueType type)
    {
        switch (type)
        {
            case ListType { Length: null } list when clr.IsArray:
                return Find(clr.GetElementType()!, list.Element) is { } element && element.ValueType == clr.GetElementType()
                    ? (ComponentCodec)Activator.CreateInstance(typeof(ListCodec<>).MakeGenericType(element.ValueType), element)!
                    : null;
            default:
                return null;
        }
    }
}
