// Which values are made of which, and how much of each something needs: what a compiler's removal of dead code sees of a function.
namespace Weft.Compiler;

/// <summary>How much of a value is used; more is greater.</summary>
internal enum ValueUse : byte
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>Perhaps only its low bits, or only some lanes.</summary>
    Part,
    /// <summary>At least the low 16 bits of an integer, or so many of them that less than two bytes do not hold them.</summary>
    Low16,
    /// <summary>At least the low 32 bits of an integer, in the same sense.</summary>
    Low32,
    /// <summary>All of it.</summary>
    Whole,
}

/// <summary>Values of a function as nodes, with an edge from each to those that it is made of.</summary>
internal sealed class ValueGraph
{
    /// <summary>A value that nothing has to be known of. Negative ones are constants.</summary>
    public const int Unknown = 0;

    // By node: its first edge, or 0. By edge: the node it leads to, what of that node is used where this one is, and the next edge of
    // the same node.
    private readonly List<int> _firstEdges = [];
    private readonly List<(int Target, Passing Passing, int Next)> _edges = [];
    private readonly List<Int128> _constants = [];
    private readonly HashSet<int> _known = [];
    private readonly List<(int Value, ValueUse Use)> _wanted = [];
    private ValueUse[] _uses = [];

    /// <summary>What of a part is used where a value is used.</summary>
    public enum Passing : byte
    {
        /// <summary>As much as of the value.</summary>
        Same,
        /// <summary>Perhaps only its low bits, or some lanes.</summary>
        Part,
        /// <summary>As much as of the value, but of no more than the low 16 bits.</summary>
        Low16,
        /// <summary>As much as of the value, but of no more than the low 32 bits.</summary>
        Low32,
        /// <summary>All of it.</summary>
        Whole,
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _firstEdges.Clear();
        _firstEdges.Add(0);
        _edges.Clear();
        _edges.Add(default);
        _constants.Clear();
        _known.Clear();
        _wanted.Clear();
    }

    /// <summary>Adds a value.</summary>
    public int Add()
    {
        _firstEdges.Add(0);
        return _firstEdges.Count - 1;
    }

    /// <summary>Adds a constant.</summary>
    /// <param name="value">Its bits; those of an integer with its sign.</param>
    public int AddConstant(Int128 value)
    {
        _constants.Add(value);
        return -_constants.Count;
    }

    /// <summary>Whether a value is a constant.</summary>
    public bool IsConstant(int value, out Int128 constant)
    {
        constant = value < 0 ? _constants[-value - 1] : 0;
        return value < 0;
    }

    /// <summary>Says that a value may be computed before the function runs.</summary>
    public void SetKnown(int value) => _known.Add(value);

    /// <summary>Whether a value is a constant, or may be computed before the function runs.</summary>
    public bool IsKnown(int value) => value < 0 || _known.Contains(value);

    /// <summary>Whether a value is made of others.</summary>
    public bool IsMade(int value) => value > Unknown && _firstEdges[value] != 0;

    /// <summary>Says that a value is made of another.</summary>
    public void Connect(int value, int part, Passing passing)
    {
        if (value > Unknown && part > Unknown && value != part)
        {
            _edges.Add((part, passing, _firstEdges[value]));
            _firstEdges[value] = _edges.Count - 1;
        }
    }

    /// <summary>Says that something needs a value: an effect, or where control goes.</summary>
    public void Want(int value, ValueUse use = ValueUse.Whole)
    {
        if (value > Unknown)
        {
            _wanted.Add((value, use));
        }
    }

    /// <summary>Finds what is used: all that is wanted, and what that is made of.</summary>
    public void Solve()
    {
        _uses = new ValueUse[_firstEdges.Count];
        while (_wanted.Count != 0)
        {
            var (value, use) = _wanted[^1];
            _wanted.RemoveAt(_wanted.Count - 1);
            if (_uses[value] >= use)
            {
                continue;
            }

            _uses[value] = use;
            for (var edge = _firstEdges[value]; edge != 0; edge = _edges[edge].Next)
            {
                var (target, passing, _) = _edges[edge];
                _wanted.Add((target, Pass(use, passing)));
            }
        }
    }

    private static ValueUse Pass(ValueUse use, Passing passing) => passing switch
    {
        Passing.Same => use,
        Passing.Part => ValueUse.Part,
        Passing.Low16 => use < ValueUse.Low16 ? use : ValueUse.Low16,
        Passing.Low32 => use < ValueUse.Low32 ? use : ValueUse.Low32,
        _ => ValueUse.Whole,
    };

    /// <summary>How much of a value is used, after <see cref="Solve"/>.</summary>
    public ValueUse UseOf(int value) => _uses[value];
}
