// Part of the pass over a body before it is emitted: what conditions of selections are, and what is chosen from.
namespace Weft.Compiler;

/// <summary>What is known of selections before their values are, by their offsets.</summary>
internal sealed class SelectionConditions
{
    private readonly HashSet<int> _truths = [];
    private readonly HashSet<int> _firstConstants = [];
    private readonly HashSet<int> _secondConstants = [];

    // By what leaves a condition on the stack, the selection.
    private readonly Dictionary<int, int> _selections = [];

    /// <summary>Whether the condition of the selection at an offset is 0 or 1.</summary>
    public bool IsTruth(int offset) => _truths.Contains(offset);

    /// <summary>Whether what the selection at an offset takes for a condition that does not hold, or for one that holds, is a constant.</summary>
    public bool HasConstant(int offset, bool holds) => (holds ? _firstConstants : _secondConstants).Contains(offset);

    /// <summary>The selection by what the instruction at an offset leaves on the stack.</summary>
    public bool TryFindSelection(int condition, out int offset) => _selections.TryGetValue(condition, out offset);

    /// <summary>Forgets the function.</summary>
    public void Clear()
    {
        _truths.Clear();
        _firstConstants.Clear();
        _secondConstants.Clear();
        _selections.Clear();
    }

    /// <summary>Notes what leaves the condition of a selection on the stack, whether that is 0 or 1, and what is chosen from.</summary>
    public void Note(int offset, int producer, bool isTruth, long first, long second)
    {
        _selections[producer] = offset;
        AddIf(_truths, isTruth);
        AddIf(_firstConstants, OperandScan.TryGetConstant(first, out _));
        AddIf(_secondConstants, OperandScan.TryGetConstant(second, out _));

        void AddIf(HashSet<int> selections, bool holds)
        {
            if (holds)
            {
                selections.Add(offset);
            }
        }
    }
}
