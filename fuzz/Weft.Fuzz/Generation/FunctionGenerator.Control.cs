// Blocks, branches, loops. Every way backwards takes from the budget or from a counter, so that every body ends.
using Weft.Wasm;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Fuzz.Generation;

internal sealed partial class FunctionGenerator
{
    private int Depth(int label) => _labels.Count - 1 - label;

    private BlockType TypeOf(IReadOnlyList<ValueType> parameters, IReadOnlyList<ValueType> results)
    {
        if (parameters.Count == 0 && results.Count < 2 && (!_profile.HasMultiValue || _dice.Percent(80)))
        {
            return results.Count == 0 ? BlockType.Empty : BlockType.OfResult(results[0]);
        }

        return BlockType.OfType(_types.IndexOf(new FunctionType([.. parameters], [.. results])));
    }

    private IReadOnlyList<ValueType> RandomTypes(int most) =>
        _profile.HasMultiValue ? [.. Enumerable.Range(0, _dice.Next(most + 1)).Select(_ => _types.RandomDefaultable(_dice))] : [];

    /// <summary>A value that a block, an if or a loop leaves.</summary>
    private bool TryStructured(ValueType type, int depth)
    {
        if (_labels.Count > MostNestedBlocks)
        {
            return false;
        }

        if (_profile.HasMultiValue && _dice.OneIn(4))
        {
            // One of several results.
            ValueType[] types = [.. RandomTypes(2), type, .. RandomTypes(2)];
            var index = Array.LastIndexOf(types, type);
            Structured(types, depth);
            Keep(types, index);
        }
        else
        {
            Structured([type], depth);
        }

        return true;
    }

    /// <summary>A structured instruction that leaves values of some types.</summary>
    private void Structured(IReadOnlyList<ValueType> results, int depth)
    {
        // Loops in loops multiply.
        switch (_dice.Next(_loopProduct >= MostTurns ? 2 : 3))
        {
            case 0:
                Block(results, depth);
                break;
            case 1:
                If(results, depth);
                break;
            default:
                Loop(results, depth);
                break;
        }
    }

    private void Block(IReadOnlyList<ValueType> results, int depth)
    {
        var parameters = _dice.Percent(30) ? RandomTypes(3) : [];
        Values(parameters, depth);
        _code.Block(Opcode.Block, TypeOf(parameters, results));
        _labels.Add(new LabelPlan(results, IsLoop: false));
        Sink(parameters);
        Arm(results, depth);
        _labels.RemoveAt(_labels.Count - 1);
        _code.Op(Opcode.End);
    }

    private void If(IReadOnlyList<ValueType> results, int depth)
    {
        var parameters = _dice.Percent(15) ? RandomTypes(2) : [];
        Values(parameters, depth);
        Value(ValueType.I32, depth);
        _code.Block(Opcode.If, TypeOf(parameters, results));
        _labels.Add(new LabelPlan(results, IsLoop: false));
        Sink(parameters);
        Arm(results, depth);
        if (results.Count > 0 || parameters.Count > 0 || _dice.Percent(60))
        {
            _code.Op(Opcode.Else);
            Sink(parameters);
            Arm(results, depth);
        }

        _labels.RemoveAt(_labels.Count - 1);
        _code.Op(Opcode.End);
    }

    private void Loop(IReadOnlyList<ValueType> results, int depth)
    {
        // A counted loop turns a fixed number of times; others as often as a condition and the budget say. Leaves have no budget.
        var counter = !_mayCall || _dice.Percent(50) ? NewLocal(ValueType.I32, reserved: true) : -1;
        var parameters = _dice.Percent(30) ? RandomTypes(2) : [];
        var turns = 1;
        if (counter >= 0)
        {
            turns = _loopProduct == 1 && _dice.OneIn(15) ? _dice.Next(100, 500) : _dice.Next(1, 12);
            _code.I32(turns);
            _code.Op(Opcode.LocalSet, counter);
            if (_mayCall)
            {
                Pay(1 + (turns / 8));
            }
        }

        Values(parameters, depth);
        _code.Block(Opcode.Loop, TypeOf(parameters, results));
        _labels.Add(new LabelPlan(parameters, IsLoop: true));
        Sink(parameters);
        var outside = _loopProduct;
        _loopProduct *= Math.Max(turns, 4);
        Statement(_dice.Next(1, 4));
        Values(parameters, Math.Min(depth, 1));
        if (counter >= 0)
        {
            _code.Op(Opcode.LocalGet, counter);
            _code.I32(1);
            _code.Op(Opcode.I32Sub);
            _code.Op(Opcode.LocalTee, counter);
            if (_mayCall && _dice.Percent(70))
            {
                // When nothing is left of the budget, everything comes to its end soon.
                _code.I32(0);
                _code.Op(Opcode.GlobalGet, _plan.BudgetGlobal);
                _code.I32(0);
                _code.Op(Opcode.I32GeS);
                _code.Op(Opcode.Select);
            }

            _code.Op(Opcode.BrIf, 0);
        }
        else
        {
            BudgetCheck();
            Value(ValueType.I32, depth);
            _code.I32(7);
            _code.Op(Opcode.I32And);
            _code.I32(0);
            _code.Op(Opcode.I32Ne);
            _code.Op(Opcode.I32And);
            BackEdge(parameters);
        }

        _loopProduct = outside;

        // What a branch that was not taken leaves is still there.
        Sink(parameters);
        Values(results, Math.Min(depth, 1));
        _labels.RemoveAt(_labels.Count - 1);
        _code.Op(Opcode.End);
    }

    private void BackEdge(IReadOnlyList<ValueType> parameters)
    {
        switch (_dice.Next(3))
        {
            case 0 when parameters.Count == 0:
                _code.Block(Opcode.If, BlockType.Empty);
                _code.Op(Opcode.Br, 1);
                _code.Op(Opcode.End);
                break;
            case 1 when parameters.Count == 0:
                _code.Block(Opcode.Block, BlockType.OfResult(ValueType.I32));
                _code.I32(0);
                _code.Op(Opcode.End);
                _code.Op(Opcode.I32Or);
                _code.Block(Opcode.If, BlockType.Empty);
                _code.I32(_dice.Next(3));
                _code.BranchTable([1, 1, 1]);
                _code.Op(Opcode.End);
                break;
            default:
                _code.Op(Opcode.BrIf, 0);
                break;
        }
    }

    // The inside of a block: statements, then its results, or a branch that carries them or leaves for good.
    private void Arm(IReadOnlyList<ValueType> results, int depth)
    {
        Statement(_dice.Next(3));
        if (_dice.Percent(15) && _labels.Count > 1)
        {
            Leave();
            DeadCode();
            return;
        }

        Values(results, depth);
        if (_dice.OneIn(10))
        {
            _code.Op(Opcode.Br, 0);
            DeadCode();
        }
    }

    /// <summary>Leaves the block that is being written, by some way that does not come back.</summary>
    private void Leave()
    {
        switch (_dice.Next(8))
        {
            case 0:
                Values(_function.Type.Results, 1);
                _code.Op(Opcode.Return);
                return;
            case 1 when _mayCall && TryTailCall():
                return;
            case 2 when AtHazard():
                _code.Op(Opcode.Unreachable);
                return;
            case 3 when _profile.HasTags && (_tryDepth > 0 || AtHazard()) && TryThrow():
                return;
            case 4 when TryBranchTable():
                return;
            default:
                // The outermost label returns from the function: it always fits.
                var label = PickLabel(_ => true) ?? 0;
                Values(_labels[label].Types, 1);
                _code.Op(Opcode.Br, Depth(label));
                return;
        }
    }

    private int? PickLabel(Func<IReadOnlyList<ValueType>, bool> fits)
    {
        // Inner labels more often: most branches are short.
        var start = _dice.Percent(70) ? Math.Max(0, _labels.Count - 1 - _dice.Next(Math.Min(_labels.Count, 4))) : _dice.Next(_labels.Count);
        for (var i = 0; i < _labels.Count; i++)
        {
            var label = (start + i) % _labels.Count;
            if (!_labels[label].IsLoop && fits(_labels[label].Types))
            {
                return label;
            }
        }

        return null;
    }

    private bool TryBranchTable()
    {
        if (PickLabel(_ => true) is not { } first)
        {
            return false;
        }

        var types = _labels[first].Types;
        var fitting = Enumerable.Range(0, _labels.Count).Where(label => !_labels[label].IsLoop && _labels[label].Types.SequenceEqual(types)).ToList();
        Values(types, 1);
        Value(ValueType.I32, 2);
        if (_dice.Percent(70))
        {
            _code.I32(7);
            _code.Op(Opcode.I32And);
        }

        _code.BranchTable([.. Enumerable.Range(0, _dice.OneIn(30) ? 300 : _dice.Next(0, 9)).Select(_ => Depth(_dice.Pick(fitting))), Depth(first)]);
        return true;
    }

    private bool TryBranchIfWithValue(ValueType type, int depth)
    {
        if (PickLabel(types => types is [var only] && only == type) is not { } label)
        {
            return false;
        }

        Value(type, depth);
        Value(ValueType.I32, depth);
        _code.Op(Opcode.BrIf, Depth(label));
        return true;
    }

    private void BranchIf()
    {
        var label = PickLabel(_ => true) ?? 0;
        var types = _labels[label].Types;
        Values(types, 1);
        Value(ValueType.I32, 2);

        // Seldom taken, most of the time, or nothing after it is ever executed.
        if (_dice.Percent(60))
        {
            _code.I32(0xF00);
            _code.Op(Opcode.I32And);
            _code.I32(0x300);
            _code.Op(Opcode.I32Eq);
        }

        _code.Op(Opcode.BrIf, Depth(label));
        Sink(types);
    }

    // What follows an unconditional branch is checked against a stack that has everything (spec 3.3.4).
    private void DeadCode()
    {
        if (!_dice.OneIn(4) || IsFull)
        {
            return;
        }

        for (var i = _dice.Next(1, 4); i > 0; i--)
        {
            switch (_dice.Next(5))
            {
                case 0:
                    WriteNumeric(_dice.Pick(_plan.Numeric.Where(operation => operation.Signature.Results.Length == 1).ToList()).Opcode);
                    _code.Op(Opcode.Drop);
                    break;
                case 1:
                    _code.Op(Opcode.Select);
                    _code.Op(Opcode.Drop);
                    break;
                case 2:
                    _code.Op(Opcode.Drop);
                    break;
                case 3:
                    _code.Op(Opcode.Br, _dice.Next(_labels.Count));
                    break;
                default:
                    Statement(1);
                    break;
            }
        }

        _code.Op(Opcode.Unreachable);
    }

    // Blocks in blocks, and from the innermost a table of branches to all of them.
    private void DeepBlocks(int depth)
    {
        var first = _labels.Count;
        for (var i = 0; i < depth; i++)
        {
            _code.Block(Opcode.Block, BlockType.Empty);
            _labels.Add(new LabelPlan([], IsLoop: false));
            if (_dice.OneIn(20))
            {
                Statement(1);
            }
        }

        Value(ValueType.I32, 2);
        _code.I32(255);
        _code.Op(Opcode.I32And);
        _code.BranchTable([.. Enumerable.Range(0, _dice.Next(1, 300)).Select(_ => _dice.Next(depth)), _dice.Next(depth)]);
        while (_labels.Count > first)
        {
            _labels.RemoveAt(_labels.Count - 1);
            _code.Op(Opcode.End);
            if (_dice.OneIn(4))
            {
                Statement(1);
            }
        }
    }
}
