// Exceptions (spec 2.4.1): thrown and caught in one function or across many; and their legacy form.
using System.Collections.Immutable;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Fuzz.Generation;

internal sealed partial class FunctionGenerator
{
    private ImmutableArray<ValueType> Payload(int tag) => _types.Function(_plan.Tags[tag]).Parameters;

    private bool TryThrow()
    {
        if (_profile.HasExceptions && _dice.OneIn(5) && PickLocal(local => local == ValueType.ExnRef) is { } exception)
        {
            // Null unless something was caught before: then it traps.
            _code.Op(Opcode.LocalGet, exception);
            _code.Op(Opcode.ThrowRef);
            return true;
        }

        var tag = _dice.Next(_plan.Tags.Count);
        Values(Payload(tag), 1);
        _code.Op(Opcode.Throw, tag);
        return true;
    }

    // (block $done (block $handler1 ... (block $handlerN (try_table (catch ... $handler1) ... body) (br $done)) handler N) ... handler 1)
    private void TryTable()
    {
        var count = _dice.Next(1, 4);
        var clauses = new List<(CatchKind Kind, int Tag, IReadOnlyList<ValueType> Types)>();
        for (var i = 0; i < count; i++)
        {
            var kind = (CatchKind)_dice.Next(4);
            var tag = _dice.Next(_plan.Tags.Count);
            ValueType[] types = kind is CatchKind.Catch or CatchKind.CatchRef ? [.. Payload(tag)] : [];
            clauses.Add((kind, tag, kind is CatchKind.CatchRef or CatchKind.CatchAllRef ? [.. types, ValueType.ExnRef] : types));
        }

        _code.Block(Opcode.Block, BlockType.Empty);
        _labels.Add(new LabelPlan([], IsLoop: false));
        foreach (var clause in clauses)
        {
            _code.Block(Opcode.Block, TypeOf([], clause.Types));
            _labels.Add(new LabelPlan(clause.Types, IsLoop: false));
        }

        IReadOnlyList<ValueType> results = _dice.Percent(70) ? [] : RandomTypes(2);
        var catches = clauses.Select((clause, i) => new CatchClause(clause.Kind, clause.Tag, count - 1 - i)).ToList();
        if (_dice.OneIn(4) && PickLabel(types => types is []) is { } outer)
        {
            catches.Insert(_dice.Next(catches.Count + 1), new CatchClause(CatchKind.CatchAll, 0, Depth(outer)));
        }

        _code.Write(new Instruction { Opcode = Opcode.TryTable, Block = TypeOf([], results), Catches = [.. catches] });
        _labels.Add(new LabelPlan(results, IsLoop: false));
        TryBody();
        Values(results, 1);
        _labels.RemoveAt(_labels.Count - 1);
        _code.Op(Opcode.End);
        Sink(results);
        _code.Op(Opcode.Br, count);
        for (var i = count - 1; i >= 0; i--)
        {
            _labels.RemoveAt(_labels.Count - 1);
            _code.Op(Opcode.End);
            Sink(clauses[i].Types);
            Statement(_dice.Next(2));
            if (i > 0)
            {
                _code.Op(Opcode.Br, i);
            }
        }

        _labels.RemoveAt(_labels.Count - 1);
        _code.Op(Opcode.End);
    }

    // Statements, and now and then a throw of its own.
    private void TryBody()
    {
        _tryDepth++;
        Statement(_dice.Next(1, 4));
        if (_dice.Percent(60))
        {
            Value(ValueType.I32, 1);
            _code.Block(Opcode.If, BlockType.Empty);
            _labels.Add(new LabelPlan([], IsLoop: false));
            TryThrow();
            DeadCode();
            _labels.RemoveAt(_labels.Count - 1);
            _code.Op(Opcode.End);
        }

        Statement(_dice.Next(2));
        _tryDepth--;
    }

    private void LegacyTry()
    {
        var results = _dice.Percent(60) ? [] : RandomTypes(2);
        if (_dice.OneIn(5))
        {
            // What the inner one does not catch goes to a handler further out.
            _code.Block(Opcode.Try, TypeOf([], results));
            _labels.Add(new LabelPlan(results, IsLoop: false));
            TryBody();
            Values(results, 1);
            _labels.RemoveAt(_labels.Count - 1);
            _code.Op(Opcode.Delegate, _dice.Next(_labels.Count));
            Sink(results);
            return;
        }

        _code.Block(Opcode.Try, TypeOf([], results));
        _labels.Add(new LabelPlan(results, IsLoop: false));
        TryBody();
        Values(results, 1);
        for (var i = _dice.Next(3); i > 0; i--)
        {
            var tag = _dice.Next(_plan.Tags.Count);
            _code.Op(Opcode.Catch, tag);
            Sink(Payload(tag));
            LegacyHandler(results);
        }

        if (_dice.Percent(70))
        {
            _code.Op(Opcode.CatchAll);
            LegacyHandler(results);
        }

        _labels.RemoveAt(_labels.Count - 1);
        _code.Op(Opcode.End);
        Sink(results);
    }

    private void LegacyHandler(IReadOnlyList<ValueType> results)
    {
        var handler = _labels.Count - 1;
        Statement(_dice.Next(3));
        if (_dice.OneIn(4))
        {
            // From inside of another block as well.
            Value(ValueType.I32, 1);
            _code.Block(Opcode.If, BlockType.Empty);
            _labels.Add(new LabelPlan([], IsLoop: false));
            _code.Op(Opcode.Rethrow, Depth(handler));
            _labels.RemoveAt(_labels.Count - 1);
            _code.Op(Opcode.End);
        }

        Values(results, 1);
    }
}
