// Whether a .NET object is a reference of a WebAssembly type (spec 4.2.18, 3.3): for casts, and for what the host passes in.
using Weft.Wasm;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Runtime;

/// <summary>Tests of references. External references are the host's objects themselves, so converting them to and fro changes nothing.</summary>
internal static class ReferenceChecks
{
    /// <summary>Whether an object is of a reference type; null is, when the type is nullable.</summary>
    public static bool IsInstance(TypeRegistry registry, object? value, ValueType type) =>
        value is null ? type.IsNullable : IsInstance(registry, value, type.Heap);

    /// <summary>Whether an object, not null, is of a heap type.</summary>
    public static bool IsInstance(TypeRegistry registry, object value, HeapType type)
    {
        if (type.IsDefined)
        {
            return value switch
            {
                HeapObject heapObject => registry.IsSubtype(heapObject.TypeId, type.Index),
                Function function => registry.IsSubtype(function.TypeId, type.Index),
                _ => false,
            };
        }

        return type.Abstract switch
        {
            AbstractHeapType.Any or AbstractHeapType.Extern => true,
            AbstractHeapType.Eq => value is HeapObject or I31,
            AbstractHeapType.I31 => value is I31,
            AbstractHeapType.Struct => value is StructObject,
            AbstractHeapType.Array => value is ArrayObject,
            AbstractHeapType.Func => value is Function,
            AbstractHeapType.Exn => value is ExceptionObject,
            _ => false,
        };
    }

    /// <summary>Whether two references are the same one: ref.eq.</summary>
    public static bool AreEqual(object? left, object? right) =>
        ReferenceEquals(left, right) || (left is I31 first && right is I31 second && first.Signed == second.Signed);

    /// <summary>The <see cref="Store.Id"/> of the store that a reference belongs to; 0 when it belongs to none.</summary>
    public static uint GetOwner(object? value) => value switch
    {
        HeapObject heapObject => heapObject.StoreId,
        Function function => function.Store.Id,
        ExceptionObject exception => exception.Tag.Store.Id,
        _ => 0,
    };

    /// <summary>Checks what the host hands in: its type, and that it is not of another store.</summary>
    /// <exception cref="ArgumentException">It does not fit.</exception>
    public static void Check(in Value value, ValueType type, Store store, string what) => Check(value, type, store.Engine.Types, store.Id, what);

    /// <summary>The same for a store of which only the types and the id are known.</summary>
    /// <exception cref="ArgumentException">It does not fit.</exception>
    public static void Check(in Value value, ValueType type, TypeRegistry types, uint storeId, string what)
    {
        if (value.Kind != type.Kind)
        {
            throw new ArgumentException($"{what} of type {type} is needed, a value of kind {value.Kind} was given");
        }

        if (type.IsReference)
        {
            CheckReference(value.Reference, type, types, storeId, what);
        }
    }

    /// <summary>Checks a reference that the host hands in.</summary>
    /// <exception cref="ArgumentException">It does not fit.</exception>
    public static void CheckReference(object? value, ValueType type, Store store, string what) =>
        CheckReference(value, type, store.Engine.Types, store.Id, what);

    private static void CheckReference(object? value, ValueType type, TypeRegistry types, uint storeId, string what)
    {
        // The store first: another engine's ids mean other types.
        if (GetOwner(value) is not 0 and var owner && owner != storeId)
        {
            throw new ArgumentException($"{what} belongs to another store");
        }

        if (!IsInstance(types, value, type))
        {
            throw new ArgumentException($"{what} of type {type} is needed, {(value is null ? "null" : $"a {Describe(value)}")} was given");
        }
    }

    private static string Describe(object value) => value switch
    {
        StructObject => nameof(StructObject),
        ArrayObject => nameof(ArrayObject),
        _ => value.GetType().Name,
    };
}
