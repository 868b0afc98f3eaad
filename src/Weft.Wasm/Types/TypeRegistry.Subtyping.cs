// Matching of types (spec 3.3): heap, reference and value types over canonical ids.
namespace Weft.Wasm;

public sealed partial class TypeRegistry
{
    /// <summary>Whether a defined type is another one or was declared below it (spec 3.3.3).</summary>
    /// <param name="sub">The id of the one that may be below.</param>
    /// <param name="super">The id of the one that may be above.</param>
    public bool IsSubtype(int sub, int super)
    {
        if (sub == super)
        {
            return true;
        }

        var entries = _entries;
        var ancestors = entries[sub].Ancestors;
        var depth = entries[super].Ancestors.Length;
        return depth < ancestors.Length && ancestors[depth] == super;
    }

    /// <summary>Whether a heap type matches another (spec 3.3.3).</summary>
    public bool IsSubtype(HeapType sub, HeapType super)
    {
        if (sub == super || sub == HeapType.Bottom)
        {
            return true;
        }

        if (super.IsDefined)
        {
            return sub.IsDefined
                ? IsSubtype(sub.Index, super.Index)
                : sub == (_entries[super.Index].Kind == CompositeKind.Function ? AbstractHeapType.NoFunc : AbstractHeapType.None);
        }

        var target = super.Abstract;
        if (sub.IsDefined)
        {
            return _entries[sub.Index].Kind switch
            {
                CompositeKind.Function => target is AbstractHeapType.Func,
                CompositeKind.Struct => target is AbstractHeapType.Struct or AbstractHeapType.Eq or AbstractHeapType.Any,
                _ => target is AbstractHeapType.Array or AbstractHeapType.Eq or AbstractHeapType.Any,
            };
        }

        return sub.Abstract switch
        {
            AbstractHeapType.None => target is AbstractHeapType.I31 or AbstractHeapType.Struct or AbstractHeapType.Array
                or AbstractHeapType.Eq or AbstractHeapType.Any,
            AbstractHeapType.I31 or AbstractHeapType.Struct or AbstractHeapType.Array => target is AbstractHeapType.Eq or AbstractHeapType.Any,
            AbstractHeapType.Eq => target is AbstractHeapType.Any,
            AbstractHeapType.NoFunc => target is AbstractHeapType.Func,
            AbstractHeapType.NoExtern => target is AbstractHeapType.Extern,
            AbstractHeapType.NoExn => target is AbstractHeapType.Exn,
            _ => false,
        };
    }

    /// <summary>Whether a value type matches another (spec 3.3.2, 3.3.5).</summary>
    public bool IsSubtype(ValueType sub, ValueType super)
    {
        if (sub.Kind != super.Kind)
        {
            return sub.Kind == ValueKind.Bottom;
        }

        return sub.Kind != ValueKind.Ref || ((super.IsNullable || !sub.IsNullable) && IsSubtype(sub.Heap, super.Heap));
    }

    /// <summary>The greatest heap type above a heap type: any, func, extern or exn.</summary>
    public AbstractHeapType GetTop(HeapType type)
    {
        if (type.IsDefined)
        {
            return GetKind(type.Index) == CompositeKind.Function ? AbstractHeapType.Func : AbstractHeapType.Any;
        }

        return type.Abstract switch
        {
            AbstractHeapType.Func or AbstractHeapType.NoFunc => AbstractHeapType.Func,
            AbstractHeapType.Extern or AbstractHeapType.NoExtern => AbstractHeapType.Extern,
            AbstractHeapType.Exn or AbstractHeapType.NoExn => AbstractHeapType.Exn,
            _ => AbstractHeapType.Any,
        };
    }
}
