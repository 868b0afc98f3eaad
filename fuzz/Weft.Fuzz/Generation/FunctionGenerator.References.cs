// References and tables (spec 2.4.4, 2.4.5).
using Weft.Wasm;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Fuzz.Generation;

internal sealed partial class FunctionGenerator
{
    /// <summary>Whether a value of a type can always be made.</summary>
    private bool CanMake(ValueType type)
    {
        if (type.IsDefaultable)
        {
            return true;
        }

        if (type.Heap.IsDefined)
        {
            return _types[type.Heap.Index].Composite is not FunctionType || _plan.DispatchGroups.Exists(group => _types.IsSubtype(HeapType.Defined(group.TypeIndex), type.Heap));
        }

        return type.Heap.Abstract switch
        {
            AbstractHeapType.Func => _plan.DispatchTable >= 0,
            AbstractHeapType.Struct => _types.Structs.Count > 0,
            AbstractHeapType.Array => _types.Arrays.Count > 0,
            AbstractHeapType.Any or AbstractHeapType.Eq or AbstractHeapType.I31 or AbstractHeapType.Extern => _profile.HasGc,
            _ => false,
        };
    }

    private bool TryReference(ValueType type, int depth)
    {
        switch (_dice.Next(16))
        {
            case 0:
                return TryTee(type, depth);
            case 1:
                return TryConditional(type, depth);
            case 2:
                return TryCall(type, depth);
            case 3:
                return TryStructured(type, depth);
            case 4:
                return TryBranchIfWithValue(type, depth);
            case 5:
                return TryTableGet(type);
            case 6 when _profile.HasTypedReferences && !type.IsNullable && AtHazard():
                Value(Defaultable(type), depth);
                _code.Op(Opcode.RefAsNonNull);
                return true;
            case 7 when _profile.HasTypedReferences && !type.IsNullable && CanMake(type):
                // Another one where there is none.
                _code.Block(Opcode.Block, BlockType.OfResult(type));
                _labels.Add(new LabelPlan([type], IsLoop: false));
                Value(Defaultable(type), depth);
                _code.Op(Opcode.BrOnNonNull, 0);
                ReferenceLeaf(type);
                _labels.RemoveAt(_labels.Count - 1);
                _code.Op(Opcode.End);
                return true;
            case 8 or 9 or 10 or 11 when _profile.HasGc:
                return TryMakeAggregate(type, depth);
            case 12 when _profile.HasGc:
                return TryAggregateRead(type, depth);
            case 13 or 14 when _profile.HasGc:
                return TryCast(type, depth);
            case 15 when _profile.HasGc && type == ValueType.ExternRef:
                Value(ValueType.AnyRef, depth);
                _code.Op(Opcode.ExternConvertAny);
                return true;
            case 15 when _profile.HasGc && type == ValueType.AnyRef:
                Value(ValueType.ExternRef, depth);
                _code.Op(Opcode.AnyConvertExtern);
                return true;
            default:
                return false;
        }
    }

    private void ReferenceLeaf(ValueType type)
    {
        if (type.IsNullable && (_aggregateDepth > 0 || _dice.Percent(35) || !CanMake(type.AsNonNullable())))
        {
            _code.Null(_profile.HasGc && _dice.Percent(30) ? _types.Bottom(type.Heap) : type.Heap);
            return;
        }

        if (_types.Top(type.Heap) == AbstractHeapType.Func)
        {
            var groups = _plan.DispatchGroups.FindAll(group => _types.IsSubtype(HeapType.Defined(group.TypeIndex), type.Heap));
            var typeIndex = _dice.Pick(groups).TypeIndex;
            _code.Op(Opcode.RefFunc, _dice.Pick(Enumerable.Range(0, _plan.Functions.Count).Where(index => _plan.Functions[index].TypeIndex == typeIndex).ToList()));
            return;
        }

        if (_types.Top(type.Heap) == AbstractHeapType.Extern)
        {
            SmallInteger();
            _code.Op(Opcode.ExternConvertAny);
            return;
        }

        if (!type.Heap.IsDefined && type.Heap.Abstract is AbstractHeapType.Any or AbstractHeapType.Eq or AbstractHeapType.I31)
        {
            SmallInteger();
            return;
        }

        var candidates = _types.Structs.Concat(_types.Arrays).Where(index => _types.IsSubtype(HeapType.Defined(index), type.Heap)).ToList();
        // Types refer to earlier ones where null is not allowed: the first is the simplest.
        MakeAggregate(_aggregateDepth > 2 ? candidates.Min() : _dice.Pick(candidates), 0);
    }

    private void SmallInteger()
    {
        _code.I32((int)InterestingValues.Number(_dice, ValueKind.I32));
        _code.Op(Opcode.RefI31);
    }

    private bool TryTest(int depth)
    {
        switch (_dice.Next(4))
        {
            case 0:
                var eq = ValueType.Ref(AbstractHeapType.Eq, nullable: true);
                Value(eq, depth);
                Value(eq, depth);
                _code.Op(Opcode.RefEq);
                return true;
            case 1:
                Value(ValueType.Ref(AbstractHeapType.I31, AtHazard()), depth);
                _code.Op(_dice.Percent(50) ? Opcode.I31GetS : Opcode.I31GetU);
                return true;
            case 2 when _types.Arrays.Count > 0:
                Value(ValueType.Ref(_dice.Percent(30) ? AbstractHeapType.Array : HeapType.Defined(_dice.Pick(_types.Arrays)), AtHazard()), depth);
                _code.Op(Opcode.ArrayLen);
                return true;
            default:
                var to = _types.RandomReference(_dice, _dice.Percent(50));
                if (_types.Top(to.Heap) == AbstractHeapType.Exn)
                {
                    return false;
                }

                Value(ValueType.Ref(_types.Top(to.Heap), nullable: true), depth);
                _code.Cast(test: true, to);
                return true;
        }
    }

    // A cast that traps when it fails, or one that branches.
    private bool TryCast(ValueType type, int depth)
    {
        var top = ValueType.Ref(_types.Top(type.Heap), nullable: true);
        if (top.Heap == AbstractHeapType.Exn || !CanMake(type))
        {
            return false;
        }

        if (AtHazard())
        {
            Value(top, depth);
            _code.Cast(test: false, type);
            return true;
        }

        var failure = _dice.Percent(40);
        _code.Block(Opcode.Block, BlockType.OfResult(failure ? top : type));
        _labels.Add(new LabelPlan([failure ? top : type], IsLoop: false));
        Value(top, depth);
        if (failure)
        {
            // (block (result top) ... (br_on_cast_fail 0 top type) ...) leaves something else; the value itself is made after it.
            _code.BranchOnCast(Opcode.BrOnCastFail, 0, top, type);
            if (PickLocal(local => _types.IsSubtype(type, local)) is { } local)
            {
                _code.Op(Opcode.LocalTee, local);
            }

            _labels.RemoveAt(_labels.Count - 1);
            _code.Op(Opcode.End);
            _code.Op(Opcode.Drop);
            Leaf(type);
        }
        else
        {
            _code.BranchOnCast(Opcode.BrOnCast, 0, top, type);
            _code.Op(Opcode.Drop);
            Leaf(type);
            _labels.RemoveAt(_labels.Count - 1);
            _code.Op(Opcode.End);
        }

        return true;
    }

    private void BranchOnReference()
    {
        var type = _types.RandomReference(_dice, nullable: true);
        var label = PickLabel(types => types is []) ?? -1;
        if (label < 0)
        {
            return;
        }

        if (_dice.Percent(50))
        {
            Value(type, 1);
            _code.Op(Opcode.BrOnNull, Depth(label));
            Sink([type.AsNonNullable()]);
            return;
        }

        _code.Block(Opcode.Block, BlockType.OfResult(type));
        _labels.Add(new LabelPlan([type], IsLoop: false));
        Value(type, 1);
        _code.Op(Opcode.BrOnNonNull, 0);
        Statement(1);
        _code.Null(type.Heap);
        _labels.RemoveAt(_labels.Count - 1);
        _code.Op(Opcode.End);
        Sink([type]);
    }

    // Tables do not shrink: below the minimum is always inside.
    private void TableIndex(TablePlan table, int room)
    {
        var minimum = (int)table.Type.Limits.Minimum;
        if (AtHazard() || minimum <= room)
        {
            if (_dice.Percent(50))
            {
                Value(table.AddressType, 1);
            }
            else
            {
                Number(table.AddressType, (ulong)_dice.Next(minimum + 3));
            }

            return;
        }

        if (_dice.Percent(50))
        {
            Number(table.AddressType, (ulong)_dice.Next(minimum - room));
            return;
        }

        Value(table.AddressType, 1);
        Number(table.AddressType, (ulong)(minimum - room));
        _code.Op(table.AddressType == ValueType.I64 ? Opcode.I64RemU : Opcode.I32RemU);
    }

    private bool TryTableGet(ValueType type)
    {
        var tables = Enumerable.Range(0, _plan.Tables.Count).Where(table => _types.IsSubtype(_plan.Tables[table].Type.Element, type)).ToList();
        if (tables.Count == 0)
        {
            return false;
        }

        var picked = _dice.Pick(tables);
        TableIndex(_plan.Tables[picked], 0);
        _code.Op(Opcode.TableGet, picked);
        return true;
    }

    private void GrowTable(int table)
    {
        Value(_plan.Tables[table].Type.Element, 1);
        Number(_plan.Tables[table].AddressType, _dice.OneIn(6) ? uint.MaxValue : (ulong)_dice.Next(4));
        _code.Op(Opcode.TableGrow, table);
    }

    private void TableStatement()
    {
        var tables = Enumerable.Range(0, _plan.Tables.Count).Where(table => table != _plan.DispatchTable).ToList();
        if (tables.Count == 0)
        {
            return;
        }

        var table = _dice.Pick(tables);
        var plan = _plan.Tables[table];
        var minimum = (int)plan.Type.Limits.Minimum;
        var count = _dice.Next(Math.Min(minimum, 6) + 1);
        switch (_dice.Next(8))
        {
            case 0:
                GrowTable(table);
                Sink([plan.AddressType]);
                break;
            case 1 when _profile.Has("bulk-memory"):
                TableIndex(plan, count);
                Value(plan.Type.Element, 1);
                Number(plan.AddressType, (ulong)count);
                _code.Op(Opcode.TableFill, table);
                break;
            case 2 when _profile.Has("bulk-memory"):
                var sources = Enumerable.Range(0, _plan.Tables.Count).Where(source => _types.IsSubtype(_plan.Tables[source].Type.Element, plan.Type.Element)).ToList();
                var from = _dice.Pick(sources);
                count = Math.Min(count, (int)_plan.Tables[from].Type.Limits.Minimum);
                TableIndex(plan, count);
                TableIndex(_plan.Tables[from], count);
                var isLong = plan.AddressType == ValueType.I64 && _plan.Tables[from].AddressType == ValueType.I64;
                Number(isLong ? ValueType.I64 : ValueType.I32, (ulong)count);
                _code.Op(Opcode.TableCopy, table, from);
                break;
            case 3 when PickSegment(_plan.Elements, segment => segment.IsDroppable) is { } segment:
                var elements = _plan.Elements[segment];
                if ((elements.IsDroppable && !AtHazard()) || !_types.IsSubtype(elements.Segment.Type, plan.Type.Element))
                {
                    break;
                }

                count = Math.Min(count, elements.Segment.Count);
                TableIndex(plan, count);
                _code.I32(_dice.Next(elements.Segment.Count - count + 1));
                _code.I32(count);
                _code.Op(Opcode.TableInit, segment, table);
                break;
            case 4 when PickSegment(_plan.Elements, segment => !segment.IsDroppable) is { } dropped:
                if (_plan.Elements[dropped].IsDroppable)
                {
                    _code.Op(Opcode.ElemDrop, dropped);
                }

                break;
            default:
                TableIndex(plan, 0);
                Value(plan.Type.Element, 2);
                _code.Op(Opcode.TableSet, table);
                break;
        }
    }
}
