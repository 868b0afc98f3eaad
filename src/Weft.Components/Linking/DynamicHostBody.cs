// Functions of the host on values without static types, for the type of an import.
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>Makes bodies of functions that work on values without static types.</summary>
internal static class DynamicHostBody
{
    /// <summary>Makes one.</summary>
    /// <param name="name">The function's name, for messages.</param>
    /// <param name="type">The type of the import.</param>
    /// <param name="body">What it does.</param>
    public static ComponentHostBody Make(string name, ComponentFunctionType type, DynamicHostFunction body)
    {
        ValueCodec[] parameters = [.. type.Parameters.Select(field => new ValueCodec(field.Type))];
        var result = type.Result is null ? null : new ValueCodec(type.Result);
        return (ref ComponentHostCall call) =>
        {
            var arguments = new ComponentValue[parameters.Length];
            for (var i = 0; i < arguments.Length; i++)
            {
                arguments[i] = call.Take(parameters[i]);
            }

            var returned = body(call.Store, arguments);
            if (result is null != returned is null)
            {
                throw new InvalidOperationException($"the host's function `{name}` returned {(result is null ? "a value, but has no result" : "nothing, but has a result")}");
            }

            if (returned is { } value)
            {
                ValueChecker.Check(value, type.Result!, $"the result of the host's function `{name}`");
                call.Give(result!, value);
            }
        };
    }
}
