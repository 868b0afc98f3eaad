// The codecs of the library, and which one stands for a .NET type.
using System.Runtime.CompilerServices;
using System.Text;
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>Codecs of primitive types and of types made of others.</summary>
public static partial class ComponentCodecs
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

    /// <summary>option of a value type.</summary>
    public static ComponentCodec<T?> Option<T>(ComponentCodec<T> element)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(element);
        return new OptionCodec<T>(element);
    }

    /// <summary>option of a reference type: null is none.</summary>
    public static ComponentCodec<T?> OptionOfReference<T>(ComponentCodec<T> element)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(element);
        return new ReferenceOptionCodec<T>(element);
    }

    /// <summary>option of a type that has a null of its own, such as another option.</summary>
    public static ComponentCodec<ComponentOption<T>> NestedOption<T>(ComponentCodec<T> element)
    {
        ArgumentNullException.ThrowIfNull(element);
        return new NestedOptionCodec<T>(element);
    }

    /// <summary>result; <see cref="Nothing"/> for a side that carries nothing.</summary>
    public static ComponentCodec<ComponentResult<TOk, TError>> Result<TOk, TError>(ComponentCodec<TOk> ok, ComponentCodec<TError> error)
    {
        ArgumentNullException.ThrowIfNull(ok);
        ArgumentNullException.ThrowIfNull(error);
        return new ResultCodec<TOk, TError>(ok, error);
    }

    /// <summary>What a result carries that carries nothing.</summary>
    public static ComponentCodec<ValueTuple> Nothing { get; } = new UnitCodec();

    /// <summary>tuple.</summary>
    public static ComponentCodec<(T1, T2)> Tuple<T1, T2>(ComponentCodec<T1> first, ComponentCodec<T2> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return new TupleCodec<T1, T2>(first, second);
    }

    /// <summary>tuple.</summary>
    public static ComponentCodec<(T1, T2, T3)> Tuple<T1, T2, T3>(ComponentCodec<T1> first, ComponentCodec<T2> second, ComponentCodec<T3> third)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        return new TupleCodec<T1, T2, T3>(first, second, third);
    }

    /// <summary>own or borrow of a resource type.</summary>
    /// <param name="type">The resource type.</param>
    /// <param name="isBorrow">Whether it is lent only.</param>
    public static ComponentCodec<ComponentResource> Handle(ComponentResourceType type, bool isBorrow)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new HandleCodec<ComponentResource>(type, isBorrow);
    }

    /// <summary>own or borrow of a resource type of the host: the objects themselves.</summary>
    /// <typeparam name="T">The type of the objects.</typeparam>
    /// <param name="type">The resource type.</param>
    /// <param name="isBorrow">Whether it is lent only.</param>
    public static ComponentCodec<T> HostObject<T>(ComponentResourceType type, bool isBorrow)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.ValueType?.IsAssignableTo(typeof(T)) == true
            ? new HandleCodec<T>(type, isBorrow)
            : throw new ArgumentException($"resources of the type {type} are no {typeof(T)}", nameof(type));
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
            case HandleType handle when clr == typeof(ComponentResource):
                return new HandleCodec<ComponentResource>(handle);
            case ListType { Length: null, Element: PrimitiveType primitive } when OfPrimitiveList(primitive.Kind) is { } list && list.ValueType == clr:
                return list;
            default:
                return RuntimeFeature.IsDynamicCodeSupported ? Make(clr, type) : null;
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
}
