// Element instances (spec 4.2.13): the references that an element segment holds until it is dropped.
using System.Collections.Immutable;

namespace Weft.Runtime;

/// <summary>The references of an element segment. A list of functions becomes references only as they are asked for.</summary>
internal sealed unsafe class ElementInstance
{
    private readonly Instance _instance;
    private ImmutableArray<int> _functions;
    private object?[] _values;

    /// <summary>A segment that lists functions.</summary>
    public ElementInstance(Instance instance, ImmutableArray<int> functions)
    {
        _instance = instance;
        _functions = functions;
        _values = [];
        Count = functions.Length;
    }

    /// <summary>A segment whose expressions have been evaluated.</summary>
    public ElementInstance(Instance instance, object?[] values)
    {
        _instance = instance;
        _values = values;
        Count = values.Length;
    }

    /// <summary>How many there are; none after <see cref="Drop"/>.</summary>
    public int Count { get; private set; }

    /// <summary>A reference.</summary>
    public object? this[int index] => _functions.IsDefault ? _values[index] : _instance.GetFunctionByIndex(_functions[index]);

    /// <summary>Copies references to functions as their cells, which may be empty still; null for null.</summary>
    /// <param name="from">The first of them.</param>
    /// <param name="to">Where to, and how many.</param>
    public void CopyCells(int from, Span<nint> to)
    {
        if (_functions.IsDefault)
        {
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = _values[from + i] is Function function ? (nint)function.Cell : 0;
            }

            return;
        }

        // SAFETY: validation has checked the indices.
        var cells = _instance.Context->Functions;
        var functions = _functions.AsSpan(from, to.Length);
        for (var i = 0; i < functions.Length; i++)
        {
            to[i] = (nint)cells[functions[i]];
        }
    }

    /// <summary>Traps when a range is not inside the segment.</summary>
    public void Check(ulong offset, ulong count)
    {
        if (offset > (ulong)Count || count > (ulong)Count - offset)
        {
            Throw.Trap(TrapKind.TableOutOfBounds, $"{count} elements at {offset} of an element segment of {Count}");
        }
    }

    /// <summary>The references that are objects of their own, in a segment of expressions.</summary>
    public ReadOnlySpan<object?> Values => _values;

    /// <summary>What it is now.</summary>
    public ElementInstance TakeSnapshot() => (ElementInstance)MemberwiseClone();

    /// <summary>Goes back to what it was.</summary>
    public void Restore(ElementInstance snapshot)
    {
        _functions = snapshot._functions;
        _values = snapshot._values;
        Count = snapshot.Count;
    }

    /// <summary>elem.drop: forgets the references.</summary>
    public void Drop()
    {
        _functions = default;
        _values = [];
        Count = 0;
    }
}
