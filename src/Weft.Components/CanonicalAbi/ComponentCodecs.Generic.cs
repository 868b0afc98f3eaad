// Codecs of types made of others, by their .NET type: reflection closes the generic class.
using System.Diagnostics.CodeAnalysis;
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

public static partial class ComponentCodecs
{
    private static readonly Type[] s_tuples =
    [
        typeof(TupleCodec<>), typeof(TupleCodec<,>), typeof(TupleCodec<,,>), typeof(TupleCodec<,,,>), typeof(TupleCodec<,,,,>), typeof(TupleCodec<,,,,,>),
        typeof(TupleCodec<,,,,,,>),
    ];

    private static ComponentCodec? Make(Type clr, ComponentValueType type)
    {
        switch (type)
        {
            case ListType { Length: null } list when clr.IsArray:
                return Close(typeof(ListCodec<>), [clr.GetElementType()!], Inner(clr.GetElementType()!, list.Element));
            case OptionType option when Nullable.GetUnderlyingType(clr) is { } value:
                return Close(typeof(OptionCodec<>), [value], Inner(value, option.Element));
            case OptionType option when !clr.IsValueType:
                return Close(typeof(ReferenceOptionCodec<>), [clr], Inner(clr, option.Element));
            case ResultType result when clr.IsGenericType && clr.GetGenericTypeDefinition() == typeof(ComponentResult<,>):
                var sides = clr.GetGenericArguments();
                return Close(typeof(ResultCodec<,>), sides, Side(sides[0], result.Ok), Side(sides[1], result.Error));
            case TupleType tuple when clr.IsGenericType && clr.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal)
                && clr.GetGenericArguments().Length == tuple.Elements.Length && tuple.Elements.Length <= s_tuples.Length:
                var parts = clr.GetGenericArguments();
                return Close(s_tuples[parts.Length - 1], parts, [.. parts.Select((part, i) => Inner(part, tuple.Elements[i]))]);
            case HandleType handle when clr.IsClass:
                return Close(typeof(HandleCodec<>), [clr], handle);
            default:
                return null;
        }
    }

    private static ComponentCodec? Inner(Type clr, ComponentValueType type)
    {
        var codec = clr == typeof(ComponentValue) ? Value(type) : Find(clr, type);
        return codec?.ValueType == clr ? codec : null;
    }

    private static ComponentCodec? Side(Type clr, ComponentValueType? type) => type is not null ? Inner(clr, type) : clr == typeof(ValueTuple) ? Nothing : null;

    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The type arguments have no requirements that the caller has not checked.")]
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "The constructors are kept by the dependencies below.")]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The constructors are kept by the dependencies below.")]
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "The constructors are kept by the dependencies below.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The caller has made sure of dynamic code.")]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(ListCodec<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(OptionCodec<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(ReferenceOptionCodec<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(ResultCodec<,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(HandleCodec<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(TupleCodec<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(TupleCodec<,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(TupleCodec<,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(TupleCodec<,,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(TupleCodec<,,,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(TupleCodec<,,,,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(TupleCodec<,,,,,,>))]
    private static ComponentCodec? Close(Type open, Type[] types, params object?[] arguments) => Array.IndexOf(arguments, null) >= 0
        ? null
        : (ComponentCodec)Activator.CreateInstance(open.MakeGenericType(types), arguments)!;
}
