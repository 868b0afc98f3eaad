// Which .NET types stand for which WebAssembly types in typed calls, both ways.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Weft.Wasm;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Runtime;

/// <summary>The .NET types of typed calls: numbers, vectors, references, and tuples of them for several results.</summary>
internal static class HostType
{
    /// <summary>Whether values of a WebAssembly type travel as a .NET type. What a reference refers to is checked when one travels.</summary>
    public static bool Accepts(Type type, ValueType wasm) => wasm.Kind switch
    {
        ValueKind.I32 => type == typeof(int) || type == typeof(uint),
        ValueKind.I64 => type == typeof(long) || type == typeof(ulong),
        ValueKind.F32 => type == typeof(float),
        ValueKind.F64 => type == typeof(double),
        ValueKind.V128 => type == typeof(Vector128<byte>),
        _ => type == typeof(object) || AcceptsReference(type, wasm.Heap),
    };

    /// <summary>Whether a typed call has the signature of a function.</summary>
    /// <param name="function">The signature.</param>
    /// <param name="parameters">The .NET types of the parameters.</param>
    /// <param name="result">The .NET type of the result: void for none, a value tuple for several.</param>
    public static bool Accepts(FunctionType function, ReadOnlySpan<Type> parameters, Type result)
    {
        if (parameters.Length != function.Parameters.Length)
        {
            return false;
        }

        for (var i = 0; i < parameters.Length; i++)
        {
            if (!Accepts(parameters[i], function.Parameters[i]))
            {
                return false;
            }
        }

        var results = Results(result);
        if (results.Length != function.Results.Length)
        {
            return false;
        }

        for (var i = 0; i < results.Length; i++)
        {
            if (!Accepts(results[i], function.Results[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The results that a .NET type stands for.</summary>
    public static Type[] Results(Type result) =>
        result == typeof(void) ? [] : IsTuple(result) ? result.GetGenericArguments() : [result];

    /// <summary>Whether a type is a tuple of results.</summary>
    public static bool IsTuple(Type type) => type.IsValueType && type.IsGenericType && type.Assembly == typeof(ValueTuple).Assembly && typeof(ITuple).IsAssignableFrom(type);

    /// <summary>Whether any value of these types could be used at all: for a clear message when host functions are defined.</summary>
    public static bool IsSupported(Type type) =>
        type == typeof(int) || type == typeof(uint) || type == typeof(long) || type == typeof(ulong) || type == typeof(float) || type == typeof(double)
        || type == typeof(Vector128<byte>) || IsReference(type);

    /// <summary>Whether a type stands for references.</summary>
    public static bool IsReference(Type type) =>
        type == typeof(object) || type == typeof(Function) || type == typeof(StructObject) || type == typeof(ArrayObject) || type == typeof(I31)
        || type == typeof(ExceptionObject) || type == typeof(HeapObject);

    /// <summary>A signature in words, for messages.</summary>
    public static string Describe(ReadOnlySpan<Type> parameters, Type result) =>
        $"({string.Join(", ", parameters.ToArray().Select(type => type.Name))}) -> {(result == typeof(void) ? "void" : result.Name)}";

    // Every value of the WebAssembly type that is not null must be an object of the .NET type.
    private static bool AcceptsReference(Type type, HeapType heap)
    {
        if (heap.IsDefined)
        {
            // Whether a function, structure or array: the objects that come tell; a cast that fails says so.
            return type == typeof(Function) || type == typeof(StructObject) || type == typeof(ArrayObject) || type == typeof(HeapObject);
        }

        return heap.Abstract switch
        {
            AbstractHeapType.Func or AbstractHeapType.NoFunc => type == typeof(Function),
            AbstractHeapType.Struct => type == typeof(StructObject) || type == typeof(HeapObject),
            AbstractHeapType.Array => type == typeof(ArrayObject) || type == typeof(HeapObject),
            AbstractHeapType.I31 => type == typeof(I31),
            AbstractHeapType.Exn or AbstractHeapType.NoExn => type == typeof(ExceptionObject),
            _ => false,
        };
    }
}
