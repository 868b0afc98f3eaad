// Bodies: statements that leave the stack as it is, and values of a wanted type, each made of smaller ones until the depth is used up.
// Nothing is generated that could be invalid, so there is nothing to try and take back; the tests validate what comes out.
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Fuzz.Generation;

/// <summary>Generates the body of one function.</summary>
internal sealed partial class FunctionGenerator
{
    private const int MostNestedBlocks = 40;
    private const int MostTurns = 64;

    private readonly ModulePlan _plan;
    private readonly TypeTable _types;
    private readonly Profile _profile;
    private readonly FunctionPlan _function;
    private readonly Dice _dice;
    private readonly CodeBuilder _code;
    private readonly List<ValueType> _locals;
    private readonly List<bool> _reserved;
    private readonly List<LabelPlan> _labels = [];
    private readonly int _hazard;
    private readonly int _limit;
    private readonly bool _mayCall;
    private int _loopProduct = 1;
    private int _tryDepth;
    private int _aggregateDepth;

    private FunctionGenerator(ModulePlan plan, FunctionPlan function, Dice dice, long[] counts)
    {
        _plan = plan;
        _types = plan.Types;
        _profile = plan.Profile;
        _function = function;
        _dice = dice;
        _code = new CodeBuilder(counts);
        _locals = [.. function.Type.Parameters];
        _reserved = [.. function.Type.Parameters.Select(_ => false)];
        _limit = function.Size;
        _mayCall = !function.IsLeaf;

        // Most functions must come to their end, or little of the others is ever executed.
        _hazard = dice.Next(10) switch { < 4 => 0, < 8 => 40 + function.Size, _ => 15 };
    }

    /// <summary>A label: what a branch to it carries, and whether it goes backwards.</summary>
    private sealed record LabelPlan(IReadOnlyList<ValueType> Types, bool IsLoop);

    /// <summary>Generates a body.</summary>
    /// <param name="plan">The module.</param>
    /// <param name="function">The function.</param>
    /// <param name="dice">Its choices.</param>
    /// <param name="counts">Where instructions are counted, by opcode.</param>
    public static FunctionBody Generate(ModulePlan plan, FunctionPlan function, Dice dice, long[] counts)
    {
        var generator = new FunctionGenerator(plan, function, dice, counts);
        generator.Body();
        return generator.Finish();
    }

    private bool AtHazard() => _dice.OneIn(_hazard);

    private bool IsFull => _code.Count >= _limit;

    private void Body()
    {
        _labels.Add(new LabelPlan(_function.Type.Results, IsLoop: false));
        AddLocals();
        if (_mayCall)
        {
            if (_dice.OneIn(3))
            {
                ReturnEarly();
            }

            EntryCheck();
        }

        AddLocalsWithoutDefault();
        if (_function.Style == BodyStyle.Deep)
        {
            DeepBlocks(_dice.Next(30, 250));
        }

        do
        {
            Statement(_dice.Next(1, 6));
        }
        while (!IsFull);

        Values(_function.Type.Results, 3);
        if (_dice.OneIn(8))
        {
            _code.Op(Opcode.Return);
            DeadCode();
        }

        _code.Op(Opcode.End);
    }

    private void AddLocals()
    {
        var count = _function.Style == BodyStyle.ManyLocals ? _dice.Next(150, 600) : _dice.Next(2, 9);
        for (var i = 0; i < count; i++)
        {
            NewLocal(_types.RandomDefaultable(_dice));
        }
    }

    private void AddLocalsWithoutDefault()
    {
        // A local without a default is set at once, and so is set everywhere (spec 3.4, initialised locals).
        for (var i = _profile.HasTypedReferences ? _dice.Next(4) : 0; i > 0; i--)
        {
            var type = _types.RandomReference(_dice, nullable: false);
            if (CanMake(type))
            {
                Value(type, 1);
                _code.Op(Opcode.LocalSet, NewLocal(type));
            }
        }
    }

    private int NewLocal(ValueType type, bool reserved = false)
    {
        _locals.Add(type);
        _reserved.Add(reserved);
        return _locals.Count - 1;
    }

    // Takes from the budget; when nothing is left, returns at once, so that everything outside comes to its end as well.
    private void EntryCheck()
    {
        Pay(1 + (_function.Size / 64));
        _code.Op(Opcode.GlobalGet, _plan.BudgetGlobal);
        _code.I32(0);
        _code.Op(Opcode.I32LtS);
        _code.Block(Opcode.If, BlockType.Empty);
        if (_dice.OneIn(8))
        {
            _code.Op(Opcode.Unreachable);
        }
        else
        {
            foreach (var type in _function.Type.Results)
            {
                Leaf(type);
            }

            _code.Op(Opcode.Return);
        }

        _code.Op(Opcode.End);
    }

    /// <summary>Leaves 1 if the budget allows another turn, and takes it.</summary>
    private void BudgetCheck()
    {
        Pay(1);
        _code.Op(Opcode.GlobalGet, _plan.BudgetGlobal);
        _code.I32(0);
        _code.Op(Opcode.I32GtS);
    }

    private void Pay(int price)
    {
        _code.Op(Opcode.GlobalGet, _plan.BudgetGlobal);
        _code.I32(price);
        _code.Op(Opcode.I32Sub);
        _code.Op(Opcode.GlobalSet, _plan.BudgetGlobal);
    }

    private FunctionBody Finish()
    {
        var writer = new ByteWriter();
        var runs = new List<(int Count, ValueType Type)>();
        foreach (var type in _locals.Skip(_function.Type.Parameters.Length))
        {
            if (runs.Count > 0 && runs[^1].Type == type)
            {
                runs[^1] = (runs[^1].Count + 1, type);
            }
            else
            {
                runs.Add((1, type));
            }
        }

        writer.WriteIndex(runs.Count);
        foreach (var (count, type) in runs)
        {
            writer.WriteIndex(count);
            TypeWriter.WriteValueType(writer, type);
        }

        writer.WriteBytes(_code.Bytes);
        return new FunctionBody(writer.ToArray());
    }

    private void Values(IReadOnlyList<ValueType> types, int depth)
    {
        foreach (var type in types)
        {
            Value(type, depth);
        }
    }

    /// <summary>Leaves a value of a type on the stack.</summary>
    /// <param name="type">The type, or one below it.</param>
    /// <param name="depth">How many levels of operands it may have.</param>
    /// <param name="loose">Which NaNs may have bits of the engine's choice.</param>
    private void Value(ValueType type, int depth, Looseness loose = Looseness.Exact)
    {
        if (depth > 0 && !IsFull)
        {
            for (var attempts = 0; attempts < 6; attempts++)
            {
                if (type.IsReference ? TryReference(type, depth - 1) : TryNumber(type, depth - 1, loose))
                {
                    return;
                }
            }
        }

        Leaf(type);
    }

    private bool TryNumber(ValueType type, int depth, Looseness loose)
    {
        switch (_dice.Next(24))
        {
            case < 10:
                return TryNumeric(type, depth, loose);
            case < 13:
                return TryLoad(type, depth);
            case 13:
                return TryTee(type, depth);
            case 14:
                return TryConditional(type, depth, loose);
            case 15:
                return TryCall(type, depth);
            case 16 or 17:
                return TryStructured(type, depth);
            case 18:
                return TryBranchIfWithValue(type, depth);
            case 19:
                // What is on the stack stays there while statements run.
                Value(type, depth, loose);
                Statement(1);
                return true;
            case 20 or 21 when type == ValueType.I32 || type == ValueType.I64:
                return TrySpecial(type, depth);
            case < 24 when _profile.HasGc:
                return TryAggregateRead(type, depth);
            default:
                return false;
        }
    }

    private bool TryTee(ValueType type, int depth)
    {
        if (PickLocal(local => local == type) is not { } local)
        {
            return false;
        }

        Value(type, depth);
        _code.Op(Opcode.LocalTee, local);
        return true;
    }

    private bool TryConditional(ValueType type, int depth, Looseness loose = Looseness.Exact)
    {
        Value(type, depth, loose);
        Value(type, depth, loose);
        Value(ValueType.I32, depth);
        if (type.IsReference || (_profile.HasReferences && _dice.Percent(30)))
        {
            _code.Select(type);
        }
        else
        {
            _code.Op(Opcode.Select);
        }

        return true;
    }

    /// <summary>A value in one or two instructions.</summary>
    private void Leaf(ValueType type)
    {
        if (_dice.Percent(60) && PickLocal(local => _types.IsSubtype(local, type)) is { } local)
        {
            _code.Op(Opcode.LocalGet, local);
        }
        else if (_dice.Percent(25) && PickGlobal(type, mutable: false) is { } global)
        {
            _code.Op(Opcode.GlobalGet, global);
        }
        else if (type.IsReference)
        {
            ReferenceLeaf(type);
        }
        else
        {
            Constant(type);
        }
    }

    private void Constant(ValueType type)
    {
        if (type.Kind == ValueKind.V128)
        {
            _code.Vector(InterestingValues.Vector(_dice));
        }
        else
        {
            _code.Number(type.Kind, InterestingValues.Number(_dice, type.Kind));
        }
    }

    /// <summary>Takes values off the stack, the last first.</summary>
    private void Sink(IReadOnlyList<ValueType> types)
    {
        for (var i = types.Count - 1; i >= 0; i--)
        {
            if (_dice.Percent(75) && PickLocal(local => _types.IsSubtype(types[i], local)) is { } local)
            {
                _code.Op(Opcode.LocalSet, local);
            }
            else if (_dice.Percent(40) && PickGlobal(types[i], mutable: true) is { } global)
            {
                _code.Op(Opcode.GlobalSet, global);
            }
            else
            {
                _code.Op(Opcode.Drop);
            }
        }
    }

    /// <summary>Of the values on the stack, keeps one and sinks the others.</summary>
    private void Keep(IReadOnlyList<ValueType> types, int index)
    {
        if (index == types.Count - 1 && index > 0)
        {
            var kept = NewLocal(Defaultable(types[index]), reserved: true);
            _code.Op(Opcode.LocalSet, kept);
            Sink([.. types.Take(index)]);
            GetKept(types[index], kept);
            return;
        }

        Sink([.. types.Skip(index + 1)]);
        if (index > 0)
        {
            Keep([.. types.Take(index + 1)], index);
        }
    }

    private static ValueType Defaultable(ValueType type) => type.IsReference ? ValueType.Ref(type.Heap, nullable: true) : type;

    private void GetKept(ValueType type, int local)
    {
        _code.Op(Opcode.LocalGet, local);
        if (!type.IsDefaultable)
        {
            _code.Op(Opcode.RefAsNonNull);
        }
    }

    private int? PickLocal(Func<ValueType, bool> fits)
    {
        // From a random place onwards: the lists can be long, and most of the time one is near.
        var start = _locals.Count == 0 ? 0 : _dice.Next(_locals.Count);
        for (var i = 0; i < _locals.Count; i++)
        {
            var local = (start + i) % _locals.Count;
            if (!_reserved[local] && fits(_locals[local]))
            {
                return local;
            }
        }

        return null;
    }

    /// <summary>A global to read a type from, or to write one to.</summary>
    private int? PickGlobal(ValueType type, bool mutable)
    {
        var start = _dice.Next(_plan.Globals.Count);
        for (var i = 0; i < _plan.Globals.Count; i++)
        {
            var index = (start + i) % _plan.Globals.Count;
            var global = _plan.Globals[index].Type;
            if (index != _plan.BudgetGlobal && (mutable ? global.IsMutable && _types.IsSubtype(type, global.Value) : _types.IsSubtype(global.Value, type)))
            {
                return index;
            }
        }

        return null;
    }
}
