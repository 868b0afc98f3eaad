// The types that values of WebAssembly have in emitted code.
using System.Runtime.Intrinsics;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Compiler;

/// <summary>Types of values and signatures in emitted code.</summary>
internal static unsafe class ClrTypes
{
    /// <summary>The last parameter of every emitted function: the instance it runs in, or the cell of a function that is not compiled.</summary>
    public static readonly Type Context = typeof(InstanceContext*);

    /// <summary>A number in the first lane of a vector.</summary>
    public static readonly Type Lane = typeof(Vector128<int>);

    /// <summary>The type of a kind of value.</summary>
    public static Type Of(ValueKind kind) => kind switch
    {
        ValueKind.I32 => typeof(int),
        ValueKind.I64 => typeof(long),
        ValueKind.F32 => typeof(float),
        ValueKind.F64 => typeof(double),
        ValueKind.V128 => typeof(Vector128<byte>),
        ValueKind.Ref => typeof(object),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of value"),
    };

    /// <summary>The parameters of an emitted function: those of its type, then the context.</summary>
    public static Type[] Parameters(FunctionType type)
    {
        var types = new Type[type.Parameters.Length + 1];
        for (var i = 0; i < type.Parameters.Length; i++)
        {
            types[i] = Of(type.Parameters[i].Kind);
        }

        types[^1] = Context;
        return types;
    }

    /// <summary>What an emitted function returns: its first result. Further ones are in the store's result slots.</summary>
    public static Type Result(FunctionType type) => type.Results.IsEmpty ? typeof(void) : Of(type.Results[0].Kind);
}
