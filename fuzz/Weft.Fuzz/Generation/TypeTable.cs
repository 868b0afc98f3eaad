// The type section as it grows: function types are added when a body first needs them, structures and arrays are planned before.
using Weft.Wasm;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Fuzz.Generation;

/// <summary>The types of a generated module, and subtyping between them by index (spec 3.3).</summary>
internal sealed class TypeTable(Profile profile)
{
    private readonly List<RecursiveGroup> _groups = [];
    private readonly List<SubType> _types = [];
    private readonly Dictionary<FunctionType, int> _plainFunctions = [];

    /// <summary>How many types there are.</summary>
    public int Count => _types.Count;

    /// <summary>The indices of the structure types.</summary>
    public List<int> Structs { get; } = [];

    /// <summary>The indices of the array types.</summary>
    public List<int> Arrays { get; } = [];

    /// <summary>The function types that functions of the module have, once they are planned.</summary>
    public List<int> Callable { get; } = [];

    /// <summary>The groups, for the module.</summary>
    public IReadOnlyList<RecursiveGroup> Groups => _groups;

    /// <summary>A type.</summary>
    public SubType this[int index] => _types[index];

    /// <summary>A structure type.</summary>
    public StructType Struct(int index) => (StructType)_types[index].Composite;

    /// <summary>The element of an array type.</summary>
    public FieldType Element(int index) => ((ArrayType)_types[index].Composite).Element;

    /// <summary>A function type.</summary>
    public FunctionType Function(int index) => (FunctionType)_types[index].Composite;

    /// <summary>The index of a function type, added if it is new.</summary>
    public int IndexOf(FunctionType type)
    {
        if (!_plainFunctions.TryGetValue(type, out var index))
        {
            index = Add(new SubType(true, [], type));
            _plainFunctions[type] = index;
        }

        return index;
    }

    /// <summary>Adds a type in a group of its own.</summary>
    public int Add(SubType type)
    {
        _groups.Add(new RecursiveGroup([type], IsExplicit: false));
        return Register(type);
    }

    /// <summary>Plans structures, arrays and function types in recursive groups, some extending others.</summary>
    public void PlanHierarchies(Dice dice)
    {
        for (var group = dice.Next(2, 6); group > 0; group--)
        {
            var first = _types.Count;
            var size = dice.Next(1, 5);
            var kinds = Enumerable.Range(0, size).Select(_ => dice.Next(8) switch { < 4 => CompositeKind.Struct, < 7 => CompositeKind.Array, _ => CompositeKind.Function }).ToArray();
            var types = new SubType[size];
            for (var i = 0; i < size; i++)
            {
                types[i] = Plan(dice, kinds[i], first, size);
            }

            _groups.Add(new RecursiveGroup([.. types], IsExplicit: true));
            foreach (var type in types)
            {
                Register(type);
            }
        }
    }

    /// <summary>Whether a value of one type is one of another.</summary>
    public bool IsSubtype(ValueType from, ValueType to)
    {
        if (from == to)
        {
            return true;
        }

        return from.IsReference && to.IsReference && (to.IsNullable || !from.IsNullable) && IsSubtype(from.Heap, to.Heap);
    }

    /// <summary>Whether one heap type is below another.</summary>
    public bool IsSubtype(HeapType from, HeapType to)
    {
        if (from == to)
        {
            return true;
        }

        if (from.IsDefined)
        {
            if (to.IsDefined)
            {
                return _types[from.Index].Supertypes is [var super, ..] && IsSubtype(HeapType.Defined(super), to);
            }

            return _types[from.Index].Composite switch
            {
                FunctionType => to.Abstract == AbstractHeapType.Func,
                StructType => to.Abstract is AbstractHeapType.Struct or AbstractHeapType.Eq or AbstractHeapType.Any,
                _ => to.Abstract is AbstractHeapType.Array or AbstractHeapType.Eq or AbstractHeapType.Any,
            };
        }

        var top = Top(to);
        return from.Abstract switch
        {
            AbstractHeapType.None => top == AbstractHeapType.Any,
            AbstractHeapType.NoFunc => top == AbstractHeapType.Func,
            AbstractHeapType.NoExtern => top == AbstractHeapType.Extern,
            AbstractHeapType.NoExn => top == AbstractHeapType.Exn,
            AbstractHeapType.I31 or AbstractHeapType.Struct or AbstractHeapType.Array => !to.IsDefined && to.Abstract is AbstractHeapType.Eq or AbstractHeapType.Any,
            AbstractHeapType.Eq => !to.IsDefined && to.Abstract == AbstractHeapType.Any,
            _ => false,
        };
    }

    /// <summary>The top of a heap type's hierarchy.</summary>
    public AbstractHeapType Top(HeapType heap)
    {
        if (heap.IsDefined)
        {
            return _types[heap.Index].Composite is FunctionType ? AbstractHeapType.Func : AbstractHeapType.Any;
        }

        return heap.Abstract switch
        {
            AbstractHeapType.Func or AbstractHeapType.NoFunc => AbstractHeapType.Func,
            AbstractHeapType.Extern or AbstractHeapType.NoExtern => AbstractHeapType.Extern,
            AbstractHeapType.Exn or AbstractHeapType.NoExn => AbstractHeapType.Exn,
            _ => AbstractHeapType.Any,
        };
    }

    /// <summary>The bottom of a heap type's hierarchy.</summary>
    public AbstractHeapType Bottom(HeapType heap) => Top(heap) switch
    {
        AbstractHeapType.Func => AbstractHeapType.NoFunc,
        AbstractHeapType.Extern => AbstractHeapType.NoExtern,
        AbstractHeapType.Exn => AbstractHeapType.NoExn,
        _ => AbstractHeapType.None,
    };

    /// <summary>A number or vector type.</summary>
    public ValueType RandomNumber(Dice dice) => dice.Next(profile.HasVectors ? 6 : 4) switch
    {
        0 => ValueType.I32,
        1 => ValueType.I64,
        2 => ValueType.F32,
        3 => ValueType.F64,
        _ => ValueType.V128,
    };

    /// <summary>Any type that a local may have without being set first.</summary>
    public ValueType RandomDefaultable(Dice dice) => profile.HasReferences && dice.Percent(profile.HasGc ? 40 : 15) ? RandomReference(dice, nullable: true) : RandomNumber(dice);

    /// <summary>A reference type, whose values the profile can make.</summary>
    public ValueType RandomReference(Dice dice, bool nullable)
    {
        if (!profile.HasTypedReferences)
        {
            return dice.Percent(50) ? ValueType.FuncRef : ValueType.ExternRef;
        }

        if (Callable.Count > 0 && dice.Percent(15))
        {
            return ValueType.Ref(HeapType.Defined(dice.Pick(Callable)), nullable);
        }

        if (nullable && profile.HasExceptions && dice.Percent(10))
        {
            return ValueType.ExnRef;
        }

        if (!profile.HasGc)
        {
            return dice.Percent(60) ? ValueType.Ref(AbstractHeapType.Func, nullable) : ValueType.ExternRef;
        }

        HeapType heap = dice.Next(12) switch
        {
            0 => AbstractHeapType.Any,
            1 => AbstractHeapType.Eq,
            2 or 3 => AbstractHeapType.I31,
            4 => AbstractHeapType.Struct,
            5 => AbstractHeapType.Array,
            6 => AbstractHeapType.Func,
            7 => AbstractHeapType.Extern,
            8 when nullable => AbstractHeapType.None,
            9 or 10 when Arrays.Count > 0 => HeapType.Defined(dice.Pick(Arrays)),
            _ when Structs.Count > 0 => HeapType.Defined(dice.Pick(Structs)),
            _ => AbstractHeapType.Eq,
        };
        if (!nullable && ((heap == AbstractHeapType.Struct && Structs.Count == 0) || (heap == AbstractHeapType.Array && Arrays.Count == 0)))
        {
            heap = AbstractHeapType.I31;
        }

        return ValueType.Ref(heap, nullable);
    }

    private int Register(SubType type)
    {
        var index = _types.Count;
        _types.Add(type);
        switch (type.Composite)
        {
            case StructType:
                Structs.Add(index);
                break;
            case ArrayType:
                Arrays.Add(index);
                break;
        }

        return index;
    }

    private SubType Plan(Dice dice, CompositeKind kind, int first, int size)
    {
        var supers = Enumerable.Range(0, first).Where(index => !_types[index].IsFinal && KindOf(_types[index].Composite) == kind && Depth(index) < 8).ToList();
        var isFinal = dice.Percent(25);
        if (supers.Count > 0 && dice.Percent(60))
        {
            var super = dice.Pick(supers);
            return new SubType(isFinal, [super], _types[super].Composite is StructType parent
                ? new StructType([.. parent.Fields, .. Enumerable.Range(0, dice.Next(4)).Select(_ => PlanField(dice, first, size))])
                : _types[super].Composite);
        }

        return new SubType(isFinal, [], kind switch
        {
            CompositeKind.Struct => new StructType([.. Enumerable.Range(0, dice.Next(7)).Select(i => i == 3 && first > 0 ? PlanNonNull(dice) : PlanField(dice, first, size))]),
            CompositeKind.Array => new ArrayType(PlanField(dice, first, size)),
            _ => new FunctionType(
                [.. Enumerable.Range(0, dice.Next(3)).Select(_ => RandomNumber(dice))], [.. Enumerable.Range(0, dice.Next(3)).Select(_ => RandomNumber(dice))]),
        });
    }

    // Only to types that exist already, so that a value can be made in finitely many steps.
    private FieldType PlanNonNull(Dice dice)
    {
        var type = RandomReference(dice, nullable: false);
        return type.IsNullable ? new FieldType(ValueType.I32, PackedKind.I8, true) : new FieldType(type, PackedKind.None, dice.Percent(70));
    }

    private FieldType PlanField(Dice dice, int first, int size)
    {
        var isMutable = dice.Percent(75);
        return dice.Next(10) switch
        {
            0 => new FieldType(ValueType.I32, PackedKind.I8, isMutable),
            1 => new FieldType(ValueType.I32, PackedKind.I16, isMutable),
            < 7 => new FieldType(RandomNumber(dice), PackedKind.None, isMutable),
            7 => new FieldType(RandomReference(dice, nullable: true), PackedKind.None, isMutable),
            _ => new FieldType(ValueType.Ref(HeapType.Defined(dice.Next(first + size)), nullable: true), PackedKind.None, isMutable),
        };
    }

    private int Depth(int index) => _types[index].Supertypes is [var super, ..] ? 1 + Depth(super) : 0;

    private static CompositeKind KindOf(CompositeType type) => type switch
    {
        StructType => CompositeKind.Struct,
        ArrayType => CompositeKind.Array,
        _ => CompositeKind.Function,
    };
}
