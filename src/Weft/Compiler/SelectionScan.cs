// Part of the pass over a body before it is emitted: what selections are, and what a loop does with them. A selection by a comparison of the same two
// values is a minimum or a maximum. Where a local gets what was computed from what it was, the next round of a loop waits for it.
using System.Collections.Immutable;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

/// <summary>Follows selections and what they choose from, by the offsets of the instructions, as <see cref="OperandScan"/> names values.</summary>
internal sealed class SelectionScan
{
    private const int None = -1;

    // What is followed of the locals, and of the loads, that a value is computed from: more would make long code slow to go through.
    private const int MostSources = 4;

    private static readonly Sources s_noSources = new([], [], None);

    private readonly Dictionary<long, (Opcode Opcode, long Left, long Right)> _comparisons = [];

    // By selection, what chooses, and for those of integers of 32 bits and of floats the methods that do the same.
    private readonly Dictionary<long, Choice> _choices = [];
    private readonly Dictionary<int, string> _methods = [];
    private readonly Dictionary<int, string> _floatMethods = [];

    // How many selections are made by each condition.
    private readonly Dictionary<long, int> _uses = [];

    // By value, the local that it was read from where straight code begins; and the locals that values are computed from, with the minimum or maximum
    // that was made last on the way.
    private readonly Dictionary<long, int> _reads = [];
    private readonly Dictionary<long, Sources> _sources = [];

    // By load that may be of what the round before stored, the minima and maxima that are computed from it.
    private readonly Dictionary<int, List<int>> _afterLoads = [];

    private readonly HashSet<long> _carried = [];
    private readonly HashSet<long> _steadyConditions = [];

    /// <summary>What is known of their conditions.</summary>
    public SelectionConditions Conditions { get; } = new();

    /// <summary>The method of <see cref="Support"/> that does the same as the selection at an offset with the two values; null for none.</summary>
    public string? FindMethod(int offset) => _methods.GetValueOrDefault(offset);

    /// <summary>The same for a selection from two floats.</summary>
    public string? FindFloatMethod(int offset) => _floatMethods.GetValueOrDefault(offset);

    /// <summary>
    /// Whether a local gets what such a selection chooses, and that is computed from what it was before, or it chooses what is computed from what the round
    /// before stored: in a loop, the next round waits for it.
    /// </summary>
    public bool IsCarried(int offset) => _carried.Contains(offset);

    /// <summary>Whether a value is what one of some locals was, or computed from it by what a lane can do.</summary>
    public bool IsFromAny(long value, HashSet<int> locals) =>
        _sources.TryGetValue(value, out var sources) && sources.Locals.Any(locals.Contains);

    /// <summary>The same for one local, with a minimum or maximum on the way.</summary>
    public bool IsCarried(long value, int local) => _sources.TryGetValue(value, out var sources) && sources.Has(local) && sources.Selection != None;

    /// <summary>
    /// Whether the selection at an offset keeps what a local was, unless a number is less, or greater, than one that is kept in the same way. The least of
    /// many numbers is seldom found, so that a branch is predicted.
    /// </summary>
    public bool IsSteady(int offset) => _choices.TryGetValue(offset, out var choice) && choice.Kept != (None, None) && _steadyConditions.Contains(choice.Condition);

    /// <summary>Whether such a selection is not the only one by its condition: one branch decides them all.</summary>
    public bool IsSteadyWithOthers(int offset) => IsSteady(offset) && _uses[_choices[offset].Condition] > 1;

    /// <summary>Forgets the function.</summary>
    public void Clear()
    {
        Forget();
        Conditions.Clear();
        _choices.Clear();
        _methods.Clear();
        _floatMethods.Clear();
        _uses.Clear();
        _reads.Clear();
        _sources.Clear();
        _afterLoads.Clear();
        _carried.Clear();
        _steadyConditions.Clear();
    }

    /// <summary>Forgets what straight code knew.</summary>
    public void Forget() => _comparisons.Clear();

    /// <summary>Notes that straight code reads a local that it has not written.</summary>
    public void NoteRead(int offset, int local)
    {
        _reads[offset] = local;
        _sources[offset] = new Sources([local], [], None);
    }

    /// <summary>Notes a load that may be of what the round before of a loop stored.</summary>
    public void NoteLoad(int offset) => _sources[offset] = new Sources([], [offset], None);

    /// <summary>Notes that such a load is one.</summary>
    public void NoteCarriedLoad(int offset)
    {
        foreach (var selection in _afterLoads.GetValueOrDefault(offset, []))
        {
            _carried.Add(selection);
        }
    }

    /// <summary>Notes a comparison.</summary>
    public void NoteComparison(int offset, Opcode opcode, long left, long right) => _comparisons[offset] = (opcode, left, right);

    /// <summary>Notes a value that is computed from two others.</summary>
    public void NoteComputed(int offset, long left, long right)
    {
        if (SourcesOf(left, right) is { IsEmpty: false } sources)
        {
            _sources[offset] = sources;
        }
    }

    /// <summary>Notes a selection.</summary>
    public void NoteSelection(int offset, long first, long second, long condition)
    {
        var isExtreme = _comparisons.TryGetValue(condition, out var comparison)
            && ((comparison.Left, comparison.Right) == (first, second) || (comparison.Left, comparison.Right) == (second, first));
        var sources = SourcesOf(first, second);
        _choices[offset] = new Choice(condition, (KeptIn(first), KeptIn(second)), isExtreme, _choices.ContainsKey(first) ? first : second, sources.Selection);
        _uses[condition] = _uses.GetValueOrDefault(condition) + 1;
        if (!isExtreme || comparison.Opcode >= Opcode.I64LtS)
        {
            NoteComputed(offset, first, second);
        }

        if (!isExtreme)
        {
            return;
        }

        var isReversed = (comparison.Left, comparison.Right) != (first, second);
        switch (comparison.Opcode)
        {
            case < Opcode.I64LtS:
                // Of integers of 32 bits, and so is all that is computed from it.
                _sources[offset] = sources with { Selection = offset };
                _methods[offset] = MethodOf(comparison.Opcode, isReversed);
                foreach (var load in sources.Loads)
                {
                    _afterLoads.TryAdd(load, []);
                    _afterLoads[load].Add(offset);
                }

                break;
            case Opcode.F32Lt or Opcode.F32Gt:
                _floatMethods[offset] = comparison.Opcode == Opcode.F32Lt != isReversed ? nameof(Support.LesserSingle) : nameof(Support.GreaterSingle);
                break;
            case Opcode.F64Lt or Opcode.F64Gt:
                _floatMethods[offset] = comparison.Opcode == Opcode.F64Lt != isReversed ? nameof(Support.LesserDouble) : nameof(Support.GreaterDouble);
                break;
        }
    }

    /// <summary>Notes what a local gets.</summary>
    public void NoteWrite(int local, long value)
    {
        if (_sources.TryGetValue(value, out var sources) && sources.Has(local))
        {
            // What is on the way to one that was seen before was seen, too.
            for (var selection = sources.Selection; selection != None && _carried.Add(selection); selection = _choices[selection].Before)
            {
            }
        }

        for (var chosen = value;
            _choices.TryGetValue(chosen, out var choice) && choice.IsExtreme && choice.MayKeep(local) && _steadyConditions.Add(choice.Condition);
            chosen = choice.Inner)
        {
        }
    }

    // The local that a value is, unless selections have chosen otherwise.
    private int KeptIn(long value) =>
        _reads.TryGetValue(value, out var local) ? local : !_choices.TryGetValue(value, out var choice) ? None
        : choice.Kept.First != None ? choice.Kept.First : choice.Kept.Second;

    private Sources SourcesOf(long left, long right)
    {
        var one = _sources.GetValueOrDefault(left, s_noSources);
        var other = _sources.GetValueOrDefault(right, s_noSources);
        return one.IsEmpty ? other
            : new Sources(Union(one.Locals, other.Locals), Union(one.Loads, other.Loads), one.Selection != None && !one.Locals.IsEmpty ? one.Selection : other.Selection);
    }

    private static ImmutableArray<int> Union(ImmutableArray<int> some, ImmutableArray<int> others)
    {
        foreach (var other in others)
        {
            if (some.Length < MostSources && !some.Contains(other))
            {
                some = some.Add(other);
            }
        }

        return some;
    }

    private static string MethodOf(Opcode comparison, bool isReversed)
    {
        var isLess = comparison is Opcode.I32LtS or Opcode.I32LtU or Opcode.I32LeS or Opcode.I32LeU;
        var isSigned = comparison is Opcode.I32LtS or Opcode.I32GtS or Opcode.I32LeS or Opcode.I32GeS;
        return (isLess != isReversed, isSigned) switch
        {
            (true, true) => nameof(Support.MinimumSigned),
            (true, false) => nameof(Support.MinimumUnsigned),
            (false, true) => nameof(Support.MaximumSigned),
            _ => nameof(Support.MaximumUnsigned),
        };
    }

    private readonly record struct Sources(ImmutableArray<int> Locals, ImmutableArray<int> Loads, int Selection)
    {
        public bool IsEmpty => Locals.IsEmpty && Loads.IsEmpty;

        public bool Has(int local) => Locals.Contains(local);
    }

    // Kept: the locals that either value is when no condition says otherwise; Inner: the selection among what it chooses from; Before: the one that was
    // made last on the way from a local.
    private readonly record struct Choice(long Condition, (int First, int Second) Kept, bool IsExtreme, long Inner, int Before)
    {
        public bool MayKeep(int local) => Kept.First == local || Kept.Second == local;
    }
}
