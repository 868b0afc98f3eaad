// Part of the pass over a body before it is emitted: what a loop carries from round to round in memory, as programs that fill a row of a table do from
// the entry before. A load of what the round before stored has its place, relative to a local that moves, where the store had it.
namespace Weft.Compiler;

/// <summary>Finds loads of 32 bits that read what the round before of an innermost loop has stored.</summary>
internal sealed class CarriedLoads
{
    private const int None = -1;

    private bool _isOpen;

    // By value, the local that it was at the head of the loop, or two of which it is the sum, and what was added.
    private readonly Dictionary<long, Place> _places = [];

    // What is added to locals that the loop writes; null where they get something else.
    private readonly Dictionary<int, uint?> _steps = [];

    private readonly HashSet<Place> _stores = [];
    private readonly List<(int Offset, Place Place)> _loads = [];

    /// <summary>Notes the head of a loop.</summary>
    public void OpenLoop()
    {
        Clear();
        _isOpen = true;
    }

    /// <summary>Notes the end of a loop, and tells which of its loads read what the round before has stored.</summary>
    public IEnumerable<int> CloseLoop()
    {
        var isInnermost = _isOpen;
        _isOpen = false;
        return !isInnermost || _stores.Count == 0 ? []
            : _loads.Where(load => StepOf(load.Place) is { } step && step != 0 && _stores.Contains(load.Place.After(step))).Select(load => load.Offset);
    }

    /// <summary>Forgets the function.</summary>
    public void Clear()
    {
        _isOpen = false;
        _places.Clear();
        _steps.Clear();
        _stores.Clear();
        _loads.Clear();
    }

    /// <summary>Notes that straight code reads a local that it has not written.</summary>
    public void NoteRead(int offset, int local)
    {
        if (_isOpen && _steps.GetValueOrDefault(local, 0u) is { } moved)
        {
            _places[offset] = new Place(local, None, moved);
        }
    }

    /// <summary>Notes a sum: with a constant, or of a row and a place in it, perhaps.</summary>
    public void NoteSum(int offset, long left, long right)
    {
        if (!_places.TryGetValue(left, out var one))
        {
            return;
        }

        if (OperandScan.TryGetConstant(right, out var constant))
        {
            _places[offset] = one.After(constant);
        }
        else if (_places.TryGetValue(right, out var other) && one.Other == None && other.Other == None)
        {
            _places[offset] = new Place(Math.Min(one.Local, other.Local), Math.Max(one.Local, other.Local), one.Addend + other.Addend);
        }
    }

    /// <summary>Notes what a local gets.</summary>
    public void NoteWrite(int local, long value)
    {
        if (_isOpen)
        {
            _steps[local] = _places.TryGetValue(value, out var place) && place.Local == local && place.Other == None ? place.Addend : null;
        }
    }

    /// <summary>Notes a load of 32 bits, and tells whether it may be one.</summary>
    public bool NoteLoad(int offset, long address, uint displacement)
    {
        if (!_places.TryGetValue(address, out var place))
        {
            return false;
        }

        _loads.Add((offset, place.After(displacement)));
        return true;
    }

    /// <summary>Notes a store of 32 bits.</summary>
    public void NoteStore(long address, uint displacement)
    {
        if (_places.TryGetValue(address, out var place))
        {
            _stores.Add(place.After(displacement));
        }
    }

    // By how much a place moves in a round.
    private uint? StepOf(in Place place) => StepOf(place.Local) + StepOf(place.Other);

    private uint? StepOf(int local) => _steps.GetValueOrDefault(local, 0u);

    private readonly record struct Place(int Local, int Other, uint Addend)
    {
        public Place After(uint step) => this with { Addend = Addend + step };
    }
}
