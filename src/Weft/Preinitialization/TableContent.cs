// The content of a table as element segments.
using System.Collections.Immutable;
using Weft.Linking;
using Weft.Runtime;
using Weft.Wasm;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Preinitialization;

/// <summary>Writes one table that a module defines: its definition, and segments for what differs from its initial value.</summary>
internal sealed class TableContent
{
    // With more runs than this, one segment of expressions, nulls included, is smaller and quicker than segments of functions.
    private const int MostRuns = 1000;

    private readonly Instance _instance;
    private readonly ReferenceConstants _constants;
    private readonly Table _table;
    private readonly int _index;
    private readonly nint[] _cells;
    private readonly object?[] _objects;
    private readonly TableDefinition _definition;

    public TableContent(Instance instance, ReferenceConstants constants, int index)
    {
        _instance = instance;
        _constants = constants;
        _index = index;
        _table = instance.Tables[index];
        _definition = instance.Definition.Tables[index - instance.Validated.ImportedTableCount];
        (_cells, _objects) = _table.TakeSnapshot();
    }

    private int Count => _table.IsFunctionTable ? _cells.Length : _objects.Length;

    private ValueType Element => _definition.Type.Element;

    // Lists of functions, without expressions, are of this type: the first version of WebAssembly has only them.
    private static ValueType ListedType => ValueType.Ref(AbstractHeapType.Func, nullable: false);

    private bool TakesLists => Element == ValueType.FuncRef || Element == ListedType;

    /// <summary>Writes the table.</summary>
    /// <param name="segments">Where to add the segments.</param>
    public TableDefinition Write(ImmutableArray<ElementSegment>.Builder segments)
    {
        var initializer = ChooseInitializer(out var cell, out var value);
        var runs = FindRuns(cell, value);
        if (runs.Count > MostRuns)
        {
            runs = [(runs[0].Start, runs[^1].End)];
            WriteRuns(segments, runs, isListed: false);
        }
        else
        {
            WriteRuns(segments, runs, TakesLists);
        }

        return new TableDefinition(_definition.Type with { Limits = _definition.Type.Limits with { Minimum = (ulong)Count } }, initializer);
    }

    // The initial value stays where it can be made again; otherwise null, or the first element where there is no null.
    private ConstantExpression? ChooseInitializer(out nint cell, out object? value)
    {
        (cell, value) = (0, null);
        if (_definition.Initializer is not { } initializer)
        {
            return null;
        }

        var initial = new ConstantEvaluator(_instance).Evaluate(initializer).Reference;
        if (initial is null or I31 or Function)
        {
            value = initial;
            cell = initial is Function function ? FunctionIndices.CellOf(function) : 0;
            return initializer;
        }

        if (Element.IsNullable)
        {
            return null;
        }

        if (Count == 0)
        {
            return initializer;
        }

        value = _objects[0];
        return WriteElement(0);
    }

    private List<(int Start, int End)> FindRuns(nint cell, object? value)
    {
        var runs = new List<(int Start, int End)>();
        for (var i = 0; i < Count; i++)
        {
            if (_table.IsFunctionTable ? _cells[i] == cell : ReferenceChecks.AreEqual(_objects[i], value))
            {
                continue;
            }

            // A list of functions has no null, which an element may have been set to.
            var isNull = _table.IsFunctionTable && _cells[i] == 0;
            if (runs.Count != 0 && runs[^1].End == i && !(TakesLists && isNull != (_cells[i - 1] == 0)))
            {
                runs[^1] = (runs[^1].Start, i + 1);
            }
            else
            {
                runs.Add((i, i + 1));
            }
        }

        return runs;
    }

    private void WriteRuns(ImmutableArray<ElementSegment>.Builder segments, List<(int Start, int End)> runs, bool isListed)
    {
        foreach (var (start, end) in runs)
        {
            for (var from = start; from < end; from += ImplementationLimits.ElementsInSegment)
            {
                var count = Math.Min(end - from, ImplementationLimits.ElementsInSegment);
                var offset = ConstantExpressionWriter.Address(_definition.Type.Address, (ulong)from);
                segments.Add(isListed && _cells[from] != 0
                    ? new ElementSegment(SegmentMode.Active, ListedType, _index, offset, [.. Enumerable.Range(from, count).Select(FindFunction)], default)
                    : new ElementSegment(SegmentMode.Active, Element, _index, offset, default, [.. Enumerable.Range(from, count).Select(WriteElement)]));
            }
        }
    }

    private int FindFunction(int element) => _constants.FindFunction(_cells[element], _table.Type.Element, () => Where(element));

    private ConstantExpression WriteElement(int element) => _table.IsFunctionTable && _cells[element] != 0
        ? ConstantExpressionWriter.Function(FindFunction(element))
        : _constants.Write(_table.IsFunctionTable ? null : _objects[element], _table.Type.Element, Element.Heap, _instance.Globals.Length, () => Where(element));

    private string Where(int element) => $"element {element} of table {_index}";
}
