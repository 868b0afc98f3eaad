// References as constant expressions: what a module can say about functions, nulls, small integers, and objects that its constant globals hold.
using Weft.Runtime;
using Weft.Wasm;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Preinitialization;

/// <summary>Writes the references of one instance as constant expressions of its module.</summary>
internal sealed class ReferenceConstants
{
    private readonly Instance _instance;
    private readonly FunctionIndices _functions;

    // Constant globals by the object that they hold. Only the first few of the same are ever needed: one for each type.
    private readonly Dictionary<object, List<int>> _globals = new(ReferenceEqualityComparer.Instance);

    public ReferenceConstants(Instance instance)
    {
        _instance = instance;
        _functions = new FunctionIndices(instance);
        for (var i = 0; i < instance.Globals.Length; i++)
        {
            var global = instance.Globals[i];
            if (!global.Type.IsMutable && global.Reference is { } reference and not (I31 or Function))
            {
                CheckFixed(reference, $"global {i}");
                if (!_globals.TryGetValue(reference, out var indices))
                {
                    _globals.Add(reference, indices = []);
                }

                indices.Add(i);
            }
        }
    }

    /// <summary>A function that a table or global holds.</summary>
    /// <param name="cell">Its cell.</param>
    /// <param name="type">The type that is needed, in ids of the registry.</param>
    /// <param name="where">Where it was found, for the message.</param>
    /// <exception cref="SnapshotException">It is none of the module's.</exception>
    public int FindFunction(nint cell, ValueType type, Func<string> where)
    {
        var types = _instance.Validated.FunctionTypeIds;
        var index = _functions.Find(cell, function => _instance.Validated.Registry.IsSubtype(ValueType.Ref(HeapType.Defined(types[function]), nullable: false), type));
        return index >= 0
            ? index
            : throw new SnapshotException($"{where()} refers to a function that is neither the module's own nor one that it imports: the new module could not name it");
    }

    /// <summary>A reference as an expression.</summary>
    /// <param name="value">The reference.</param>
    /// <param name="type">The type that is needed, in ids of the registry.</param>
    /// <param name="heap">Its heap type as the module says it.</param>
    /// <param name="globals">How many globals, from the first, the expression may name.</param>
    /// <param name="where">Where it was found, for the message.</param>
    /// <exception cref="SnapshotException">It cannot be said.</exception>
    public ConstantExpression Write(object? value, ValueType type, HeapType heap, int globals, Func<string> where)
    {
        switch (value)
        {
            case null:
                return ConstantExpressionWriter.Null(heap);
            case I31 small:
                return ConstantExpressionWriter.I31(small.Signed, !heap.IsDefined && heap.Abstract == AbstractHeapType.Extern);
            case Function function when _instance.Validated.Registry.GetTop(type.Heap) == AbstractHeapType.Func:
                return ConstantExpressionWriter.Function(FindFunction(FunctionIndices.CellOf(function), type, where));
        }

        foreach (var index in _globals.GetValueOrDefault(value) ?? [])
        {
            if (index < globals && _instance.Validated.Registry.IsSubtype(_instance.Globals[index].Type.Value, type))
            {
                return ConstantExpressionWriter.Global(index);
            }
        }

        throw new SnapshotException($"{where()} refers to {Describe(value)}, which a new module cannot begin with; what can be kept are null, functions, i31 and what constant globals hold");
    }

    /// <summary>Checks an object that the module makes, when it is instantiated, from an expression that is kept: it must be as it was made.</summary>
    /// <exception cref="SnapshotException">It, or one that it refers to, can be changed by the guest.</exception>
    public static void CheckFixed(object? value, string where)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object>();
        Push(value);
        while (open.TryPop(out var next))
        {
            switch (next)
            {
                case StructObject structure:
                    for (var i = 0; i < structure.FieldCount; i++)
                    {
                        CheckField(next, structure.Shape.Fields[i], where);
                        if (structure.Shape.Fields[i].Type.IsReference)
                        {
                            Push(structure.GetField(i).Reference);
                        }
                    }

                    break;
                case ArrayObject array:
                    CheckField(next, array.Shape.Element, where);
                    for (var i = 0; array.Shape.Element.Type.IsReference && i < array.Length; i++)
                    {
                        Push(array[i].Reference);
                    }

                    break;
            }
        }

        void Push(object? reference)
        {
            if (reference is HeapObject && seen.Add(reference))
            {
                open.Push(reference);
            }
        }
    }

    private static void CheckField(object owner, FieldType field, string where)
    {
        if (field.IsMutable)
        {
            throw new SnapshotException($"{where} refers to {Describe(owner)} that can be changed: the new module would make it anew, as it was at first");
        }
    }

    private static string Describe(object value) => value switch
    {
        StructObject => "a structure",
        ArrayObject => "an array",
        ExceptionObject => "an exception",
        _ => "an object of the host",
    };
}
