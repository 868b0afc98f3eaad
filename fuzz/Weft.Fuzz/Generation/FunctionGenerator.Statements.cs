// Statements: they take nothing from the stack and leave nothing.
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Fuzz.Generation;

internal sealed partial class FunctionGenerator
{
    private void Statement(int count)
    {
        for (; count > 0 && !IsFull; count--)
        {
            Statement();
        }
    }

    private void Statement()
    {
        var canNest = _labels.Count <= MostNestedBlocks || (_function.Style == BodyStyle.Deep && _labels.Count <= 300);
        switch (_dice.Next(30))
        {
            case < 6:
                SetLocal();
                break;
            case 6 or 7:
                SetGlobal();
                break;
            case < 12:
                TryStore(2);
                break;
            case < 15 when canNest:
                var results = _dice.Percent(20) ? RandomTypes(4) : [];
                Structured(results, 2);
                Sink(results);
                break;
            case 15:
                BranchIf();
                break;
            case 16 when canNest:
                // A branch in an if: what follows is mostly still reached.
                Value(ValueType.I32, 1);
                _code.Block(Opcode.If, BlockType.Empty);
                _labels.Add(new LabelPlan([], IsLoop: false));
                Statement(_dice.Next(2));
                Leave();
                DeadCode();
                _labels.RemoveAt(_labels.Count - 1);
                _code.Op(Opcode.End);
                break;
            case 17 or 18:
                CallStatement();
                break;
            case 19:
                BulkMemory();
                break;
            case 20 when _plan.Memories.Count > 0 && _loopProduct < 16:
                var grown = _dice.Next(_plan.Memories.Count);
                GrowMemory(grown);
                Sink([_plan.Memories[grown].AddressType]);
                break;
            case 21 or 22 when _profile.HasReferences:
                TableStatement();
                break;
            case 23 or 24 when _profile.HasGc:
                AggregateStatement();
                break;
            case 25 or 26 when canNest && _profile.HasExceptions:
                TryTable();
                break;
            case 25 or 26 when canNest && _profile.HasLegacyExceptions:
                LegacyTry();
                break;
            case 27 when _profile.HasThreads:
                _code.Op(Opcode.AtomicFence);
                break;
            case 28 when _profile.HasTypedReferences && canNest:
                BranchOnReference();
                break;
            case 29:
                _code.Op(Opcode.Nop);
                break;
            default:
                var type = _types.RandomDefaultable(_dice);
                Value(type, 2);
                _code.Op(Opcode.Drop);
                break;
        }
    }

    private void SetLocal()
    {
        if (PickLocal(_ => true) is not { } local || (!_locals[local].IsDefaultable && !CanMake(_locals[local])))
        {
            return;
        }

        Value(_locals[local], _dice.Next(1, 5));
        if (_dice.OneIn(6))
        {
            _code.Op(Opcode.LocalTee, local);
            _code.Op(Opcode.Drop);
        }
        else
        {
            _code.Op(Opcode.LocalSet, local);
        }
    }

    private void SetGlobal()
    {
        var index = _dice.Next(_plan.Globals.Count);
        var type = _plan.Globals[index].Type;
        if (index != _plan.BudgetGlobal && type.IsMutable)
        {
            Value(type.Value, 3);
            _code.Op(Opcode.GlobalSet, index);
        }
    }

    /// <summary>Values that no signature gives: sizes, and what is known of references.</summary>
    private bool TrySpecial(ValueType type, int depth)
    {
        switch (_dice.Next(6))
        {
            case 0 or 1:
                if (_plan.Memories.Count == 0)
                {
                    return false;
                }

                var memory = _dice.Next(_plan.Memories.Count);
                if (_plan.Memories[memory].AddressType != type)
                {
                    return false;
                }

                if (_dice.OneIn(8) && _loopProduct < 16)
                {
                    GrowMemory(memory);
                }
                else
                {
                    _code.Op(Opcode.MemorySize, memory);
                }

                return true;
            case 2 when _profile.HasReferences && _plan.Tables.Count > 0:
                var table = _dice.Next(_plan.Tables.Count);
                if (_plan.Tables[table].AddressType != type)
                {
                    return false;
                }

                if (_dice.OneIn(4) && table != _plan.DispatchTable)
                {
                    GrowTable(table);
                }
                else
                {
                    _code.Op(Opcode.TableSize, table);
                }

                return true;
            case 3 or 4 when _profile.HasReferences && type == ValueType.I32:
                Value(_types.RandomReference(_dice, nullable: true), depth);
                _code.Op(Opcode.RefIsNull);
                return true;
            default:
                return type == ValueType.I32 && _profile.HasGc && TryTest(depth);
        }
    }
}
