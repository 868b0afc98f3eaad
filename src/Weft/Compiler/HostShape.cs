// Delegate types that stand for all those whose calls are the same to the processor: int and uint, long and ulong travel alike, and how a delegate is
// called does not depend on its type beyond that. So code that was compiled before calls delegates of types that nobody knew then.
using System.Diagnostics.CodeAnalysis;
using Weft.Wasm;

namespace Weft.Compiler;

/// <summary>What calls of the host's delegates have in common.</summary>
internal static class HostShape
{
    // As many as the lists below have, which need not be made to ask for it.
    private const int Shapes = 13;

    private static readonly Type[] s_actions =
    [
        typeof(Action), typeof(Action<>), typeof(Action<,>), typeof(Action<,,>), typeof(Action<,,,>), typeof(Action<,,,,>), typeof(Action<,,,,,>),
        typeof(Action<,,,,,,>), typeof(Action<,,,,,,,>), typeof(Action<,,,,,,,,>), typeof(Action<,,,,,,,,,>), typeof(Action<,,,,,,,,,,>),
        typeof(Action<,,,,,,,,,,,>),
    ];

    private static readonly Type[] s_functions =
    [
        typeof(Func<>), typeof(Func<,>), typeof(Func<,,>), typeof(Func<,,,>), typeof(Func<,,,,>), typeof(Func<,,,,,>), typeof(Func<,,,,,,>),
        typeof(Func<,,,,,,,>), typeof(Func<,,,,,,,,>), typeof(Func<,,,,,,,,,>), typeof(Func<,,,,,,,,,,>), typeof(Func<,,,,,,,,,,,>),
        typeof(Func<,,,,,,,,,,,,>),
    ];

    /// <summary>The delegate type that stands for those of a function type; null where there is none.</summary>
    /// <param name="type">The function type.</param>
    /// <param name="takesCaller">Whether its first parameter is the <see cref="Caller"/>.</param>
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only compiling asks, which does not exist where code cannot be generated.")]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "Func and Action demand nothing of their type arguments.")]
    public static Type? DelegateOf(FunctionType type, bool takesCaller)
    {
        var known = type.Results.Length == 0 ? s_actions : s_functions;
        Type[] arguments =
        [
            .. takesCaller ? [typeof(Caller)] : Type.EmptyTypes,
            .. type.Parameters.Select(parameter => ClrTypes.Of(parameter.Kind)),
            .. type.Results.Select(result => ClrTypes.Of(result.Kind)),
        ];
        var parameters = arguments.Length - type.Results.Length;
        return type.Results.Length > 1 || parameters >= known.Length ? null
            : arguments.Length == 0 ? typeof(Action)
            : known[parameters].MakeGenericType(arguments);
    }

    /// <summary>Whether the delegate type of <see cref="DelegateOf"/> stands for a delegate type.</summary>
    /// <param name="delegateType">The delegate type, which fits the function type.</param>
    /// <param name="type">The function type.</param>
    /// <returns>Null when it does not; otherwise whether its first parameter is the <see cref="Caller"/>.</returns>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The Invoke method of a delegate type that the program uses is never trimmed.")]
    public static bool? Match(Type delegateType, FunctionType type)
    {
        if (type.Results.Length > 1)
        {
            return null;
        }

        // Their arguments say what Invoke takes and gives, which to ask for itself takes far longer.
        if (delegateType.IsGenericType)
        {
            var arguments = delegateType.GetGenericArguments();
            var known = type.Results.Length == 0 ? s_actions : s_functions;
            var count = arguments.Length - type.Results.Length;
            if (count >= 0 && count < known.Length && delegateType.GetGenericTypeDefinition() == known[count])
            {
                return Match(arguments.AsSpan(0, count), type.Results.Length == 0 ? typeof(void) : arguments[count], type);
            }
        }

        var invoke = delegateType.GetMethod("Invoke")!;
        var parameters = invoke.GetParameters();
        var types = new Type[parameters.Length];
        for (var i = 0; i < types.Length; i++)
        {
            types[i] = parameters[i].ParameterType;
        }

        return Match(types, invoke.ReturnType, type);
    }

    private static bool? Match(ReadOnlySpan<Type> parameters, Type result, FunctionType type)
    {
        var first = parameters.Length - type.Parameters.Length;
        if (first is not (0 or 1) || parameters.Length >= Shapes)
        {
            return null;
        }

        for (var i = 0; i < type.Parameters.Length; i++)
        {
            if (Common(parameters[first + i]) != ClrTypes.Of(type.Parameters[i].Kind))
            {
                return null;
            }
        }

        return Common(result) == (type.Results.Length == 0 ? typeof(void) : ClrTypes.Of(type.Results[0].Kind)) ? first == 1 : null;
    }

    private static Type Common(Type type) => type == typeof(uint) ? typeof(int) : type == typeof(ulong) ? typeof(long) : type;
}
