// Structures and arrays (spec 2.4.4): made, read, written, in bulk and by element.
using Weft.Wasm;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Fuzz.Generation;

internal sealed partial class FunctionGenerator
{
    private const int LongestArray = 40;

    private bool TryMakeAggregate(ValueType type, int depth)
    {
        if (_types.Top(type.Heap) != AbstractHeapType.Any)
        {
            return false;
        }

        var candidates = _types.Structs.Concat(_types.Arrays).Where(index => _types.IsSubtype(HeapType.Defined(index), type.Heap)).ToList();
        if (candidates.Count == 0)
        {
            return false;
        }

        MakeAggregate(_dice.Pick(candidates), depth);
        return true;
    }

    private void MakeAggregate(int typeIndex, int depth)
    {
        _aggregateDepth++;
        WriteAggregate(typeIndex, depth);
        _aggregateDepth--;
    }

    private void WriteAggregate(int typeIndex, int depth)
    {
        if (_types[typeIndex].Composite is StructType structure)
        {
            if (_dice.Percent(30) && structure.Fields.All(field => field.Type.IsDefaultable))
            {
                _code.Op(Opcode.StructNewDefault, typeIndex);
                return;
            }

            foreach (var field in structure.Fields)
            {
                Value(field.Type, Math.Min(depth, 2));
            }

            _code.Op(Opcode.StructNew, typeIndex);
            return;
        }

        var element = _types.Element(typeIndex);
        switch (_dice.Next(6))
        {
            case 0 when element.Type.IsDefaultable:
                ArrayLength();
                _code.Op(Opcode.ArrayNewDefault, typeIndex);
                break;
            case 1 or 2:
                var count = _dice.OneIn(40) ? _dice.Next(200) : _dice.Next(6);
                for (var i = 0; i < count; i++)
                {
                    Value(element.Type, Math.Min(depth, i < 3 ? 1 : 0));
                }

                _code.Op(Opcode.ArrayNewFixed, typeIndex, count);
                break;
            case 3 when !element.Type.IsReference && PickSegment(_plan.Data, segment => segment.IsDroppable) is { } data && (!_plan.Data[data].IsDroppable || AtHazard()):
                SegmentRange(_plan.Data[data].Segment.Bytes.Length, element.StorageSize);
                _code.Op(Opcode.ArrayNewData, typeIndex, data);
                break;
            case 4 when element.Type.IsReference && PickSegment(_plan.Elements, segment => segment.IsDroppable) is { } elements
                && (!_plan.Elements[elements].IsDroppable || AtHazard()) && _types.IsSubtype(_plan.Elements[elements].Segment.Type, element.Type):
                SegmentRange(_plan.Elements[elements].Segment.Count, 1);
                _code.Op(Opcode.ArrayNewElem, typeIndex, elements);
                break;
            default:
                Value(element.Type, Math.Min(depth, 1));
                ArrayLength();
                _code.Op(Opcode.ArrayNew, typeIndex);
                break;
        }
    }

    private void ArrayLength()
    {
        if (AtHazard() && _dice.OneIn(4))
        {
            // More than any engine gives.
            _code.I32(-1 - _dice.Next(4));
        }
        else
        {
            _code.I32(_dice.OneIn(50) ? _dice.Next(3000) : _dice.Next(LongestArray));
        }
    }

    // An offset into a segment and a count of elements.
    private void SegmentRange(int length, int size)
    {
        var count = _dice.Next(Math.Min(length / size, LongestArray) + 1);
        _code.I32(_dice.Next(length - (count * size) + 1));
        _code.I32(AtHazard() ? _dice.Next(2000) : count);
    }

    /// <summary>Reads a field or an element of a type.</summary>
    private bool TryAggregateRead(ValueType type, int depth)
    {
        if (_dice.Percent(60))
        {
            var fields = new List<(int Type, int Field)>();
            foreach (var index in _types.Structs)
            {
                for (var field = 0; field < _types.Struct(index).Fields.Length; field++)
                {
                    if (_types.IsSubtype(_types.Struct(index).Fields[field].Type, type))
                    {
                        fields.Add((index, field));
                    }
                }
            }

            if (fields.Count > 0)
            {
                var (structure, field) = _dice.Pick(fields);
                Value(ValueType.Ref(HeapType.Defined(structure), AtHazard()), depth);
                var isPacked = _types.Struct(structure).Fields[field].IsPacked;
                _code.Op(isPacked ? _dice.Percent(50) ? Opcode.StructGetS : Opcode.StructGetU : Opcode.StructGet, structure, field);
                return true;
            }
        }

        var arrays = _types.Arrays.Where(index => _types.IsSubtype(_types.Element(index).Type, type)).ToList();
        if (arrays.Count == 0)
        {
            return false;
        }

        var array = _dice.Pick(arrays);
        var get = _types.Element(array).IsPacked ? _dice.Percent(50) ? Opcode.ArrayGetS : Opcode.ArrayGetU : Opcode.ArrayGet;
        if (AtHazard() || !type.IsDefaultable)
        {
            if (!type.IsDefaultable && !AtHazard())
            {
                return false;
            }

            Value(ValueType.Ref(HeapType.Defined(array), AtHazard()), depth);
            Value(ValueType.I32, 1);
            _code.Op(get, array);
            return true;
        }

        // Reads inside what the array has, or gives something else when it is empty.
        var local = NewLocal(ValueType.Ref(HeapType.Defined(array), nullable: true), reserved: true);
        Value(ValueType.Ref(HeapType.Defined(array), nullable: false), depth);
        _code.Op(Opcode.LocalTee, local);
        _code.Op(Opcode.ArrayLen);
        _code.Block(Opcode.If, BlockType.OfResult(type));
        _labels.Add(new LabelPlan([type], IsLoop: false));
        _code.Op(Opcode.LocalGet, local);
        InsideIndex(local, 1);
        _code.Op(get, array);
        _code.Op(Opcode.Else);
        Leaf(type);
        _labels.RemoveAt(_labels.Count - 1);
        _code.Op(Opcode.End);
        return true;
    }

    // An index below the length of the array in a local, which is not empty.
    private void InsideIndex(int local, int depth)
    {
        Value(ValueType.I32, depth);
        _code.Op(Opcode.LocalGet, local);
        _code.Op(Opcode.ArrayLen);
        _code.Op(Opcode.I32RemU);
    }

    private void AggregateStatement()
    {
        if (_dice.Percent(50) && _types.Structs.Count > 0)
        {
            var structure = _dice.Pick(_types.Structs);
            var fields = Enumerable.Range(0, _types.Struct(structure).Fields.Length).Where(field => _types.Struct(structure).Fields[field].IsMutable).ToList();
            if (fields.Count > 0)
            {
                var field = _dice.Pick(fields);
                Value(ValueType.Ref(HeapType.Defined(structure), AtHazard()), 2);
                Value(_types.Struct(structure).Fields[field].Type, 2);
                _code.Op(Opcode.StructSet, structure, field);
            }

            return;
        }

        var arrays = _types.Arrays.Where(index => _types.Element(index).IsMutable).ToList();
        if (arrays.Count == 0)
        {
            return;
        }

        var array = _dice.Pick(arrays);
        var type = ValueType.Ref(HeapType.Defined(array), nullable: true);
        var isRisky = AtHazard();
        var local = NewLocal(type, reserved: true);
        Value(isRisky ? type : type.AsNonNullable(), 2);
        _code.Op(Opcode.LocalSet, local);
        if (isRisky)
        {
            WriteArray(array, local, () => Value(ValueType.I32, 1), () => Value(ValueType.I32, 1));
            return;
        }

        _code.Op(Opcode.LocalGet, local);
        _code.Op(Opcode.ArrayLen);
        _code.Block(Opcode.If, BlockType.Empty);
        _labels.Add(new LabelPlan([], IsLoop: false));
        WriteArray(array, local, () => InsideIndex(local, 1), () => _code.I32(_dice.Next(2)));
        _labels.RemoveAt(_labels.Count - 1);
        _code.Op(Opcode.End);
    }

    private void WriteArray(int array, int local, Action index, Action count)
    {
        var element = _types.Element(array);
        _code.Op(Opcode.LocalGet, local);
        switch (_dice.Next(5))
        {
            case 0:
                index();
                Value(element.Type, 1);
                count();
                _code.Op(Opcode.ArrayFill, array);
                break;
            case 1:
                // From itself, so that ranges overlap; or from another of a type whose elements fit.
                var sources = _types.Arrays.Where(source => Fits(_types.Element(source), element)).ToList();
                var from = _dice.Percent(50) ? array : _dice.Pick(sources);
                index();
                if (from == array)
                {
                    _code.Op(Opcode.LocalGet, local);
                    index();
                }
                else
                {
                    Value(ValueType.Ref(HeapType.Defined(from), AtHazard()), 1);
                    _code.I32(0);
                }

                if (from == array || AtHazard())
                {
                    count();
                }
                else
                {
                    _code.I32(0);
                }

                _code.Op(Opcode.ArrayCopy, array, from);
                break;
            case 2 when !element.Type.IsReference && PickSegment(_plan.Data, segment => segment.IsDroppable) is { } data && (!_plan.Data[data].IsDroppable || AtHazard()):
                index();
                _code.I32(_dice.Next(Math.Max(1, _plan.Data[data].Segment.Bytes.Length - element.StorageSize)));
                count();
                _code.Op(Opcode.ArrayInitData, array, data);
                break;
            case 3 when element.Type.IsReference && PickSegment(_plan.Elements, segment => segment.IsDroppable) is { } elements
                && (!_plan.Elements[elements].IsDroppable || AtHazard()) && _types.IsSubtype(_plan.Elements[elements].Segment.Type, element.Type):
                index();
                _code.I32(_dice.Next(Math.Max(1, _plan.Elements[elements].Segment.Count)));
                count();
                _code.Op(Opcode.ArrayInitElem, array, elements);
                break;
            default:
                index();
                Value(element.Type, 2);
                _code.Op(Opcode.ArraySet, array);
                break;
        }
    }

    private bool Fits(FieldType from, FieldType to) => from.Packed == to.Packed && (from.IsPacked || _types.IsSubtype(from.Type, to.Type));
}
