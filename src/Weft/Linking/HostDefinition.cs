// Host functions that a linker knows and no store has yet: they become functions when an import asks for them.
using System.Buffers;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Linking;

/// <summary>A function of the host before it is in a store.</summary>
internal sealed class HostDefinition
{
    private readonly Type[] _types = [];
    private readonly int _firstParameter;
    private readonly Type _result = typeof(void);
    private readonly FunctionType? _type;

    /// <summary>A function with a static type in .NET; it fits every import whose values travel as these types.</summary>
    public HostDefinition(HostCallback callback, Type[] parameters, Type result, Delegate body)
    {
        Callback = callback;
        Body = body;
        _types = parameters;
        _firstParameter = parameters is [var first, ..] && first == typeof(Caller) ? 1 : 0;
        _result = result;
        Check(Parameters);
        if (result != typeof(void) && !HostType.IsSupported(result))
        {
            Check(HostType.Results(result));
        }
    }

    /// <summary>A function whose type is given; it fits imports that the type matches.</summary>
    public HostDefinition(FunctionType type, HostFunction body)
    {
        _type = type;
        Callback = Wrap(body);
    }

    /// <summary>The body for arguments in slots.</summary>
    public HostCallback Callback { get; }

    /// <summary>The body with its static type; null when it has none.</summary>
    public Delegate? Body { get; }

    private ReadOnlySpan<Type> Parameters => _types.AsSpan(_firstParameter);

    /// <summary>Whether the function can be given to an import.</summary>
    public bool Fits(TypeRegistry registry, int typeId) => _type is null
        ? HostType.Accepts(registry.GetFunctionType(typeId), Parameters, _result)
        : registry.IsSubtype(registry.GetFunctionTypeId(_type), typeId);

    /// <summary>The type to give the function in a store, when an import asks for it.</summary>
    public int GetTypeId(TypeRegistry registry, int importTypeId) => _type is null ? importTypeId : registry.GetFunctionTypeId(_type);

    /// <summary>The signature in words.</summary>
    public string Describe() => _type is null ? $"a host function {HostType.Describe(Parameters, _result)}" : $"a host function {_type}";

    private static void Check(ReadOnlySpan<Type> types)
    {
        foreach (var type in types)
        {
            if (!HostType.IsSupported(type))
            {
                throw new ArgumentException(
                    $"{type} cannot be a parameter or result of a host function: only int, uint, long, ulong, float, double, Vector128<byte>, "
                    + "object and the reference types of Weft can, after a leading Caller; several results are a tuple");
            }
        }
    }

    /// <summary>Throws unless a function can take its arguments in slots.</summary>
    public static FunctionSignature CheckSlots(object body, FunctionSignature signature)
    {
        ArgumentNullException.ThrowIfNull(body);
        return signature.IsNumeric
            ? signature
            : throw new ArgumentException($"a function with vectors or references cannot take its arguments in slots: {signature.Type}", nameof(signature));
    }

    /// <summary>Lets a function have the slots of its calls as they are.</summary>
    public static HostCallback Wrap(SlotHostFunction body, FunctionSignature signature)
    {
        var count = signature.SlotCount;
        return (ref HostFrame frame) => body(frame.Caller, frame.GetSlots(count));
    }

    /// <summary>Lets a function without static types take its arguments from slots.</summary>
    public static HostCallback Wrap(HostFunction body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return (ref HostFrame frame) =>
        {
            var parameters = frame.Type.Parameters;
            var results = frame.Type.Results;
            var count = parameters.Length + results.Length;
            var values = ArrayPool<Value>.Shared.Rent(count);
            try
            {
                for (var i = 0; i < parameters.Length; i++)
                {
                    values[i] = frame.TakeValue(parameters[i].Kind);
                }

                for (var i = 0; i < results.Length; i++)
                {
                    values[parameters.Length + i] = Value.FromSlots(results[i].Kind, 0);
                }

                body(frame.Caller, values.AsSpan(0, parameters.Length), values.AsSpan(parameters.Length, results.Length));
                for (var i = 0; i < results.Length; i++)
                {
                    frame.GiveValue(values[parameters.Length + i]);
                }
            }
            finally
            {
                ArrayPool<Value>.Shared.Return(values, clearArray: true);
            }
        };
    }
}
